#include "vision/settle.h"

#include <stdlib.h>

#include "base/xalloc.h"
#include "vision/damage_list.h"

#define SPOTS_MAX 48
#define SPOT_AREA 4096 /* px²: a 64 x 64 spinner, a clock of 200 x 20; a text field is larger */
#define SPOT_SHIFT 2   /* px that a spot's edges may wander */
#define SPOT_HITS 3
/* Two hits nearer than this are one drawing. */
#define SPOT_APART_US 8000
/* A button's fade takes 200 to 300 ms and is a change; what goes on for longer is a habit. */
#define SPOT_SPAN_US 400000

struct spot { struct srect box; int64_t first_us, last_us; uint32_t hits; };

struct settle {
    struct settle_opts opts;
    int64_t start_us, asked_us;
    int64_t plain_us;  /* the last change that belongs to no spot; 0: none */
    int64_t window_us; /* the last window that came or went; 0: none */
    struct damage_list plain;
    struct spot spots[SPOTS_MAX];
    size_t spots_n;
};

struct settle *settle_new(struct settle_opts opts, int64_t now_us)
{
    struct settle *s = xcalloc(1, sizeof *s);

    s->opts = opts;
    s->start_us = s->asked_us = now_us;
    return s;
}

void settle_free(struct settle *s)
{
    free(s);
}

static bool close_to(int32_t a, int32_t b)
{
    return abs(a - b) <= SPOT_SHIFT;
}

static struct spot *spot_at(struct settle *s, const struct srect *box)
{
    for (size_t i = 0; i < s->spots_n; i++) {
        const struct srect *r = &s->spots[i].box;

        if (close_to(r->x, box->x) && close_to(r->y, box->y) && close_to(r->w, box->w) &&
            close_to(r->h, box->h))
            return &s->spots[i];
    }
    return NULL;
}

/* Is it still going on: as often as before, or nearly? One that has ended was a change. */
static bool periodic(const struct spot *p, int64_t now_us)
{
    int64_t span = p->last_us - p->first_us;

    return p->hits >= SPOT_HITS && span >= SPOT_SPAN_US &&
           now_us - p->last_us <= 2 * span / (p->hits - 1) + 50000;
}

static void plain_change(struct settle *s, const struct srect *box, int64_t now_us)
{
    damage_list_add(&s->plain, box);
    s->plain_us = now_us;
}

static void change(struct settle *s, const struct srect *box, int64_t now_us)
{
    struct spot *p;

    if ((int64_t)box->w * box->h > SPOT_AREA) {
        plain_change(s, box, now_us);
        return;
    }
    p = spot_at(s, box);
    if (!p && s->spots_n == SPOTS_MAX) {
        plain_change(s, box, now_us);
        return;
    }
    if (!p) {
        p = &s->spots[s->spots_n++];
        *p = (struct spot){.box = *box, .first_us = now_us, .last_us = now_us, .hits = 1};
        return;
    }
    if (now_us - p->last_us >= SPOT_APART_US)
        p->hits++;
    p->last_us = now_us;
}

void settle_damage(struct settle *s, const struct srect *boxes, size_t n, int64_t now_us)
{
    for (size_t i = 0; i < n; i++)
        change(s, &boxes[i], now_us < s->start_us ? s->start_us : now_us);
}

void settle_window(struct settle *s, int64_t now_us)
{
    s->window_us = now_us < s->start_us ? s->start_us : now_us;
}

/* Of all changes but the habits; 0: none. */
static int64_t last_change(const struct settle *s)
{
    int64_t last = s->plain_us > s->window_us ? s->plain_us : s->window_us;

    for (size_t i = 0; i < s->spots_n; i++)
        if (!periodic(&s->spots[i], s->asked_us) && s->spots[i].last_us > last)
            last = s->spots[i].last_us;
    return last;
}

/* A window that was waited for is mapped empty and painted in more than one go. */
static int64_t quiet_us(const struct settle *s)
{
    int64_t usual = (int64_t)s->opts.quiet_ms * 1000;

    return s->opts.expects_window && s->window_us ? 2 * usual : usual;
}

enum settle_state settle_state(struct settle *s, int64_t now_us, int64_t *next_us)
{
    int64_t end_us = s->start_us + (int64_t)s->opts.max_ms * 1000;
    int64_t first_us = s->start_us + (int64_t)s->opts.first_ms * 1000;
    int64_t last_us, rest_us;
    bool due;

    s->asked_us = now_us;
    last_us = last_change(s);
    rest_us = last_us ? last_us + quiet_us(s) : first_us;
    /* a window that has to come keeps the door open; the rest is judged as ever */
    due = !s->opts.expects_window || s->window_us || now_us >= end_us;
    if (now_us >= rest_us && due)
        return last_us ? SETTLE_QUIET : SETTLE_UNCHANGED;
    if (now_us >= end_us)
        return last_us ? SETTLE_GAVE_UP : SETTLE_UNCHANGED;
    if (next_us) {
        *next_us = now_us >= rest_us || rest_us > end_us ? end_us : rest_us;
        if (*next_us <= now_us)
            *next_us = now_us + 1;
    }
    return last_us ? SETTLE_MOVING : SETTLE_WAITING;
}

size_t settle_boxes(const struct settle *s, struct srect *out, size_t cap)
{
    struct damage_list all = s->plain;

    if (cap == 0)
        return 0;
    for (size_t i = 0; i < s->spots_n; i++)
        if (!periodic(&s->spots[i], s->asked_us))
            damage_list_add(&all, &s->spots[i].box);
    return damage_list_take(&all, out, cap);
}

int64_t settle_took_us(const struct settle *s)
{
    int64_t last = last_change(s);

    return last ? last - s->start_us : 0;
}
