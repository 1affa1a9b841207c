/* settle.h : is the screen at rest after an action? Fed with damage; no clock, no thread. */
#ifndef VISION_SETTLE_H
#define VISION_SETTLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct settle;
struct srect;

enum settle_state { SETTLE_WAITING, SETTLE_MOVING, SETTLE_QUIET, SETTLE_UNCHANGED, SETTLE_GAVE_UP };

struct settle_opts {
    uint32_t first_ms, quiet_ms, max_ms; /* 300, 120, 5000 */
    bool expects_window; /* the action should open one: wait for it until max_ms, then quiet_ms twice */
};

struct settle *settle_new(struct settle_opts opts, int64_t now_us);
/* Small boxes that come again and again at the same place (a caret, a spinner, a clock) do not
 * count as movement once they are recognised; when they end they were a change after all. */
void settle_damage(struct settle *s, const struct srect *boxes, size_t n, int64_t now_us);
void settle_window(struct settle *s, int64_t now_us); /* a window was mapped or closed */
/* Also when to ask again: *next_us (may be NULL) is an absolute time, for the two open states. At
 * max_ms it is QUIET or UNCHANGED when all but an expected window is at rest, else GAVE_UP. */
enum settle_state settle_state(struct settle *s, int64_t now_us, int64_t *next_us);
/* What moved, merged, without the periodic boxes as of the last settle_state; at most cap; returns
 * how many. */
size_t settle_boxes(const struct settle *s, struct srect *out, size_t cap);
int64_t settle_took_us(const struct settle *s); /* from the start to the last change; 0: none */
void settle_free(struct settle *s);

#endif
