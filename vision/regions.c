#include "vision/regions.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

#define STEP 5u           /* neighbours this near in every channel are one colour: gradients go on */
#define SURFACE_MIN 9     /* pixels; a smaller rectangle may be the inside of a letter */
#define SURFACE_BLOCK 72  /* longer than a letter at three times the usual size */
#define RULE_THICK 3
#define RULE_LONG 24
#define RULE_RATIO 16

uint32_t colour_gap(uint32_t a, uint32_t b)
{
    uint32_t gap = 0;
    for (int shift = 0; shift < 24; shift += 8) {
        int d = abs((int)(a >> shift & 255) - (int)(b >> shift & 255));
        if ((uint32_t)d > gap)
            gap = (uint32_t)d;
    }
    return gap;
}

static inline bool near_colours(uint32_t a, uint32_t b)
{
    return a == b || colour_gap(a, b) <= STEP;
}

static uint32_t root_of(uint32_t *parent, uint32_t i)
{
    while (parent[i] != i) {
        parent[i] = parent[parent[i]];
        i = parent[i];
    }
    return i;
}

static void join(uint32_t *parent, uint32_t a, uint32_t b)
{
    a = root_of(parent, a);
    b = root_of(parent, b);
    if (a < b)
        parent[b] = a;
    else
        parent[a] = b;
}

/* Runs of one row; region holds the run's own number for now. */
static void cut_rows(struct regions *r, const struct image *image)
{
    size_t cap = 0;
    for (int32_t y = 0; y < r->h; y++) {
        const uint32_t *px = image->px + (size_t)y * image->stride;
        r->rows[y] = r->runs_n;
        for (int32_t x = 0; x < r->w;) {
            int32_t x1 = x + 1;
            while (x1 < r->w && near_colours(px[x1 - 1], px[x1]))
                x1++;
            GROW(r->runs, r->runs_n, cap);
            r->runs[r->runs_n] = (struct run){ x, x1, (uint32_t)r->runs_n };
            r->runs_n++;
            x = x1;
        }
    }
    r->rows[r->h] = r->runs_n;
}

static bool touch(const uint32_t *above, const uint32_t *below, int32_t x0, int32_t x1)
{
    for (int32_t x = x0; x < x1; x++)
        if (near_colours(above[x], below[x]))
            return true;
    return false;
}

/* Joins each run with those of the row above that it touches in like colour. */
static void join_rows(struct regions *r, const struct image *image, uint32_t *parent)
{
    for (int32_t y = 1; y < r->h; y++) {
        const uint32_t *below = image->px + (size_t)y * image->stride;
        const uint32_t *above = below - image->stride;
        size_t a = r->rows[y - 1], b = r->rows[y];
        while (a < r->rows[y] && b < r->rows[y + 1]) {
            const struct run *up = &r->runs[a], *down = &r->runs[b];
            int32_t x0 = up->x0 > down->x0 ? up->x0 : down->x0;
            int32_t x1 = up->x1 < down->x1 ? up->x1 : down->x1;
            if (x0 < x1 && root_of(parent, (uint32_t)a) != root_of(parent, (uint32_t)b) &&
                touch(above, below, x0, x1))
                join(parent, (uint32_t)a, (uint32_t)b);
            if (up->x1 <= down->x1)
                a++;
            else
                b++;
        }
    }
}

static void grow_box(struct srect *box, int32_t x0, int32_t x1, int32_t y)
{
    int32_t right = box->x + box->w > x1 ? box->x + box->w : x1;
    int32_t bottom = box->y + box->h > y + 1 ? box->y + box->h : y + 1;
    box->x = box->x < x0 ? box->x : x0;
    box->y = box->y < y ? box->y : y;
    box->w = right - box->x;
    box->h = bottom - box->y;
}

