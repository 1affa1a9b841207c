#include "vision/diff.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "vision/damage_list.h"
#include "vision/image.h"

/* Changes are gathered in tiles; touching tiles are one change. */
#define TILE 16u

struct tile { uint16_t x0, y0, x1, y1; }; /* what changed in it; x1 0: nothing */
struct grid {
    const struct image *a, *b;
    uint8_t delta;
    uint32_t w, h; /* in tiles */
    struct tile *tiles;
    uint32_t *stack; /* of flood */
};

static bool differs(uint32_t p, uint32_t q, int delta)
{
    for (int shift = 0; shift < 24; shift += 8)
        if (abs((int)(p >> shift & 0xff) - (int)(q >> shift & 0xff)) > delta)
            return true;
    return false;
}

static void mark(struct grid *g, uint32_t x, uint32_t y)
{
    struct tile *t = &g->tiles[(size_t)(y / TILE) * g->w + x / TILE];
    struct tile here = {(uint16_t)x, (uint16_t)y, (uint16_t)(x + 1), (uint16_t)(y + 1)};

    if (t->x1 == 0) {
        *t = here;
        return;
    }
    if (here.x0 < t->x0)
        t->x0 = here.x0;
    if (here.x1 > t->x1)
        t->x1 = here.x1;
    t->y1 = here.y1; /* rows come from top to bottom */
}

static void compare_row(struct grid *g, uint32_t y)
{
    const uint32_t *p = g->a->px + (size_t)y * g->a->stride;
    const uint32_t *q = g->b->px + (size_t)y * g->b->stride;
    uint32_t w = g->a->w;

    if (memcmp(p, q, (size_t)w * 4) == 0)
        return;
    for (uint32_t from = 0; from < w; from += TILE) {
        uint32_t to = w - from < TILE ? w : from + TILE;

        if (memcmp(p + from, q + from, (size_t)(to - from) * 4) == 0)
            continue;
        for (uint32_t x = from; x < to; x++)
            if (differs(p[x], q[x], g->delta))
                mark(g, x, y);
    }
}

/* Takes the tile and all that touch it off the grid; the box of what changed in them. */
static struct srect flood(struct grid *g, uint32_t at)
{
    struct tile all = g->tiles[at];
    size_t n = 0;

    g->stack[n++] = at;
    g->tiles[at].x1 = 0;
    while (n) {
        uint32_t i = g->stack[--n];
        uint32_t x = i % g->w, y = i / g->w;

        for (uint32_t k = 0; k < 9; k++) {
            uint32_t nx = x + k % 3 - 1, ny = y + k / 3 - 1; /* wraps below 0: not on the grid */
            struct tile *t = nx < g->w && ny < g->h ? &g->tiles[ny * g->w + nx] : NULL;

            if (!t || t->x1 == 0)
                continue;
            all.x0 = t->x0 < all.x0 ? t->x0 : all.x0;
            all.y0 = t->y0 < all.y0 ? t->y0 : all.y0;
            all.x1 = t->x1 > all.x1 ? t->x1 : all.x1;
            all.y1 = t->y1 > all.y1 ? t->y1 : all.y1;
            t->x1 = 0;
            g->stack[n++] = ny * g->w + nx;
        }
    }
    return (struct srect){all.x0, all.y0, all.x1 - all.x0, all.y1 - all.y0};
}

size_t diff_boxes(const struct image *a, const struct image *b, uint8_t delta, struct srect *out,
                  size_t cap)
{
    struct grid g = {.a = a, .b = b, .delta = delta, .w = (a->w + TILE - 1) / TILE,
                     .h = (a->h + TILE - 1) / TILE};
    struct damage_list found = {.n = 0};

    if (cap == 0 || a == b)
        return 0;
    if (a->w != b->w || a->h != b->h) {
        out[0] = (struct srect){0, 0, (int32_t)b->w, (int32_t)b->h};
        return 1;
    }
    g.tiles = xcalloc((size_t)g.w * g.h, sizeof *g.tiles);
    g.stack = xcalloc((size_t)g.w * g.h, sizeof *g.stack);
    for (uint32_t y = 0; y < a->h; y++)
        compare_row(&g, y);
    for (uint32_t i = 0; i < g.w * g.h; i++) {
        if (g.tiles[i].x1) {
            struct srect box = flood(&g, i);

            damage_list_add(&found, &box);
        }
    }
    free(g.tiles);
    free(g.stack);
    return damage_list_take(&found, out, cap);
}

/* The part of box in which a and b, equal in size, differ; false: none. */
static bool shrink(const struct image *a, const struct image *b, struct srect *box)
{
    struct srect all = {0, 0, (int32_t)b->w, (int32_t)b->h};
    int32_t x0 = INT32_MAX, x1 = -1, y0 = -1, y1 = -1;

    if (!srect_meet(&all, box, box))
        return false;
    for (int32_t y = box->y; y < box->y + box->h; y++) {
        const uint32_t *p = a->px + (size_t)y * a->stride + box->x;
        const uint32_t *q = b->px + (size_t)y * b->stride + box->x;
        int32_t from = 0, to = box->w;

        if (memcmp(p, q, (size_t)box->w * 4) == 0)
            continue;
        while (p[from] == q[from])
            from++;
        while (p[to - 1] == q[to - 1])
            to--;
        x0 = box->x + from < x0 ? box->x + from : x0;
        x1 = box->x + to > x1 ? box->x + to : x1;
        y0 = y0 < 0 ? y : y0;
        y1 = y + 1;
    }
    if (y0 < 0)
        return false;
    *box = (struct srect){x0, y0, x1 - x0, y1 - y0};
    return true;
}

size_t diff_confirm(const struct image *a, const struct image *b, struct srect *boxes, size_t n,
                    bool *caret)
{
    size_t kept = 0;
    bool any = false;

    if (a->w != b->w || a->h != b->h)
        kept = n;
    for (size_t i = 0; kept < n && i < n; i++) {
        struct srect box = boxes[i];

        if (!shrink(a, b, &box))
            continue;
        if (box.w <= CARET_W && box.h <= CARET_H && box.h > 2 * box.w)
            any = true;
        else
            boxes[kept++] = box;
    }
    if (caret)
        *caret = any;
    return kept;
}
