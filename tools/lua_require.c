#include "tools/lua_require.h"

#include <ctype.h>
#include <lauxlib.h>
#include <lua-lpeg.h>
#include <lua.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/files.h"
#include "tools/lua_globals.h"
#include "tools/lua_sandbox.h"

#define MODULE_NAME_MAX 100u

/* Words of letters, digits, _ and - between single dots: no way out of a root. */
static bool name_ok(const char *name)
{
    bool word = false;
    size_t n = strlen(name);
    if (n == 0 || n > MODULE_NAME_MAX)
        return false;
    for (const char *p = name; *p; p++) {
        if (*p == '.' && !word)
            return false;
        word = *p != '.';
        if (word && !isalnum((unsigned char)*p) && *p != '_' && *p != '-')
            return false;
    }
    return word;
}

static void module_path(const char *root, const char *name, char *out, size_t cap)
{
    size_t n = (size_t)snprintf(out, cap, "%s/", root);
    if (n >= cap)
        n = cap - 1;
    snprintf(out + n, cap - n, "%s.lua", name);
    for (char *p = out + n; *p && strcmp(p, ".lua") != 0; p++)
        if (*p == '.')
            *p = '/';
}

/* Holds a file's bytes where an error that passes by cannot lose them: Lua frees the box. */
static int free_box(lua_State *L)
{
    char **box = lua_touserdata(L, 1);
    free(*box);
    *box = NULL;
    return 0;
}

static char **push_box(lua_State *L)
{
    char **box = lua_newuserdatauv(L, sizeof *box, 0);
    *box = NULL;
    lua_createtable(L, 0, 1);
    lua_pushcfunction(L, free_box);
    lua_setfield(L, -2, "__gc");
    lua_setmetatable(L, -2);
    return box;
}

/* Pushes the compiled module, or raises; nothing of it is on the stack beside. */
static void load_module(lua_State *L, const char *name)
{
    char path[4096];
    const char *const *root = sandbox_of(L)->roots;
    struct err err = { 0 };
    size_t len = 0;
    char **box = push_box(L);
    for (; *root && !*box; root++) {
        module_path(*root, name, path, sizeof path);
        *box = file_read(path, SANDBOX_SOURCE_MAX, &len, &err);
        if (!*box && err.code != ERR_NOT_FOUND && file_exists(path))
            luaL_error(L, "module '%s': %s", name, err.msg);
    }
    if (!*box)
        luaL_error(L, "no module '%s': no such file in the script's folders", name);
    const char *chunk = lua_pushfstring(L, "@%s.lua", name);
    if (luaL_loadbufferx(L, *box, len, chunk, "t") != LUA_OK)
        lua_error(L);
    free(*box);
    *box = NULL;
    globals_push_fresh(L);
    lua_setupvalue(L, -2, 1);
    lua_replace(L, -3); /* the box */
    lua_pop(L, 1);      /* the chunk's name */
}

/* Upvalue 1: the table of modules by name; false while one is being loaded. */
static int require(lua_State *L)
{
    const char *name = luaL_checkstring(L, 1);
    lua_settop(L, 1);
    if (lua_getfield(L, lua_upvalueindex(1), name) != LUA_TNIL) {
        if (!lua_toboolean(L, -1))
            return luaL_error(L, "module '%s' requires itself, or failed before", name);
        return 1;
    }
    if (!name_ok(name))
        return luaL_error(L, "'%s' is no module name", name);
    lua_pushboolean(L, 0);
    lua_setfield(L, lua_upvalueindex(1), name);
    load_module(L, name);
    lua_pushvalue(L, 1);
    lua_call(L, 1, 1);
    if (lua_isnil(L, -1)) {
        lua_pop(L, 1);
        lua_pushboolean(L, 1);
    }
    lua_pushvalue(L, -1);
    lua_setfield(L, lua_upvalueindex(1), name);
    return 1;
}

void require_open(lua_State *L)
{
    lua_createtable(L, 0, 8);
    luaL_requiref(L, "lpeg", luaopen_lpeg, 0);
    lua_setfield(L, -2, "lpeg");
    lua_pushcclosure(L, require, 1);
}
