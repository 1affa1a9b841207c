#include "tools/lua_script.h"

#include <jansson.h>
#include <lauxlib.h>
#include <lua.h>
#include <stdlib.h>
#include <string.h>

#include "base/ask.h"
#include "base/files.h"
#include "base/js.h"
#include "base/mailbox.h"
#include "base/xalloc.h"
#include "tools/lua_api.h"
#include "tools/lua_json.h"

#define RESULTS_MAX 16

/* Threads of scripts that hang are a property of the process, not of any host: it is gone by then. */
size_t script_lost_count(int change)
{
    static atomic_int lost;
    return (size_t)(atomic_fetch_add(&lost, change) + change);
}

struct script *script_ref(struct script *s)
{
    atomic_fetch_add(&s->refs, 1);
    return s;
}

void script_unref(struct script *s)
{
    if (!s || atomic_fetch_sub(&s->refs, 1) > 1)
        return;
    mailbox_unref(s->inbox);
    job_free(s->job);
    free(s->name);
    free(s->path);
    free(s->source);
    free(s->prelude);
    free(s->setup);
    for (char **root = s->roots; root && *root; root++)
        free(*root);
    free(s->roots);
    free(s);
}

void job_free(struct job *job)
{
    if (!job)
        return;
    if (job->ask)
        ask_drop(job->ask);
    json_decref(job->args);
    json_decref(job->result);
    free(job->function);
    free(job);
}

void crossing_free(struct crossing *c)
{
    if (!c)
        return;
    free(c->command);
    json_decref(c->params);
    json_decref(c->result);
    free(c);
}

void script_send(struct script *s, void (*fn)(void *data), void *data)
{
    script_ref(s);
    mailbox_post(s->home, fn, data);
}

static void take_job(void *data)
{
    struct job *job = data;
    job->script->job = job;
}

void script_deliver(struct script *s, struct job *job)
{
    mailbox_post(s->inbox, take_job, job);
}

static void wake(void *data)
{
    (void)data; /* the letter itself is the news */
}

void script_end(struct script *s)
{
    atomic_store(&s->give_up, true);
    atomic_store(&s->quit, true);
    mailbox_post(s->inbox, wake, NULL);
}

static int run_file(struct script *s, const char *path, const char *chunk, bool shared,
                    uint32_t ms, struct err *err)
{
    size_t len;
    char *text = file_read(path, SANDBOX_SOURCE_MAX, &len, err);
    if (!text)
        return -1;
    int ret = shared ? sandbox_compile_shared(&s->sandbox, text, len, chunk, err)
                     : sandbox_compile(&s->sandbox, text, len, chunk, err);
    free(text);
    return ret == 0 ? sandbox_call(&s->sandbox, 0, ms, err) : -1;
}

static int prepare_agent(lua_State *L)
{
    api_open(L);
    return 0;
}

