#include "base/test.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "base/ask.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/loop.h"
#include "base/mailbox.h"
#include "base/stop.h"
#include "base/thread.h"
#include "base/xalloc.h"

struct outcome {
    int calls;
    void *result;
    enum err_code code;
};

static void note(void *data, void *result, const struct err *err)
{
    struct outcome *o = data;
    o->calls++;
    o->result = result;
    o->code = err ? err->code : ERR_NONE;
}

static struct mailbox *box(void)
{
    struct err err;
    struct mailbox *m = mailbox_new(&err);
    assert_non_null(m);
    return m;
}

TEST("an answer comes once, on the asker's thread, not inside the call")
{
    struct mailbox *m = box();
    struct outcome o = { 0 };
    struct ask *ask = ask_new(m, 0, note, &o);
    assert_true(ask_answer(ask, &o));
    assert_int_equal(o.calls, 0);
    mailbox_run(m);
    assert_int_equal(o.calls, 1);
    assert_ptr_equal(o.result, &o);
    mailbox_unref(m);
}

TEST("a deadline that passes wins, and the late answer stays its maker's")
{
    struct mailbox *m = box();
    struct outcome o = { 0 };
    struct ask *ask = ask_new(m, 1, note, &o);
    while (!o.calls)
        mailbox_wait(m, 1000);
    assert_int_equal(o.code, ERR_TIMEOUT);
    assert_true(ask_decided(ask));
    assert_false(ask_answer(ask, &o));
    mailbox_run(m);
    assert_int_equal(o.calls, 1);
    mailbox_unref(m);
}

TEST("a cancelled ask ends as cancelled, whatever its answerer says later")
{
    struct mailbox *m = box();
    struct outcome o = { 0 };
    struct ask *ask = ask_new(m, 60000, note, &o);
    ask_cancel(ask);
    mailbox_run(m);
    assert_int_equal(o.code, ERR_CANCELLED);
    assert_false(ask_failf(ask, ERR_IO, "late"));
    assert_int_equal(mailbox_timeout_ms(m), -1);
    mailbox_unref(m);
}

TEST("an answerer that goes away leaves no asker waiting")
{
    struct mailbox *m = box();
    struct outcome o = { 0 };
    ask_drop(ask_new(m, 0, note, &o));
    mailbox_run(m);
    assert_int_equal(o.code, ERR_CANCELLED);
    mailbox_unref(m);
}

#define LETTERS 20000
struct sender {
    struct mailbox *to;
    atomic_int *count;
};

static void count_one(void *data)
{
    atomic_fetch_add((atomic_int *)data, 1);
}

static void send_many(void *data)
{
    struct sender *s = data;
    for (int i = 0; i < LETTERS; i++)
        mailbox_post(s->to, count_one, s->count);
}

TEST("letters of two threads all arrive")
{
    struct mailbox *m = box();
    atomic_int count = 0;
    struct sender s = { m, &count };
    struct err err;
    struct thread *a = thread_start("a", send_many, &s, &err);
    struct thread *b = thread_start("b", send_many, &s, &err);
    assert_non_null(a);
    assert_non_null(b);
    while (atomic_load(&count) < 2 * LETTERS)
        mailbox_wait(m, 1000);
    thread_join(a);
    thread_join(b);
    mailbox_unref(m);
}

static void answer_all(void *data)
{
    struct ask **asks = data;
    for (int i = 0; i < 1000; i++)
        ask_answer(asks[i], NULL);
}

TEST("answers and deadlines that race decide each ask exactly once")
{
    struct mailbox *m = box();
    struct outcome o = { 0 };
    struct ask *asks[1000];
    struct err err;
    for (int i = 0; i < 1000; i++)
        asks[i] = ask_new(m, 1 + (uint32_t)i % 3, note, &o);
    struct thread *t = thread_start("answerer", answer_all, asks, &err);
    while (o.calls < 1000)
        mailbox_wait(m, 100);
    thread_join(t);
    mailbox_run(m);
    assert_int_equal(o.calls, 1000);
    mailbox_unref(m);
}

TEST("a raised stop makes permits of the epoch before stale, and can be cleared")
{
    uint32_t before = stop_epoch();
    assert_false(stop_raised());
    stop_raise();
    assert_true(stop_raised());
    assert_int_equal(stop_epoch(), before + 1);
    stop_clear();
    assert_false(stop_raised());
    assert_int_equal(stop_epoch(), before + 1);
}

static void stop_loop(void *data)
{
    loop_stop(data);
}

static void slow_sum(void *data)
{
    *(int *)data += 41;
}

static void sum_done(void *data)
{
    *(int *)data += 1;
}

TEST("the loop runs timers, pool work and deadlines of asks")
{
    struct err err;
    struct loop *l = loop_new(&err);
    assert_non_null(l);
    int sum = 0;
    struct outcome o = { 0 };
    loop_work(l, slow_sum, sum_done, &sum);
    struct ask *late = ask_new(loop_mailbox(l), 5, note, &o);
    timer_cancel(loop_after(l, 1, stop_loop, l));
    loop_after(l, 30, stop_loop, l);
    loop_run(l);
    assert_int_equal(sum, 42);
    assert_int_equal(o.code, ERR_TIMEOUT);
    ask_drop(late);
    loop_free(l);
}
