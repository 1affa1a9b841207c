#include "base/test.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "vision/image.h"
#include "vision/image_own.h"

static struct image *filled(uint32_t w, uint32_t h, uint32_t (*px)(uint32_t x, uint32_t y))
{
    struct err err;
    struct image *image = image_new(w, h, &err);

    assert_non_null(image);
    for (uint32_t y = 0; y < h; y++)
        for (uint32_t x = 0; x < w; x++)
            image->px[y * image->stride + x] = px(x, y);
    return image;
}

static uint32_t noise(uint32_t x, uint32_t y)
{
    uint32_t v = (x * 2654435761u) ^ (y * 2246822519u);

    v ^= v >> 15;
    v *= 2654435761u;
    return 0xff000000u | v >> 8;
}

static uint32_t orange(uint32_t x, uint32_t y)
{
    (void)x;
    (void)y;
    return 0xfffe8001u;
}

static uint32_t ramp(uint32_t x, uint32_t y)
{
    return 0xff000000u | (x & 0xff) << 16 | (y & 0xff);
}

TEST("an image over the limit or of no size is refused and says the limit")
{
    struct err err;

    assert_null(image_new(0, 5, &err));
    assert_int_equal(err.code, ERR_LIMIT);
    assert_null(image_new(IMAGE_MAX + 1, 1, &err));
    assert_int_equal(err.code, ERR_LIMIT);
    assert_non_null(strstr(err.msg, "16384"));
    assert_null(image_new(1, UINT32_MAX, &err));
}

TEST("an image lives as long as somebody holds it")
{
    struct image *image = filled(4, 4, noise);

    assert_true(image_sole(image));
    assert_ptr_equal(image_ref(image), image);
    assert_false(image_sole(image));
    image_unref(image);
    assert_true(image_sole(image));
    image_unref(image);
    image_unref(NULL);
}

TEST("a crop holds the pixels of its box, and one that reaches outside is refused")
{
    struct image *image = filled(30, 20, noise);
    struct err err;
    struct image *crop = image_crop(image, &(struct srect){7, 5, 11, 9}, &err);

    assert_non_null(crop);
    assert_int_equal(crop->w, 11);
    for (uint32_t y = 0; y < crop->h; y++)
        for (uint32_t x = 0; x < crop->w; x++)
            assert_int_equal(crop->px[y * crop->stride + x], noise(x + 7, y + 5));
    image_unref(crop);
    assert_null(image_crop(image, &(struct srect){20, 5, 11, 9}, &err));
    assert_int_equal(err.code, ERR_OUT_OF_FRAME);
    assert_null(image_crop(image, &(struct srect){INT32_MAX, 0, INT32_MAX, 1}, &err));
    assert_null(image_crop(image, &(struct srect){-1, 0, 2, 2}, &err));
    image_unref(image);
}

TEST("a flat colour stays exactly itself at any size")
{
    static const uint32_t sizes[][2] = {{1, 1}, {7, 3}, {99, 64}, {100, 65}, {101, 66}, {333, 200}};
    struct image *image = filled(100, 65, orange);
    struct err err;

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct image *out = image_scale(image, NULL, sizes[i][0], sizes[i][1], &err);

        for (uint32_t k = 0; k < out->w * out->h; k++)
            assert_int_equal(out->px[k], 0xfffe8001u);
        image_unref(out);
    }
    image_unref(image);
}

/* The definition, pixel by pixel in floating point. */
static double mean(const struct image *in, uint32_t w, uint32_t h, uint32_t ox, uint32_t oy, int shift)
{
    double x0 = (double)ox * in->w / w, x1 = (double)(ox + 1) * in->w / w;
    double y0 = (double)oy * in->h / h, y1 = (double)(oy + 1) * in->h / h;
    double sum = 0;

    for (uint32_t y = 0; y < in->h; y++) {
        double cy = (y + 1 < y1 ? y + 1 : y1) - (y > y0 ? y : y0);

        for (uint32_t x = 0; cy > 0 && x < in->w; x++) {
            double cx = (x + 1 < x1 ? x + 1 : x1) - (x > x0 ? x : x0);

            if (cx > 0)
                sum += cx * cy * (in->px[y * in->stride + x] >> shift & 0xff);
        }
    }
    return sum / ((x1 - x0) * (y1 - y0));
}

TEST("scaling down gives the mean of the area that each pixel covers")
{
    static const uint32_t sizes[][2] = {{40, 30}, {17, 29}, {59, 39}, {1, 1}, {20, 13}};
    struct image *image = filled(60, 40, noise);
    struct err err;

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        uint32_t w = sizes[i][0], h = sizes[i][1];
        struct image *out = image_scale(image, NULL, w, h, &err);

        for (uint32_t y = 0; y < h; y++)
            for (uint32_t x = 0; x < w; x++)
                for (int shift = 0; shift < 24; shift += 8)
                    assert_float_equal((double)(out->px[y * w + x] >> shift & 0xff),
                                       mean(image, w, h, x, y, shift), 0.75);
        image_unref(out);
    }
    image_unref(image);
}

