/* settler.h : waits on the loop until the screen is at rest: vision/settle.h fed with the eyes' damage. */
#ifndef AGENTD_SETTLER_H
#define AGENTD_SETTLER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vision/settle.h"
#include "vision/image.h"

struct agentd;
struct settler;

#define SETTLER_BOXES 32
struct settled {
    enum settle_state state;
    uint32_t took_ms;   /* from the start to the last change */
    struct srect boxes[SETTLER_BOXES];
    size_t n;
};

struct settler *settler_new(struct agentd *d);
void settler_free(struct settler *s);
/* From now on damage is kept for settler_begin: an application may answer before the last key is sent. */
void settler_arm(struct settler *s);
/* One at a time. */
void settler_begin(struct settler *s, struct settle_opts opts,
                   void (*done)(void *data, const struct settled *settled), void *data);
void settler_cancel(struct settler *s); /* done is not called */
/* n 0: a window came or went. */
void settler_damage(struct settler *s, const struct srect *boxes, size_t n, int64_t at_us);

#endif
