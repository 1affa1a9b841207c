/* lua_sandbox.h : a Lua state for code that nobody has read: capped memory, a time limit for each call, and
 * only those globals that can be ended from outside. One thread uses it at a time. */
#ifndef TOOLS_LUA_SANDBOX_H
#define TOOLS_LUA_SANDBOX_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/strbuf.h"

struct err;
struct lua_State;

#define SANDBOX_HOOK_COUNT 1000           /* instructions between two looks at the clock */
#define SANDBOX_TABLE_MAX (1 << 20)       /* entries that one call of a table function may walk */
#define SANDBOX_SOURCE_MAX (2u << 20)     /* bytes of one script */
#define SANDBOX_PRINTED_MAX 16384u        /* bytes that print keeps */

struct sandbox {
    struct lua_State *L;
    size_t memory_used, memory_max;
    int64_t deadline_us;     /* of the running call, CLOCK_MONOTONIC; a binding that waits moves it */
    bool over;               /* the limit has passed in the running call */
    const atomic_bool *give_up; /* true: the running call ends, as if its time were over; borrowed */
    const char *const *roots; /* for require, ends with NULL; NULL: no require; borrowed */
    struct strbuf printed;   /* by print, cut at SANDBOX_PRINTED_MAX */
};

/* In place. roots may be NULL. On failure (out of the cap) nothing is left to release. */
int sandbox_init(struct sandbox *s, size_t memory_max, const atomic_bool *give_up,
                 const char *const *roots, struct err *err);
void sandbox_release(struct sandbox *s);

/* Compiles text, never bytecode, under a name for messages ("=name" or "@file.lua") and pushes the function,
 * whose globals are a fresh table over the allowed ones; a second copy of that table lies below it. */
int sandbox_compile(struct sandbox *s, const char *source, size_t len, const char *name,
                    struct err *err);
/* The same, but what it sets becomes a global for all that is compiled later. */
int sandbox_compile_shared(struct sandbox *s, const char *source, size_t len, const char *name,
                           struct err *err);

/* lua_call under the limit: args and function are taken from the stack, results are left on it, as many as
 * the call gave (their count is returned). -1: ERR_TIMEOUT past ms or told to give up, ERR_LIMIT out of
 * memory, else ERR_INVALID with the script's message and where it was raised; the stack is as before. */
int sandbox_call(struct sandbox *s, int args, uint32_t ms, struct err *err);

struct sandbox *sandbox_of(struct lua_State *L);

#endif
