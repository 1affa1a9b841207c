/* lua_host.h : a Lua state on a thread of its own, with an allocator cap, a time limit for each call and an
 * allow-list of globals. Everything crosses as JSON. Called on `home`'s thread only, the loop's as a rule. */
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

/* How a script calls down: the command table, handed in from above. Runs on home's thread; params borrowed,
 * may be an empty object; takes ask and answers it with the result, a struct json_t (new) or NULL for {}. */
struct tools_host {
    void (*call)(void *data, const char *command, const struct json_t *params, struct ask *ask);
    void *data;
};

struct lua_opts {
    const char *name;            /* for messages */
    size_t memory_max;           /* bytes; 0: 64 MiB */
    uint32_t load_ms, call_ms;   /* 0: 1000, 2000; time spent waiting for a command does not count */
    const struct tools_host *host; /* the `agent` table; NULL: none (policies); copied */
    const char *const *roots;    /* folders that require() may load plain Lua modules from; ends with NULL;
                                    NULL: no require. "lpeg" is always given where roots are. Copied. */
    const char *setup;           /* Lua text run before the script; what it sets is global, its argument is
                                    the script's own table of globals; NULL: none. Copied. */
};

/* Starts the thread, loads path (text chunks only) and keeps what it returns; a script that returns nothing
 * gives the globals it has set. The ask is answered with that value as JSON (functions left out of a
 * returned table, refused among globals) or fails with the script's error; then calls fail with it too.
 * NULL: not started, and the ask has failed with err. */
struct lua_host *lua_host_start(struct mailbox *home, const char *path, const struct lua_opts *opts,
                                struct ask *ask, struct err *err); /* takes ask */
/* The same for source text (code as action): only compiled; the chunk itself is the function "run". What it
 * prints comes back as a last result {"printed": text}. */
struct lua_host *lua_host_start_text(struct mailbox *home, const char *source, const struct lua_opts *opts,
                                     struct ask *ask, struct err *err);
/* Calls field `function` of the table with args (JSON array, borrowed); answers its results as an array. A
 * script that ended because a command was denied or stopped fails with that code, else with ERR_INVALID.
 * Calls run one after the other. A script that can be ended past its limit is: ERR_TIMEOUT, and it may be
 * called again. One that sits in C is left behind LUA_GRACE_MS later: ERR_TIMEOUT, and the host is lost. */
void lua_host_call(struct lua_host *h, const char *function, const struct json_t *args,
                   uint32_t call_ms, struct ask *ask); /* takes ask; call_ms 0: the option's */
/* The calls asked so far end with ERR_CANCELLED, soon; a load goes on. */
void lua_host_cancel(struct lua_host *h);
bool lua_host_lost(const struct lua_host *h);
/* Never waits: what was asked fails with ERR_CANCELLED; a thread that hangs is left behind and counted. */
void lua_host_free(struct lua_host *h);

#define LUA_GRACE_MS 1000u
#define LUA_LOST_MAX 4u
size_t lua_hosts_lost(void); /* threads that hang now; at LUA_LOST_MAX no script starts any more */

/* For start-up: what the script at path gives, as lua_host_start has it. Blocks, at most load_ms and the
 * grace. New; NULL: err. */
struct json_t *lua_host_read(const char *path, const struct lua_opts *opts, struct err *err);

#endif
