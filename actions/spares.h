/* spares.h : which characters the spare keycodes of a keyboard stand for at the moment. Each keycode has
 * two places, plain and with Shift. Bookkeeping only, no X. */
#ifndef ACTIONS_SPARES_H
#define ACTIONS_SPARES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SPARES_MAX 64

struct spare {
    uint8_t keycode;
    bool changed;      /* since spares_changed_done: to be sent to the server */
    uint32_t syms[2];  /* 0: nothing yet */
    uint64_t used;     /* the run that last used it */
};

struct spares {
    struct spare items[SPARES_MAX];
    size_t n;
    uint64_t run;
};

void spares_begin_run(struct spares *s); /* from here on, what is found or placed is not given away */
/* Where keysym is: level 0 plain, 1 with Shift. */
bool spares_find(struct spares *s, uint32_t keysym, uint8_t *keycode, uint8_t *level);
/* Gives keysym a place: a free one, else, if it may, that of the keycode that was not used for longest,
 * but never one of this run. */
bool spares_place(struct spares *s, uint32_t keysym, bool may_evict);
void spares_changed_done(struct spares *s);
/* A new layout: keycodes are its spare ones; those of ours that still hold symbols stay. */
void spares_reset(struct spares *s, const uint8_t *keycodes, size_t n);
bool spares_has(const struct spares *s, uint8_t keycode);

#endif
