#include "tools/lua_sandbox.h"

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/err.h"
#include "tools/lua_globals.h"

struct sandbox *sandbox_of(lua_State *L)
{
    return *(struct sandbox **)lua_getextraspace(L);
}

static void *allocate(void *data, void *p, size_t old, size_t size)
{
    struct sandbox *s = data;
    size_t had = p ? old : 0;
    if (size == 0) {
        s->memory_used -= had;
        free(p);
        return NULL;
    }
    if (size > had && size - had > s->memory_max - s->memory_used)
        return NULL;
    void *next = realloc(p, size);
    if (next)
        s->memory_used = s->memory_used - had + size;
    return next;
}

/* Once the limit has passed it is armed at every instruction, so that no pcall can run on after it. */
static void on_count(lua_State *L, lua_Debug *ar)
{
    (void)ar;
    struct sandbox *s = sandbox_of(L);
    if (!s->over && clock_now_us() < s->deadline_us && !atomic_load(s->give_up))
        return;
    s->over = true;
    lua_sethook(L, on_count, LUA_MASKCOUNT, 1);
    luaL_error(L, "time limit passed");
}

static int open_globals(lua_State *L)
{
    globals_open(L);
    return 0;
}

int sandbox_init(struct sandbox *s, size_t memory_max, const atomic_bool *give_up,
                 const char *const *roots, struct err *err)
{
    *s = (struct sandbox){
        .memory_max = memory_max, .give_up = give_up, .roots = roots, .printed = STRBUF_INIT,
    };
    s->L = lua_newstate(allocate, s);
    if (!s->L)
        return err_set(err, ERR_LIMIT, "no Lua state in %zu bytes", memory_max);
    *(struct sandbox **)lua_getextraspace(s->L) = s; /* coroutines get a copy of it */
    lua_pushcfunction(s->L, open_globals);
    if (sandbox_call(s, 0, 1000, err) < 0) {
        sandbox_release(s);
        return -1;
    }
    return 0;
}

void sandbox_release(struct sandbox *s)
{
    if (s->L)
        lua_close(s->L);
    s->L = NULL;
    strbuf_release(&s->printed);
}

/* Appends where each calling Lua function is, innermost first. No metamethod runs here: in a handler
 * that an error in the hook has called, hooks are off. */
static int on_error(lua_State *L)
{
    char text[200];
    size_t n = 0;
    lua_Debug ar;
    text[0] = '\0';
    for (int level = 1, told = 0; told < 4 && lua_getstack(L, level, &ar); level++) {
        if (!lua_getinfo(L, "Sl", &ar) || ar.currentline <= 0)
            continue;
        int more = snprintf(text + n, sizeof text - n, "%s%s:%d", told++ ? " < " : "", ar.short_src,
                            ar.currentline);
        if (more < 0 || (size_t)more >= sizeof text - n)
            break;
        n += (size_t)more;
    }
    const char *message = lua_type(L, 1) == LUA_TSTRING ? lua_tostring(L, 1) : NULL;
    if (!message && lua_type(L, 1) == LUA_TTABLE) {
        lua_pushliteral(L, "message");
        if (lua_rawget(L, 1) == LUA_TSTRING)
            message = lua_tostring(L, -1);
    }
    if (!message)
        message = lua_pushfstring(L, "error with a %s value", luaL_typename(L, 1));
    lua_pushfstring(L, n ? "%s [%s]" : "%s", message, text);
    return 1;
}

static int fail(struct sandbox *s, int status, int64_t ms, struct err *err)
{
    size_t mib = s->memory_max >> 20;
    if (s->over && atomic_load(s->give_up))
        return err_set(err, ERR_CANCELLED, "the script was told to end");
    if (s->over)
        return err_set(err, ERR_TIMEOUT, "over its time limit of %lld ms", (long long)ms);
    if (status == LUA_ERRMEM)
        return err_set(err, ERR_LIMIT, "over its memory limit of %zu MiB", mib);
    const char *text = lua_type(s->L, -1) == LUA_TSTRING ? lua_tostring(s->L, -1) : NULL;
    return err_set(err, ERR_INVALID, "%s", text ? text : "an error while handling an error");
}

int sandbox_call(struct sandbox *s, int args, uint32_t ms, struct err *err)
{
    lua_State *L = s->L;
    int function = lua_gettop(L) - args;
    int ret;
    s->over = false;
    s->deadline_us = clock_now_us() + (int64_t)ms * 1000;
    lua_pushcfunction(L, on_error); /* room for it is in every state: LUA_MINSTACK */
    lua_insert(L, function);
    lua_sethook(L, on_count, LUA_MASKCOUNT, SANDBOX_HOOK_COUNT);
    int status = lua_pcall(L, args, LUA_MULTRET, function);
    lua_sethook(L, NULL, 0, 0);
    /* A last call that sat in C past the limit, or one that swallowed the error, has failed too. */
    if (clock_now_us() >= s->deadline_us || atomic_load(s->give_up))
        s->over = true;
    if (status != LUA_OK || s->over) {
        ret = fail(s, status, ms, err);
        lua_settop(L, function - 1);
        return ret;
    }
    lua_remove(L, function);
    return lua_gettop(L) - function + 1;
}

/* What is compiled, handed through the protected call. */
struct unit {
    const char *source, *name;
    size_t len;
    bool shared;
};

static int compile(lua_State *L)
{
    const struct unit *u = lua_touserdata(L, 1);
    lua_settop(L, 0);
    if (luaL_loadbufferx(L, u->source, u->len, u->name, "t") != LUA_OK)
        return lua_error(L);
    if (u->shared)
        lua_pushglobaltable(L);
    else
        globals_push_fresh(L);
    lua_pushvalue(L, 2);
    lua_setupvalue(L, 1, 1); /* a main chunk's one upvalue is _ENV */
    lua_insert(L, 1);
    return 2;
}

static int compile_unit(struct sandbox *s, const struct unit *u, struct err *err)
{
    if (u->len > SANDBOX_SOURCE_MAX)
        return err_set(err, ERR_LIMIT, "a script of %zu bytes, limit %u", u->len, SANDBOX_SOURCE_MAX);
    lua_pushcfunction(s->L, compile);
    lua_pushlightuserdata(s->L, (void *)u);
    return sandbox_call(s, 1, 1000, err) == 2 ? 0 : -1;
}

int sandbox_compile(struct sandbox *s, const char *source, size_t len, const char *name,
                    struct err *err)
{
    struct unit u = { source, name, len, false };
    return compile_unit(s, &u, err);
}

int sandbox_compile_shared(struct sandbox *s, const char *source, size_t len, const char *name,
                           struct err *err)
{
    struct unit u = { source, name, len, true };
    return compile_unit(s, &u, err);
}
