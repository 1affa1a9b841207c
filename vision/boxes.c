#include "vision/boxes.h"

#include <stdlib.h>

#include "base/xalloc.h"
#include "vision/regions.h"

#define FACE_MIN 7       /* pixels: no widget is smaller */
#define INDICATOR_MIN 9
#define INDICATOR_MAX 54 /* 18 at three times the usual size */
#define BORDER 3         /* pixels: frames are no thicker, but for focus rings */
#define SEEN 8u          /* a difference in colour that counts */
#define SHAPES_MAX 4000u

struct finder {
    const struct image *image;
    const struct regions *regions;
    struct shape *items; size_t n, cap;
};

static int32_t right_of(const struct srect *b) { return b->x + b->w; }
static int32_t bottom_of(const struct srect *b) { return b->y + b->h; }

static uint32_t pixel(const struct image *image, int32_t x, int32_t y)
{
    int32_t w = (int32_t)image->w - 1, h = (int32_t)image->h - 1;
    x = x < 0 ? 0 : x > w ? w : x;
    y = y < 0 ? 0 : y > h ? h : y;
    return image->px[(size_t)y * image->stride + (size_t)x];
}

static uint32_t light(uint32_t px)
{
    return (px >> 16 & 255) + (px >> 8 & 255) + (px & 255);
}

static bool squarish(const struct srect *b)
{
    int32_t slack = b->w / 8 > 2 ? b->w / 8 : 2;
    return abs(b->w - b->h) <= slack && b->w >= INDICATOR_MIN && b->h >= INDICATOR_MIN &&
           b->w <= INDICATOR_MAX && b->h <= INDICATOR_MAX;
}

/* Inside by at most slack pixels on each side. */
static bool nested(const struct srect *in, const struct srect *out, int32_t slack)
{
    int32_t left = in->x - out->x, top = in->y - out->y;
    int32_t right = right_of(out) - right_of(in), bottom = bottom_of(out) - bottom_of(in);
    return left >= 0 && top >= 0 && right >= 0 && bottom >= 0 && left <= slack && top <= slack &&
           right <= slack && bottom <= slack;
}

static void add(struct finder *f, struct shape shape)
{
    if (f->n == SHAPES_MAX)
        return;
    GROW(f->items, f->n, f->cap);
    f->items[f->n++] = shape;
}

/* Four sides, or three where something else lies over the end of a surface (an arrow, a knob). */
static bool closed_enough(const struct region *g)
{
    if (g->sides == SIDE_ALL)
        return true;
    bool three = g->sides == (SIDE_ALL & ~SIDE_LEFT) || g->sides == (SIDE_ALL & ~SIDE_RIGHT);
    return three && g->kind == REGION_SURFACE && g->box.w >= 20 &&
           (int64_t)g->area * 100 >= (int64_t)g->box.w * g->box.h * 60;
}

static void propose(struct finder *f)
{
    const struct regions *r = f->regions;
    for (size_t i = 0; i < r->n; i++) {
        const struct region *g = &r->items[i];
        bool kind = g->kind == REGION_SURFACE || g->kind == REGION_FRAME;
        if (kind && closed_enough(g) && g->box.w >= FACE_MIN && g->box.h >= FACE_MIN)
            add(f, (struct shape){ .box = g->box, .face = g->box, .fill = g->colour,
                                   .framed = g->kind == REGION_FRAME });
    }
    for (size_t i = 0; i < r->blobs_n; i++) {
        const struct srect *b = &r->blobs[i].box;
        if (squarish(b))
            add(f, (struct shape){ .box = *b, .face = *b, .mark = true,
                                   .fill = pixel(f->image, b->x + b->w / 2, b->y + b->h / 2) });
    }
}

static int by_size(const void *a, const void *b)
{
    const struct shape *p = a, *q = b;
    int64_t s = (int64_t)p->box.w * p->box.h, t = (int64_t)q->box.w * q->box.h;
    if (s != t)
        return s > t ? -1 : 1;
    if (p->box.y != q->box.y)
        return p->box.y < q->box.y ? -1 : 1;
    return (p->box.x > q->box.x) - (p->box.x < q->box.x);
}

