#include "vision/textlines.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "vision/boxes.h"
#include "vision/dotted.h"
#include "vision/regions.h"

#define LETTER_MAX 64 /* pixels; taller blobs are pictures */
#define BAND 16       /* rows to a band of the index */
#define PAPER_LEAST 20 /* per cent of a line's box; bold letters leave some 40 */

/* Blobs by bands of rows, each band sorted from left to right. */
struct bands { size_t *starts; uint32_t *blobs; int32_t n; };

struct piece { struct srect box; uint32_t area; uint32_t line; };

struct finder {
    const struct image *image;
    const struct regions *regions;
    struct piece *pieces; size_t n;
    uint32_t *parent;
    struct textlines *out;
    size_t items_cap, icons_cap;
};

static int32_t right_of(const struct srect *b) { return b->x + b->w; }
static int32_t bottom_of(const struct srect *b) { return b->y + b->h; }
static int32_t least(int32_t a, int32_t b) { return a < b ? a : b; }
static int32_t most(int32_t a, int32_t b) { return a > b ? a : b; }

static uint32_t root_of(uint32_t *parent, uint32_t i)
{
    while (parent[i] != i)
        i = parent[i] = parent[parent[i]];
    return i;
}

static int by_left(const void *a, const void *b)
{
    const struct piece *p = a, *q = b;
    if (p->box.x != q->box.x)
        return p->box.x < q->box.x ? -1 : 1;
    return (p->box.y > q->box.y) - (p->box.y < q->box.y);
}

static void add_icon(struct finder *f, struct srect box)
{
    GROW(f->out->icons, f->out->icons_n, f->icons_cap);
    f->out->icons[f->out->icons_n++] = box;
}

/* Part of an indicator, or a scrap of a box's border: mostly outside its face. */
static bool is_drawing(const struct srect *b, const struct shape *s)
{
    const struct srect *out = &s->box;
    if (b->x < out->x - 3 || b->y < out->y - 3 || right_of(b) > right_of(out) + 3 ||
        bottom_of(b) > bottom_of(out) + 3)
        return false;
    if (s->kind != SHAPE_BOX)
        return true;
    bool side = b->x <= out->x + 4 || right_of(b) >= right_of(out) - 4;
    bool end = b->y <= out->y + 4 || bottom_of(b) >= bottom_of(out) - 4;
    if (side && end && b->w <= 6 && b->h <= 6)
        return true;
    struct srect in = s->face;
    if (!srect_meet(b, &s->face, &in))
        return true;
    return in.w * in.h * 100 < b->w * b->h * 80;
}

static bool drawn(const struct shapes *shapes, const struct srect *b)
{
    for (size_t i = 0; i < shapes->n; i++)
        if (is_drawing(b, &shapes->items[i]))
            return true;
    return false;
}

/* What lies wholly within a wide drawing is a part of it. */
static void drop_enclosed(struct finder *f)
{
    size_t kept = 0;
    bool *enclosed = xcalloc(f->n + 1, sizeof *enclosed);
    for (size_t i = 0; i < f->n; i++)
        for (size_t j = i + 1; j < f->n && f->pieces[i].box.w >= 24; j++) {
            const struct srect *a = &f->pieces[i].box, *b = &f->pieces[j].box;
            int32_t slack = a->w >= 40 && a->w >= 3 * a->h ? 5 : 0; /* scraps of a focus ring */
            if (b->x >= right_of(a) + slack)
                break;
            enclosed[j] |= right_of(b) <= right_of(a) + slack && b->y >= a->y && bottom_of(b) <= bottom_of(a);
        }
    for (size_t i = 0; i < f->n; i++)
        if (!enclosed[i])
            f->pieces[kept++] = f->pieces[i];
    f->n = kept;
    free(enclosed);
}

/* Letter-sized blobs become pieces; larger ones pictures. */
static void take_blobs(struct finder *f, const struct regions *r, const struct shapes *shapes)
{
    bool *dotted = dotted_find(r);
    f->pieces = xcalloc(r->blobs_n + 1, sizeof *f->pieces);
    for (size_t i = 0; i < r->blobs_n; i++) {
        const struct srect *b = &r->blobs[i].box;
        if (b->h > LETTER_MAX || b->w > 40 * b->h + 40) {
            if (b->w >= 8 && b->h >= 8)
                add_icon(f, *b);
        } else if (!dotted[i] && !drawn(shapes, b)) {
            f->pieces[f->n++] = (struct piece){ .box = *b, .area = r->blobs[i].area };
        }
    }
    free(dotted);
    qsort(f->pieces, f->n, sizeof *f->pieces, by_left);
    drop_enclosed(f);
    f->parent = xcalloc(f->n + 1, sizeof *f->parent);
    for (size_t i = 0; i < f->n; i++)
        f->parent[i] = (uint32_t)i;
}

