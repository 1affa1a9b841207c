/* socket.h : the Unix socket: one JSON object a line, peers by their uid. Loop thread. */
#ifndef AGENTD_SOCKET_H
#define AGENTD_SOCKET_H

struct agentd;
struct err;
struct socket_server;

#define SOCKET_CLIENTS_MAX 512
/* Bytes that wait for a slow reader before it is dropped; one answer may be longer than that. */
#define SOCKET_OUT_MAX (16u << 20)

/* path is made with mode 0600, an old one of a dead daemon replaced. NULL: err. */
struct socket_server *socket_start(struct agentd *d, const char *path, struct err *err);
void socket_stop(struct socket_server *s); /* closes all, removes the path; freed by the loop's closing */

#endif