/* What every script finds before its own first line. */
static int prepare(struct script *s, uint32_t ms, struct err *err)
{
    struct sandbox *box = &s->sandbox;
    if (!s->has_agent)
        return 0;
    lua_pushcfunction(box->L, prepare_agent);
    if (sandbox_call(box, 0, ms, err) < 0)
        return -1;
    int ret = run_file(s, s->prelude, "@prelude.lua", true, ms, err);
    lua_settop(box->L, 0);
    return ret < 0 ? -1 : 0;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* Leaves the script's own globals at 1 and its compiled chunk at 2. */
static int compile(struct script *s, struct err *err)
{
    char *text = s->source ? xstrdup(s->source) : NULL;
    size_t len = text ? strlen(text) : 0;
    char *chunk = xasprintf(s->source ? "=%s" : "@%s", s->source ? s->name : base_name(s->path));
    int ret = -1;
    if (!text)
        text = file_read(s->path, SANDBOX_SOURCE_MAX, &len, err);
    if (text)
        ret = sandbox_compile(&s->sandbox, text, len, chunk, err);
    free(chunk);
    free(text);
    return ret;
}

static int run_setup(struct script *s, uint32_t ms, struct err *err)
{
    struct sandbox *box = &s->sandbox;
    if (!s->setup)
        return 0;
    if (sandbox_compile_shared(box, s->setup, strlen(s->setup), "=setup", err) != 0)
        return -1;
    lua_pushvalue(box->L, 1);
    int ret = sandbox_call(box, 1, ms, err);
    lua_settop(box->L, 2);
    return ret < 0 ? -1 : 0;
}

static int make_reference(lua_State *L)
{
    lua_pushinteger(L, luaL_ref(L, LUA_REGISTRYINDEX));
    return 1;
}

/* Keeps a copy of the value at index for the calls to come. */
static int keep(struct script *s, int index, struct err *err)
{
    lua_State *L = s->sandbox.L;
    lua_pushcfunction(L, make_reference);
    lua_pushvalue(L, index);
    if (sandbox_call(&s->sandbox, 1, 1000, err) < 0)
        return -1;
    s->table = (int)lua_tointeger(L, -1);
    lua_pop(L, 1);
    return 0;
}

/* The script's value, as its declaration. One that returned nothing gives its globals. */
static json_t *declaration(struct script *s, int results, struct err *err)
{
    lua_State *L = s->sandbox.L;
    bool globals = results == 0 || lua_isnil(L, 2);
    if (keep(s, globals ? 1 : 2, err) != 0)
        return NULL;
    json_t *value = lua_json_from(L, globals ? 1 : 2, !globals, err);
    if (globals && value && !json_is_object(value)) { /* nothing was set, or only [1] … */
        json_decref(value);
        value = json_object();
    }
    return value;
}

static json_t *load(struct script *s, uint32_t ms, struct err *err)
{
    struct sandbox *box = &s->sandbox;
    if (sandbox_init(box, s->memory_max, &s->give_up, (const char *const *)s->roots, err) != 0)
        return NULL;
    if (prepare(s, ms, err) != 0 || compile(s, err) != 0 || run_setup(s, ms, err) != 0)
        return NULL;
    if (s->source)
        return keep(s, 2, err) == 0 ? json_object() : NULL;
    int results = sandbox_call(box, 0, ms, err);
    return results < 0 ? NULL : declaration(s, results, err);
}

/* Protected: finds the function, pushes the arguments, calls. Index 1 is the job. */
static int call_body(lua_State *L)
{
    const struct job *job = lua_touserdata(L, 1);
    lua_settop(L, 0);
    lua_rawgeti(L, LUA_REGISTRYINDEX, job->script->table);
    if (!job->script->source) {
        if (!lua_istable(L, 1))
            return luaL_error(L, "the script gave no table");
        lua_pushstring(L, job->function);
        lua_rawget(L, 1);
        lua_remove(L, 1);
    }
    if (!lua_isfunction(L, 1))
        return luaL_error(L, "the script has no function '%s'", job->function);
    size_t n = json_array_size(job->args);
    luaL_checkstack(L, (int)n + 1, "too many arguments");
    for (size_t i = 0; i < n; i++)
        lua_json_push(L, json_array_get(job->args, i));
    lua_call(L, (int)n, LUA_MULTRET);
    return lua_gettop(L);
}

static json_t *results_to_json(struct script *s, int n, struct err *err)
{
    lua_State *L = s->sandbox.L;
    json_t *list = json_array();
    if (n > RESULTS_MAX) {
        err_set(err, ERR_LIMIT, "%d results, limit %d", n, RESULTS_MAX);
        goto fail;
    }
    for (int i = 1; i <= n; i++) {
        json_t *value = lua_json_from(L, i, false, err);
        if (!value) {
            err_prefix(err, "result %d", i);
            goto fail;
        }
        json_array_append_new(list, value);
    }
    if (s->source && s->sandbox.printed.len) {
        json_t *printed = json_object();
        json_object_set_new(printed, "printed", js_text(s->sandbox.printed.s));
        json_array_append_new(list, printed);
    }
    return list;

fail:
    json_decref(list);
    return NULL;
}

static json_t *call(struct script *s, struct job *job, struct err *err)
{
    struct sandbox *box = &s->sandbox;
    if (s->load_err.code != ERR_NONE) {
        *err = s->load_err;
        return NULL;
    }
    strbuf_clear(&box->printed);
    lua_settop(box->L, 0);
    lua_pushcfunction(box->L, call_body);
    lua_pushlightuserdata(box->L, job);
    err_clear(&s->refused);
    int n = sandbox_call(box, 1, job->ms, err);
    /* The script failed of what was refused: the caller is told which kind of failure it is. */
    if (n < 0 && s->refused.code != ERR_NONE && strstr(err->msg, s->refused.msg))
        err->code = s->refused.code;
    json_t *results = n < 0 ? NULL : results_to_json(s, n, err);
    lua_settop(box->L, 0);
    return results;
}

static void run(struct script *s, struct job *job)
{
    err_clear(&job->err);
    if (job->function) {
        job->result = call(s, job, &job->err);
    } else {
        job->result = load(s, job->ms, &job->err);
        s->load_err = job->err;
        if (s->sandbox.L)
            lua_settop(s->sandbox.L, 0);
    }
    crossing_free(s->returned);
    s->returned = NULL;
}

void script_crossing_back(void *data)
{
    struct crossing *c = data;
    if (c->script->waiting == c)
        c->script->returned = c;
    else
        crossing_free(c);
}

void script_main(void *data)
{
    struct script *s = data;
    while (!atomic_load(&s->quit)) {
        mailbox_wait(s->inbox, -1);
        struct job *job = s->job;
        s->job = NULL;
        if (!job)
            continue;
        run(s, job);
        script_send(s, host_job_back, job);
    }
    sandbox_release(&s->sandbox);
    if (atomic_load(&s->lost))
        script_lost_count(-1);
    struct mailbox *home = s->home;
    script_unref(s);
    mailbox_unref(home);
}
