#include "base/test.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/err.h"
#include "vision/diff.h"
#include "vision/image.h"

static struct image *grey(uint32_t w, uint32_t h)
{
    struct err err;
    struct image *image = image_new(w, h, &err);

    for (uint32_t i = 0; i < w * h; i++)
        image->px[i] = 0xff808080u;
    return image;
}

static void fill(struct image *image, int x, int y, int w, int h, uint32_t colour)
{
    for (int row = y; row < y + h; row++)
        for (int col = x; col < x + w; col++)
            image->px[(uint32_t)row * image->stride + (uint32_t)col] = colour;
}

static void assert_box(const struct srect *r, int x, int y, int w, int h)
{
    if (r->x != x || r->y != y || r->w != w || r->h != h)
        fail_msg("%d,%d %dx%d, wanted %d,%d %dx%d", r->x, r->y, r->w, r->h, x, y, w, h);
}

TEST("equal pictures differ nowhere")
{
    struct image *a = grey(200, 100), *b = grey(200, 100);
    struct srect out[4];

    assert_int_equal(diff_boxes(a, b, 0, out, 4), 0);
    assert_int_equal(diff_boxes(a, a, 0, out, 4), 0);
    image_unref(a);
    image_unref(b);
}

TEST("a change is boxed to the pixel, at the corners too")
{
    struct image *a = grey(203, 101), *b = grey(203, 101);
    struct srect out[4];

    fill(b, 50, 30, 70, 40, 0xff818080u);
    assert_int_equal(diff_boxes(a, b, 0, out, 4), 1);
    assert_box(&out[0], 50, 30, 70, 40);
    fill(b, 50, 30, 70, 40, 0xff808080u);
    fill(b, 202, 100, 1, 1, 0);
    assert_int_equal(diff_boxes(a, b, 0, out, 4), 1);
    assert_box(&out[0], 202, 100, 1, 1);
    image_unref(a);
    image_unref(b);
}

TEST("two changes far apart are two boxes, and one when there is room for one")
{
    struct image *a = grey(400, 300), *b = grey(400, 300);
    struct srect out[4];

    fill(b, 10, 10, 5, 5, 0);
    fill(b, 300, 200, 20, 10, 0);
    assert_int_equal(diff_boxes(a, b, 0, out, 4), 2);
    assert_int_equal(diff_boxes(a, b, 0, out, 1), 1);
    assert_box(&out[0], 10, 10, 310, 200);
    assert_int_equal(diff_boxes(a, b, 0, out, 0), 0);
    image_unref(a);
    image_unref(b);
}

TEST("a difference up to delta in every channel is none")
{
    struct image *a = grey(64, 64), *b = grey(64, 64);
    struct srect out[1];

    fill(b, 5, 5, 3, 3, 0xff84807cu);
    assert_int_equal(diff_boxes(a, b, 4, out, 1), 0);
    assert_int_equal(diff_boxes(a, b, 3, out, 1), 1);
    assert_box(&out[0], 5, 5, 3, 3);
    image_unref(a);
    image_unref(b);
}

TEST("pictures unlike in size differ in the whole of the second")
{
    struct image *a = grey(64, 64), *b = grey(64, 65);
    struct srect out[2];

    assert_int_equal(diff_boxes(a, b, 0, out, 2), 1);
    assert_box(&out[0], 0, 0, 64, 65);
    image_unref(a);
    image_unref(b);
}

TEST("whatever changes, every changed pixel lies in a box")
{
    unsigned int seed = 9;

    for (int round = 0; round < 60; round++) {
        struct image *a = grey(230, 170), *b = grey(230, 170);
        struct srect out[8];
        size_t n;

        for (int k = 0; k < 1 + round; k++)
            b->px[(uint32_t)rand_r(&seed) % (230 * 170)] = 0xff000000u;
        n = diff_boxes(a, b, 0, out, 8);
        assert_in_range(n, 1, 8);
        for (int32_t i = 0; i < 230 * 170; i++) {
            bool held = a->px[i] == b->px[i];

            for (size_t k = 0; k < n; k++)
                held = held || srect_holds(&out[k], i % 230, i / 230);
            assert_true(held);
        }
        image_unref(a);
        image_unref(b);
    }
}

TEST("of damage only what really differs is confirmed, shrunk to it")
{
    struct image *a = grey(200, 100), *b = grey(200, 100);
    struct srect boxes[] = {{10, 10, 50, 50}, {100, 20, 60, 40}, {190, 90, 50, 50}, {-9, -9, 5, 5}};
    bool caret;

    fill(b, 110, 30, 20, 10, 0xff000000u);
    fill(b, 199, 99, 1, 1, 0xff000000u);
    assert_int_equal(diff_confirm(a, b, boxes, 4, &caret), 2);
    assert_box(&boxes[0], 110, 30, 20, 10);
    assert_box(&boxes[1], 199, 99, 1, 1);
    assert_false(caret);
    image_unref(a);
    image_unref(b);
}

TEST("a caret that blinks in a field that is painted anew confirms nothing, typed text does")
{
    struct image *a = grey(200, 100), *b = grey(200, 100);
    struct srect field = {10, 10, 168, 34};
    bool caret;

    fill(b, 20, 14, 1, 18, 0xff000000u);
    assert_int_equal(diff_confirm(a, b, &field, 1, &caret), 0);
    assert_true(caret);
    field = (struct srect){10, 10, 168, 34};
    fill(b, 27, 14, 1, 18, 0xff000000u); /* an l, and the caret behind it */
    assert_int_equal(diff_confirm(a, b, &field, 1, &caret), 1);
    assert_box(&field, 20, 14, 8, 18);
    assert_false(caret);
    image_unref(a);
    image_unref(b);
}

TEST("a screen of another size confirms all of the damage")
{
    struct image *a = grey(200, 100), *b = grey(100, 200);
    struct srect boxes[] = {{0, 0, 100, 200}};

    assert_int_equal(diff_confirm(a, b, boxes, 1, NULL), 1);
    assert_box(&boxes[0], 0, 0, 100, 200);
    image_unref(a);
    image_unref(b);
}