TEST("scaling up draws the line between pixel centres and keeps corners")
{
    struct image *image = filled(16, 16, ramp);
    struct err err;
    struct image *out = image_scale(image, NULL, 64, 64, &err);

    for (uint32_t x = 0; x < 64; x++) {
        double want = ((double)x + 0.5) / 4 - 0.5;

        want = want < 0 ? 0 : want > 15 ? 15 : want;
        assert_float_equal((double)(out->px[32 * 64 + x] >> 16 & 0xff), want, 0.75);
    }
    assert_int_equal(out->px[0], image->px[0]);
    assert_int_equal(out->px[64 * 64 - 1], image->px[16 * 16 - 1]);
    image_unref(out);
    image_unref(image);
}

TEST("scaling takes only the crop, and the same size is a copy")
{
    struct image *image = filled(50, 50, noise);
    struct srect box = {10, 20, 30, 25};
    struct err err;
    struct image *crop = image_crop(image, &box, &err);
    struct image *same = image_scale(image, &box, 30, 25, &err);
    struct image *direct = image_scale(image, &box, 15, 10, &err);
    struct image *twice = image_scale(crop, NULL, 15, 10, &err);

    assert_true(image_same(crop, same));
    assert_true(image_same(direct, twice));
    assert_null(image_scale(image, &(struct srect){30, 0, 21, 10}, 5, 5, &err));
    assert_int_equal(err.code, ERR_OUT_OF_FRAME);
    assert_null(image_scale(image, NULL, 0, 5, &err));
    image_unref(crop);
    image_unref(same);
    image_unref(direct);
    image_unref(twice);
    image_unref(image);
}

TEST("the hash tells one changed pixel, its place, and the shape of the box")
{
    struct image *a = filled(31, 17, noise);
    struct image *b = filled(31, 17, noise);
    struct srect left = {0, 0, 10, 17}, right = {21, 0, 10, 17};

    assert_true(image_same(a, b));
    assert_true(image_hash(a, NULL) == image_hash(b, NULL));
    b->px[30] ^= 1;
    assert_false(image_same(a, b));
    assert_true(image_hash(a, NULL) != image_hash(b, NULL));
    assert_true(image_hash(a, &left) == image_hash(b, &left));
    assert_true(image_hash(a, &right) != image_hash(b, &right));
    image_unref(a);
    a = filled(6, 4, orange);
    assert_true(image_hash(a, &(struct srect){0, 0, 6, 2}) != image_hash(a, &(struct srect){0, 0, 4, 3}));
    image_unref(a);
    image_unref(b);
}

TEST("boxes meet, hold and join, at the ends of the number range too")
{
    struct srect a = {0, 0, 10, 10}, b = {5, 6, 10, 10}, c = {10, 0, 5, 5}, out;
    struct srect far = {INT32_MAX - 1, 0, INT32_MAX, 1};

    assert_true(srect_meet(&a, &b, &out));
    assert_int_equal(out.x, 5);
    assert_int_equal(out.y, 6);
    assert_int_equal(out.w, 5);
    assert_int_equal(out.h, 4);
    assert_false(srect_meet(&a, &c, &out));
    assert_true(srect_holds(&a, 9, 9));
    assert_false(srect_holds(&a, 10, 0));
    assert_true(srect_holds(&far, INT32_MAX, 0));
    out = srect_join(&a, &b);
    assert_int_equal(out.w, 15);
    assert_int_equal(out.h, 16);
}

TEST("merging leaves no two boxes nearer than the slack and loses no area")
{
    unsigned int seed = 7;

    for (int round = 0; round < 300; round++) {
        struct srect in[40], out[40];
        size_t n = 1 + (size_t)rand_r(&seed) % 40, m;
        int32_t slack = rand_r(&seed) % 20;

        for (size_t i = 0; i < n; i++)
            in[i] = out[i] = (struct srect){rand_r(&seed) % 500, rand_r(&seed) % 500,
                                            1 + rand_r(&seed) % 30, 1 + rand_r(&seed) % 30};
        m = srect_merge(out, n, slack);
        for (size_t i = 0; i < n; i++) {
            bool held = false;

            for (size_t k = 0; k < m; k++)
                held = held || (srect_holds(&out[k], in[i].x, in[i].y) &&
                                srect_holds(&out[k], in[i].x + in[i].w - 1, in[i].y + in[i].h - 1));
            assert_true(held);
        }
        for (size_t i = 0; i < m; i++) {
            for (size_t k = 0; k < i; k++) {
                struct srect wide = {out[i].x - slack - 1, out[i].y - slack - 1,
                                     out[i].w + 2 * slack + 2, out[i].h + 2 * slack + 2};
                struct srect meet;

                assert_false(srect_meet(&wide, &out[k], &meet) && meet.w > 1 && meet.h > 1);
            }
        }
    }
}
