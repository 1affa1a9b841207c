/* lua_globals.h : what a sandboxed script finds: the allow-list, guarded functions, require. */
#ifndef TOOLS_LUA_GLOBALS_H
#define TOOLS_LUA_GLOBALS_H

struct lua_State;

/* Fills a new state's globals. Raises when out of memory. */
void globals_open(struct lua_State *L);
/* Pushes an empty table that shows the globals through and keeps what a script sets to itself. */
void globals_push_fresh(struct lua_State *L);

#endif
