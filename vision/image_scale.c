/* Scaling in two passes, columns of a row first: each output pixel is the mean of the input that it
 * covers, edges by the fraction covered; where it covers less than a pixel, the mean is replaced by
 * the line between the two nearest pixel centres. Both are a short list of weights for an output
 * position, so one loop serves both. */
#include "vision/image.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/xalloc.h"
#include "vision/image_own.h"

/* Output position i is the sum of taps weights from input start on. The weights of one position add
 * up to 1 << WEIGHT_BITS exactly, so that a flat area keeps its colour. */
#define WEIGHT_BITS 14
struct span { uint32_t start, taps; uint32_t *weights; };
struct axis { struct span *spans; uint32_t *weights; uint32_t n; };

static void axis_free(struct axis *a)
{
    free(a->spans);
    free(a->weights);
}

/* Rounds parts (which add up to 1) to weights; what rounding lost goes to the largest. */
static void span_weights(struct span *s, const double *parts)
{
    uint32_t sum = 0, largest = 0;

    for (uint32_t t = 0; t < s->taps; t++) {
        s->weights[t] = (uint32_t)(parts[t] * (1 << WEIGHT_BITS) + 0.5);
        sum += s->weights[t];
        if (s->weights[t] > s->weights[largest])
            largest = t;
    }
    s->weights[largest] += (1u << WEIGHT_BITS) - sum;
}

static uint32_t area_parts(uint32_t from, uint32_t to, uint32_t i, double *parts, uint32_t *start)
{
    /* exact in 64 bits: i and from are at most IMAGE_MAX */
    uint64_t lo = (uint64_t)i * from, hi = lo + from; /* in units of 1/to input pixels */
    uint32_t first = (uint32_t)(lo / to), last = (uint32_t)((hi - 1) / to);

    *start = first;
    for (uint32_t p = first; p <= last; p++) {
        uint64_t a = (uint64_t)p * to, b = a + to;
        uint64_t covered = (b < hi ? b : hi) - (a > lo ? a : lo);

        parts[p - first] = (double)covered / (double)from;
    }
    return last - first + 1;
}

static uint32_t line_parts(uint32_t from, uint32_t to, uint32_t i, double *parts, uint32_t *start)
{
    double centre = ((double)i + 0.5) * from / to - 0.5;
    double low = centre < 0 ? 0 : centre;
    uint32_t first = (uint32_t)low;

    *start = first;
    if (first + 1 >= from) {
        *start = from - 1;
        parts[0] = 1;
        return 1;
    }
    parts[1] = low - first;
    parts[0] = 1 - parts[1];
    return 2;
}

static struct axis axis_new(uint32_t from, uint32_t to)
{
    size_t room = (size_t)from / to + 3; /* most inputs that one output can touch */
    struct axis a = {.spans = xcalloc(to, sizeof *a.spans),
                     .weights = xcalloc((size_t)to * room, sizeof *a.weights), .n = to};
    double *parts = xcalloc(room, sizeof *parts);

    for (uint32_t i = 0; i < to; i++) {
        struct span *s = &a.spans[i];

        s->weights = a.weights + (size_t)i * room;
        s->taps = to < from ? area_parts(from, to, i, parts, &s->start)
                            : line_parts(from, to, i, parts, &s->start);
        span_weights(s, parts);
    }
    free(parts);
    return a;
}

/* The sums of one input row: four channels of 16 bits an output pixel, 8.8 fixed point. */
static void scale_row(const uint32_t *in, const struct axis *x, uint16_t *out)
{
    for (uint32_t i = 0; i < x->n; i++) {
        const struct span *s = &x->spans[i];
        uint32_t b = 0, g = 0, r = 0;

        for (uint32_t t = 0; t < s->taps; t++) {
            uint32_t p = in[s->start + t], w = s->weights[t];

            b += (p & 0xff) * w;
            g += (p >> 8 & 0xff) * w;
            r += (p >> 16 & 0xff) * w;
        }
        out[4 * i] = (uint16_t)(b >> (WEIGHT_BITS - 8));
        out[4 * i + 1] = (uint16_t)(g >> (WEIGHT_BITS - 8));
        out[4 * i + 2] = (uint16_t)(r >> (WEIGHT_BITS - 8));
        out[4 * i + 3] = 0;
    }
}

static void add_row(uint32_t *restrict sum, const uint16_t *restrict row, uint32_t weight, size_t n)
{
    for (size_t i = 0; i < n; i++)
        sum[i] += row[i] * weight;
}

static void store_row(uint32_t *restrict out, const uint32_t *restrict sum, uint32_t w)
{
    const uint32_t half = 1u << (WEIGHT_BITS + 7), shift = WEIGHT_BITS + 8;

    for (uint32_t x = 0; x < w; x++) {
        uint32_t b = (sum[4 * x] + half) >> shift;
        uint32_t g = (sum[4 * x + 1] + half) >> shift;
        uint32_t r = (sum[4 * x + 2] + half) >> shift;

        out[x] = 0xff000000u | r << 16 | g << 8 | b;
    }
}

/* Rows scaled along x that are still needed: a row of the input is scaled once. */
struct rows { uint16_t *values; uint32_t *held; uint32_t n; size_t len; };

static const uint16_t *row_get(struct rows *rows, const struct image *image, const struct srect *box,
                               const struct axis *x, uint32_t y)
{
    uint32_t slot = y % rows->n;
    uint16_t *row = rows->values + slot * rows->len;

    if (rows->held[slot] != y) {
        scale_row(image->px + (size_t)((uint32_t)box->y + y) * image->stride + box->x, x, row);
        rows->held[slot] = y;
    }
    return row;
}

static void scale(const struct image *image, const struct srect *box, struct image *out)
{
    struct axis x = axis_new((uint32_t)box->w, out->w);
    struct axis y = axis_new((uint32_t)box->h, out->h);
    struct rows rows = {.n = 2, .len = (size_t)out->w * 4};
    uint32_t *sum = xcalloc(rows.len, sizeof *sum);

    rows.values = xcalloc(rows.len * rows.n, sizeof *rows.values);
    rows.held = xcalloc(rows.n, sizeof *rows.held);
    memset(rows.held, 0xff, rows.n * sizeof *rows.held);
    for (uint32_t i = 0; i < out->h; i++) {
        const struct span *s = &y.spans[i];

        memset(sum, 0, rows.len * sizeof *sum);
        for (uint32_t t = 0; t < s->taps; t++)
            add_row(sum, row_get(&rows, image, box, &x, s->start + t), s->weights[t], rows.len);
        store_row(out->px + (size_t)i * out->stride, sum, out->w);
    }
    free(rows.values);
    free(rows.held);
    free(sum);
    axis_free(&x);
    axis_free(&y);
}

struct image *image_scale(const struct image *image, const struct srect *crop, uint32_t w, uint32_t h,
                          struct err *err)
{
    struct srect box;
    struct image *out;

    if (image_box(image, crop, &box, err) < 0)
        return NULL;
    if ((uint32_t)box.w == w && (uint32_t)box.h == h)
        return image_crop(image, &box, err);
    out = image_new(w, h, err);
    if (out)
        scale(image, &box, out);
    return out;
}
