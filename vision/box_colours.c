#include "vision/textlines.h"

#include "vision/regions.h"

#define COLOURS 64 /* kinds of colour counted in a box */

static int32_t right_of(const struct srect *b) { return b->x + b->w; }
static int32_t bottom_of(const struct srect *b) { return b->y + b->h; }
static int32_t least(int32_t a, int32_t b) { return a < b ? a : b; }
static int32_t most(int32_t a, int32_t b) { return a > b ? a : b; }

struct tally { uint32_t colours[COLOURS], counts[COLOURS]; size_t n; };

static void count(struct tally *t, uint32_t px)
{
    size_t i = 0;
    while (i < t->n && colour_gap(t->colours[i], px) > 8)
        i++;
    if (i == COLOURS)
        return;
    if (i == t->n)
        t->colours[t->n++] = px;
    t->counts[i]++;
}

static uint32_t commonest(const struct tally *t)
{
    size_t best = 0;
    for (size_t i = 1; i < t->n; i++)
        best = t->counts[i] > t->counts[best] ? i : best;
    return t->n ? t->colours[best] : 0xFFFFFFFFu;
}

/* The paper is what runs round the box, not what fills it: bold letters are mostly ink. */
static uint32_t paper_round(const struct image *image, const struct srect *box)
{
    struct tally round = { .n = 0 };
    int32_t w = (int32_t)image->w, h = (int32_t)image->h;
    for (int32_t x = most(box->x, 0); x < least(right_of(box), w); x++) {
        if (box->y > 0)
            count(&round, image->px[(size_t)(box->y - 1) * image->stride + (size_t)x]);
        if (bottom_of(box) < h)
            count(&round, image->px[(size_t)bottom_of(box) * image->stride + (size_t)x]);
    }
    for (int32_t y = most(box->y, 0); y < least(bottom_of(box), h); y++) {
        if (box->x > 0)
            count(&round, image->px[(size_t)y * image->stride + (size_t)box->x - 1]);
        if (right_of(box) < w)
            count(&round, image->px[(size_t)y * image->stride + (size_t)right_of(box)]);
    }
    return commonest(&round);
}

void box_colours(const struct image *image, const struct srect *box, uint32_t *paper, uint32_t *ink)
{
    struct tally in = { .n = 0 };
    uint32_t far = 0;
    for (int32_t y = box->y; y < bottom_of(box); y++)
        for (int32_t x = box->x; x < right_of(box); x++)
            count(&in, image->px[(size_t)y * image->stride + (size_t)x]);
    *paper = paper_round(image, box);
    *ink = *paper;
    for (size_t i = 0; i < in.n; i++)
        if (colour_gap(in.colours[i], *paper) > far &&
            in.counts[i] * 250 >= (uint32_t)(box->w * box->h)) {
            far = colour_gap(in.colours[i], *paper);
            *ink = in.colours[i];
        }
}
