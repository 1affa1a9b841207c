/* Any bytes as a desktop entry, an Exec line and a person's words: read without harm.
 *
 * By hand: clang -fsanitize=fuzzer,address,undefined -std=c11 -D_GNU_SOURCE -I. -o apps_fuzz \
 *     tests/fuzz/apps_fuzz.c base/{keyfile,apps_exec,words,files,err,strbuf,utf8,xalloc}.c */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/apps.h"
#include "base/apps_inner.h"
#include "base/files.h"
#include "base/keyfile.h"
#include "base/words.h"
#include "base/xalloc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void entry(const char *text)
{
    struct keyfile *k = keyfile_parse(text);

    for (size_t i = 0; i < keyfile_count(k); i++) {
        struct keyline line = keyfile_at(k, i);
        assert(keyfile_raw(k, line.group, line.key));
        free(keyfile_local(k, line.group, line.key, "de_AT.UTF-8@x"));
    }
    keyfile_free(k);
}

static void exec_line(char *text)
{
    struct app app = { .id = (char *)"a.desktop", .path = text, .name = text, .icon = text,
                       .exec = text };
    bool plain;
    size_t n;
    char **argv = app_argv(&app, text, &n);

    assert(n > 0 && argv[0] && !argv[n]);
    string_list_free(argv, n);
    free(apps_command(&app, &plain));
}

static void words(const char *text)
{
    char *folded = words_fold(text, true), *again = words_fold(folded, false);
    char *bare = words_bare(folded);

    assert(strcmp(folded, again) == 0);
    assert(folded[0] == ' ' && folded[strlen(folded) - 1] == ' ');
    assert(words_count(bare) <= words_count(folded));
    assert(!words_count(folded) || words_count(bare));
    assert(words_common(folded, folded) == words_count(folded));
    assert(words_typos(folded, folded) == 0 || strlen(folded) > 64);
    free(folded);
    free(again);
    free(bare);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = xstrndup((const char *)data, size);

    entry(text);
    exec_line(text);
    words(text);
    free(text);
    return 0;
}
