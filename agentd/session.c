#include "agentd/session.h"

#include "agentd/session_inner.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "actions/indicator.h"
#include "agentd/act.h"
#include "agentd/agentd.h"
#include "agentd/bus.h"
#include "agentd/queue.h"
#include "agentd/session_model.h"
#include "agentd/store.h"
#include "agentd/task.h"
#include "base/ask.h"
#include "base/clock.h"
#include "base/config.h"
#include "base/err.h"
#include "base/files.h"
#include "base/js.h"
#include "base/log.h"
#include "base/loop.h"
#include "base/xalloc.h"
#include "model/history.h"
#include "tools/tool.h"
#include "vision/capture.h"
#include "vision/screen.h"

struct json_t *session_event_body(const struct session *s)
{
    char id[24];
    snprintf(id, sizeof id, "t%lld", (long long)s->task->id);
    return json_pack("{s:s, s:i}", "id", id, "n", s->task->steps);
}

static void free_session(struct session *s)
{
    history_free(s->history);
    reply_release(&s->reply);
    screen_unref(s->screen);
    free(s->picture.data);
    free(s->system);
    strbuf_release(&s->report);
    json_decref(s->last);
    json_decref(s->answers);
    json_decref(s->tools);
    free(s);
}

static void resume(struct session *s);

void session_wait_back(struct session *s)
{
    if (--s->waiting)
        return;
    if (s->ended)
        free_session(s);
    else if (s->resume_when_back)
        resume(s);
}

static void move_to(struct session *s, enum session_state to)
{
    json_t *body = session_event_body(s);
    json_object_del(body, "n");
    json_object_set_new(body, "from", json_string(session_state_name(s->state)));
    json_object_set_new(body, "to", json_string(session_state_name(to)));
    s->state = s->task->state = to;
    store_line(s->d->store, s->task->id, "state", json_deep_copy(body), NULL);
    bus_publish(s->d->bus, "task.state", body);
}

void session_move(struct session *s, enum session_event event)
{
    int to = session_next(s->state, event);
    assert(to >= 0);
    move_to(s, (enum session_state)to);
}

/* Ends what is under way; its answers come back to an ended or paused session and are dropped. */
static void drop_work(struct session *s)
{
    struct err err;
    if (s->act) {
        act_cancel(s->act);
        s->act = NULL;
    }
    err_set(&err, ERR_CANCELLED, "task t%lld does not go on", (long long)s->task->id);
    acts_end(s->d, s->task->id, &err); /* what its tools were doing */
    if (s->provider)
        provider_cancel(s->provider);
}

static void publish_end(struct session *s)
{
    json_t *body = session_event_body(s);
    json_object_del(body, "n");
    json_object_set_new(body, "outcome", json_integer(s->task->outcome));
    json_object_set_new(body, "state", json_string(session_state_name(s->state)));
    json_object_set_new(body, "answer", js_text(s->task->answer));
    json_object_set_new(body, "steps", json_integer(s->task->steps));
    store_line(s->d->store, s->task->id, "end", json_deep_copy(body), NULL);
    bus_publish(s->d->bus, "task.end", body);
}

void session_end(struct session *s, enum session_event event, const char *answer)
{
    struct agentd *d = s->d;
    int to = session_next(s->state, event);
    if (to < 0 || s->ended)
        return;
    s->ended = true;
    drop_work(s);
    timer_cancel(s->wall);
    s->wall = NULL;
    free(s->task->answer);
    s->task->answer = xstrdup(answer);
    s->task->ended_ms = clock_wall_ms();
    move_to(s, (enum session_state)to);
    s->task->outcome = session_state_outcome(s->state);
    publish_end(s);
    store_task(d->store, s->task);
    store_journal_close(d->store, s->task->id);
    provider_close(s->provider);
    s->provider = NULL;
    d->session = NULL;
    capture_awake(d->capture, false);
    indicator_show(d->indicator, false);
    queue_ended(d->queue, s->task);
    s->waiting++;
    session_wait_back(s);
}

static void out_of_time(void *data)
{
    struct session *s = data;
    char text[80];
    s->wall = NULL;
    snprintf(text, sizeof text, "the time budget of %d s is spent", s->task->timeout_s);
    session_end(s, EV_BUDGET, text);
}

static void budget_run(struct session *s)
{
    s->wall_due_us = clock_now_us() + s->wall_left_us;
    s->wall = loop_after(s->d->loop, (uint32_t)(s->wall_left_us / 1000), out_of_time, s);
}

/* A pause costs no time. */
static void budget_hold(struct session *s)
{
    int64_t left = s->wall_due_us - clock_now_us();
    s->wall_left_us = left > 0 ? left : 0;
    timer_cancel(s->wall);
    s->wall = NULL;
}

