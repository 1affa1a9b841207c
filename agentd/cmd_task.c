/* task.* */
#include <stdio.h>
#include <stdlib.h>

#include <jansson.h>

#include "agentd/agentd.h"
#include "agentd/approval.h"
#include "agentd/command.h"
#include "agentd/journals.h"
#include "agentd/queue.h"
#include "agentd/session.h"
#include "agentd/store.h"
#include "agentd/task.h"
#include "actions/hands.h"
#include "base/ask.h"
#include "base/err.h"
#include "base/js.h"
#include "base/stop.h"
#include "base/xalloc.h"

/* The task that params name, or the running one; NULL: the ask has been failed. */
static struct task *task_of(struct agentd *d, const json_t *params, struct ask *ask)
{
    const char *id = js_str(params, "id");
    if (!id && d->session)
        return session_task(d->session);
    if (!id) {
        ask_failf(ask, ERR_NOT_FOUND, "no task is running");
        return NULL;
    }
    struct task *t = queue_find(d->queue, task_id_parse(id));
    if (!t)
        ask_failf(ask, ERR_NOT_FOUND, "no task '%s'", id);
    return t;
}

static bool runs(const struct agentd *d, const struct task *t)
{
    return d->session && session_task(d->session) == t;
}

COMMAND_FN(cmd_task_start)
{
    struct err err;
    const char *text = js_str(params, "task");
    struct queue_opts opts = { js_int(params, "max_steps", 0), js_int(params, "timeout_s", 0),
                               js_str(params, "model") };
    if (c->origin != ORIGIN_PERSON) {
        ask_failf(ask, ERR_DENIED, "a script does not start tasks");
        return;
    }
    if (d->display_gone) {
        ask_failf(ask, ERR_NO_DISPLAY, "the display '%s' is gone", d->display);
        return;
    }
    struct task *t = queue_add(d->queue, text, &opts, &err);
    if (!t) {
        ask_fail(ask, &err);
        return;
    }
    stop_clear();
    queue_hold(d->queue, false);
    char id[24];
    snprintf(id, sizeof id, "t%lld", (long long)t->id);
    store_answer(d->store, json_pack("{s:s}", "id", id), true, ask);
}

COMMAND_FN(cmd_task_list)
{
    (void)c;
    ask_answer(ask, json_pack("{s:o}", "tasks",
                              queue_list(d->queue, (size_t)js_int(params, "limit", 100))));
}

COMMAND_FN(cmd_task_show)
{
    (void)c;
    struct task *t = task_of(d, params, ask);
    if (t)
        journals_steps(d, t, ask);
}

COMMAND_FN(cmd_task_wait)
{
    (void)c;
    struct task *t = task_of(d, params, ask);
    if (t)
        queue_when_ended(d->queue, t, ask);
}

COMMAND_FN(cmd_task_cancel)
{
    (void)c;
    struct task *t = task_of(d, params, ask);
    if (!t)
        return;
    if (task_ended(t)) {
        ask_failf(ask, ERR_INVALID, "task t%lld has ended already", (long long)t->id);
        return;
    }
    if (runs(d, t))
        session_signal(d->session, EV_CANCEL, "cancelled by a person");
    else
        queue_cancel(d->queue, t);
    store_answer(d->store, task_to_json(t), true, ask);
}

COMMAND_FN(cmd_task_stop)
{
    (void)c;
    bool named = js_str(params, "id") != NULL;
    struct task *t = named ? task_of(d, params, ask) : d->session ? session_task(d->session) : NULL;
    if (named && !t)
        return;
    /* The flag first: what is being injected at this moment ends before anything else is done. */
    if (!named || runs(d, t)) {
        stop_raise();
        hands_release_all(d->hands, NULL);
        queue_hold(d->queue, true);
    }
    json_t *stopped = json_array();
    bool ended = t && task_ended(t);
    if (t && runs(d, t))
        session_signal(d->session, EV_STOP, "stopped by a person");
    else if (t && !ended)
        queue_cancel(d->queue, t);
    if (t && !ended) {
        char id[24];
        snprintf(id, sizeof id, "t%lld", (long long)t->id);
        json_array_append_new(stopped, json_string(id));
    }
    store_answer(d->store, json_pack("{s:o}", "stopped", stopped), false, ask);
}

static void signal_task(struct agentd *d, const json_t *params, enum session_event event,
                        const char *what, struct ask *ask)
{
    struct task *t = task_of(d, params, ask);
    if (!t)
        return;
    if (!runs(d, t) || !session_signal(d->session, event, what))
        ask_failf(ask, ERR_INVALID, "task t%lld is %s: it cannot be %s", (long long)t->id,
                  session_state_name(t->state), what);
    else
        ask_answer(ask, task_to_json(t));
}

COMMAND_FN(cmd_task_pause)
{
    (void)c;
    signal_task(d, params, EV_PAUSE, "paused", ask);
}

COMMAND_FN(cmd_task_resume)
{
    if (c->origin != ORIGIN_PERSON) {
        ask_failf(ask, ERR_DENIED, "only a person resumes");
        return;
    }
    if (!js_str(params, "id") && !d->session && queue_held(d->queue)) {
        stop_clear(); /* after a stop: the queue goes on */
        queue_hold(d->queue, false);
        ask_answer(ask, NULL);
        return;
    }
    signal_task(d, params, EV_RESUME, "resumed", ask);
}

COMMAND_FN(cmd_task_say)
{
    if (c->origin != ORIGIN_PERSON) {
        ask_failf(ask, ERR_DENIED, "only a person answers for a person");
        return;
    }
    struct task *t = task_of(d, params, ask);
    if (!t)
        return;
    if (!runs(d, t) || !session_say(d->session, js_str(params, "text")))
        ask_failf(ask, ERR_INVALID, "task t%lld does not run", (long long)t->id);
    else
        ask_answer(ask, NULL);
}

static void answer_wish(struct agentd *d, struct client *c, const json_t *params,
                        enum approval_answer answer, struct ask *ask)
{
    if (c->origin != ORIGIN_PERSON) {
        ask_failf(ask, ERR_DENIED, "only a person approves or denies");
        return;
    }
    /* Without an id and a task: what a script that a person called wants to do. */
    bool script = !js_str(params, "id") && !d->session;
    struct task *t = script ? NULL : task_of(d, params, ask);
    if (!t && !script)
        return;
    if (approval_answer(d->approvals, t ? t->id : 0, answer, js_str(params, "reason")))
        ask_answer(ask, NULL);
    else if (t)
        ask_failf(ask, ERR_NOT_FOUND, "nothing of task t%lld waits for approval", (long long)t->id);
    else
        ask_failf(ask, ERR_NOT_FOUND, "nothing waits for approval");
}

COMMAND_FN(cmd_task_approve)
{
    answer_wish(d, c, params, APPROVAL_YES, ask);
}

COMMAND_FN(cmd_task_deny)
{
    answer_wish(d, c, params, APPROVAL_NO, ask);
}
