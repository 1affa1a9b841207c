#include "base/test.h"

#include "agentd/settler.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/loop.h"

struct told { int times; struct settled settled; };

static void on_settled(void *data, const struct settled *settled)
{
    struct told *told = data;
    told->times++;
    told->settled = *settled;
}

static const struct settle_opts quick = { .first_ms = 20, .quiet_ms = 10, .max_ms = 1000 };
static const struct srect box = { 10, 20, 30, 40 };

static struct loop *new_loop(void)
{
    struct err err;
    struct loop *loop = loop_new(&err);
    assert_non_null(loop);
    return loop;
}

TEST("a screen on which nothing moves is unchanged")
{
    struct loop *loop = new_loop();
    struct settler *s = settler_new(loop);
    struct told told = { 0 };
    settler_begin(settler_arm(s), quick, on_settled, &told);
    assert_int_equal(told.times, 0);
    while (!told.times)
        loop_run_once(loop);
    assert_int_equal(told.settled.state, SETTLE_UNCHANGED);
    assert_int_equal(told.settled.n, 0);
    settler_free(s);
    loop_free(loop);
}

TEST("damage between arming and beginning counts")
{
    struct loop *loop = new_loop();
    struct settler *s = settler_new(loop);
    struct told told = { 0 };
    struct settling *w = settler_arm(s);
    settler_damage(s, &box, 1, clock_now_us());
    settler_begin(w, quick, on_settled, &told);
    while (!told.times)
        loop_run_once(loop);
    assert_int_equal(told.settled.state, SETTLE_QUIET);
    assert_int_equal(told.settled.n, 1);
    assert_int_equal(told.settled.boxes[0].w, 30);
    settler_free(s);
    loop_free(loop);
}

TEST("damage of before arming does not count")
{
    struct loop *loop = new_loop();
    struct settler *s = settler_new(loop);
    struct told told = { 0 };
    settler_damage(s, &box, 1, clock_now_us());
    settler_begin(settler_arm(s), quick, on_settled, &told);
    while (!told.times)
        loop_run_once(loop);
    assert_int_equal(told.settled.n, 0);
    settler_free(s);
    loop_free(loop);
}

TEST("two that wait at the same time are both told, once each")
{
    struct loop *loop = new_loop();
    struct settler *s = settler_new(loop);
    struct told first = { 0 };
    struct told second = { 0 };
    settler_begin(settler_arm(s), quick, on_settled, &first);
    settler_begin(settler_arm(s), quick, on_settled, &second);
    settler_damage(s, &box, 1, clock_now_us());
    while (!first.times || !second.times)
        loop_run_once(loop);
    assert_int_equal(first.times + second.times, 2);
    assert_int_equal(first.settled.n, 1);
    assert_int_equal(second.settled.n, 1);
    settler_free(s);
    loop_free(loop);
}

TEST("one that is cancelled hears nothing, the other does")
{
    struct loop *loop = new_loop();
    struct settler *s = settler_new(loop);
    struct told first = { 0 };
    struct told second = { 0 };
    struct settling *w = settler_arm(s);
    settler_begin(w, quick, on_settled, &first);
    settler_begin(settler_arm(s), quick, on_settled, &second);
    settler_cancel(w);
    while (!second.times)
        loop_run_once(loop);
    assert_int_equal(first.times, 0);
    settler_free(s);
    loop_free(loop);
}

TEST("a screen that never rests is given up at the limit")
{
    struct loop *loop = new_loop();
    struct settler *s = settler_new(loop);
    struct told told = { 0 };
    struct settle_opts opts = { .first_ms = 20, .quiet_ms = 200, .max_ms = 100 };
    settler_begin(settler_arm(s), opts, on_settled, &told);
    settler_damage(s, &box, 1, clock_now_us() + 50000);
    while (!told.times)
        loop_run_once(loop);
    assert_int_equal(told.settled.state, SETTLE_GAVE_UP);
    settler_free(s);
    loop_free(loop);
}
