/* approval.h : actions that wait for a person's yes. One for each task (and for scripts) at a time. */
#ifndef AGENTD_APPROVAL_H
#define AGENTD_APPROVAL_H

#include <stdbool.h>
#include <stdint.h>

struct agentd;
struct approvals;
struct json_t;

enum approval_answer { APPROVAL_NO, APPROVAL_YES, APPROVAL_NOBODY }; /* nobody there to ask, or too late */
typedef void approval_fn(void *data, enum approval_answer answer, const char *reason);

struct approvals *approvals_new(struct agentd *d);
void approvals_free(struct approvals *a); /* forgets what waits; no fn is called */

/* Publishes approval.wanted with body (takes). The number of the wish, for approval_cancel. */
uint64_t approval_want(struct approvals *a, int64_t task_id, struct json_t *body, approval_fn *fn,
                       void *data);
void approval_cancel(struct approvals *a, uint64_t wish); /* fn is not called */
/* False: nothing of this task waits. */
bool approval_answer(struct approvals *a, int64_t task_id, enum approval_answer answer,
                     const char *reason);

#endif
