#include "tools/lua_globals.h"

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <string.h>

#include "base/clock.h"
#include "tools/lua_require.h"
#include "tools/lua_sandbox.h"

/* No name here can run for long in C, hide from the count hook, read bytecode or leave the state. Left
 * out on purpose: load and its kin, debug, os, io, package, xpcall (its handler runs with hooks off),
 * collectgarbage, coroutine.close and coroutine.wrap of the library (they close the variables of a coroutine
 * that the hook has ended while its hooks are off), string.dump. */
static const char *const base_names[] = {
    "assert", "error", "getmetatable", "ipairs", "next", "pairs", "pcall", "rawequal", "rawget",
    "rawlen", "rawset", "select", "tonumber", "tostring", "type", "_VERSION", NULL,
};
static const char *const coroutine_names[] = {
    "create", "isyieldable", "resume", "running", "status", "yield", NULL,
};
static const char *const string_names[] = {
    "byte", "char", "find", "format", "gmatch", "gsub", "len", "lower", "match", "pack", "packsize",
    "rep", "reverse", "sub", "unpack", "upper", NULL,
};
static const char *const table_names[] = {
    "concat", "insert", "move", "pack", "remove", "sort", "unpack", NULL,
};

/* Constructors of the declarations, and wrap without the library's closing. */
static const char lua_part[] =
    "local create, resume = coroutine.create, coroutine.resume\n"
    "local function pass(ok, ...) if not ok then error((...), 0) end return ... end\n"
    "function coroutine.wrap(f)\n"
    "  local co = create(f)\n"
    "  return function(...) return pass(resume(co, ...)) end\n"
    "end\n"
    "local function declaration(kind, field)\n"
    "  return function(t)\n"
    "    if type(t) ~= 'table' then error(kind .. ' wants a table', 2) end\n"
    "    if type(t.name) ~= 'string' then error(kind .. ' has no name', 2) end\n"
    "    if type(t[field]) ~= 'function' then\n"
    "      error(kind .. \" '\" .. t.name .. \"' has no function '\" .. field .. \"'\", 2)\n"
    "    end\n"
    "    t.is = kind\n"
    "    return t\n"
    "  end\n"
    "end\n"
    "tool = declaration('tool', 'run')\n"
    "policy = declaration('policy', 'check')\n"
    "routine = declaration('routine', 'run')\n";

static int guarded_setmetatable(lua_State *L)
{
    static const char *const refused[] = { "__gc", "__len", NULL };
    luaL_checktype(L, 1, LUA_TTABLE);
    luaL_argexpected(L, lua_isnoneornil(L, 2) || lua_istable(L, 2), 2, "nil or table");
    for (const char *const *name = refused; lua_istable(L, 2) && *name; name++) {
        lua_pushstring(L, *name);
        if (lua_rawget(L, 2) != LUA_TNIL)
            return luaL_error(L, "a metatable may not have %s here", *name);
        lua_pop(L, 1);
    }
    if (luaL_getmetafield(L, 1, "__metatable") != LUA_TNIL)
        return luaL_error(L, "cannot change a protected metatable");
    lua_settop(L, 2);
    lua_setmetatable(L, 1);
    return 1;
}

/* Upvalue 1 is the library's own function. __len may have been added after setmetatable looked, and what
 * it says is how far the library would walk, in C. */
static int guarded_table(lua_State *L)
{
    if (lua_istable(L, 1)) {
        if (luaL_getmetafield(L, 1, "__len") != LUA_TNIL)
            return luaL_error(L, "a table with __len is not taken here");
        if (lua_rawlen(L, 1) > SANDBOX_TABLE_MAX)
            return luaL_error(L, "a table of over %d entries is not taken here", SANDBOX_TABLE_MAX);
    }
    int args = lua_gettop(L);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, args, LUA_MULTRET);
    return lua_gettop(L);
}

static void check_span(lua_State *L, int first)
{
    lua_Integer from = luaL_optinteger(L, first, 1);
    lua_Integer to = luaL_optinteger(L, first + 1, 0);
    if (to >= from && (lua_Unsigned)to - (lua_Unsigned)from >= SANDBOX_TABLE_MAX)
        luaL_error(L, "a span of over %d entries is not taken here", SANDBOX_TABLE_MAX);
}

static int guarded_move(lua_State *L)
{
    check_span(L, 2);
    return guarded_table(L);
}

static int guarded_concat(lua_State *L)
{
    check_span(L, 3);
    return guarded_table(L);
}

