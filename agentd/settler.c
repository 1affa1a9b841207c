#include "agentd/settler.h"

#include <stdlib.h>

#include "agentd/agentd.h"
#include "agentd/look.h"
#include "agentd/report.h"
#include "base/ask.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/loop.h"
#include "base/xalloc.h"
#include "vision/frame.h"

struct settler {
    struct agentd *d;
    struct settle *settle; /* NULL: nothing is waited for */
    bool expects_window, looking;
    const struct windows *before;
    struct timer *timer;
    struct ask *ask;
    void (*done)(void *data, const struct settled *settled);
    void *data;
};

struct settler *settler_new(struct agentd *d)
{
    struct settler *s = xcalloc(1, sizeof *s);
    s->d = d;
    return s;
}

void settler_cancel(struct settler *s)
{
    timer_cancel(s->timer);
    s->timer = NULL;
    settle_free(s->settle);
    s->settle = NULL;
}

void settler_free(struct settler *s)
{
    if (!s)
        return;
    settler_cancel(s);
    free(s);
}

static void check(struct settler *s);

static void on_timer(void *data)
{
    struct settler *s = data;
    s->timer = NULL;
    check(s);
}

static void check(struct settler *s)
{
    int64_t now = clock_now_us();
    int64_t next = 0;
    enum settle_state state = settle_state(s->settle, now, &next);
    timer_cancel(s->timer);
    s->timer = NULL;
    if (state == SETTLE_WAITING || state == SETTLE_MOVING) {
        int64_t ms = (next - now + 999) / 1000;
        s->timer = loop_after(s->d->loop, ms < 1 ? 1 : (uint32_t)ms, on_timer, s);
        return;
    }
    struct settled settled = { .state = state };
    settled.took_ms = (uint32_t)(settle_took_us(s->settle) / 1000);
    settled.n = settle_boxes(s->settle, settled.boxes, SETTLER_BOXES);
    settle_free(s->settle);
    s->settle = NULL;
    s->done(s->data, &settled);
}

static void on_frame(void *data, void *result, const struct err *err)
{
    struct settler *s = data;
    struct frame *frame = result;
    s->looking = false;
    if (!err && s->settle && s->before && windows_differ(s->before, frame->windows)) {
        settle_window(s->settle, clock_now_us());
        check(s);
    }
    frame_unref(frame);
}

void settler_begin(struct settler *s, struct settle_opts opts, const struct windows *before,
                   void (*done)(void *data, const struct settled *settled), void *data)
{
    settler_cancel(s);
    s->settle = settle_new(opts, clock_now_us());
    s->expects_window = opts.expects_window;
    s->before = before;
    s->done = done;
    s->data = data;
    check(s);
}

void settler_damage(struct settler *s, const struct srect *boxes, size_t n, int64_t at_us)
{
    if (!s->settle)
        return;
    settle_damage(s->settle, boxes, n, at_us);
    if (s->expects_window && !s->looking) {
        s->looking = true;
        look_frame(s->d, ask_new(loop_mailbox(s->d->loop), 0, on_frame, s));
    }
    check(s);
}
