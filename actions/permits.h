/* permits.h : is a permit good, and not used yet? */
#ifndef ACTIONS_PERMITS_H
#define ACTIONS_PERMITS_H

#include <stddef.h>
#include <stdint.h>

#include "actions/hands.h"

struct err;

#define PERMITS_KEPT 64 /* used ones, to refuse a second use */

struct permits {
    struct permit used[PERMITS_KEPT];
    size_t n;
};

/* Uses it up. serial: that of the action it must be for, NULL: any. ERR_STOPPED while the stop flag is
 * raised; ERR_DENIED: from before a stop, run out, for another action, or used before. */
int permits_use(struct permits *p, const struct permit *permit, const uint64_t *serial,
                struct err *err);

#endif
