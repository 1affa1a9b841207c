/* once.h : `agentd --once`: one task without a daemon. Progress and questions on the terminal (standard
 * error), the answer last on standard output. */
#ifndef AGENTD_ONCE_H
#define AGENTD_ONCE_H

struct agentd;
struct err;
struct once;

/* Queues the task and follows it; agentd_quit with its outcome at the end. NULL: err. */
struct once *once_start(struct agentd *d, const char *task, struct err *err);
void once_free(struct once *o);

#endif
