#include "agentd/settler.h"

#include <stdlib.h>

#include "agentd/agentd.h"
#include "base/clock.h"
#include "base/loop.h"
#include "base/xalloc.h"

struct settler {
    struct agentd *d;
    struct settle *settle; /* NULL: nothing is waited for */
    struct srect early[SETTLER_BOXES]; /* damage since settler_arm */
    size_t early_n;
    bool early_window;
    struct timer *timer;
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

void settler_arm(struct settler *s)
{
    s->early_n = 0;
    s->early_window = false;
}

static void keep_early(struct settler *s, const struct srect *boxes, size_t n)
{
    s->early_window |= n == 0;
    for (size_t i = 0; i < n; i++) {
        if (s->early_n == SETTLER_BOXES)
            s->early_n = srect_merge(s->early, s->early_n, 8);
        if (s->early_n < SETTLER_BOXES)
            s->early[s->early_n++] = boxes[i];
        else
            s->early[0] = srect_join(&s->early[0], &boxes[i]);
    }
}

void settler_begin(struct settler *s, struct settle_opts opts,
                   void (*done)(void *data, const struct settled *settled), void *data)
{
    settler_cancel(s);
    s->settle = settle_new(opts, clock_now_us());
    s->done = done;
    s->data = data;
    if (s->early_n)
        settle_damage(s->settle, s->early, s->early_n, clock_now_us());
    if (s->early_window)
        settle_window(s->settle, clock_now_us());
    settler_arm(s);
    check(s);
}

void settler_damage(struct settler *s, const struct srect *boxes, size_t n, int64_t at_us)
{
    if (!s->settle) {
        keep_early(s, boxes, n);
        return;
    }
    if (n)
        settle_damage(s->settle, boxes, n, at_us);
    else
        settle_window(s->settle, at_us);
    check(s);
}
