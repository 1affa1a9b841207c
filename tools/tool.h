/* tool.h : the tools that models, people and scripts may call, loaded from Lua files. Loop thread. */
#ifndef TOOLS_TOOL_H
#define TOOLS_TOOL_H

#include <stddef.h>

#include "tools/lua_host.h"

struct tools;

enum tool_effect { TOOL_READS, TOOL_WRITES, TOOL_INPUT, TOOL_EFFECTS_N }; /* what policies rule on */
const char *tool_effect_name(enum tool_effect effect); /* "reads", "writes", "input" */

#define TOOL_CALLS_MAX 16u /* calls that run at one time, tools that call tools included */

/* host is copied. */
struct tools *tools_new(struct mailbox *loop, const struct tools_host *host);
/* Loads every *.lua of the folders, in place of what was loaded before; later folders shadow earlier ones by
 * name. A file that fails is left out and named in tools_list's "error". ask (may be NULL) is answered NULL
 * when all are loaded; a load that is under way: ERR_BUSY. */
void tools_load(struct tools *t, const char *const *folders, size_t n, struct ask *ask);
/* [{"name","doc","params":schema,"result":schema,"effect":"reads","file","error"?}], sorted by name, new */
struct json_t *tools_list(const struct tools *t);
/* Takes ask; answers the result object (new). Arguments (NULL: none) are checked against params first, the
 * result against its own schema; each call runs the file anew, in a state of its own. */
void tools_call(struct tools *t, const char *name, const struct json_t *args, struct ask *ask);
/* -1: no such tool. */
int tools_effect(const struct tools *t, const char *name);
void tools_free(struct tools *t); /* what runs is ended with ERR_CANCELLED */

#endif
