#include "vision/damage_list.h"

#include <assert.h>
#include <string.h>

/* Boxes this near are one change to the eye and to whoever reads them. */
#define NEAR 8

/* At most cap boxes: merged with more and more slack, at last into one. */
static size_t squeeze(struct srect *boxes, size_t n, size_t cap)
{
    n = srect_merge(boxes, n, NEAR);
    for (int32_t slack = 2 * NEAR; n > cap && slack <= 1024; slack *= 2)
        n = srect_merge(boxes, n, slack);
    while (n > cap) {
        boxes[0] = srect_join(&boxes[0], &boxes[n - 1]);
        n--;
    }
    return n;
}

void damage_list_add(struct damage_list *d, const struct srect *box)
{
    struct srect meet;

    for (size_t i = 0; i < d->n; i++) {
        if (srect_meet(&d->boxes[i], box, &meet)) {
            d->boxes[i] = srect_join(&d->boxes[i], box);
            return;
        }
    }
    if (d->n == DAMAGE_LIST_MAX)
        d->n = squeeze(d->boxes, d->n, DAMAGE_LIST_MAX / 2);
    d->boxes[d->n++] = *box;
}

size_t damage_list_take(struct damage_list *d, struct srect *out, size_t cap)
{
    size_t n;

    assert(cap > 0);
    n = squeeze(d->boxes, d->n, cap);
    memcpy(out, d->boxes, n * sizeof *out);
    d->n = 0;
    return n;
}
