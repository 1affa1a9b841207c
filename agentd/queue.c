#include "agentd/queue.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "agentd/agentd.h"
#include "agentd/bus.h"
#include "agentd/journals.h"
#include "agentd/session.h"
#include "agentd/store.h"
#include "agentd/task.h"
#include "base/ask.h"
#include "base/clock.h"
#include "base/config.h"
#include "base/err.h"
#include "base/js.h"
#include "base/loop.h"
#include "base/xalloc.h"

struct waiter {
    int64_t task_id;
    struct ask *ask;
};

struct queue {
    struct agentd *d;
    struct task **tasks; /* oldest first */
    size_t n, cap;
    struct waiter *waiters;
    size_t waiters_n, waiters_cap;
    int64_t last_id;
    int64_t earlier; /* the last task of an earlier run */
    bool once;       /* --once does its own task; what a daemon left in the queue waits for a daemon */
    bool held;
    struct timer *timer;
};

static void start_next(void *data);

static void soon(struct queue *q)
{
    if (!q->timer)
        q->timer = loop_after(q->d->loop, 0, start_next, q);
}

struct queue *queue_new(struct agentd *d, const json_t *rows, int64_t last_id)
{
    struct queue *q = xcalloc(1, sizeof *q);
    q->d = d;
    q->last_id = q->earlier = last_id;
    q->once = d->opts.once_task != NULL;
    for (size_t i = json_array_size(rows); i-- > 0;) {
        struct task *t = task_from_json(json_array_get(rows, i));
        if (!t)
            continue;
        GROW(q->tasks, q->n, q->cap);
        q->tasks[q->n++] = t;
    }
    if (queue_waiting(q))
        soon(q);
    return q;
}

void queue_free(struct queue *q)
{
    if (!q)
        return;
    timer_cancel(q->timer);
    for (size_t i = 0; i < q->waiters_n; i++)
        ask_failf(q->waiters[i].ask, ERR_CANCELLED, "the daemon ends");
    for (size_t i = 0; i < q->n; i++)
        task_free(q->tasks[i]);
    free(q->waiters);
    free(q->tasks);
    free(q);
}

static void start_next(void *data)
{
    struct queue *q = data;
    q->timer = NULL;
    if (q->held || q->d->session || q->d->display_gone)
        return;
    for (size_t i = 0; i < q->n; i++)
        if (q->tasks[i]->state == SESSION_QUEUED && (!q->once || q->tasks[i]->id > q->earlier)) {
            session_start(q->d, q->tasks[i]);
            return;
        }
}

struct task *queue_add(struct queue *q, const char *text, const struct queue_opts *opts,
                       struct err *err)
{
    const struct config *c = q->d->config;
    int64_t max = config_int(c, "queue_max");
    if (text[strspn(text, " \t\r\n")] == '\0') {
        err_set(err, ERR_INVALID, "the task is empty");
        return NULL;
    }
    if ((int64_t)queue_waiting(q) >= max) {
        err_set(err, ERR_LIMIT, "%lld tasks wait already, limit %lld", (long long)queue_waiting(q),
                (long long)max);
        return NULL;
    }
    struct task *t = task_new(++q->last_id, text);
    t->cursor = bus_cursor(q->d->bus);
    t->max_steps = (int)(opts->max_steps ? opts->max_steps : config_int(c, "max_steps"));
    t->timeout_s = (int)(opts->timeout_s ? opts->timeout_s : config_int(c, "timeout_s"));
    free(t->model);
    t->model = xstrdup(opts->model ? opts->model : config_text(c, "model"));
    GROW(q->tasks, q->n, q->cap);
    q->tasks[q->n++] = t;
    /* The task of --once is not kept before it begins: killed by then, no later daemon takes it up. */
    if (!q->once)
        store_task(q->d->store, t);
    bus_publish(q->d->bus, "task.queued", task_to_json(t));
    soon(q);
    return t;
}

struct task *queue_find(struct queue *q, int64_t id)
{
    for (size_t i = 0; i < q->n; i++)
        if (q->tasks[i]->id == id)
            return q->tasks[i];
    return NULL;
}

size_t queue_waiting(const struct queue *q)
{
    size_t n = 0;
    for (size_t i = 0; i < q->n; i++)
        n += q->tasks[i]->state == SESSION_QUEUED;
    return n;
}

json_t *queue_list(const struct queue *q, size_t limit)
{
    json_t *list = json_array();
    for (size_t i = q->n; i-- > 0 && json_array_size(list) < limit;)
        json_array_append_new(list, task_to_json(q->tasks[i]));
    return list;
}

void queue_cancel(struct queue *q, struct task *t)
{
    t->state = SESSION_CANCELLED;
    t->outcome = session_state_outcome(t->state);
    t->ended_ms = clock_wall_ms();
    free(t->answer);
    t->answer = xstrdup("cancelled before it began");
    store_task(q->d->store, t);
    bus_publish(q->d->bus, "task.end", task_to_json(t));
    queue_ended(q, t);
}

void queue_ended(struct queue *q, struct task *t)
{
    for (size_t i = 0; i < q->waiters_n;) {
        struct waiter w = q->waiters[i];
        if (w.task_id != t->id) {
            i++;
            continue;
        }
        q->waiters[i] = q->waiters[--q->waiters_n];
        store_answer(q->d->store, task_to_json(t), false, w.ask);
    }
    if (!q->once)
        journals_keep_within(q->d);
    soon(q);
}

void queue_when_ended(struct queue *q, struct task *t, struct ask *ask)
{
    if (task_ended(t)) {
        store_answer(q->d->store, task_to_json(t), false, ask);
        return;
    }
    GROW(q->waiters, q->waiters_n, q->waiters_cap);
    q->waiters[q->waiters_n++] = (struct waiter){ t->id, ask };
}

void queue_hold(struct queue *q, bool hold)
{
    q->held = hold;
    if (!hold)
        soon(q);
}

bool queue_held(const struct queue *q)
{
    return q->held;
}
