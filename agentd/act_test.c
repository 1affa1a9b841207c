#include "base/test.h"

#include <string.h>

#include <jansson.h>

#include "agentd/act.h"
#include "agentd/queue.h"
#include "agentd/task.h"
#include "agentd/test_daemon.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/js.h"

struct heard { int times; enum err_code code; enum effect effect; };

static void on_act(void *data, struct act_result *r)
{
    struct heard *h = data;
    h->times++;
    h->code = r->err.code;
    h->effect = r->effect;
}

static struct act *start(struct agentd *d, const char *text, int64_t task_id, struct heard *h)
{
    struct err err;
    struct act_request request = { .origin = ORIGIN_PERSON, .task_id = task_id };
    json_t *j = js_parse(text, strlen(text), 4096, &err);
    if (action_from_json(j, &request.action, &err))
        fail_msg("%s", err.msg);
    json_decref(j);
    return act_start(d, &request, NULL, on_act, h);
}

#define CLICK "{\"action\":\"click\",\"x\":5,\"y\":5}"
#define LONG_WAIT "{\"action\":\"wait\",\"ms\":60000}"

struct both { struct heard a, b; };

static bool heard_both(void *data)
{
    struct both *both = data;
    return both->a.times && both->b.times;
}

TEST("two acts that wait for the screen at the same time both come to an end")
{
    struct test_daemon t;
    struct both both = { 0 };
    test_daemon_new(&t, NULL);
    test_daemon_start(&t);
    start(t.d, CLICK, 0, &both.a);
    start(t.d, CLICK, 0, &both.b);
    test_daemon_until(&t, heard_both, &both);
    assert_int_equal(both.a.code, ERR_NONE);
    assert_int_equal(both.b.code, ERR_NONE);
    assert_int_equal(both.a.effect, EFFECT_NONE);
    assert_int_equal(both.a.times + both.b.times, 2);
    assert_null(t.d->acts);
    test_daemon_free(&t);
}

static bool is_settling(void *data)
{
    return ((struct act *)data)->settling != NULL;
}

static bool has_timer(void *data)
{
    const struct act *a = data;
    return a->before && a->timer;
}

TEST("an act that is cancelled while the screen settles is heard of no more, another goes on")
{
    struct test_daemon t;
    struct both both = { 0 };
    test_daemon_new(&t, NULL);
    test_daemon_start(&t);
    struct act *a = start(t.d, CLICK, 0, &both.a);
    start(t.d, CLICK, 0, &both.b);
    test_daemon_until(&t, is_settling, a);
    act_cancel(a);
    both.a.times = 1; /* as far as waiting goes */
    test_daemon_until(&t, heard_both, &both);
    assert_int_equal(both.a.times, 1);
    test_daemon_free(&t);
}

TEST("the daemon's end does not wait for an act: it is told that it was cancelled")
{
    struct test_daemon t;
    struct heard h = { 0 };
    test_daemon_new(&t, NULL);
    test_daemon_start(&t);
    struct act *a = start(t.d, LONG_WAIT, 0, &h);
    test_daemon_until(&t, has_timer, a);
    int64_t before = clock_now_us();
    test_daemon_end(&t);
    assert_true(clock_now_us() - before < 10000000);
    assert_int_equal(h.times, 1);
    assert_int_equal(h.code, ERR_CANCELLED);
    test_daemon_free(&t);
}

TEST("the daemon's end in each stage of an act leaves nothing behind")
{
    static bool (*const stages[])(void *data) = { NULL, is_settling };
    for (size_t i = 0; i < 2; i++) {
        struct test_daemon t;
        struct heard h = { 0 };
        test_daemon_new(&t, NULL);
        test_daemon_start(&t);
        struct act *a = start(t.d, CLICK, 0, &h);
        if (stages[i])
            test_daemon_until(&t, stages[i], a);
        test_daemon_end(&t);
        assert_int_equal(h.times, 1);
        test_daemon_free(&t);
    }
}

TEST("acts_end ends those of one task only")
{
    struct test_daemon t;
    struct both both = { 0 };
    struct err err;
    test_daemon_new(&t, NULL);
    test_daemon_start(&t);
    start(t.d, CLICK, 0, &both.a);
    start(t.d, CLICK, 9, &both.b);
    err_set(&err, ERR_STOPPED, "over");
    acts_end(t.d, 9, &err);
    assert_int_equal(both.b.code, ERR_STOPPED);
    test_daemon_until(&t, heard_both, &both);
    assert_int_equal(both.a.code, ERR_NONE);
    assert_int_equal(both.b.times, 1);
    test_daemon_free(&t);
}
