#include "vision/image.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/err.h"
#include "base/xalloc.h"
#include "vision/image_own.h"

struct counted {
    struct image image; /* first: a struct image * is one of these */
    atomic_int refs;
    size_t mapped; /* bytes to unmap; 0: px is for free() */
};

struct image *image_new(uint32_t w, uint32_t h, struct err *err)
{
    struct counted *c;
    void *px;

    if (w < 1 || h < 1 || w > IMAGE_MAX || h > IMAGE_MAX) {
        err_set(err, ERR_LIMIT, "image of %u x %u, limit is 1 to %u on each side", w, h, IMAGE_MAX);
        return NULL;
    }
    /* whole cache lines let the copies use their widest moves */
    if (posix_memalign(&px, 64, (size_t)w * h * 4) != 0) {
        err_set(err, ERR_LIMIT, "no memory for an image of %u x %u", w, h);
        return NULL;
    }
    c = xcalloc(1, sizeof *c);
    c->image = (struct image){.px = px, .w = w, .h = h, .stride = w};
    atomic_init(&c->refs, 1);
    return &c->image;
}

struct image *image_ref(struct image *image)
{
    atomic_fetch_add_explicit(&((struct counted *)image)->refs, 1, memory_order_relaxed);
    return image;
}

void image_unref(struct image *image)
{
    struct counted *c = (struct counted *)image;

    if (!c || atomic_fetch_sub_explicit(&c->refs, 1, memory_order_acq_rel) > 1)
        return;
    if (c->mapped)
        munmap(c->image.px, c->mapped);
    else
        free(c->image.px);
    free(c);
}

struct image *image_mapped(void *map, size_t len, uint32_t w, uint32_t h)
{
    struct counted *c = xcalloc(1, sizeof *c);

    assert(len >= (size_t)w * h * 4);
    c->image = (struct image){.px = map, .w = w, .h = h, .stride = w};
    c->mapped = len;
    atomic_init(&c->refs, 1);
    return &c->image;
}

bool image_sole(const struct image *image)
{
    return atomic_load_explicit(&((const struct counted *)image)->refs, memory_order_acquire) == 1;
}

static bool inside(const struct image *image, const struct srect *r)
{
    return r->x >= 0 && r->y >= 0 && r->w >= 1 && r->h >= 1 &&
           (int64_t)r->x + r->w <= image->w && (int64_t)r->y + r->h <= image->h;
}

int image_box(const struct image *image, const struct srect *crop, struct srect *out, struct err *err)
{
    *out = crop ? *crop : (struct srect){0, 0, (int32_t)image->w, (int32_t)image->h};
    if (inside(image, out))
        return 0;
    return err_set(err, ERR_OUT_OF_FRAME, "box %d,%d %dx%d is not inside the image of %u x %u", out->x,
                   out->y, out->w, out->h, image->w, image->h);
}

struct image *image_crop(const struct image *image, const struct srect *crop, struct err *err)
{
    struct srect box;
    struct image *out;

    if (image_box(image, crop, &box, err) < 0)
        return NULL;
    out = image_new((uint32_t)box.w, (uint32_t)box.h, err);
    if (!out)
        return NULL;
    for (uint32_t y = 0; y < out->h; y++)
        memcpy(out->px + (size_t)y * out->stride,
               image->px + (size_t)(box.y + (int32_t)y) * image->stride + box.x, (size_t)out->w * 4);
    return out;
}

bool image_same(const struct image *a, const struct image *b)
{
    if (a->w != b->w || a->h != b->h)
        return false;
    for (uint32_t y = 0; y < a->h; y++)
        if (memcmp(a->px + (size_t)y * a->stride, b->px + (size_t)y * b->stride, (size_t)a->w * 4) != 0)
            return false;
    return true;
}

/* A multiply and a fold for two pixels at a time: a whole screen takes about a millisecond. The
 * multiplier is 2^64 / golden ratio, as in Fibonacci hashing. */
static uint64_t mix(uint64_t h, uint64_t v)
{
    h = (h ^ v) * UINT64_C(0x9E3779B97F4A7C15);
    return h ^ (h >> 32);
}

uint64_t image_hash(const struct image *image, const struct srect *box)
{
    struct srect all = {0, 0, (int32_t)image->w, (int32_t)image->h};
    struct srect r = box ? *box : all;
    uint64_t h = mix(mix(0, (uint32_t)r.w), (uint32_t)r.h);

    assert(inside(image, &r));
    for (int32_t y = 0; y < r.h; y++) {
        const uint32_t *row = image->px + (size_t)(r.y + y) * image->stride + r.x;
        int32_t x = 0;

        for (; x + 2 <= r.w; x += 2)
            h = mix(h, (uint64_t)row[x] << 32 | row[x + 1]);
        if (x < r.w)
            h = mix(h, row[x]);
    }
    return h;
}

bool srect_meet(const struct srect *a, const struct srect *b, struct srect *out)
{
    int64_t x0 = a->x > b->x ? a->x : b->x;
    int64_t y0 = a->y > b->y ? a->y : b->y;
    int64_t ax1 = (int64_t)a->x + a->w, bx1 = (int64_t)b->x + b->w;
    int64_t ay1 = (int64_t)a->y + a->h, by1 = (int64_t)b->y + b->h;
    int64_t x1 = ax1 < bx1 ? ax1 : bx1;
    int64_t y1 = ay1 < by1 ? ay1 : by1;

    if (x1 <= x0 || y1 <= y0)
        return false;
    *out = (struct srect){(int32_t)x0, (int32_t)y0, (int32_t)(x1 - x0), (int32_t)(y1 - y0)};
    return true;
}

bool srect_holds(const struct srect *r, int32_t x, int32_t y)
{
    return x >= r->x && y >= r->y && x < (int64_t)r->x + r->w && y < (int64_t)r->y + r->h;
}

struct srect srect_join(const struct srect *a, const struct srect *b)
{
    int64_t x0 = a->x < b->x ? a->x : b->x;
    int64_t y0 = a->y < b->y ? a->y : b->y;
    int64_t ax1 = (int64_t)a->x + a->w, bx1 = (int64_t)b->x + b->w;
    int64_t ay1 = (int64_t)a->y + a->h, by1 = (int64_t)b->y + b->h;
    int64_t w = (ax1 > bx1 ? ax1 : bx1) - x0;
    int64_t h = (ay1 > by1 ? ay1 : by1) - y0;

    return (struct srect){(int32_t)x0, (int32_t)y0, w > INT32_MAX ? INT32_MAX : (int32_t)w,
                          h > INT32_MAX ? INT32_MAX : (int32_t)h};
}

static bool near(const struct srect *a, const struct srect *b, int32_t slack)
{
    return a->x <= (int64_t)b->x + b->w + slack && b->x <= (int64_t)a->x + a->w + slack &&
           a->y <= (int64_t)b->y + b->h + slack && b->y <= (int64_t)a->y + a->h + slack;
}

size_t srect_merge(struct srect *boxes, size_t n, int32_t slack)
{
    /* a join can reach boxes that were passed already, so the scan starts anew after each */
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < n; k++) {
            if (k == i || !near(&boxes[i], &boxes[k], slack))
                continue;
            boxes[i] = srect_join(&boxes[i], &boxes[k]);
            boxes[k] = boxes[--n];
            if (i == n) /* the box itself was the last and has moved */
                i = k;
            k = (size_t)-1;
        }
    }
    return n;
}
