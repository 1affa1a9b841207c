/* prompt_lua.h : the system texts of model families, from scripts/prompts/NAME.lua. Blocking up to a second:
 * for start-up. */
#ifndef TOOLS_PROMPT_LUA_H
#define TOOLS_PROMPT_LUA_H

struct err;

/* The file returns the text, or a table whose "system" is the text. New; NULL: err. */
char *prompt_lua_read(const char *name, struct err *err);

#endif
