/* rpc.h : a blocking client of the daemon's Unix socket: JSON-RPC 2.0, one object a line. One
 * thread at a time. */
#ifndef BASE_RPC_H
#define BASE_RPC_H

#include <stdbool.h>

struct err;
struct json_t;
struct rpc;

#define RPC_ANSWER_MAX (128u << 20) /* bytes of a line: a picture of four 4K monitors in base64 */

/* ERR_NOT_FOUND: no daemon there; ERR_DENIED: its socket is somebody else's. */
struct rpc *rpc_open(const char *socket_path, struct err *err);
void rpc_close(struct rpc *r); /* NULL is fine */
/* From now on a wait ends with ERR_STOPPED when fd becomes readable (a signalfd; the caller reads it
 * empty), or with hangup only when its other end has gone (an output pipe). fd -1: no more. */
void rpc_wake_on(struct rpc *r, int fd, bool hangup);

/* Borrows params (NULL: none). The result, new; or NULL with the daemon's own message and code, or
 * ERR_TIMEOUT, ERR_STOPPED, ERR_IO (the connection is gone), ERR_PROTOCOL. timeout_ms -1: no limit.
 * Notifications that come meanwhile are kept for rpc_next. A call that was given up (time, wake) may
 * be waited for again with rpc_again. */
struct json_t *rpc_call(struct rpc *r, const char *method, const struct json_t *params,
                        int timeout_ms, struct err *err);
/* Waits on for the last call that ended with ERR_TIMEOUT or ERR_STOPPED. */
struct json_t *rpc_again(struct rpc *r, int timeout_ms, struct err *err);
/* The next notification's params, new; or NULL as above. */
struct json_t *rpc_next(struct rpc *r, int timeout_ms, struct err *err);

#endif
