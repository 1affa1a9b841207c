#include "tools/tool.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/ask.h"
#include "base/err.h"
#include "base/js.h"
#include "base/mailbox.h"
#include "base/schema.h"
#include "base/xalloc.h"
#include "tools/tool_entry.h"
#include "tools/tool_schema.h"

struct tools {
    struct mailbox *home; /* borrowed */
    struct tools_host host;
    struct tool_entries entries;
    struct tool_load *load;
    struct ask *load_ask;
    struct call *calls;
    size_t calls_n;
};

/* One call under way: load the file, run it, check what it gave. */
struct call {
    struct tools *tools; /* NULL: tools_free has run */
    struct call *next;
    char *name;
    json_t *declaration, *args, *result_schema;
    struct lua_host *lua;
    struct ask *ask;
};

struct tools *tools_new(struct mailbox *loop, const struct tools_host *host)
{
    struct tools *t = xcalloc(1, sizeof *t);
    t->home = loop;
    t->host = *host;
    return t;
}

static void all_loaded(void *data, struct tool_entries *entries)
{
    struct tools *t = data;
    struct ask *ask = t->load_ask;
    tool_entries_release(&t->entries);
    t->entries = *entries;
    *entries = (struct tool_entries){ 0 };
    t->load = NULL;
    t->load_ask = NULL;
    if (ask)
        ask_answer(ask, NULL);
}

void tools_load(struct tools *t, const char *const *folders, size_t n, struct ask *ask)
{
    if (t->load) {
        if (ask)
            ask_failf(ask, ERR_BUSY, "tools are being loaded");
        return;
    }
    t->load_ask = ask;
    t->load = tool_load_start(t->home, &t->host, folders, n, all_loaded, t);
}

json_t *tools_list(const struct tools *t)
{
    json_t *list = json_array();
    for (size_t i = 0; i < t->entries.n; i++) {
        const struct tool_entry *e = &t->entries.items[i];
        json_t *one = json_pack("{s:s,s:s}", "name", e->name, "file", e->file);
        if (e->err.code != ERR_NONE) {
            json_object_set_new(one, "error", js_text(e->err.msg));
        } else {
            json_object_set_new(one, "doc", js_text(e->doc));
            json_object_set_new(one, "effect", json_string(tool_effect_name(e->effect)));
            json_object_set(one, "params", e->params);
            json_object_set(one, "result", e->result);
        }
        json_array_append_new(list, one);
    }
    return list;
}

int tools_effect(const struct tools *t, const char *name)
{
    const struct tool_entry *e = tool_entries_find(&t->entries, name);
    return e && e->err.code == ERR_NONE ? (int)e->effect : -1;
}

static void unlink_call(struct call *c)
{
    struct call **at = c->tools ? &c->tools->calls : NULL;
    while (at && *at != c)
        at = &(*at)->next;
    if (!at)
        return;
    *at = c->next;
    c->tools->calls_n--;
}

static void call_free(struct call *c)
{
    unlink_call(c);
    lua_host_free(c->lua);
    if (c->ask)
        ask_drop(c->ask);
    json_decref(c->declaration);
    json_decref(c->args);
    json_decref(c->result_schema);
    free(c->name);
    free(c);
}

static void call_fail(struct call *c, const struct err *err)
{
    ask_fail(c->ask, err);
    c->ask = NULL;
    call_free(c);
}

/* `return nil, text, error name` is how a tool says that the world would not. */
static json_t *result_of(const json_t *results, const char *name, struct err *err)
{
    json_t *first = json_array_get(results, 0);
    const char *why = json_string_value(json_array_get(results, 1));
    const char *code = json_string_value(json_array_get(results, 2));
    if (json_is_object(first))
        return json_incref(first);
    if (!first || (json_is_null(first) && !why) ||
        (json_is_array(first) && json_array_size(first) == 0))
        return json_object();
    if (json_is_null(first))
        err_set(err, code && err_from_name(code) ? err_from_name(code) : ERR_IO, "%s: %s", name, why);
    else
        err_set(err, ERR_INVALID, "%s returned no table", name);
    return NULL;
}

