/* rpc.h : JSON-RPC 2.0, one object a message; the same for the Unix socket and the WebSocket. */
#ifndef AGENTD_RPC_H
#define AGENTD_RPC_H

#include <stddef.h>

struct client;

/* Reads one message, runs its command, sends the answer when it comes. Never fails: what is wrong is
 * answered. Loop thread. */
void rpc_message(struct client *c, const char *text, size_t len);

#endif
