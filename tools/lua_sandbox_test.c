#include <jansson.h>
#include <lauxlib.h>
#include <lua.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/test.h"
#include "tools/lua_json.h"
#include "tools/lua_sandbox.h"

#define MEBIBYTE (1u << 20)

struct box {
    struct sandbox s;
    atomic_bool give_up;
    struct err err;
};

static void open_box(struct box *b, size_t memory)
{
    atomic_init(&b->give_up, false);
    err_clear(&b->err);
    assert_int_equal(sandbox_init(&b->s, memory, &b->give_up, NULL, &b->err), 0);
}

/* The number of results, or -1 with box.err. */
static int run(struct box *b, const char *source, uint32_t ms)
{
    lua_settop(b->s.L, 0);
    if (sandbox_compile(&b->s, source, strlen(source), "=test", &b->err) != 0)
        return -1;
    int n = sandbox_call(&b->s, 0, ms, &b->err);
    return n;
}

static void must_raise(const char *source, const char *part)
{
    struct box b;
    open_box(&b, 16 * MEBIBYTE);
    assert_int_equal(run(&b, source, 2000), -1);
    if (!strstr(b.err.msg, part))
        fail_msg("'%s' raised '%s', wanted '%s'", source, b.err.msg, part);
    sandbox_release(&b.s);
}

static void must_give(const char *source, const char *wanted)
{
    struct box b;
    open_box(&b, 16 * MEBIBYTE);
    int n = run(&b, source, 2000);
    if (n < 0)
        fail_msg("'%s' raised '%s'", source, b.err.msg);
    const char *got = lua_tostring(b.s.L, -1);
    assert_string_equal(got ? got : "(nil)", wanted);
    sandbox_release(&b.s);
}

static void must_time_out(const char *source)
{
    struct box b;
    open_box(&b, 16 * MEBIBYTE);
    int64_t began = clock_now_us();
    assert_int_equal(run(&b, source, 100), -1);
    int64_t took = clock_now_us() - began;
    if (b.err.code != ERR_TIMEOUT)
        fail_msg("'%s' failed with %s: '%s'", source, err_name(b.err.code), b.err.msg);
    if (took > 5000000)
        fail_msg("'%s' ran for %lld us", source, (long long)took);
    sandbox_release(&b.s);
}

static void must_run_out(const char *source)
{
    struct box b;
    open_box(&b, 16 * MEBIBYTE);
    assert_int_equal(run(&b, source, 20000), -1);
    if (b.err.code != ERR_LIMIT)
        fail_msg("'%s' failed with %s: '%s'", source, err_name(b.err.code), b.err.msg);
    sandbox_release(&b.s);
}

TEST("an endless loop ends at its limit")
{
    must_time_out("while true do end");
    must_time_out("local function f() return f() end f()");
    must_time_out("repeat until false");
}

TEST("a loop that swallows errors ends at its limit")
{
    must_time_out("while true do pcall(function() while true do end end) end");
    must_time_out("while true do pcall(error) end");
    must_time_out("local function f() pcall(f) pcall(f) end f()");
    must_time_out("local function f() while true do pcall(pcall, f) end end f()");
}

TEST("coroutines end with their script")
{
    must_time_out("while true do coroutine.wrap(function() while true do end end)() end");
    must_time_out("while true do local c = coroutine.create(function() while true do"
                  " coroutine.yield() end end) for _ = 1, 100 do coroutine.resume(c) end end");
    must_time_out("while true do pcall(coroutine.wrap(function() while true do end end)) end");
}

TEST("a loop in a closing variable ends with its script")
{
    must_time_out("local x <close> = setmetatable({}, { __close = function() while true do end end })"
                  " while true do end");
    must_time_out("coroutine.wrap(function() local x <close> = setmetatable({}, { __close = function()"
                  " while true do end end }) while true do end end)()");
    must_time_out("local c = coroutine.create(function() local x <close> = setmetatable({},"
                  " { __close = function() while true do end end }) while true do end end)"
                  " coroutine.resume(c)");
}

TEST("loops in metamethods end with their script")
{
    must_time_out("local t = setmetatable({}, { __index = function() while true do end end }) return t.x");
    must_time_out("return tostring(setmetatable({}, { __tostring = function() while true do end end }))");
}

TEST("an error value's metamethods are not run")
{
    must_raise("error(setmetatable({}, { __tostring = function() while true do end end }))",
               "error with a table value");
    must_raise("error({ message = 'spoken' })", "spoken");
}

TEST("a script that returns after its limit has failed too")
{
    must_time_out("local s = ('a'):rep(200) s:find(('.-'):rep(3) .. 'b')");
}

TEST("functions of the library that loop in C refuse what would not end")
{
    must_raise("table.move({}, 1, 2^60 // 1 | 0, 2)", "span");
    must_raise("table.concat({}, '', 1, 1 << 60)", "span");
    must_raise("local mt = {} local t = setmetatable({}, mt) mt.__len = function() return 1 << 60 end"
               " table.insert(t, 1, 0)",
               "__len");
    must_raise("local mt = {} local t = setmetatable({}, mt) mt.__len = function() return 1 << 30 end"
               " table.sort(t, rawequal)",
               "__len");
    must_give("return 'x' .. string.rep('', 1 << 60)", "x");
    must_give("return (''):rep(1 << 60) .. 'y'", "y");
}

