/* frame.h : what was on the screen at one moment. Three spaces, three types: a model's point cannot
 * reach the hands unconverted. */
#ifndef VISION_FRAME_H
#define VISION_FRAME_H

#include <stddef.h>
#include <stdint.h>

#include "vision/image.h"

struct windows;

struct spoint { int32_t x, y; }; /* screen: pixels, origin at the root's top left */
struct vpoint { double x, y; };  /* view: pixels of the picture sent, [0, w) and [0, h) */
struct npoint { double x, y; };  /* norm: 0..1000 of the view on each axis */

struct monitor { char name[32]; struct srect box; }; /* RandR's; one that spans all where absent */

struct frame {
    uint64_t id;           /* from 1, never used twice in a run */
    int64_t taken_us;      /* CLOCK_MONOTONIC */
    struct image *screen;  /* the whole desktop, one reference */
    struct srect *damage;  /* since the frame before; owned */
    size_t damage_n;
    struct windows *windows; /* as of this frame, one reference; never NULL */
    struct spoint pointer;
    struct monitor *monitors; /* owned; at least one */
    size_t monitors_n;
    int blanked;           /* the screen is blanked or locked: nothing may be typed */
};

/* Takes image and windows; id is given here. */
struct frame *frame_new(struct image *screen, struct windows *windows, int64_t taken_us);
struct frame *frame_ref(struct frame *f);
void frame_unref(struct frame *f); /* NULL is fine */

#endif
