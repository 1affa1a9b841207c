#include "tools/lua_host.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/ask.h"
#include "base/clock.h"
#include "base/js.h"
#include "base/mailbox.h"
#include "base/test.h"
#include "tools/lua_test.h"

/* A command table of two rows; "hold" keeps its ask, as an approval does. */
struct table {
    struct ask *held;
    char last[80];
};

static void table_call(void *data, const char *command, const json_t *params, struct ask *ask)
{
    struct table *t = data;
    snprintf(t->last, sizeof t->last, "%s", command);
    if (strcmp(command, "echo.back") == 0)
        ask_answer(ask, json_deep_copy(params));
    else if (strcmp(command, "hold") == 0)
        t->held = ask;
    else
        ask_failf(ask, ERR_NOT_FOUND, "no command '%s'", command);
}

struct rig {
    struct mailbox *home;
    struct table table;
    struct tools_host host;
    struct lua_host *lua;
    struct answer loaded;
};

static void rig_open(struct rig *r, struct lua_opts *opts)
{
    struct err err;
    memset(r, 0, sizeof *r);
    r->home = mailbox_new(&err);
    assert_non_null(r->home);
    r->host = (struct tools_host){ table_call, &r->table };
    opts->name = "test";
    opts->host = opts->host ? &r->host : NULL;
}

static void rig_file(struct rig *r, const char *text, struct lua_opts opts)
{
    struct err err;
    rig_open(r, &opts);
    char *path = script_file("host.lua", text);
    r->lua = lua_host_start(r->home, path, &opts, answer_ask(r->home, &r->loaded), &err);
    assert_non_null(r->lua);
    answer_wait(r->home, &r->loaded);
    free(path);
}

static void rig_close(struct rig *r)
{
    lua_host_free(r->lua);
    mailbox_unref(r->home);
}

static struct answer rig_call(struct rig *r, const char *function, const char *args, uint32_t ms)
{
    struct answer a;
    json_t *list = json_loads(args, 0, NULL);
    lua_host_call(r->lua, function, list, ms, answer_ask(r->home, &a));
    json_decref(list);
    answer_wait(r->home, &a);
    return a;
}

static const struct lua_opts with_agent = { .host = (const struct tools_host *)&with_agent };

TEST("a script's table is its declaration, and its functions can be called")
{
    struct rig r;
    rig_file(&r, "local n = 0\nreturn { name = 'x', add = function(a, b) n = n + 1 return a + b, n end }",
             (struct lua_opts){ 0 });
    assert_json(r.loaded.result, "{\"name\":\"x\"}");
    assert_json(rig_call(&r, "add", "[1, 2]", 0).result, "[3,1]");
    assert_json(rig_call(&r, "add", "[1.5, 2]", 0).result, "[3.5,2]");
    rig_close(&r);
}

TEST("calls that are asked at once run one after the other")
{
    struct rig r;
    struct answer a[20];
    rig_file(&r, "local n = 0 return { next = function() n = n + 1 return n end }",
             (struct lua_opts){ 0 });
    json_decref(r.loaded.result);
    for (size_t i = 0; i < 20; i++)
        lua_host_call(r.lua, "next", NULL, 0, answer_ask(r.home, &a[i]));
    for (size_t i = 0; i < 20; i++) {
        char wanted[16];
        answer_wait(r.home, &a[i]);
        snprintf(wanted, sizeof wanted, "[%zu]", i + 1);
        assert_json(a[i].result, wanted);
    }
    rig_close(&r);
}

TEST("a broken script fails its load with file and line, and each call after it")
{
    struct rig r;
    rig_file(&r, "x = 1\nreturn {,}", (struct lua_opts){ 0 });
    assert_int_equal(r.loaded.err.code, ERR_INVALID);
    assert_non_null(strstr(r.loaded.err.msg, "host.lua:2:"));
    struct answer a = rig_call(&r, "run", "[]", 0);
    assert_string_equal(a.err.msg, r.loaded.err.msg);
    rig_close(&r);
}

TEST("a file that is not there is a load that fails")
{
    struct rig r;
    struct err err;
    struct lua_opts opts = { 0 };
    rig_open(&r, &opts);
    r.lua = lua_host_start(r.home, "/nowhere/x.lua", &opts, answer_ask(r.home, &r.loaded), &err);
    answer_wait(r.home, &r.loaded);
    assert_int_equal(r.loaded.err.code, ERR_NOT_FOUND);
    rig_close(&r);
}

TEST("a script over its limit can be called again")
{
    struct rig r;
    rig_file(&r, "return { spin = function() while true do end end, one = function() return 1 end }",
             (struct lua_opts){ 0 });
    json_decref(r.loaded.result);
    struct answer a = rig_call(&r, "spin", "[]", 100);
    assert_int_equal(a.err.code, ERR_TIMEOUT);
    assert_false(lua_host_lost(r.lua));
    assert_json(rig_call(&r, "one", "[]", 0).result, "[1]");
    rig_close(&r);
}

TEST("a running call can be told to end")
{
    struct rig r;
    struct answer a;
    rig_file(&r, "return { spin = function() while true do end end }", (struct lua_opts){ 0 });
    json_decref(r.loaded.result);
    lua_host_call(r.lua, "spin", NULL, 60000, answer_ask(r.home, &a));
    lua_host_cancel(r.lua);
    answer_wait(r.home, &a);
    assert_int_equal(a.err.code, ERR_CANCELLED);
    rig_close(&r);
}

