#include "base/ask.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/ask_queue.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/mailbox.h"
#include "base/xalloc.h"

struct ask {
    atomic_int refs;
    atomic_bool decided;
    bool timed;
    struct mailbox *home;
    ask_done_fn *done;
    void *data;
    void *result;
    struct err err; /* ERR_NONE: result counts */
};

struct ask *ask_new(struct mailbox *home, uint32_t deadline_ms, ask_done_fn *done, void *data)
{
    struct ask *ask = xcalloc(1, sizeof *ask);
    atomic_init(&ask->refs, 2);
    ask->home = mailbox_ref(home);
    ask->done = done;
    ask->data = data;
    if (deadline_ms) {
        ask->timed = true;
        mailbox_add_deadline(home, ask, clock_now_us() + (int64_t)deadline_ms * 1000);
    }
    return ask;
}

void ask_hold(struct ask *ask)
{
    atomic_fetch_add(&ask->refs, 1);
}

static void unref(struct ask *ask)
{
    if (atomic_fetch_sub(&ask->refs, 1) > 1)
        return;
    mailbox_unref(ask->home);
    free(ask);
}

/* On home's thread. */
static void deliver(void *data)
{
    struct ask *ask = data;
    ask->done(ask->data, ask->result, ask->err.code == ERR_NONE ? NULL : &ask->err);
    unref(ask);
}

static bool decide(struct ask *ask, void *result, const struct err *err)
{
    if (atomic_exchange(&ask->decided, true))
        return false;
    ask->result = result;
    if (err)
        ask->err = *err;
    if (ask->timed)
        mailbox_drop_deadline(ask->home, ask);
    mailbox_post(ask->home, deliver, ask); /* carries the asker's reference */
    return true;
}

bool ask_answer(struct ask *ask, void *result)
{
    bool first = decide(ask, result, NULL);
    unref(ask);
    return first;
}

bool ask_fail(struct ask *ask, const struct err *err)
{
    bool first = decide(ask, NULL, err);
    unref(ask);
    return first;
}

bool ask_failf(struct ask *ask, int code, const char *fmt, ...)
{
    struct err err = { .code = (enum err_code)code };
    va_list args;
    va_start(args, fmt);
    vsnprintf(err.msg, sizeof err.msg, fmt, args);
    va_end(args);
    return ask_fail(ask, &err);
}

void ask_drop(struct ask *ask)
{
    ask_failf(ask, ERR_CANCELLED, "nobody answered");
}

bool ask_decided(const struct ask *ask)
{
    return atomic_load(&ask->decided);
}

void ask_cancel(struct ask *ask)
{
    struct err err = { ERR_CANCELLED, "cancelled" };
    decide(ask, NULL, &err);
}

void ask_expire(struct ask *ask)
{
    struct err err = { ERR_TIMEOUT, "no answer in time" };
    decide(ask, NULL, &err);
    unref(ask);
}

void ask_queue_add(struct ask_queue *q, struct ask *ask, int64_t at_us)
{
    GROW(q->items, q->n, q->cap);
    q->items[q->n++] = (struct ask_deadline){ ask, at_us };
}

void ask_queue_remove(struct ask_queue *q, const struct ask *ask)
{
    for (size_t i = 0; i < q->n; i++)
        if (q->items[i].ask == ask) {
            q->items[i] = q->items[--q->n];
            return;
        }
}

int64_t ask_queue_first(const struct ask_queue *q)
{
    int64_t first = -1;
    for (size_t i = 0; i < q->n; i++)
        if (first < 0 || q->items[i].at_us < first)
            first = q->items[i].at_us;
    return first;
}

struct ask *ask_queue_expired(struct ask_queue *q, int64_t now_us)
{
    for (size_t i = 0; i < q->n; i++)
        if (q->items[i].at_us <= now_us) {
            struct ask *ask = q->items[i].ask;
            q->items[i] = q->items[--q->n];
            ask_hold(ask);
            return ask;
        }
    return NULL;
}
