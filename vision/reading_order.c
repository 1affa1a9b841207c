#include "vision/textlines.h"

#include <stdlib.h>

#include "base/xalloc.h"

struct place { const struct srect *box; uint32_t index; };

static int by_middle(const void *a, const void *b)
{
    const struct place *p = a, *q = b;
    int32_t m = 2 * p->box->y + p->box->h, n = 2 * q->box->y + q->box->h;
    return m != n ? (m < n ? -1 : 1) : (p->index > q->index) - (p->index < q->index);
}

static int by_x(const void *a, const void *b)
{
    const struct place *p = a, *q = b;
    if (p->box->x != q->box->x)
        return p->box->x < q->box->x ? -1 : 1;
    return (p->index > q->index) - (p->index < q->index);
}

void reading_order(const struct srect *const *boxes, size_t n, uint32_t *order)
{
    struct place *places = xcalloc(n + 1, sizeof *places);
    for (size_t i = 0; i < n; i++)
        places[i] = (struct place){ boxes[i], (uint32_t)i };
    if (n)
        qsort(places, n, sizeof *places, by_middle);
    for (size_t i = 0, j; i < n; i = j) { /* a row: middles within half of the first one's height */
        const struct srect *first = places[i].box;
        for (j = i + 1; j < n; j++) {
            const struct srect *b = places[j].box;
            int32_t off = 2 * b->y + b->h - 2 * first->y - first->h;
            if (off > (first->h < b->h ? first->h : b->h))
                break;
        }
        qsort(places + i, j - i, sizeof *places, by_x);
    }
    for (size_t i = 0; i < n; i++)
        order[i] = places[i].index;
    free(places);
}
