/* queue.h : the tasks, in the order in which they came; one has the desktop at a time. Loop thread. */
#ifndef AGENTD_QUEUE_H
#define AGENTD_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct agentd;
struct ask;
struct err;
struct json_t;
struct queue;
struct task;

struct queue_opts { int64_t max_steps, timeout_s; const char *model; }; /* 0, NULL: as configured */

/* Tasks of earlier runs come from the store (rows: store_tasks' array, borrowed). */
struct queue *queue_new(struct agentd *d, const struct json_t *rows, int64_t last_id);
void queue_free(struct queue *q);
/* The new task (borrowed from the queue), or NULL: an empty text, too many waiting. */
struct task *queue_add(struct queue *q, const char *text, const struct queue_opts *opts,
                       struct err *err);
struct task *queue_find(struct queue *q, int64_t id); /* NULL: none */
size_t queue_waiting(const struct queue *q);
struct json_t *queue_list(const struct queue *q, size_t limit); /* newest first, new */
void queue_cancel(struct queue *q, struct task *t);  /* one that waits */
void queue_ended(struct queue *q, struct task *t);   /* by the session; who waits is told */
/* Takes ask; answers the task as JSON when it has ended, at once when it has already. */
void queue_when_ended(struct queue *q, struct task *t, struct ask *ask);
/* After a stop nothing starts until a person starts or resumes something. */
void queue_hold(struct queue *q, bool hold);
bool queue_held(const struct queue *q);

#endif