static void on_tools(void *data, void *result, const struct err *err)
{
    struct session *s = data;
    (void)result;
    if (!err && !s->ended) {
        json_decref(s->tools);
        s->tools = tools_list(s->d->tools);
        if (s->state == SESSION_LOOK) /* else: paused meanwhile; resuming looks */
            session_look(s);
    }
    session_wait_back(s);
}

static void on_journal(void *data, void *result, const struct err *err)
{
    struct session *s = data;
    (void)result;
    if (err && !s->ended) {
        char *text = xasprintf("cannot write the journal: %s", err->msg);
        session_end(s, EV_BROKEN, text);
        free(text);
    } else if (!s->ended) {
        s->waiting++;
        tool_folders_refresh(s->d, ask_new(loop_mailbox(s->d->loop), 0, on_tools, s));
    }
    session_wait_back(s);
}

static void log_task(struct session *s)
{
    json_t *body = session_event_body(s);
    json_object_set_new(body, "task", js_text(s->task->text));
    json_object_set_new(body, "model", json_string(s->task->model));
    json_object_set_new(body, "dialect", json_string(s->dialect ? s->dialect->name : ""));
    json_object_set_new(body, "max_steps", json_integer(s->task->max_steps));
    json_object_set_new(body, "timeout_s", json_integer(s->task->timeout_s));
    json_object_set_new(body, "display", js_text(s->d->display));
    s->waiting++;
    store_line(s->d->store, s->task->id, "task", body,
               ask_new(loop_mailbox(s->d->loop), 0, on_journal, s));
}

struct session *session_start(struct agentd *d, struct task *task)
{
    struct session *s = xcalloc(1, sizeof *s);
    struct err err;
    char id[24];
    s->d = d;
    s->task = task;
    s->state = SESSION_QUEUED;
    s->history = history_new();
    s->answers = json_array();
    s->tools = tools_list(d->tools);
    strbuf_init(&s->report);
    d->session = s;
    task->started_ms = clock_wall_ms();
    snprintf(id, sizeof id, "journals/t%lld", (long long)task->id);
    free(task->journal);
    task->journal = path_join(d->state_folder, id);
    store_journal_open(d->store, task->id, task->journal, NULL);
    session_move(s, EV_START);
    capture_awake(d->capture, true);
    indicator_show(d->indicator, true);
    s->wall_left_us = (int64_t)task->timeout_s * 1000000;
    budget_run(s);
    int rc = session_open_model(s, &err);
    store_task(d->store, task);
    log_task(s);
    if (rc) {
        char *text = xasprintf("model '%s': %s", task->model, err.msg);
        session_end(s, EV_BROKEN, text);
        free(text);
        return NULL;
    }
    return s;
}

struct task *session_task(const struct session *s)
{
    return s->task;
}

enum session_state session_state(const struct session *s)
{
    return s->state;
}

static void resume(struct session *s)
{
    s->resume_when_back = false;
    strbuf_adds(&s->report, "The task was paused by a person; the screen may have changed. ");
    session_move(s, EV_RESUME);
    budget_run(s);
    session_look(s);
}

static void pause_it(struct session *s)
{
    drop_work(s);
    budget_hold(s);
    session_move(s, EV_PAUSE);
    store_task(s->d->store, s->task);
}

bool session_signal(struct session *s, enum session_event event, const char *why)
{
    int to = session_next(s->state, event);
    if (to < 0 || s->ended)
        return false;
    if (event == EV_PAUSE) {
        pause_it(s);
    } else if (event == EV_RESUME) {
        /* Answers of what was dropped must not be taken for those of the new look. */
        if (s->waiting)
            s->resume_when_back = true;
        else
            resume(s);
    } else {
        session_end(s, event, why);
    }
    return true;
}

bool session_say(struct session *s, const char *text)
{
    if (s->ended)
        return false;
    json_t *body = session_event_body(s);
    json_object_set_new(body, "text", js_text(text));
    json_array_append_new(s->answers, js_text(text));
    strbuf_addf(&s->report, "The person says: \"%s\". ", text);
    store_line(s->d->store, s->task->id, "said", json_deep_copy(body), NULL);
    bus_publish(s->d->bus, "task.said", body);
    if (s->state == SESSION_QUESTION) {
        session_move(s, EV_ANSWERED);
        session_look(s);
    }
    return true;
}

void session_nobody(struct session *s)
{
    if (s->state != SESSION_QUESTION || s->ended)
        return;
    const struct action *a = &s->reply.actions[s->next - 1];
    char *text = xasprintf("it needs an answer, and nobody is there to give one: %s",
                           a->u.type.text);
    session_end(s, EV_GAVE_UP, text);
    free(text);
}
