#include "vision/frame.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/xalloc.h"
#include "vision/windows.h"

struct counted {
    struct frame frame; /* first: a struct frame * is one of these */
    atomic_int refs;
};

/* Ids are for the whole run, whoever makes frames: replayed and live ones never share one. */
static atomic_uint_fast64_t last_id;

struct frame *frame_new(struct image *screen, struct windows *windows, int64_t taken_us)
{
    struct counted *c = xcalloc(1, sizeof *c);
    struct frame *f = &c->frame;

    atomic_init(&c->refs, 1);
    f->id = atomic_fetch_add(&last_id, 1) + 1;
    f->taken_us = taken_us;
    f->screen = screen;
    f->windows = windows;
    f->monitors = xcalloc(1, sizeof *f->monitors);
    f->monitors_n = 1;
    f->monitors[0].box = (struct srect){0, 0, (int32_t)screen->w, (int32_t)screen->h};
    snprintf(f->monitors[0].name, sizeof f->monitors[0].name, "screen");
    return f;
}

struct frame *frame_ref(struct frame *f)
{
    atomic_fetch_add_explicit(&((struct counted *)f)->refs, 1, memory_order_relaxed);
    return f;
}

void frame_unref(struct frame *f)
{
    struct counted *c = (struct counted *)f;

    if (!c || atomic_fetch_sub_explicit(&c->refs, 1, memory_order_acq_rel) > 1)
        return;
    image_unref(f->screen);
    windows_unref(f->windows);
    free(f->damage);
    free(f->monitors);
    free(c);
}
