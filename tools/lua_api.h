/* lua_api.h : the `agent` table: agent.call(command, params) goes to the command table on home's thread; the
 * rest of the table is Lua, in scripts/prelude.lua. */
#ifndef TOOLS_LUA_API_H
#define TOOLS_LUA_API_H

struct lua_State;
struct script;

/* Sets the global `agent`. Raises when out of memory. */
void api_open(struct lua_State *L);

#endif
