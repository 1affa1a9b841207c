#include "vision/dotted.h"

#include <stdlib.h>

#include "base/xalloc.h"
#include "vision/regions.h"

#define DOT_MAX 2   /* pixels across */
#define PITCH_MAX 4 /* from dot to dot; full stops stand wider */
#define RUN_LEAST 8 /* dots */

static int by_row(const void *a, const void *b)
{
    const struct blob *p = *(const struct blob *const *)a, *q = *(const struct blob *const *)b;
    if (p->box.y != q->box.y)
        return p->box.y < q->box.y ? -1 : 1;
    return (p->box.x > q->box.x) - (p->box.x < q->box.x);
}

static int by_column(const void *a, const void *b)
{
    const struct blob *p = *(const struct blob *const *)a, *q = *(const struct blob *const *)b;
    if (p->box.x != q->box.x)
        return p->box.x < q->box.x ? -1 : 1;
    return (p->box.y > q->box.y) - (p->box.y < q->box.y);
}

/* How far b stands from a along a row or a column; 0 when it is not in the same one. */
static int32_t pitch(const struct srect *a, const struct srect *b, bool rows)
{
    if (rows)
        return a->y == b->y ? b->x - a->x : 0;
    return a->x == b->x ? b->y - a->y : 0;
}

/* dots are sorted along their rows or columns; runs at one pitch are flagged. */
static void flag_runs(const struct regions *r, const struct blob **dots, size_t n, bool rows, bool *out)
{
    for (size_t i = 0, j; i < n; i = j) {
        int32_t step = i + 1 < n ? pitch(&dots[i]->box, &dots[i + 1]->box, rows) : 0;
        for (j = i + 1; j < n && step && step <= PITCH_MAX; j++)
            if (pitch(&dots[j - 1]->box, &dots[j]->box, rows) != step)
                break;
        for (size_t k = i; j - i >= RUN_LEAST && k < j; k++)
            out[dots[k] - r->blobs] = true;
    }
}

bool *dotted_find(const struct regions *r)
{
    bool *out = xcalloc(r->blobs_n + 1, sizeof *out);
    const struct blob **dots = xcalloc(r->blobs_n + 1, sizeof *dots);
    size_t n = 0;
    for (size_t i = 0; i < r->blobs_n; i++)
        if (r->blobs[i].box.w <= DOT_MAX && r->blobs[i].box.h <= DOT_MAX)
            dots[n++] = &r->blobs[i];
    qsort(dots, n, sizeof *dots, by_row);
    flag_runs(r, dots, n, true, out);
    qsort(dots, n, sizeof *dots, by_column);
    flag_runs(r, dots, n, false, out);
    free(dots);
    return out;
}
