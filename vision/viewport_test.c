#include "base/test.h"

#include <math.h>
#include <stdlib.h>

#include "base/err.h"
#include "vision/viewport.h"

static const struct resize_rule qwen25 = {28, 3136, 12845056};
static const struct resize_rule qwen3 = {32, 65536, 16777216};

static void assert_resized(const struct resize_rule *rule, uint32_t w, uint32_t h, uint32_t want_w,
                           uint32_t want_h)
{
    uint32_t rw, rh;

    smart_resize(w, h, rule, &rw, &rh);
    assert_int_equal(rw, want_w);
    assert_int_equal(rh, want_h);
}

TEST("smart_resize rounds half to even, as Qwen's processors do")
{
    assert_resized(&qwen25, 1920, 1080, 1932, 1092);
    assert_resized(&qwen25, 1302, 728, 1288, 728); /* 46.5 factors: 46, not 47 */
    assert_resized(&qwen25, 1330, 728, 1344, 728); /* 47.5: 48 */
    assert_resized(&qwen25, 1288, 728, 1288, 728);
    assert_resized(&qwen25, 1456, 924, 1456, 924);
    assert_resized(&qwen25, 10, 10, 56, 56);       /* below the least */
    assert_resized(&qwen3, 8000, 6000, 4704, 3520); /* over the most */
    assert_resized(&qwen3, 1, 10000, 32, 9984);
}

TEST("a fitted picture is a fixed point, no larger than allowed, and keeps the shape")
{
    static const struct srect crops[] = {{0, 0, 1920, 1080}, {0, 0, 1280, 800}, {-1920, 0, 3840, 1080},
                                         {5, 7, 1366, 768}, {0, 0, 800, 600}, {0, 0, 2560, 1440},
                                         {0, 0, 3840, 2160}, {0, 0, 1080, 1920}};
    static const struct resize_rule rules[] = {{28, 3136, 12845056}, {28, 78400, 1003520},
                                               {32, 65536, 16777216}, {1, 1, 1150000}};

    for (size_t i = 0; i < sizeof crops / sizeof *crops; i++) {
        for (size_t k = 0; k < sizeof rules / sizeof *rules; k++) {
            struct viewport v = viewport_fit(crops[i], &rules[k]);
            double stretch = (double)v.w * crops[i].h / ((double)v.h * crops[i].w);
            double room = (double)crops[i].w * crops[i].h;
            uint32_t w, h;

            if (room > rules[k].max_pixels)
                room = rules[k].max_pixels;
            smart_resize(v.w, v.h, &rules[k], &w, &h);
            assert_int_equal(w, v.w);
            assert_int_equal(h, v.h);
            assert_true((double)v.w * v.h <= room);
            assert_true((double)v.w * v.h > 0.8 * room);
            assert_float_equal(stretch, 1, 0.035);
        }
    }
}

TEST("a picture of any size is its own fit where the rule leaves it alone")
{
    struct viewport v = viewport_fit((struct srect){0, 0, 1456, 924}, &qwen25);

    assert_int_equal(v.w, 1456);
    assert_int_equal(v.h, 924);
    v = viewport_fit((struct srect){0, 0, 40, 40}, &qwen25); /* has to grow */
    assert_int_equal(v.w, 56);
    assert_int_equal(v.h, 56);
}

TEST("a fraction of the view lands on the screen as the dialects' page has it")
{
    struct viewport v = {{-100, 50, 1000, 500}, 560, 280};
    struct spoint p;
    struct err err;

    assert_int_equal(viewport_from_unit(&v, 0, 0, &p, &err), 0);
    assert_int_equal(p.x, -100);
    assert_int_equal(p.y, 50);
    assert_int_equal(viewport_from_unit(&v, 1, 1, &p, &err), 0); /* the edge is clamped */
    assert_int_equal(p.x, 899);
    assert_int_equal(p.y, 549);
    assert_int_equal(viewport_from_unit(&v, 0.0005, 0.001, &p, &err), 0); /* half goes up */
    assert_int_equal(p.x, -99);
    assert_int_equal(p.y, 51);
    assert_int_equal(viewport_from_unit(&v, -0.001, 0, &p, &err), 0); /* X = -1: rounding */
    assert_int_equal(p.x, -100);
    assert_int_equal(viewport_from_unit(&v, -0.0011, 0, &p, &err), -1);
    assert_int_equal(err.code, ERR_OUT_OF_FRAME);
    assert_int_equal(viewport_from_unit(&v, 0, 1.0001, &p, &err), -1);
    assert_int_equal(viewport_from_unit(&v, NAN, 0, &p, &err), -1);
    assert_int_equal(viewport_from_unit(&v, 0, INFINITY, &p, &err), -1);
    assert_int_equal(viewport_from_unit(&v, -INFINITY, 0, &p, &err), -1);
}

TEST("every pixel comes back from the norm and from the view, whatever the layout")
{
    unsigned int seed = 3;

    for (int round = 0; round < 200; round++) {
        struct viewport v = {{rand_r(&seed) % 8000 - 4000, rand_r(&seed) % 4000 - 2000,
                              1 + rand_r(&seed) % 7680, 1 + rand_r(&seed) % 4320},
                             1 + (uint32_t)rand_r(&seed) % 4000, 1 + (uint32_t)rand_r(&seed) % 4000};

        for (int k = 0; k < 400; k++) {
            struct spoint p = {v.crop.x + rand_r(&seed) % v.crop.w,
                               v.crop.y + rand_r(&seed) % v.crop.h}, q;
            struct npoint n = viewport_to_norm(&v, p);
            struct err err;

            assert_int_equal(viewport_from_unit(&v, n.x / 1000, n.y / 1000, &q, &err), 0);
            assert_int_equal(q.x, p.x);
            assert_int_equal(q.y, p.y);
            assert_int_equal(viewport_to_screen(&v, viewport_from_screen(&v, p), &q, &err), 0);
            assert_int_equal(q.x, p.x);
            assert_int_equal(q.y, p.y);
            assert_int_equal(viewport_to_screen(&v, viewport_from_norm(&v, n), &q, &err), 0);
            assert_int_equal(q.x, p.x);
            assert_int_equal(q.y, p.y);
        }
    }
}

TEST("every column of common screens round trips through the norm")
{
    static const int32_t widths[] = {640, 800, 1024, 1280, 1366, 1440, 1680, 1920, 2560, 3840, 7680};

    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
        struct viewport v = {{0, 0, widths[i], widths[i]}, 1000, 1000};

        for (int32_t x = 0; x < widths[i]; x++) {
            struct npoint n = viewport_to_norm(&v, (struct spoint){x, widths[i] - 1 - x});
            struct spoint q;
            struct err err;

            assert_int_equal(viewport_from_unit(&v, n.x / 1000, n.y / 1000, &q, &err), 0);
            assert_int_equal(q.x, x);
            assert_int_equal(q.y, widths[i] - 1 - x);
        }
    }
}
