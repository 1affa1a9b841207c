/* Scaling in two passes, rows first: each output pixel is the mean of the input that it covers, edges by
 * the fraction covered; where it covers less than a pixel, the mean is replaced by the line between the
 * two nearest pixel centres. Both are a short list of weights for an output position, so one loop
 * serves both. The inner loops have fixed lengths: those are what -O2 makes vectors of. */
#include "vision/image.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/xalloc.h"
#include "vision/image_own.h"

/* Output position i is the sum of taps inputs from start on, each times its weight. The weights of one
 * position add up to 1: as floats, and exactly in units of 1 / ONE too. */
#define ONE 65536u
struct span { uint32_t start, taps; uint32_t *whole; float *parts; };
struct axis { struct span *spans; uint32_t *whole; float *parts; uint32_t n; };

/* A pixel's four bytes side by side. */
typedef float px4 __attribute__((vector_size(16)));
typedef int32_t in4 __attribute__((vector_size(16)));

static void axis_free(struct axis *a)
{
    free(a->spans);
    free(a->whole);
    free(a->parts);
}

/* Rounds the parts to whole weights; what rounding lost goes to the largest. */
static void span_round(struct span *s)
{
    uint32_t sum = 0, largest = 0;

    for (uint32_t t = 0; t < s->taps; t++) {
        s->whole[t] = (uint32_t)((double)s->parts[t] * ONE + 0.5);
        sum += s->whole[t];
        if (s->whole[t] > s->whole[largest])
            largest = t;
    }
    s->whole[largest] += ONE - sum;
}

static uint32_t area_parts(uint32_t from, uint32_t to, uint32_t i, float *parts, uint32_t *start)
{
    /* exact in 64 bits: i and from are at most IMAGE_MAX */
    uint64_t lo = (uint64_t)i * from, hi = lo + from; /* in units of 1/to input pixels */
    uint32_t first = (uint32_t)(lo / to), last = (uint32_t)((hi - 1) / to);

    *start = first;
    for (uint32_t p = first; p <= last; p++) {
        uint64_t a = (uint64_t)p * to, b = a + to;
        uint64_t covered = (b < hi ? b : hi) - (a > lo ? a : lo);

        parts[p - first] = (float)((double)covered / (double)from);
    }
    return last - first + 1;
}

static uint32_t line_parts(uint32_t from, uint32_t to, uint32_t i, float *parts, uint32_t *start)
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
    parts[1] = (float)(low - first);
    parts[0] = 1 - parts[1];
    return 2;
}

static struct axis axis_new(uint32_t from, uint32_t to)
{
    size_t room = (size_t)from / to + 3; /* most inputs that one output can touch */
    struct axis a = {.spans = xcalloc(to, sizeof *a.spans),
                     .whole = xcalloc((size_t)to * room, sizeof *a.whole),
                     .parts = xcalloc((size_t)to * room, sizeof *a.parts), .n = to};

    for (uint32_t i = 0; i < to; i++) {
        struct span *s = &a.spans[i];

        s->whole = a.whole + (size_t)i * room;
        s->parts = a.parts + (size_t)i * room;
        s->taps = to < from ? area_parts(from, to, i, s->parts, &s->start)
                            : line_parts(from, to, i, s->parts, &s->start);
        span_round(s);
    }
    return a;
}

/* sum += row * weight, byte by byte. */
static void add_row(uint32_t *restrict sum, const uint8_t *restrict row, uint16_t weight, size_t len)
{
    size_t i = 0;

    for (; i + 16 <= len; i += 16)
        for (size_t k = 0; k < 16; k++)
            sum[i + k] += (uint32_t)row[i + k] * weight;
    for (; i < len; i++)
        sum[i] += (uint32_t)row[i] * weight;
}

/* The rows of one output row, summed, as floats. */
static void sum_rows(const struct image *image, const struct srect *box, const struct span *s,
                     uint32_t *sum, px4 *out)
{
    size_t len = (size_t)box->w * 4;

    memset(sum, 0, len * sizeof *sum);
    for (uint32_t t = 0; t < s->taps; t++) {
        const uint32_t *row =
            image->px + (size_t)((uint32_t)box->y + s->start + t) * image->stride + box->x;

        /* a single row of weight ONE does not fit 16 bits: twice the half */
        if (s->whole[t] == ONE) {
            add_row(sum, (const uint8_t *)row, ONE / 2, len);
            add_row(sum, (const uint8_t *)row, ONE / 2, len);
        } else {
            add_row(sum, (const uint8_t *)row, (uint16_t)s->whole[t], len);
        }
    }
    for (int32_t x = 0; x < box->w; x++) {
        in4 whole;

        memcpy(&whole, sum + 4 * (size_t)x, sizeof whole);
        out[x] = __builtin_convertvector(whole, px4);
    }
}

static void sum_columns(const px4 *row, const struct axis *x, uint32_t *out)
{
    const px4 scale = {1.0f / ONE, 1.0f / ONE, 1.0f / ONE, 1.0f / ONE};
    const px4 half = {0.5f, 0.5f, 0.5f, 0.5f};

    for (uint32_t i = 0; i < x->n; i++) {
        const struct span *s = &x->spans[i];
        px4 sum = {0, 0, 0, 0};
        uint8_t bytes[4];
        in4 whole;

        for (uint32_t t = 0; t < s->taps; t++)
            sum += row[s->start + t] * s->parts[t];
        whole = __builtin_convertvector(sum * scale + half, in4);
        for (int k = 0; k < 4; k++)
            bytes[k] = (uint8_t)whole[k];
        memcpy(&out[i], bytes, 4);
        out[i] |= 0xff000000u;
    }
}

static void scale(const struct image *image, const struct srect *box, struct image *out)
{
    struct axis x = axis_new((uint32_t)box->w, out->w);
    struct axis y = axis_new((uint32_t)box->h, out->h);
    uint32_t *sum = xcalloc((size_t)box->w * 4, sizeof *sum);
    px4 *row = xcalloc((size_t)box->w, sizeof *row);

    for (uint32_t i = 0; i < out->h; i++) {
        sum_rows(image, box, &y.spans[i], sum, row);
        sum_columns(row, &x, out->px + (size_t)i * out->stride);
    }
    free(sum);
    free(row);
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
