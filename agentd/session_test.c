#include "base/test.h"

#include <string.h>

#include <jansson.h>

#include "agentd/bus.h"
#include "agentd/queue.h"
#include "agentd/session.h"
#include "agentd/task.h"
#include "agentd/test_daemon.h"
#include "base/ask.h"
#include "base/err.h"
#include "base/js.h"
#include "base/loop.h"

/* A model that clicks, waits a moment and is done. */
#define MODEL                                                                                              \
    "model 'm' { provider = 'null', answer = [[{\"role\":\"assistant\",\"content\":\"go\",\"tool_calls\":["    \
    "{\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"click\",\"arguments\":"                       \
    "\"{\\\"x\\\":500,\\\"y\\\":500}\"}},"                                                                    \
    "{\"id\":\"b\",\"type\":\"function\",\"function\":{\"name\":\"wait\",\"arguments\":\"{\\\"ms\\\":30}\"}},"  \
    "{\"id\":\"c\",\"type\":\"function\",\"function\":{\"name\":\"finish\",\"arguments\":"                      \
    "\"{\\\"text\\\":\\\"clicked\\\"}\"}}]}]] }\nsettle_first_ms = 30\nsettle_quiet_ms = 20\n"

static const struct queue_opts by_m = { .model = "m" };

/* Does something to the task soon after it has come into a state. */
struct plot {
    struct test_daemon t;
    struct task *task;
    struct bus_sub *sub;
    const char *state;
    void (*act)(struct plot *p);
    bool due, acted, took;
};

static void now(void *data)
{
    struct plot *p = data;
    p->acted = true;
    if (p->t.d->session)
        p->act(p);
}

static void on_event(void *data, const json_t *event)
{
    struct plot *p = data;
    const char *to = js_str(js_get(event, "body"), "to");
    if (p->due || strcmp(js_str(event, "topic"), "task.state") != 0 || strcmp(to, p->state) != 0)
        return;
    p->due = true;
    loop_after(p->t.d->loop, 0, now, p);
}

static void begin(struct plot *p)
{
    struct err err;
    test_daemon_new(&p->t, MODEL);
    test_daemon_start(&p->t);
    p->sub = bus_subscribe(p->t.d->bus, NULL, -1, on_event, p);
    p->task = queue_add(p->t.d->queue, "click", &by_m, &err);
    assert_non_null(p->task);
}

static bool has_ended(void *data)
{
    return task_ended(((struct plot *)data)->task);
}

static bool has_acted(void *data)
{
    return ((struct plot *)data)->acted;
}

static const char *const states[] = { "look", "think", "check", "act", "settle" };
#define STATES (sizeof states / sizeof *states)

static void pause_it(struct plot *p)
{
    p->took = session_signal(p->t.d->session, EV_PAUSE, "");
}

static void pause_and_resume(struct plot *p)
{
    pause_it(p);
    assert_int_equal(session_state(p->t.d->session), SESSION_PAUSED);
    assert_true(session_signal(p->t.d->session, EV_RESUME, ""));
}

static void stop_it(struct plot *p)
{
    p->took = session_signal(p->t.d->session, EV_STOP, "enough");
    assert_false(p->t.d->session && session_signal(p->t.d->session, EV_STOP, "again"));
}

TEST("a task runs to its end by the model's answer")
{
    struct plot p = { .state = "none" };
    begin(&p);
    test_daemon_until(&p.t, has_ended, &p);
    assert_int_equal(p.task->outcome, 0);
    assert_string_equal(p.task->answer, "clicked");
    test_daemon_free(&p.t);
}

TEST("paused and resumed at once in any state, the task still comes to its end")
{
    for (size_t i = 0; i < STATES; i++) {
        struct plot p = { .state = states[i], .act = pause_and_resume };
        begin(&p);
        test_daemon_until(&p.t, has_ended, &p);
        assert_true(p.took);
        assert_int_equal(p.task->outcome, 0);
        test_daemon_free(&p.t);
    }
}

static void on_moment(void *data)
{
    *(bool *)data = true;
}

static bool is_true(void *data)
{
    return *(bool *)data;
}

TEST("paused in any state, the task does nothing until it is resumed")
{
    for (size_t i = 0; i < STATES; i++) {
        struct plot p = { .state = states[i], .act = pause_it };
        bool moment = false;
        begin(&p);
        test_daemon_until(&p.t, has_acted, &p);
        int steps = p.task->steps;
        loop_after(p.t.d->loop, 150, on_moment, &moment); /* more than its acts take */
        test_daemon_until(&p.t, is_true, &moment);
        assert_int_equal(p.task->state, SESSION_PAUSED);
        assert_int_equal(p.task->steps, steps);
        assert_null(p.t.d->acts);
        assert_true(session_signal(p.t.d->session, EV_RESUME, ""));
        test_daemon_until(&p.t, has_ended, &p);
        assert_int_equal(p.task->outcome, 0);
        test_daemon_free(&p.t);
    }
}

TEST("stopped in any state, the task ends as stopped, once")
{
    for (size_t i = 0; i < STATES; i++) {
        struct plot p = { .state = states[i], .act = stop_it };
        begin(&p);
        test_daemon_until(&p.t, has_ended, &p);
        assert_true(p.took);
        assert_int_equal(p.task->state, SESSION_STOPPED);
        assert_string_equal(p.task->answer, "enough");
        assert_null(p.t.d->session);
        assert_null(p.t.d->acts);
        test_daemon_free(&p.t);
    }
}

TEST("the daemon ends in any state of a task: it is stopped, and so it is after the next start")
{
    for (size_t i = 0; i < STATES; i++) {
        struct plot p = { .state = states[i], .act = pause_it };
        begin(&p);
        while (!p.due)
            loop_run_once(p.t.d->loop);
        test_daemon_end(&p.t);
        p.due = true;
        test_daemon_start(&p.t);
        p.task = queue_find(p.t.d->queue, 1);
        assert_int_equal(p.task->state, SESSION_STOPPED);
        test_daemon_free(&p.t);
    }
}
