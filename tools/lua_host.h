/* lua_host.h : a Lua state on a thread of its own, with an allocator cap, a deadline for each call and an
 * allow-list of globals. Everything crosses as JSON. Loop thread. */
#ifndef TOOLS_LUA_HOST_H
#define TOOLS_LUA_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ask;
struct err;
struct json_t;
struct lua_host;
struct mailbox;

/* How a script calls down: the command table, handed in from above. Runs on the loop; takes ask. */
struct tools_host {
    void (*call)(void *data, const char *command, const struct json_t *params, struct ask *ask);
    void *data;
};

struct lua_opts {
    const char *name;            /* for messages */
    size_t memory_max;           /* bytes; 0: 64 MiB */
    uint32_t load_ms, call_ms;   /* 0: 1000, 2000 */
    const struct tools_host *host; /* the `agent` table; NULL: none (policies) */
    const char *const *roots;    /* folders that require() may load plain Lua modules from; ends with NULL;
                                    NULL: no require. "lpeg" is always given where roots are. */
};

/* Starts the thread, loads path (text chunks only) and keeps the table that it returns. The ask is answered
 * with a json object: that table's plain values (functions left out) or fails with the script's error. */
struct lua_host *lua_host_start(struct mailbox *home, const char *path, const struct lua_opts *opts,
                                struct ask *ask, struct err *err); /* takes ask */
/* The same for source text (code as action): the chunk itself is the function "run". */
struct lua_host *lua_host_start_text(struct mailbox *home, const char *source, const struct lua_opts *opts,
                                     struct ask *ask, struct err *err);
/* Calls field `function` of the table with args (JSON array, borrowed); answers its results as an array.
 * Past the deadline the ask is answered ERR_TIMEOUT and the host is lost (lua_host_lost). */
void lua_host_call(struct lua_host *h, const char *function, const struct json_t *args,
                   uint32_t call_ms, struct ask *ask); /* takes ask; call_ms 0: the option's */
bool lua_host_lost(const struct lua_host *h);
void lua_host_free(struct lua_host *h); /* never waits: a thread that hangs is left behind and counted */
size_t lua_hosts_lost(void);            /* at 4 no script starts any more */

#endif
