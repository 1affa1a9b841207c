#include "tools/lua_test.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ask.h"
#include "base/files.h"
#include "base/js.h"
#include "base/mailbox.h"
#include "base/test.h"
#include "base/xalloc.h"

static void done(void *data, void *result, const struct err *err)
{
    struct answer *a = data;
    a->result = result;
    if (err)
        a->err = *err;
    a->done = true;
}

struct ask *answer_ask(struct mailbox *home, struct answer *a)
{
    *a = (struct answer){ 0 };
    return ask_new(home, 0, done, a);
}

void answer_wait(struct mailbox *home, struct answer *a)
{
    while (!a->done)
        mailbox_wait(home, -1);
}

static char folder[] = "/tmp/agentd-tools-XXXXXX";

static void remove_folder(void)
{
    struct err err;
    folder_remove(folder, &err);
}

const char *script_folder(void)
{
    if (strchr(folder, 'X') && strcmp(strrchr(folder, '-'), "-XXXXXX") == 0) {
        assert_non_null(mkdtemp(folder));
        atexit(remove_folder);
    }
    return folder;
}

char *script_file(const char *name, const char *text)
{
    struct err err;
    char *path = path_join(script_folder(), name);
    char *slash = strrchr(path, '/');
    *slash = '\0';
    assert_int_equal(folder_make(path, 0700, &err), 0);
    *slash = '/';
    if (file_write(path, text, strlen(text), 0600, &err) != 0)
        fail_msg("%s", err.msg);
    return path;
}

void assert_json(json_t *value, const char *wanted)
{
    char *got = value ? js_dump_sorted(value) : xstrdup("(null)");
    assert_string_equal(got, wanted);
    free(got);
    json_decref(value);
}