TEST("freeing a host fails what was asked and waits for nothing")
{
    struct rig r;
    struct answer a;
    struct answer b;
    rig_file(&r, "return { spin = function() while true do end end }", (struct lua_opts){ 0 });
    json_decref(r.loaded.result);
    lua_host_call(r.lua, "spin", NULL, 60000, answer_ask(r.home, &a));
    lua_host_call(r.lua, "spin", NULL, 60000, answer_ask(r.home, &b));
    lua_host_free(r.lua);
    r.lua = NULL;
    answer_wait(r.home, &a);
    answer_wait(r.home, &b);
    assert_int_equal(a.err.code, ERR_CANCELLED);
    assert_int_equal(b.err.code, ERR_CANCELLED);
    rig_close(&r);
}

TEST("a command's answer comes back to the script, an error as nil and its words")
{
    struct rig r;
    rig_file(&r,
             "return { go = function() local a = agent.call('echo.back', { n = 7 })\n"
             "local b, why, code = agent.no_such {}\nreturn a.n, b, why, code end }",
             with_agent);
    json_decref(r.loaded.result);
    assert_json(rig_call(&r, "go", "[]", 0).result,
                "[7,null,\"no command 'no.such'\",\"not_found\"]");
    assert_json(rig_call(&r, "go", "[]", 0).result,
                "[7,null,\"no command 'no.such'\",\"not_found\"]");
    rig_close(&r);
}

TEST("waiting for a command does not count against the limit")
{
    struct rig r;
    struct answer a;
    rig_file(&r, "return { go = function() agent.call('hold') return 'went on' end }", with_agent);
    json_decref(r.loaded.result);
    lua_host_call(r.lua, "go", NULL, 50, answer_ask(r.home, &a));
    while (!r.table.held)
        mailbox_wait(r.home, -1);
    /* Longer than limit and grace together; nothing happens in it, so the wait is the time itself. */
    int64_t until = clock_now_us() + (50 + LUA_GRACE_MS + 200) * 1000;
    while (clock_now_us() < until)
        mailbox_wait(r.home, 50);
    assert_false(a.done);
    ask_answer(r.table.held, NULL);
    answer_wait(r.home, &a);
    assert_json(a.result, "[\"went on\"]");
    rig_close(&r);
}

TEST("a host may be freed while its script waits for a command")
{
    struct rig r;
    struct answer a;
    rig_file(&r, "return { go = function() agent.call('hold') end }", with_agent);
    json_decref(r.loaded.result);
    lua_host_call(r.lua, "go", NULL, 0, answer_ask(r.home, &a));
    while (!r.table.held)
        mailbox_wait(r.home, -1);
    lua_host_free(r.lua);
    r.lua = NULL;
    answer_wait(r.home, &a);
    assert_int_equal(a.err.code, ERR_CANCELLED);
    ask_drop(r.table.held);
    rig_close(&r);
}

TEST("code is compiled at the start and run by a call, with what it printed")
{
    struct rig r;
    struct err err;
    struct lua_opts opts = with_agent;
    rig_open(&r, &opts);
    r.lua = lua_host_start_text(r.home, "print('saw', 3)\nreturn agent.call('echo.back', { k = 'v' })",
                                &opts, answer_ask(r.home, &r.loaded), &err);
    answer_wait(r.home, &r.loaded);
    assert_json(r.loaded.result, "{}");
    assert_string_equal(r.table.last, "");
    assert_json(rig_call(&r, "run", "[]", 0).result, "[{\"k\":\"v\"},{\"printed\":\"saw\\t3\\n\"}]");
    rig_close(&r);
}

TEST("a file that returns nothing gives its globals, and setup's functions fill them")
{
    struct rig r;
    rig_file(&r, "steps = 50\nput('name', 'desk')",
             (struct lua_opts){ .setup = "local own = ... function put(k, v) rawset(own, k, v) end" });
    assert_json(r.loaded.result, "{\"name\":\"desk\",\"steps\":50}");
    rig_close(&r);
}

TEST("require loads plain modules from the roots only")
{
    char *path = script_file("mods/a/b.lua", "return { n = (...) }");
    char *bad = script_file("mods/loop.lua", "return require 'loop'");
    char *root = strdup(path);
    *strstr(root, "/a/b.lua") = '\0';
    const char *const roots[] = { root, NULL };
    struct rig r;
    rig_file(&r,
             "local ok, why = pcall(require, '../host')\nlocal ok2, why2 = pcall(require, 'loop')\n"
             "return { n = require('a.b').n, same = require('a.b') == require('a.b'), ok = ok,"
             " ok2 = ok2, lpeg = require('lpeg').type(require('lpeg').P(1)) }",
             (struct lua_opts){ .roots = roots });
    assert_json(r.loaded.result,
                "{\"lpeg\":\"pattern\",\"n\":\"a.b\",\"ok\":false,\"ok2\":false,\"same\":true}");
    rig_close(&r);
    free(root);
    free(path);
    free(bad);
}

TEST("a script is read at start-up in one call")
{
    struct err err;
    char *path = script_file("read.lua", "return 'text'");
    assert_json(lua_host_read(path, &(struct lua_opts){ .name = "read" }, &err), "\"text\"");
    free(path);
    assert_null(lua_host_read("/nowhere.lua", &(struct lua_opts){ .name = "read" }, &err));
    assert_int_equal(err.code, ERR_NOT_FOUND);
}