/* A face just within a frame is the same widget: one shape with the frame's box. */
static void merge_nested(struct finder *f)
{
    size_t kept = 0;
    if (f->n)
        qsort(f->items, f->n, sizeof *f->items, by_size);
    for (size_t i = 0; i < f->n; i++) {
        struct shape *s = &f->items[i];
        size_t k = kept;
        while (k > 0 && !nested(&s->box, &f->items[k - 1].face, BORDER))
            k--;
        if (k == 0) {
            f->items[kept++] = *s;
            continue;
        }
        struct shape *outer = &f->items[k - 1];
        outer->framed |= outer->framed || colour_gap(outer->fill, s->fill) > SEEN;
        outer->mark &= s->mark;
        outer->face = s->face;
        outer->fill = s->fill;
    }
    f->n = kept;
}

/* Commonest of the colours at a distance outside the middle of each side. */
static uint32_t around(const struct image *image, const struct srect *b, int32_t away)
{
    uint32_t at[4] = {
        pixel(image, b->x + b->w / 2, b->y - away),
        pixel(image, b->x + b->w / 2, bottom_of(b) - 1 + away),
        pixel(image, b->x - away, b->y + b->h / 2),
        pixel(image, right_of(b) - 1 + away, b->y + b->h / 2),
    };
    for (int i = 0; i < 3; i++)
        for (int j = i + 1; j < 4; j++)
            if (colour_gap(at[i], at[j]) <= SEEN)
                return at[i];
    return at[0];
}

/* Borders that are no region of their own (relief, gradients): looked for just outside the face. */
static void look_outside(const struct image *image, struct shape *s)
{
    const struct srect b = s->face;
    int32_t cx = b.x + b.w / 3, cy = b.y + b.h / 3;
    uint32_t top = light(pixel(image, cx, b.y - 1)), left = light(pixel(image, b.x - 1, cy));
    uint32_t bottom = light(pixel(image, cx, bottom_of(&b)));
    uint32_t right = light(pixel(image, right_of(&b), cy));
    s->paper = around(image, &s->box, BORDER + 1);
    s->raised = top > bottom + 60 && left > right + 60;
    s->sunken = bottom > top + 60 && right > left + 60;
    uint32_t edge = around(image, &b, 1);
    if (!s->framed && colour_gap(edge, s->fill) > SEEN && colour_gap(edge, s->paper) > SEEN) {
        s->framed = true;
        s->box = (struct srect){ b.x - 1, b.y - 1, b.w + 2, b.h + 2 };
    }
    s->framed |= s->raised || s->sunken;
}

/* Share (0..100) of a row or column of the box that is not paper. */
static int32_t covered(const struct image *image, const struct srect *b, bool down, int32_t at,
                       uint32_t paper)
{
    int32_t n = down ? b->h : b->w, hits = 0;
    for (int32_t i = 0; i < n; i++) {
        uint32_t px = down ? pixel(image, b->x + at, b->y + i) : pixel(image, b->x + i, b->y + at);
        hits += colour_gap(px, paper) > SEEN;
    }
    return hits * 100 / n;
}

/* Sixteen ways in from the edge all meet a line of one colour at once: letters are open somewhere. */
static bool closed(const struct image *image, const struct srect *b, uint32_t paper, bool round)
{
    static const int8_t way[16][2] = {
        { 100, 0 }, { 92, 38 }, { 71, 71 }, { 38, 92 }, { 0, 100 }, { -38, 92 }, { -71, 71 }, { -92, 38 },
        { -100, 0 }, { -92, -38 }, { -71, -71 }, { -38, -92 }, { 0, -100 }, { 38, -92 }, { 71, -71 },
        { 92, -38 },
    };
    for (int i = 0; i < 16; i++) {
        int32_t most = abs(way[i][0]) > abs(way[i][1]) ? abs(way[i][0]) : abs(way[i][1]);
        int32_t scale = round ? 100 : most; /* a square's edge is farther off at its corners */
        bool met = false;
        for (int32_t depth = 100; depth >= 66 && !met; depth -= 4) {
            int32_t x = b->x + (b->w - 1) / 2 + way[i][0] * (b->w / 2) * depth / (100 * scale);
            int32_t y = b->y + (b->h - 1) / 2 + way[i][1] * (b->h / 2) * depth / (100 * scale);
            met = colour_gap(pixel(image, x, y), paper) > SEEN;
        }
        if (!met)
            return false;
    }
    return true;
}

/* Paper to the left and to the right: what has close neighbours is a letter. The middle does not
 * count: a knob sits on its trough. */
