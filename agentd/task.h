/* task.h : one task of the queue, as it is stored and shown. */
#ifndef AGENTD_TASK_H
#define AGENTD_TASK_H

#include <stdbool.h>
#include <stdint.h>

#include "agentd/session_state.h"

struct json_t;

struct task {
    int64_t id;              /* from 1, never used twice on a state folder */
    char *text;
    enum session_state state;
    int outcome;             /* exit code 0..6, -1: not ended */
    char *answer;            /* "" until it ends */
    int64_t created_ms, started_ms, ended_ms; /* wall time, 0: not yet */
    int steps;
    int max_steps, timeout_s;
    char *model;
    char *journal;           /* folder, "" before it starts */
    int64_t cursor;          /* all events of it come after this one */
};

struct task *task_new(int64_t id, const char *text);
void task_free(struct task *t);
struct json_t *task_to_json(const struct task *t); /* new */
struct task *task_from_json(const struct json_t *j); /* NULL: damaged row */
/* "t12" to 12; 0: no such form. */
int64_t task_id_parse(const char *text);
bool task_ended(const struct task *t);

#endif
