/* settler.h : waits on the loop until the screen is at rest: vision/settle.h fed with the eyes' damage. A
 * task's act and a person's may wait at the same time. */
#ifndef AGENTD_SETTLER_H
#define AGENTD_SETTLER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vision/image.h"
#include "vision/settle.h"

struct loop;
struct settler;
struct settling;

#define SETTLER_BOXES 32
struct settled {
    enum settle_state state;
    uint32_t took_ms;   /* from the start to the last change */
    struct srect boxes[SETTLER_BOXES];
    size_t n;
};

struct settler *settler_new(struct loop *loop);
void settler_free(struct settler *s); /* with what waits; no done is called; NULL is fine */
/* From now on damage is kept for settler_begin: an application may answer before the last key is sent. */
struct settling *settler_arm(struct settler *s);
/* Once. done is called later, never from within; the handle is gone then. */
void settler_begin(struct settling *w, struct settle_opts opts,
                   void (*done)(void *data, const struct settled *settled), void *data);
void settler_cancel(struct settling *w); /* armed or begun; done is not called; NULL is fine */
/* n 0: a window came or went. */
void settler_damage(struct settler *s, const struct srect *boxes, size_t n, int64_t at_us);

#endif
