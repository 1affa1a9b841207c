/* rpc.h : JSON-RPC 2.0, one object a message; the same for the Unix socket and the WebSocket. */
#ifndef AGENTD_RPC_H
#define AGENTD_RPC_H

#include <stddef.h>

struct client;
struct err;
struct json_t;

/* Reads one message, runs its command, sends the answer when it comes. Never fails: what is wrong is
 * answered. Loop thread. */
void rpc_message(struct client *c, const char *text, size_t len);
/* {"code":-32000,"message":…,"data":{"error":"not_found"}}; new. */
struct json_t *rpc_error(const struct err *err);

#endif