static void number_regions(struct regions *r, const struct image *image, uint32_t *parent)
{
    uint32_t *number = xcalloc(r->runs_n, sizeof *number);
    size_t cap = 0;
    for (int32_t y = 0; y < r->h; y++)
        for (size_t i = r->rows[y]; i < r->rows[y + 1]; i++) {
            struct run *run = &r->runs[i];
            uint32_t root = root_of(parent, (uint32_t)i);
            if (root == i) { /* the first of its region: roots are the smallest numbers */
                GROW(r->items, r->n, cap);
                r->items[r->n] = (struct region){
                    .box = { run->x0, y, run->x1 - run->x0, 1 },
                    .colour = image->px[(size_t)y * image->stride + (size_t)run->x0],
                };
                number[i] = (uint32_t)r->n++;
            }
            run->region = number[root];
            struct region *region = &r->items[run->region];
            region->area += (uint32_t)(run->x1 - run->x0);
            grow_box(&region->box, run->x0, run->x1, y);
        }
    free(number);
}

/* How much of each side, a third of the smaller dimension (at most 12 px) cut off at each corner. */
struct sides { uint32_t top, bottom, left, right; };

static int32_t corner_of(const struct srect *box)
{
    int32_t corner = (box->w < box->h ? box->w : box->h) / 3;
    return corner < 12 ? corner : 12;
}

static uint32_t overlap(int32_t a0, int32_t a1, int32_t b0, int32_t b1)
{
    int32_t x0 = a0 > b0 ? a0 : b0, x1 = a1 < b1 ? a1 : b1;
    return x1 > x0 ? (uint32_t)(x1 - x0) : 0;
}

static void measure_sides(struct regions *r)
{
    struct sides *sides = xcalloc(r->n, sizeof *sides);
    for (int32_t y = 0; y < r->h; y++)
        for (size_t i = r->rows[y]; i < r->rows[y + 1]; i++) {
            const struct run *run = &r->runs[i];
            const struct srect *box = &r->items[run->region].box;
            struct sides *s = &sides[run->region];
            int32_t corner = corner_of(box);
            uint32_t across = overlap(run->x0, run->x1, box->x + corner, box->x + box->w - corner);
            if (y == box->y)
                s->top += across;
            if (y == box->y + box->h - 1)
                s->bottom += across;
            if (y < box->y + corner || y >= box->y + box->h - corner)
                continue;
            s->left += run->x0 == box->x;
            s->right += run->x1 == box->x + box->w;
        }
    for (size_t i = 0; i < r->n; i++) {
        const struct srect *box = &r->items[i].box;
        uint32_t across = (uint32_t)(box->w - 2 * corner_of(box)) * 85;
        uint32_t down = (uint32_t)(box->h - 2 * corner_of(box)) * 85;
        r->items[i].sides = (uint8_t)((sides[i].top * 100 >= across ? SIDE_TOP : 0) |
                                      (sides[i].bottom * 100 >= across ? SIDE_BOTTOM : 0) |
                                      (sides[i].left * 100 >= down ? SIDE_LEFT : 0) |
                                      (sides[i].right * 100 >= down ? SIDE_RIGHT : 0));
    }
    free(sides);
}

/* A thin ring, or the lit or the shaded half of one (two sides that meet in a corner). Strokes of
 * letters are thicker for their size. */
static bool is_frame(const struct region *region)
{
    uint32_t w = (uint32_t)region->box.w, h = (uint32_t)region->box.h, thin = w < h ? w : h;
    uint32_t sides = region->sides;
    bool corner = sides & (SIDE_TOP | SIDE_BOTTOM) && sides & (SIDE_LEFT | SIDE_RIGHT);
    uint32_t length = sides == SIDE_ALL ? 2 * (w + h) : w + h;
    uint32_t stroke = thin / 12 > 1 ? thin * 100 / 12 : 130;
    return thin >= SURFACE_MIN && corner && region->area * 100 <= length * stroke;
}

static enum region_kind kind_of(const struct region *region)
{
    int32_t w = region->box.w, h = region->box.h;
    int32_t thin = w < h ? w : h, wide = w < h ? h : w;
    int32_t shortest = w < h ? SURFACE_BLOCK : RULE_LONG; /* upright ones may be the edge of a stem */
    if (thin <= RULE_THICK && wide >= shortest && wide >= RULE_RATIO * thin)
        return REGION_RULE;
    if (is_frame(region))
        return REGION_FRAME;
    if (wide > SURFACE_BLOCK)
        return REGION_SURFACE;
    bool full = (uint64_t)region->area * 100 >= (uint64_t)w * (uint64_t)h * 60;
    if (thin >= SURFACE_MIN && region->sides == SIDE_ALL && full)
        return REGION_SURFACE;
    bool three = region->sides == (SIDE_ALL & ~SIDE_LEFT) || region->sides == (SIDE_ALL & ~SIDE_RIGHT);
    if (thin >= 14 && three && full) /* text in it touches a side */
        return REGION_SURFACE;
    return REGION_MARK;
}