static struct bands bands_new(const struct finder *f, int32_t h)
{
    struct bands b = { .n = h / BAND + 1 };
    b.starts = xcalloc((size_t)b.n + 2, sizeof *b.starts);
    for (size_t i = 0; i < f->n; i++)
        for (int32_t k = f->pieces[i].box.y / BAND; k <= (bottom_of(&f->pieces[i].box) - 1) / BAND; k++)
            b.starts[k + 2]++;
    for (int32_t k = 2; k <= b.n + 1; k++)
        b.starts[k] += b.starts[k - 1];
    b.blobs = xcalloc(b.starts[b.n + 1] + 1, sizeof *b.blobs);
    for (size_t i = 0; i < f->n; i++)
        for (int32_t k = f->pieces[i].box.y / BAND; k <= (bottom_of(&f->pieces[i].box) - 1) / BAND; k++)
            b.blobs[b.starts[k + 1]++] = (uint32_t)i;
    return b;
}

/* A quotation mark or an apostrophe: small, and just above low letters. */
static bool hangs_over(const struct srect *mark, const struct srect *letter)
{
    int32_t gap = letter->y - bottom_of(mark);
    return mark->h * 10 <= letter->h * 7 && mark->w <= 2 * mark->h && gap >= -mark->h &&
           gap * 10 <= letter->h * 3 && mark->y < letter->y;
}

static bool in_row(const struct srect *a, const struct srect *b)
{
    int32_t shared = least(bottom_of(a), bottom_of(b)) - most(a->y, b->y);
    if (hangs_over(a, b) || hangs_over(b, a))
        return true;
    return shared > 0 && shared * 2 >= least(a->h, b->h);
}

/* How far two pieces reach for each other: about the widest gap between words. Thin and tall ones, edges
 * of frames mostly, reach less; so do a letter and a dash, or a letter that stands on an underline. */
static int32_t reach_of(const struct srect *a, const struct srect *b)
{
    int32_t small = least(a->h, b->h), large = most(a->h, b->h);
    bool thin = (a->h > 14 && a->w * 8 < a->h) || (b->h > 14 && b->w * 8 < b->h);
    if (thin)
        return small >= large / 2 ? small * 70 / 100 : large / 3;
    return (small * 10 >= large * 6 ? small * 105 : large * 84) / 100 + 1;
}

/* Between two words there is paper of one kind: no border, no other surface. */
static bool same_paper(const struct finder *f, const struct srect *a, const struct srect *b)
{
    int32_t y = (most(a->y, b->y) + least(bottom_of(a), bottom_of(b))) / 2;
    const struct region *paper = NULL;
    for (int32_t x = right_of(a); x < b->x; x++) {
        const struct region *here = regions_at(f->regions, x, y);
        if (here->kind == REGION_MARK)
            continue;
        if (paper && paper != here)
            return false;
        paper = here;
    }
    return true;
}

static void join_near(struct finder *f, const struct bands *bands)
{
    for (int32_t k = 0; k < bands->n; k++)
        for (size_t i = bands->starts[k]; i < bands->starts[k + 1]; i++) {
            const struct srect *a = &f->pieces[bands->blobs[i]].box;
            for (size_t j = i + 1; j < bands->starts[k + 1]; j++) {
                const struct srect *b = &f->pieces[bands->blobs[j]].box;
                int32_t gap = b->x - right_of(a);
                if (gap > LETTER_MAX * 105 / 100 + 1)
                    break;
                if (gap > reach_of(a, b) || !in_row(a, b))
                    continue;
                uint32_t p = root_of(f->parent, bands->blobs[i]);
                uint32_t q = root_of(f->parent, bands->blobs[j]);
                if (p == q || (gap > 2 && !same_paper(f, a, b)))
                    continue;
                f->parent[p > q ? p : q] = p < q ? p : q;
            }
        }
}

static struct srect join_boxes(const struct piece *const *line, size_t n)
{
    struct srect box = line[0]->box;
    for (size_t i = 1; i < n; i++)
        box = srect_join(&box, &line[i]->box);
    return box;
}

/* A caret at the end of the text: one or two solid columns, higher and lower than all letters. */
static bool is_caret(const struct piece *p, const struct piece *const *rest, size_t n)
{
    if (p->box.w > 2 || p->box.h < 10 || p->area != (uint32_t)(p->box.w * p->box.h))
        return false;
    for (size_t i = 0; i < n; i++) {
        const struct srect *b = &rest[i]->box;
        bool picture = b->w >= 12 && b->h >= 12 && (i == 0 || i == n - 1);
        if (!picture && (b->y <= p->box.y || bottom_of(b) >= bottom_of(&p->box)))
            return false;
    }
    return true;
}

/* Larger than the letters beside it, and set apart from them. */
static bool is_icon(const struct piece *p, const struct piece *const *rest, size_t n, int32_t gap)
{
    int32_t tall = 0;
    for (size_t i = 0; i < n; i++)
        tall = most(tall, rest[i]->box.h);
    if (p->box.w < 9 || p->box.h < 9 || gap < 2)
        return false;
    if (p->box.h * 100 > tall * 155)
        return true;
    return p->box.w >= 10 && p->box.h * 100 >= tall * 110 && gap * 4 >= p->box.h;
}

