/* lua_require.h : require("a.b") for sandboxed scripts: a plain Lua file a/b.lua under one of the roots. */
#ifndef TOOLS_LUA_REQUIRE_H
#define TOOLS_LUA_REQUIRE_H

struct lua_State;

/* Pushes the function. "lpeg" is always there. */
void require_open(struct lua_State *L);

#endif