static bool is_mark(const struct regions *r, size_t run)
{
    return r->items[r->runs[run].region].kind == REGION_MARK;
}

/* Marks that touch, diagonally too. */
static void join_marks(struct regions *r, uint32_t *parent)
{
    for (size_t i = 0; i < r->runs_n; i++)
        parent[i] = (uint32_t)i;
    for (int32_t y = 0; y < r->h; y++) {
        for (size_t i = r->rows[y] + 1; i < r->rows[y + 1]; i++)
            if (is_mark(r, i) && is_mark(r, i - 1))
                join(parent, (uint32_t)(i - 1), (uint32_t)i);
        if (y == 0)
            continue;
        size_t a = r->rows[y - 1], b = r->rows[y];
        while (a < r->rows[y] && b < r->rows[y + 1]) {
            const struct run *up = &r->runs[a], *down = &r->runs[b];
            if (up->x0 <= down->x1 && down->x0 <= up->x1 && is_mark(r, a) && is_mark(r, b))
                join(parent, (uint32_t)a, (uint32_t)b);
            if (up->x1 == down->x1 && a + 1 < r->rows[y] && is_mark(r, a + 1) && is_mark(r, b))
                join(parent, (uint32_t)(a + 1), (uint32_t)b); /* corner to corner */
            if (up->x1 < down->x1)
                a++;
            else
                b++;
        }
    }
}

static void gather_blobs(struct regions *r, uint32_t *parent)
{
    uint32_t *number = xcalloc(r->runs_n, sizeof *number);
    size_t cap = 0;
    join_marks(r, parent);
    for (int32_t y = 0; y < r->h; y++)
        for (size_t i = r->rows[y]; i < r->rows[y + 1]; i++) {
            if (!is_mark(r, i))
                continue;
            const struct run *run = &r->runs[i];
            uint32_t root = root_of(parent, (uint32_t)i);
            if (root == i) {
                GROW(r->blobs, r->blobs_n, cap);
                r->blobs[r->blobs_n].box = (struct srect){ run->x0, y, run->x1 - run->x0, 1 };
                r->blobs[r->blobs_n].area = 0;
                number[i] = (uint32_t)r->blobs_n++;
            }
            struct blob *blob = &r->blobs[number[root]];
            blob->area += (uint32_t)(run->x1 - run->x0);
            grow_box(&blob->box, run->x0, run->x1, y);
        }
    free(number);
}

struct regions *regions_find(const struct image *image)
{
    struct regions *r = xcalloc(1, sizeof *r);
    r->w = (int32_t)image->w;
    r->h = (int32_t)image->h;
    r->rows = xcalloc((size_t)r->h + 1, sizeof *r->rows);
    cut_rows(r, image);
    uint32_t *parent = xcalloc(r->runs_n, sizeof *parent);
    for (size_t i = 0; i < r->runs_n; i++)
        parent[i] = (uint32_t)i;
    join_rows(r, image, parent);
    number_regions(r, image, parent);
    measure_sides(r);
    for (size_t i = 0; i < r->n; i++)
        r->items[i].kind = (uint8_t)kind_of(&r->items[i]);
    gather_blobs(r, parent);
    free(parent);
    return r;
}

void regions_free(struct regions *r)
{
    if (!r)
        return;
    free(r->items);
    free(r->runs);
    free(r->rows);
    free(r->blobs);
    free(r);
}

const struct region *regions_at(const struct regions *r, int32_t x, int32_t y)
{
    size_t lo = r->rows[y], hi = r->rows[y + 1];
    while (hi - lo > 1) {
        size_t mid = (lo + hi) / 2;
        if (r->runs[mid].x0 <= x)
            lo = mid;
        else
            hi = mid;
    }
    return &r->items[r->runs[lo].region];
}