static void call_ran(void *data, void *result, const struct err *err)
{
    struct call *c = data;
    json_t *results = result;
    if (err) {
        call_fail(c, err);
        return;
    }
    struct err why = { 0 };
    json_t *value = result_of(results, c->name, &why);
    json_decref(results);
    if (value) {
        tool_coerce(c->result_schema, value);
        if (schema_check(c->result_schema, value, &why) != 0) {
            err_prefix(&why, "%s's result", c->name);
            json_decref(value);
            value = NULL;
        }
    }
    if (!value) {
        call_fail(c, &why);
        return;
    }
    if (!ask_answer(c->ask, value))
        json_decref(value);
    c->ask = NULL;
    call_free(c);
}

static void call_loaded(void *data, void *result, const struct err *err)
{
    struct call *c = data;
    json_t *declaration = result;
    bool same = declaration && json_equal(declaration, c->declaration);
    json_decref(declaration);
    if (err || !same || !c->tools) {
        struct err changed;
        err_set(&changed, ERR_BUSY, "%s's file has changed since it was loaded: load it again", c->name);
        call_fail(c, err ? err : &changed);
        return;
    }
    json_t *list = json_pack("[O]", c->args);
    lua_host_call(c->lua, "run", list, 0, ask_new(c->tools->home, 0, call_ran, c));
    json_decref(list);
}

/* Between the script and the command table: a call that nobody waits for any more goes no further. */
static void pass_down(void *data, const char *command, const json_t *params, struct ask *ask)
{
    struct call *c = data;
    if (!c->tools || ask_decided(c->ask)) {
        ask_failf(ask, ERR_CANCELLED, "nobody waits for %s any more", c->name);
        return;
    }
    c->tools->host.call(c->tools->host.data, command, params, ask);
}

static void call_start(struct tools *t, const struct tool_entry *e, json_t *args, struct ask *ask)
{
    struct call *c = xcalloc(1, sizeof *c);
    c->tools = t;
    c->next = t->calls;
    t->calls = c;
    t->calls_n++;
    c->name = xstrdup(e->name);
    c->declaration = json_incref(e->declaration);
    c->result_schema = json_incref(e->result);
    c->args = args;
    c->ask = ask;
    struct tools_host down = { pass_down, c };
    struct lua_opts opts = { .name = c->name, .host = &down };
    struct err err; /* call_loaded is told too */
    c->lua = lua_host_start(t->home, e->file, &opts, ask_new(t->home, 0, call_loaded, c), &err);
}

void tools_call(struct tools *t, const char *name, const json_t *args, struct ask *ask)
{
    const struct tool_entry *e = tool_entries_find(&t->entries, name);
    struct err err = { 0 };
    json_t *own = args ? json_deep_copy(args) : json_object();
    if (!e)
        err_set(&err, ERR_NOT_FOUND, "no tool '%.64s'", name);
    else if (e->err.code != ERR_NONE)
        err_set(&err, ERR_INVALID, "tool '%s' is left out: %s", name, e->err.msg);
    else if (t->calls_n == TOOL_CALLS_MAX)
        err_set(&err, ERR_LIMIT, "%u tools run already", TOOL_CALLS_MAX);
    else if (schema_check(e->params, own, &err) != 0)
        err_prefix(&err, "%s", name);
    if (err.code != ERR_NONE) {
        json_decref(own);
        ask_fail(ask, &err);
        return;
    }
    call_start(t, e, own, ask);
}

void tools_free(struct tools *t)
{
    if (!t)
        return;
    if (t->load)
        tool_load_cancel(t->load);
    if (t->load_ask)
        ask_drop(t->load_ask);
    for (struct call *c = t->calls, *next; c; c = next) {
        next = c->next;
        c->tools = NULL; /* its own answer, which comes in every case, frees it */
        lua_host_free(c->lua);
        c->lua = NULL;
    }
    tool_entries_release(&t->entries);
    free(t);
}
