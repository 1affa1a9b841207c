#include "base/test.h"

#include <jansson.h>

#include "agentd/queue.h"
#include "agentd/task.h"
#include "agentd/test_daemon.h"
#include "base/ask.h"
#include "base/err.h"
#include "base/js.h"
#include "base/loop.h"

static const struct queue_opts plain;

static bool has_ended(void *data)
{
    return task_ended(data);
}

TEST("an empty task and one too many are refused by name")
{
    struct test_daemon t;
    struct err err;
    test_daemon_new(&t, "queue_max = 2");
    test_daemon_start(&t);
    queue_hold(t.d->queue, true);
    assert_null(queue_add(t.d->queue, " \n\t", &plain, &err));
    assert_int_equal(err.code, ERR_INVALID);
    assert_non_null(queue_add(t.d->queue, "one", &plain, &err));
    assert_non_null(queue_add(t.d->queue, "two", &plain, &err));
    assert_null(queue_add(t.d->queue, "three", &plain, &err));
    assert_int_equal(err.code, ERR_LIMIT);
    assert_int_equal(queue_waiting(t.d->queue), 2);
    test_daemon_free(&t);
}

TEST("tasks are done in the order in which they came; a held queue begins nothing")
{
    struct test_daemon t;
    struct err err;
    test_daemon_new(&t, NULL);
    test_daemon_start(&t);
    queue_hold(t.d->queue, true);
    struct task *first = queue_add(t.d->queue, "one", &plain, &err);
    struct task *second = queue_add(t.d->queue, "two", &plain, &err);
    struct task *third = queue_add(t.d->queue, "three", &plain, &err);
    queue_cancel(t.d->queue, second);
    assert_int_equal(first->state, SESSION_QUEUED);
    queue_hold(t.d->queue, false);
    test_daemon_until(&t, has_ended, third);
    assert_int_equal(first->outcome, 1); /* the null model gives up */
    assert_true(first->ended_ms <= third->started_ms);
    assert_int_equal(second->state, SESSION_CANCELLED);
    assert_int_equal(second->started_ms, 0);
    test_daemon_free(&t);
}

struct waiting { int times; json_t *task; struct err err; };

static void on_end(void *data, void *result, const struct err *err)
{
    struct waiting *w = data;
    w->times++;
    w->task = result;
    if (err)
        w->err = *err;
}

static bool was_told(void *data)
{
    return ((struct waiting *)data)->times > 0;
}

TEST("who waits for a task is told its end, at once when it has ended already")
{
    struct test_daemon t;
    struct err err;
    test_daemon_new(&t, NULL);
    test_daemon_start(&t);
    struct task *task = queue_add(t.d->queue, "one", &plain, &err);
    for (int i = 0; i < 2; i++) {
        struct waiting w = { 0 };
        queue_when_ended(t.d->queue, task, ask_new(loop_mailbox(t.d->loop), 0, on_end, &w));
        test_daemon_until(&t, was_told, &w);
        assert_string_equal(js_str(w.task, "state"), "failed");
        json_decref(w.task);
    }
    test_daemon_free(&t);
}

TEST("who waits when the daemon ends is told so, and a task that waits is there after it")
{
    struct test_daemon t;
    struct err err;
    struct waiting w = { 0 };
    test_daemon_new(&t, NULL);
    test_daemon_start(&t);
    queue_hold(t.d->queue, true);
    struct task *task = queue_add(t.d->queue, "one", &plain, &err);
    queue_when_ended(t.d->queue, task, ask_new(loop_mailbox(t.d->loop), 0, on_end, &w));
    test_daemon_end(&t);
    assert_int_equal(w.times, 1);
    assert_int_equal(w.err.code, ERR_CANCELLED);
    test_daemon_start(&t);
    task = queue_find(t.d->queue, 1);
    assert_non_null(task);
    test_daemon_until(&t, has_ended, task);
    test_daemon_free(&t);
}

TEST("--once does its own task and leaves those of a daemon in the queue; not begun, it leaves nothing")
{
    struct test_daemon t;
    struct err err;
    test_daemon_new(&t, NULL);
    test_daemon_start(&t);
    queue_hold(t.d->queue, true);
    queue_add(t.d->queue, "a daemon's", &plain, &err);
    test_daemon_end(&t);
    t.opts.once_task = "mine, ended before it began";
    test_daemon_start(&t);
    test_daemon_end(&t);
    t.opts.once_task = "mine";
    test_daemon_start(&t);
    struct task *mine = queue_find(t.d->queue, 2);
    assert_string_equal(mine->text, "mine");
    test_daemon_until(&t, has_ended, mine);
    assert_int_equal(queue_find(t.d->queue, 1)->state, SESSION_QUEUED);
    test_daemon_free(&t);
}