static bool stands_alone(const struct image *image, const struct srect *b, uint32_t paper)
{
    int32_t clear = b->w * 28 / 100 > 3 ? b->w * 28 / 100 : 3;
    for (int32_t y = b->y + b->h / 8; y < bottom_of(b) - b->h / 8; y++) {
        if (y > b->y + b->h * 3 / 10 && y < bottom_of(b) - 1 - b->h * 3 / 10)
            continue;
        for (int32_t i = 1; i <= clear; i++)
            if (colour_gap(pixel(image, b->x - i, y), paper) > 3 * SEEN ||
                colour_gap(pixel(image, right_of(b) - 1 + i, y), paper) > 3 * SEEN)
                return false;
    }
    return true;
}

/* The same from all four sides, as rings and dots are and pictures are not. */
static bool symmetric(const struct image *image, const struct srect *b)
{
    int32_t n = b->w < b->h ? b->w : b->h, unlike = 0;
    for (int32_t y = 0; y < n; y++)
        for (int32_t x = 0; x < n; x++) {
            uint32_t px = pixel(image, b->x + x, b->y + y);
            bool same = colour_gap(px, pixel(image, b->x + n - 1 - x, b->y + y)) < 140 &&
                        colour_gap(px, pixel(image, b->x + x, b->y + n - 1 - y)) < 140 &&
                        colour_gap(px, pixel(image, b->x + y, b->y + x)) < 140;
            unlike += !same;
        }
    return unlike * 100 <= n * n * 6;
}

/* A square or a circle by its outline; SHAPE_BOX: neither. */
static enum shape_kind outline(const struct image *image, const struct srect *b, uint32_t paper)
{
    int32_t side[4] = {
        covered(image, b, false, 0, paper), covered(image, b, false, b->h - 1, paper),
        covered(image, b, true, 0, paper), covered(image, b, true, b->w - 1, paper),
    };
    int32_t least = 100, most = 0;
    for (int i = 0; i < 4; i++) {
        least = side[i] < least ? side[i] : least;
        most = side[i] > most ? side[i] : most;
    }
    if (!stands_alone(image, b, paper))
        return SHAPE_BOX;
    if (least >= 58) /* rounded corners take some of a side; a circle's sides are shorter */
        return closed(image, b, paper, false) ? SHAPE_SQUARE : SHAPE_BOX;
    int32_t in = b->w / 14;
    uint32_t corners[4] = {
        pixel(image, b->x + in, b->y + in), pixel(image, right_of(b) - 1 - in, b->y + in),
        pixel(image, b->x + in, bottom_of(b) - 1 - in),
        pixel(image, right_of(b) - 1 - in, bottom_of(b) - 1 - in),
    };
    for (int i = 0; i < 4; i++)
        if (colour_gap(corners[i], paper) > 3 * SEEN)
            return SHAPE_BOX;
    bool even = least >= 20 && most - least <= 25;
    return even && closed(image, b, paper, true) ? SHAPE_CIRCLE : SHAPE_BOX;
}

/* On: the middle is not of the colour that an empty one has: it holds a tick, a dot or a fill. */
static bool is_on(const struct image *image, const struct shape *s)
{
    int32_t in = s->box.w / 4 > 2 ? s->box.w / 4 : 2;
    struct srect mid = { s->box.x + in, s->box.y + in, s->box.w - 2 * in, s->box.h - 2 * in };
    uint32_t n = 0, marks = 0, brightest = 0;
    for (int32_t y = mid.y; y < bottom_of(&mid); y++)
        for (int32_t x = mid.x; x < right_of(&mid); x++)
            if (light(pixel(image, x, y)) > light(brightest))
                brightest = pixel(image, x, y);
    bool dark = light(s->paper) < 384;
    for (int32_t y = mid.y; y < bottom_of(&mid); y++)
        for (int32_t x = mid.x; x < right_of(&mid); x++, n++)
            marks += colour_gap(pixel(image, x, y), brightest) > 48;
    if (marks * 100 >= n * 12)
        return true;
    /* Filled all over: its colour is then far from the paper's. */
    return !dark && colour_gap(brightest, s->paper) > 90;
}

