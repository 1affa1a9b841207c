#include "tools/tool_entry.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "actions/action.h"
#include "base/ask.h"
#include "base/files.h"
#include "base/js.h"
#include "base/log.h"
#include "base/mailbox.h"
#include "base/xalloc.h"
#include "tools/tool_schema.h"

#define TOOL_NAME_MAX 64u
#define TOOL_DOC_MAX 2000u

static const char *const effect_names[TOOL_EFFECTS_N] = {
    [TOOL_READS] = "reads", [TOOL_WRITES] = "writes", [TOOL_INPUT] = "input",
};

const char *tool_effect_name(enum tool_effect effect)
{
    return effect_names[effect];
}

static int check_name(const char *name, struct err *err)
{
    size_t n = name ? strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") : 0;
    if (!n || name[n] || n > TOOL_NAME_MAX || name[0] < 'a')
        return err_set(err, ERR_INVALID, "the name '%.40s' is not of a-z, 0-9 and _, at most %u long",
                       name ? name : "", TOOL_NAME_MAX);
    for (int kind = 0; kind < ACTION_KINDS_N; kind++)
        if (strcmp(action_name((enum action_kind)kind), name) == 0)
            return err_set(err, ERR_INVALID, "'%s' is the name of an action", name);
    return 0;
}

static int effect_from_name(const char *name)
{
    for (int i = 0; name && i < TOOL_EFFECTS_N; i++)
        if (strcmp(effect_names[i], name) == 0)
            return i;
    return -1;
}

static int check_declaration(struct tool_entry *e, struct err *err)
{
    const json_t *d = e->declaration;
    const char *is = js_str(d, "is");
    const char *doc = js_str(d, "doc");
    const char *effect = js_str(d, "effect");
    if (!is || strcmp(is, "tool") != 0)
        return err_set(err, ERR_INVALID, "it does not return tool { … }");
    if (check_name(js_str(d, "name"), err) != 0)
        return -1;
    if (!doc || !*doc || strlen(doc) > TOOL_DOC_MAX)
        return err_set(err, ERR_INVALID, "doc is missing, or over %u bytes", TOOL_DOC_MAX);
    if (effect_from_name(effect) < 0)
        return err_set(err, ERR_INVALID, "effect is '%.40s', wanted reads, writes or input",
                       effect ? effect : "");
    e->effect = (enum tool_effect)effect_from_name(effect);
    e->params = tool_schema(js_get(d, "params"), err);
    if (!e->params)
        return err_prefix(err, "params");
    e->result = tool_schema(js_get(d, "result"), err);
    if (!e->result)
        return err_prefix(err, "result");
    return 0;
}

static char *name_of_file(const char *file)
{
    const char *slash = strrchr(file, '/');
    const char *base = slash ? slash + 1 : file;
    const char *dot = strrchr(base, '.');
    return xstrndup(base, dot ? (size_t)(dot - base) : strlen(base));
}

void tool_entry_init(struct tool_entry *e, const char *file, json_t *declaration,
                     const struct err *why)
{
    *e = (struct tool_entry){ .file = xstrdup(file) };
    if (why)
        e->err = *why;
    else
        e->declaration = json_incref(declaration);
    if (why || check_declaration(e, &e->err) != 0) {
        e->name = name_of_file(file);
        log_warn("tools", "'%s' is left out: %s", file, e->err.msg);
        return;
    }
    e->name = xstrdup(js_str(declaration, "name"));
    e->doc = xstrdup(js_str(declaration, "doc"));
}

void tool_entry_release(struct tool_entry *e)
{
    free(e->name);
    free(e->doc);
    free(e->file);
    json_decref(e->declaration);
    json_decref(e->params);
    json_decref(e->result);
}

static struct tool_entry *find(const struct tool_entries *list, const char *name)
{
    for (size_t i = 0; i < list->n; i++)
        if (strcmp(list->items[i].name, name) == 0)
            return &list->items[i];
    return NULL;
}

const struct tool_entry *tool_entries_find(const struct tool_entries *list, const char *name)
{
    return find(list, name);
}

static int compare_entries(const void *a, const void *b)
{
    return strcmp(((const struct tool_entry *)a)->name, ((const struct tool_entry *)b)->name);
}

void tool_entries_add(struct tool_entries *list, struct tool_entry *e)
{
    struct tool_entry *old = find(list, e->name);
    if (old) {
        tool_entry_release(old);
        *old = *e;
        return;
    }
    GROW(list->items, list->n, list->cap);
    list->items[list->n++] = *e;
    qsort(list->items, list->n, sizeof *list->items, compare_entries);
}

void tool_entries_release(struct tool_entries *list)
{
    for (size_t i = 0; i < list->n; i++)
        tool_entry_release(&list->items[i]);
    free(list->items);
    *list = (struct tool_entries){ 0 };
}

struct tool_load {
    struct mailbox *home;
    struct tools_host host;
    char **files;
    size_t n, cap, at;
    struct lua_host *lua;
    struct tool_entries entries;
    tool_load_done *done; /* NULL: cancelled */
    void *data;
};

static void load_next(struct tool_load *load);

static void load_free(struct tool_load *load)
{
    lua_host_free(load->lua);
    string_list_free(load->files, load->n);
    tool_entries_release(&load->entries);
    mailbox_unref(load->home);
    free(load);
}

static void file_loaded(void *data, void *result, const struct err *err)
{
    struct tool_load *load = data;
    json_t *declaration = result;
    if (load->done) {
        struct tool_entry e;
        tool_entry_init(&e, load->files[load->at++], declaration, err);
        tool_entries_add(&load->entries, &e);
        lua_host_free(load->lua);
        load->lua = NULL;
    }
    json_decref(declaration);
    if (load->done)
        load_next(load);
    else
        load_free(load);
}

static void load_end(void *data)
{
    struct tool_load *load = data;
    if (load->done)
        load->done(load->data, &load->entries);
    load_free(load);
}

static void load_next(struct tool_load *load)
{
    if (load->at == load->n) {
        mailbox_post(load->home, load_end, load);
        return;
    }
    const char *file = load->files[load->at];
    char *name = name_of_file(file);
    struct lua_opts opts = { .name = name, .host = &load->host };
    struct err err; /* the ask tells it too */
    load->lua = lua_host_start(load->home, file, &opts,
                               ask_new(load->home, 0, file_loaded, load), &err);
    free(name);
}

struct tool_load *tool_load_start(struct mailbox *home, const struct tools_host *host,
                                  const char *const *folders, size_t n, tool_load_done *done,
                                  void *data)
{
    struct tool_load *load = xcalloc(1, sizeof *load);
    load->home = mailbox_ref(home);
    load->host = *host;
    load->done = done;
    load->data = data;
    for (size_t i = 0; i < n; i++) {
        size_t count;
        char **files = folder_list(folders[i], ".lua", &count);
        for (size_t k = 0; k < count; k++) {
            GROW(load->files, load->n, load->cap);
            load->files[load->n++] = files[k];
        }
        free(files);
    }
    load_next(load);
    return load;
}

/* A letter or an answer is on its way in every case, and frees it. */
void tool_load_cancel(struct tool_load *load)
{
    load->done = NULL;
    lua_host_free(load->lua);
    load->lua = NULL;
}