TEST("setmetatable refuses what runs without a hook")
{
    must_raise("setmetatable({}, { __gc = function() end })", "__gc");
    must_raise("setmetatable({}, { __len = function() end })", "__len");
    must_give("return #setmetatable({ 1, 2 }, { __index = {} })", "2");
    must_raise("setmetatable(getmetatable('') or {}, {})", "table expected");
}

TEST("memory ends at its cap")
{
    must_run_out("local t = {} for i = 1, 1e9 do t[i] = { i } end");
    must_run_out("local s = 'x' while true do s = s .. s end");
    must_run_out("local t = {} for i = 1, 1e9 do t[i] = coroutine.create(print) end");
    must_raise("return ('x'):rep(1 << 40)", "not enough memory");
    must_run_out("return ('x'):rep(15 << 20)");
}

TEST("a state is usable after it ran out of memory")
{
    struct box b;
    open_box(&b, 4 * MEBIBYTE);
    assert_int_equal(run(&b, "local s = 'x' while true do s = s .. s end", 20000), -1);
    assert_int_equal(b.err.code, ERR_LIMIT);
    assert_int_equal(run(&b, "return 7", 2000), 1);
    assert_int_equal(lua_tointeger(b.s.L, -1), 7);
    sandbox_release(&b.s);
}

TEST("what reaches out of the state is not there")
{
    static const char *const names[] = {
        "debug", "os", "io", "package", "xpcall", "load", "loadstring", "loadfile", "dofile",
        "collectgarbage", "require", "string.dump", "coroutine.close", "_G", "agent",
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char source[64];
        snprintf(source, sizeof source, "return tostring(%s)", names[i]);
        must_give(source, "nil");
    }
    must_give("return tostring(('').dump)", "nil");
    must_give("return tostring(getmetatable(''))", "string");
}

TEST("bytecode is not loaded")
{
    struct box b;
    open_box(&b, 16 * MEBIBYTE);
    assert_int_equal(run(&b, "\x1bLua\x54", 2000), -1);
    assert_non_null(strstr(b.err.msg, "binary chunk"));
    sandbox_release(&b.s);
}

TEST("two scripts in one state do not see each other's globals")
{
    struct box b;
    open_box(&b, 16 * MEBIBYTE);
    assert_int_equal(run(&b, "secret = 5 return secret", 2000), 1);
    assert_int_equal(run(&b, "return tostring(secret)", 2000), 1);
    assert_string_equal(lua_tostring(b.s.L, -1), "nil");
    sandbox_release(&b.s);
}

TEST("an error says where it was raised and who called")
{
    struct box b;
    open_box(&b, 16 * MEBIBYTE);
    assert_int_equal(run(&b, "local function f()\n error('broken')\nend\nf()\n", 2000), -1);
    assert_int_equal(b.err.code, ERR_INVALID);
    assert_string_equal(b.err.msg, "test:2: broken [test:2 < test:4]");
    sandbox_release(&b.s);
}

TEST("declarations are checked where they are made")
{
    must_raise("return tool { run = print }", "tool has no name");
    must_raise("return tool { name = 'x' }", "tool 'x' has no function 'run'");
    must_raise("return policy { name = 'x', check = 5 }", "policy 'x' has no function 'check'");
    must_give("return policy { name = 'x', check = print }.is", "policy");
}

static void round_trip(const char *text, const char *wanted)
{
    struct box b;
    open_box(&b, 16 * MEBIBYTE);
    json_t *value = json_loads(text, JSON_DECODE_ANY, NULL);
    assert_non_null(value);
    lua_json_push(b.s.L, value);
    json_t *back = lua_json_from(b.s.L, -1, false, &b.err);
    if (!back)
        fail_msg("'%s': %s", text, b.err.msg);
    char *got = json_dumps(back, JSON_COMPACT | JSON_ENCODE_ANY | JSON_SORT_KEYS);
    assert_string_equal(got, wanted);
    free(got);
    json_decref(value);
    json_decref(back);
    sandbox_release(&b.s);
}

TEST("JSON comes back from Lua as it went in")
{
    round_trip("[1,2.5,\"x\",true,[],{}]", "[1,2.5,\"x\",true,[],{}]");
    round_trip("{\"a\":{\"b\":[1]},\"n\":null}", "{\"a\":{\"b\":[1]}}");
    round_trip("[1,null,3]", "[1,null,3]");
    round_trip("9007199254740993", "9007199254740993");
    round_trip("3.0", "3");
}

TEST("Lua values that are no JSON are refused with their path")
{
    static const struct {
        const char *source, *part;
    } cases[] = {
        { "return { a = { b = { print } } }", "'a.b[1]' is a function" },
        { "return { x = 0/0 }", "'x' is no finite number" },
        { "local t = {} t.t = t return t", "deeper than 64" },
        { "local t = {} for _ = 1, 40 do t = { t, t } end return t", "200000 values" },
        { "return { [true] = 1 }", "has a key" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct box b;
        open_box(&b, 16 * MEBIBYTE);
        assert_int_equal(run(&b, cases[i].source, 2000), 1);
        assert_null(lua_json_from(b.s.L, -1, false, &b.err));
        if (!strstr(b.err.msg, cases[i].part))
            fail_msg("'%s' gave '%s', wanted '%s'", cases[i].source, b.err.msg, cases[i].part);
        sandbox_release(&b.s);
    }
}
