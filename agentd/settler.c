#include "agentd/settler.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/loop.h"
#include "base/xalloc.h"

struct settling {
    struct settler *settler;
    struct settling *next;
    struct settle *settle;             /* NULL: armed only */
    struct srect early[SETTLER_BOXES]; /* damage since settler_arm */
    size_t early_n;
    bool early_window;
    struct timer *timer;               /* the next look at the clock; always there once begun */
    void (*done)(void *data, const struct settled *settled);
    void *data;
};

struct settler {
    struct loop *loop;
    struct settling *first;
};

struct settler *settler_new(struct loop *loop)
{
    struct settler *s = xcalloc(1, sizeof *s);
    s->loop = loop;
    return s;
}

void settler_free(struct settler *s)
{
    if (!s)
        return;
    while (s->first)
        settler_cancel(s->first);
    free(s);
}

struct settling *settler_arm(struct settler *s)
{
    struct settling *w = xcalloc(1, sizeof *w);
    w->settler = s;
    w->next = s->first;
    s->first = w;
    return w;
}

void settler_cancel(struct settling *w)
{
    if (!w)
        return;
    struct settling **at = &w->settler->first;
    while (*at != w)
        at = &(*at)->next;
    *at = w->next;
    timer_cancel(w->timer);
    settle_free(w->settle);
    free(w);
}

static void on_timer(void *data);

static void set_timer(struct settling *w, int64_t ms)
{
    timer_cancel(w->timer);
    w->timer = loop_after(w->settler->loop, ms < 0 ? 0 : (uint32_t)ms, on_timer, w);
}

/* When to look at the clock again; at rest: at once, but not from within the caller. */
static void plan(struct settling *w)
{
    int64_t now = clock_now_us();
    int64_t next = 0;
    enum settle_state state = settle_state(w->settle, now, &next);
    bool moving = state == SETTLE_WAITING || state == SETTLE_MOVING;
    int64_t ms = (next - now + 999) / 1000;
    set_timer(w, !moving ? 0 : ms < 1 ? 1 : ms);
}

static void on_timer(void *data)
{
    struct settling *w = data;
    int64_t next = 0;
    struct settled settled = { .state = settle_state(w->settle, clock_now_us(), &next) };
    w->timer = NULL;
    if (settled.state == SETTLE_WAITING || settled.state == SETTLE_MOVING) {
        plan(w);
        return;
    }
    settled.took_ms = (uint32_t)(settle_took_us(w->settle) / 1000);
    settled.n = settle_boxes(w->settle, settled.boxes, SETTLER_BOXES);
    void (*done)(void *data, const struct settled *settled) = w->done;
    void *whose = w->data;
    settler_cancel(w);
    done(whose, &settled);
}

static void keep_early(struct settling *w, const struct srect *boxes, size_t n)
{
    w->early_window |= n == 0;
    for (size_t i = 0; i < n; i++) {
        if (w->early_n == SETTLER_BOXES)
            w->early_n = srect_merge(w->early, w->early_n, 8);
        if (w->early_n < SETTLER_BOXES)
            w->early[w->early_n++] = boxes[i];
        else
            w->early[0] = srect_join(&w->early[0], &boxes[i]);
    }
}

void settler_begin(struct settling *w, struct settle_opts opts,
                   void (*done)(void *data, const struct settled *settled), void *data)
{
    int64_t now = clock_now_us();
    w->settle = settle_new(opts, now);
    w->done = done;
    w->data = data;
    if (w->early_n)
        settle_damage(w->settle, w->early, w->early_n, now);
    if (w->early_window)
        settle_window(w->settle, now);
    plan(w);
}

void settler_damage(struct settler *s, const struct srect *boxes, size_t n, int64_t at_us)
{
    for (struct settling *w = s->first; w; w = w->next) {
        if (!w->settle) {
            keep_early(w, boxes, n);
            continue;
        }
        if (n)
            settle_damage(w->settle, boxes, n, at_us);
        else
            settle_window(w->settle, at_us);
        plan(w);
    }
}