static bool text_inside(const struct regions *r, const struct shape *s)
{
    for (size_t i = 0; i < r->blobs_n; i++) {
        const struct srect *b = &r->blobs[i].box;
        if (b->x <= s->face.x || b->y <= s->face.y || right_of(b) >= right_of(&s->face) ||
            bottom_of(b) >= bottom_of(&s->face) || b->h < 5)
            continue;
        if (b->w * 100 < s->face.w * 45 || b->h * 100 < s->face.h * 40)
            return true;
    }
    return false;
}

/* A half-toned row or column just outside, and paper beyond it. */
static bool soft_edge(const struct image *image, const struct srect *b, bool down, bool far, uint32_t paper)
{
    struct srect wide = { b->x - 2, b->y - 2, b->w + 4, b->h + 4 };
    int32_t n = down ? wide.w : wide.h;
    return covered(image, &wide, down, far ? n - 2 : 1, paper) >= 25 &&
           covered(image, &wide, down, far ? n - 1 : 0, paper) == 0;
}

/* The box to where the ink ends: half-toned edges taken in, rows and columns of bare paper off. */
static struct srect trimmed(const struct image *image, const struct shape *s)
{
    struct srect b = s->box;
    int32_t top = soft_edge(image, &b, false, false, s->paper);
    int32_t bottom = soft_edge(image, &b, false, true, s->paper);
    int32_t left = soft_edge(image, &b, true, false, s->paper);
    int32_t right = soft_edge(image, &b, true, true, s->paper);
    b = (struct srect){ b.x - left, b.y - top, b.w + left + right, b.h + top + bottom };
    while (b.h > INDICATOR_MIN && covered(image, &b, false, 0, s->paper) == 0)
        b.y++, b.h--;
    while (b.h > INDICATOR_MIN && covered(image, &b, false, b.h - 1, s->paper) == 0)
        b.h--;
    while (b.w > INDICATOR_MIN && covered(image, &b, true, 0, s->paper) == 0)
        b.x++, b.w--;
    while (b.w > INDICATOR_MIN && covered(image, &b, true, b.w - 1, s->paper) == 0)
        b.w--;
    return b;
}

/* One strong colour from edge to edge: a drawing. Indicators have a border, a tick or a dot. */
static bool is_solid(const struct image *image, const struct shape *s)
{
    int32_t x = s->box.x + s->box.w / 2, y = s->box.y + s->box.h / 2, n = 0, like = 0;
    uint32_t middle = pixel(image, x, y);
    if (colour_gap(middle, s->paper) <= 90)
        return false;
    for (int32_t i = s->box.w / 8 + 1; i < s->box.w - s->box.w / 8 - 1; i++, n += 2) {
        like += colour_gap(pixel(image, s->box.x + i, y), middle) <= 16;
        like += colour_gap(pixel(image, x, s->box.y + i * s->box.h / s->box.w), middle) <= 16;
    }
    return n > 0 && like * 100 >= n * 97;
}

static void find_indicators(struct finder *f)
{
    for (size_t i = 0; i < f->n; i++) {
        struct shape *s = &f->items[i], seen = *s;
        if (!squarish(&s->box) || text_inside(f->regions, s))
            continue;
        seen.box = trimmed(f->image, s);
        seen.kind = outline(f->image, &seen.box, s->paper);
        if (seen.kind == SHAPE_CIRCLE && !symmetric(f->image, &seen.box))
            continue;
        if (seen.kind == SHAPE_BOX || is_solid(f->image, &seen))
            continue;
        seen.on = is_on(f->image, &seen);
        *s = seen;
    }
}

/* Marks were proposed as indicators only: letters and icons are no boxes. */
static void drop_marks(struct finder *f)
{
    size_t kept = 0;
    for (size_t i = 0; i < f->n; i++)
        if (!f->items[i].mark || f->items[i].kind != SHAPE_BOX)
            f->items[kept++] = f->items[i];
    f->n = kept;
}

struct shapes *shapes_find(const struct image *image, const struct regions *r)
{
    struct finder f = { .image = image, .regions = r };
    struct shapes *found = xcalloc(1, sizeof *found);
    propose(&f);
    merge_nested(&f);
    for (size_t i = 0; i < f.n; i++)
        look_outside(image, &f.items[i]);
    find_indicators(&f);
    drop_marks(&f);
    found->items = f.items;
    found->n = f.n;
    return found;
}

void shapes_free(struct shapes *s)
{
    if (!s)
        return;
    free(s->items);
    free(s);
}