/* The library's loops n times in C, also when every turn adds nothing. */
static int guarded_rep(lua_State *L)
{
    size_t len;
    size_t sep_len;
    luaL_checklstring(L, 1, &len);
    lua_Integer n = luaL_checkinteger(L, 2);
    luaL_optlstring(L, 3, "", &sep_len);
    if (n > 0 && len + sep_len == 0) {
        lua_pushliteral(L, "");
        return 1;
    }
    size_t max = sandbox_of(L)->memory_max;
    if (n > 0 && (lua_Unsigned)n > max / (len + sep_len))
        return luaL_error(L, "not enough memory");
    lua_settop(L, 3);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, 3, 1);
    return 1;
}

static int guarded_print(lua_State *L)
{
    struct strbuf *out = &sandbox_of(L)->printed;
    int n = lua_gettop(L);
    for (int i = 1; i <= n; i++) {
        size_t len;
        const char *text = luaL_tolstring(L, i, &len);
        size_t room = out->len < SANDBOX_PRINTED_MAX ? SANDBOX_PRINTED_MAX - out->len : 0;
        if (i > 1 && room)
            strbuf_addch(out, '\t');
        strbuf_add(out, text, len < room ? len : room);
        lua_pop(L, 1);
    }
    if (out->len < SANDBOX_PRINTED_MAX)
        strbuf_addch(out, '\n');
    return 0;
}

static int now_ms(lua_State *L)
{
    lua_pushinteger(L, clock_now_us() / 1000);
    return 1;
}

static const struct {
    const char *library, *name;
    lua_CFunction fn;
} guards[] = {
    { "string", "rep", guarded_rep },       { "table", "concat", guarded_concat },
    { "table", "insert", guarded_table },   { "table", "move", guarded_move },
    { "table", "remove", guarded_table },   { "table", "sort", guarded_table },
    { "table", "unpack", guarded_table },
};

/* Copies the allowed names of the table on top into a new one that replaces it. */
static void keep(lua_State *L, const char *const *names)
{
    lua_newtable(L);
    for (const char *const *name = names; *name; name++) {
        lua_getfield(L, -2, *name);
        lua_setfield(L, -2, *name);
    }
    lua_remove(L, -2);
}

static void open_library(lua_State *L, const char *name, lua_CFunction open,
                         const char *const *names)
{
    luaL_requiref(L, name, open, 0);
    if (names)
        keep(L, names);
    for (size_t i = 0; i < sizeof guards / sizeof *guards; i++) {
        if (strcmp(guards[i].library, name) != 0)
            continue;
        lua_getfield(L, -1, guards[i].name);
        lua_pushcclosure(L, guards[i].fn, 1);
        lua_setfield(L, -2, guards[i].name);
    }
    lua_setfield(L, 1, name);
}

/* ("x"):rep goes through the strings' metatable, which must hold the guarded library too. */
static void guard_string_methods(lua_State *L)
{
    lua_pushliteral(L, "");
    lua_getmetatable(L, -1);
    lua_getfield(L, 1, "string");
    lua_setfield(L, -2, "__index");
    lua_pushliteral(L, "string");
    lua_setfield(L, -2, "__metatable");
    lua_pop(L, 2);
}

void globals_open(lua_State *L)
{
    lua_settop(L, 0);
    luaL_requiref(L, "_G", luaopen_base, 0);
    keep(L, base_names);
    open_library(L, "string", luaopen_string, string_names);
    open_library(L, "table", luaopen_table, table_names);
    open_library(L, "coroutine", luaopen_coroutine, coroutine_names);
    open_library(L, "math", luaopen_math, NULL);
    open_library(L, "utf8", luaopen_utf8, NULL);
    guard_string_methods(L);
    static const luaL_Reg own[] = {
        { "setmetatable", guarded_setmetatable },
        { "print", guarded_print },
        { "now_ms", now_ms },
        { NULL, NULL },
    };
    luaL_setfuncs(L, own, 0);
    if (sandbox_of(L)->roots) {
        require_open(L);
        lua_setfield(L, 1, "require");
    }
    lua_pushvalue(L, 1);
    lua_rawseti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
    if (luaL_loadbufferx(L, lua_part, sizeof lua_part - 1, "=agentd", "t") != LUA_OK)
        lua_error(L);
    lua_call(L, 0, 0);
}

void globals_push_fresh(lua_State *L)
{
    lua_newtable(L);
    lua_createtable(L, 0, 2);
    lua_pushglobaltable(L);
    lua_setfield(L, -2, "__index");
    lua_pushliteral(L, "globals");
    lua_setfield(L, -2, "__metatable");
    lua_setmetatable(L, -2);
}
