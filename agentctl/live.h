/* live.h : a task's events as they come, for a person, on standard error. */
#ifndef AGENTCTL_LIVE_H
#define AGENTCTL_LIVE_H

#include <stdbool.h>

struct json_t;
struct live;

struct live *live_new(const char *id); /* of the one task that is shown */
void live_free(struct live *l);        /* ends the line that is open */
/* event: the params of a notification. True: it is the task's end. */
bool live_event(struct live *l, const struct json_t *event);
bool live_runs(const struct live *l);  /* it has left the queue */

#endif
