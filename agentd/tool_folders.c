#include "agentd/tool_folders.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "agentd/agentd.h"
#include "base/ask.h"
#include "base/files.h"
#include "base/hash.h"
#include "base/loop.h"
#include "base/paths.h"
#include "base/xalloc.h"
#include "tools/tool.h"

int tool_folders_open(struct agentd *d, struct err *err)
{
    struct tool_folders *f = &d->tool_folders;
    f->shipped = paths_data("scripts/tools", err);
    if (!f->shipped)
        return -1;
    char *config = paths_config_dir();
    f->own = path_join(config, "tools");
    free(config);
    return 0;
}

static uint64_t look_at(const char *folder, uint64_t seed)
{
    size_t n;
    char **files = folder_list(folder, ".lua", &n);
    for (size_t i = 0; i < n; i++) {
        struct stat st;
        if (stat(files[i], &st) != 0)
            continue;
        seed = hash_fast(files[i], strlen(files[i]), seed);
        seed = hash_fast(&st.st_mtim, sizeof st.st_mtim, seed);
        seed = hash_fast(&st.st_size, sizeof st.st_size, seed);
        seed = hash_fast(&st.st_ino, sizeof st.st_ino, seed);
    }
    string_list_free(files, n);
    return seed;
}

static void on_loaded(void *data, void *result, const struct err *err);

/* True: a load has begun; false: all is as the files are. */
static bool load_changed(struct agentd *d)
{
    struct tool_folders *f = &d->tool_folders;
    const char *const folders[] = { f->shipped, f->own };
    uint64_t now = look_at(f->own, look_at(f->shipped, 1));
    if (now == f->seen)
        return false;
    f->seen = now;
    f->loading = true;
    tools_load(d->tools, folders, 2, ask_new(loop_mailbox(d->loop), 0, on_loaded, d));
    return true;
}

static void on_loaded(void *data, void *result, const struct err *err)
{
    struct agentd *d = data;
    struct tool_folders *f = &d->tool_folders;
    (void)result;
    f->loading = false;
    if (!err && load_changed(d)) /* changed again meanwhile */
        return;
    struct ask **asks = f->asks;
    size_t n = f->asks_n;
    f->asks = NULL;
    f->asks_n = f->asks_cap = 0;
    for (size_t i = 0; i < n; i++) {
        if (err)
            ask_fail(asks[i], err);
        else
            ask_answer(asks[i], NULL);
    }
    free(asks);
}

void tool_folders_refresh(struct agentd *d, struct ask *ask)
{
    struct tool_folders *f = &d->tool_folders;
    if (!f->loading && !load_changed(d)) {
        ask_answer(ask, NULL);
        return;
    }
    GROW(f->asks, f->asks_n, f->asks_cap);
    f->asks[f->asks_n++] = ask;
}

void tool_folders_close(struct agentd *d)
{
    free(d->tool_folders.shipped);
    free(d->tool_folders.own);
}