/* Per cent of a box that is paper, or nearly so. */
static int32_t paper_share(const struct image *image, const struct srect *box, uint32_t paper)
{
    int32_t n = 0;
    for (int32_t y = box->y; y < bottom_of(box); y++)
        for (int32_t x = box->x; x < right_of(box); x++)
            n += colour_gap(image->px[(size_t)y * image->stride + (size_t)x], paper) <= 24;
    return n * 100 / (box->w * box->h);
}

static bool all_dots(const struct piece *const *line, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (line[i]->box.w > 2 || line[i]->box.h > 2)
            return false;
    return true;
}

static void add_line(struct finder *f, const struct piece *const *line, size_t n)
{
    struct srect box = join_boxes(line, n);
    if (all_dots(line, n) || box.w < 2)
        return;
    if (n == 1 && box.h > 24 && box.h > 8 * box.w)
        return; /* a scroll bar, a separator */
    if (box.h < 5 || box.h > LETTER_MAX) { /* a dash or a dotted rule */
        if (n == 1 && box.w >= 5)
            add_icon(f, box);
        return;
    }
    struct textline found = { .box = box, .blobs = (uint32_t)n };
    box_colours(f->image, &box, &found.paper, &found.ink);
    if (paper_share(f->image, &box, found.paper) < PAPER_LEAST) { /* part of a picture */
        add_icon(f, box);
        return;
    }
    GROW(f->out->items, f->out->n, f->items_cap);
    f->out->items[f->out->n++] = found;
}

/* A drop-down's arrow at the end: flat, set apart, at about the middle of the letters' height. */
static bool is_arrow(const struct piece *p, const struct srect *rest)
{
    int32_t w = p->box.w, h = p->box.h, gap = p->box.x - right_of(rest);
    return h >= 4 && w >= 7 && w * 10 >= h * 13 && w <= h * 5 / 2 && gap * 3 >= rest->h &&
           h * 10 <= rest->h * 7 && p->box.y > rest->y && bottom_of(&p->box) <= bottom_of(rest) &&
           p->area * 100 >= (uint32_t)(w * h) * 22;
}

/* Pieces of one line, left to right: carets, icons and arrows off, the rest is a line. */
static void settle_line(struct finder *f, const struct piece **line, size_t n)
{
    while (n > 1 && is_caret(line[n - 1], line, n - 1))
        n--;
    while (n > 1 && is_caret(line[0], line + 1, n - 1))
        line++, n--;
    for (bool more = true; more && n > 1;) {
        const struct piece *first = line[0], *last = line[n - 1];
        struct srect head = join_boxes(line, n - 1);
        bool icon = is_icon(first, line + 1, n - 1, line[1]->box.x - right_of(&first->box));
        bool end_icon = !icon && (is_icon(last, line, n - 1, last->box.x - right_of(&head)) ||
                                  is_arrow(last, &head));
        more = icon || end_icon;
        if (more)
            add_icon(f, icon ? first->box : last->box);
        line += icon;
        n -= more;
    }
    add_line(f, line, n);
}

static int by_line(const void *a, const void *b)
{
    const struct piece *p = *(const struct piece *const *)a, *q = *(const struct piece *const *)b;
    if (p->line != q->line)
        return p->line < q->line ? -1 : 1;
    return (p > q) - (p < q);
}

static void sort_lines(struct textlines *t)
{
    const struct srect **boxes = xcalloc(t->n + 1, sizeof *boxes);
    uint32_t *order = xcalloc(t->n + 1, sizeof *order);
    struct textline *sorted = xcalloc(t->n + 1, sizeof *sorted);
    for (size_t i = 0; i < t->n; i++)
        boxes[i] = &t->items[i].box;
    reading_order(boxes, t->n, order);
    for (size_t i = 0; i < t->n; i++)
        sorted[i] = t->items[order[i]];
    free(t->items);
    t->items = sorted;
    free(order);
    free(boxes);
}

struct textlines *textlines_find(const struct image *image, const struct regions *r,
                                 const struct shapes *shapes)
{
    struct finder f = {
        .image = image, .regions = r, .out = xcalloc(1, sizeof *f.out),
    };
    take_blobs(&f, r, shapes);
    struct bands bands = bands_new(&f, r->h);
    join_near(&f, &bands);
    free(bands.starts);
    free(bands.blobs);
    const struct piece **order = xcalloc(f.n + 1, sizeof *order);
    for (size_t i = 0; i < f.n; i++) {
        f.pieces[i].line = root_of(f.parent, (uint32_t)i);
        order[i] = &f.pieces[i];
    }
    qsort(order, f.n, sizeof *order, by_line);
    for (size_t i = 0, j; i < f.n; i = j) {
        for (j = i; j < f.n && order[j]->line == order[i]->line; j++)
            ;
        settle_line(&f, order + i, j - i);
    }
    sort_lines(f.out);
    free(order);
    free(f.pieces);
    free(f.parent);
    return f.out;
}

void textlines_free(struct textlines *t)
{
    if (!t)
        return;
    free(t->items);
    free(t->icons);
    free(t);
}
