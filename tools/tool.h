/* tool.h : the tools that models, people and scripts may call, loaded from Lua files. Loop thread. */
#ifndef TOOLS_TOOL_H
#define TOOLS_TOOL_H

#include <stddef.h>

#include "tools/lua_host.h"

struct tools;

enum tool_effect { TOOL_READS, TOOL_WRITES, TOOL_INPUT }; /* what policies rule on */

struct tools *tools_new(struct mailbox *loop, const struct tools_host *host);
/* Loads every *.lua of the folder, later folders shadow earlier ones by name. A file that fails is left
 * out and named in tools_list's "error". ask (may be NULL) is answered NULL when all are loaded. */
void tools_load(struct tools *t, const char *const *folders, size_t n, struct ask *ask);
/* [{"name","doc","params":schema,"result":schema,"effect":"reads","file","error"?}], new */
struct json_t *tools_list(const struct tools *t);
/* Takes ask; answers the result object (new). Arguments are checked against params first. */
void tools_call(struct tools *t, const char *name, const struct json_t *args, struct ask *ask);
/* -1: no such tool. */
int tools_effect(const struct tools *t, const char *name);
void tools_free(struct tools *t);

#endif
