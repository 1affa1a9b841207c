#include "base/test.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/xalloc.h"
#include "vision/encode.h"
#include "vision/image.h"

/* Flat areas with edges and some noise: what a screen is like. */
static struct image *picture(uint32_t w, uint32_t h)
{
    struct err err;
    struct image *image = image_new(w, h, &err);
    unsigned int seed = 5;

    assert_non_null(image);
    for (uint32_t y = 0; y < h; y++)
        for (uint32_t x = 0; x < w; x++)
            image->px[y * image->stride + x] =
                0xff000000u | ((x / 8 + y / 8) % 3 == 0 ? (uint32_t)rand_r(&seed) & 0xffffff
                               : x / 40 % 2 ? 0xf0f0f0 : 0x203040);
    return image;
}

TEST("png gives every pixel back, at odd sizes too")
{
    static const uint32_t sizes[][2] = {{1, 1}, {3, 1}, {1, 17}, {127, 61}, {640, 480}};

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct image *in = picture(sizes[i][0], sizes[i][1]);
        struct err err;
        size_t len;
        uint8_t *bytes = png_encode(in, &len, &err);
        struct image *out = bytes ? png_decode(bytes, len, &err) : NULL;

        assert_non_null(out);
        assert_true(image_same(in, out));
        image_unref(out);
        out = picture_decode(bytes, len, &err);
        assert_true(image_same(in, out));
        image_unref(out);
        image_unref(in);
        free(bytes);
    }
}

TEST("jpeg keeps flat colours to a few levels and smaller than png keeps noise")
{
    struct image *in = picture(320, 200);
    struct err err;
    size_t len, png_len;
    uint8_t *bytes, *png = png_encode(in, &png_len, &err);
    struct image *out;

    for (uint32_t i = 0; i < in->w * in->h; i++)
        in->px[i] = 0xff000000u | (i % in->w < 160 ? 0xc02040 : 0x3080f0);
    bytes = jpeg_encode(in, 90, &len, &err);
    out = picture_decode(bytes, len, &err);
    assert_non_null(out);
    assert_int_equal(out->w, 320);
    assert_int_equal(out->h, 200);
    assert_true(len < png_len);
    for (int shift = 0; shift < 24; shift += 8) {
        assert_float_equal((double)(out->px[50] >> shift & 0xff), (double)(0xc02040 >> shift & 0xff), 4);
        assert_float_equal((double)(out->px[300] >> shift & 0xff), (double)(0x3080f0 >> shift & 0xff), 4);
    }
    assert_int_equal(out->px[0] >> 24, 0xff);
    image_unref(in);
    image_unref(out);
    free(bytes);
    free(png);
}

TEST("a jpeg quality out of range is refused")
{
    struct image *in = picture(8, 8);
    struct err err;
    size_t len;

    assert_null(jpeg_encode(in, 0, &len, &err));
    assert_int_equal(err.code, ERR_INVALID);
    assert_null(jpeg_encode(in, 101, &len, &err));
    image_unref(in);
}

/* Every way of breaking a file gives an error or a picture, and an error always says something.
 * trailer: the bytes at the end that hold no pixels. */
static void assert_total(struct image *(*decode)(const void *, size_t, struct err *),
                         const uint8_t *bytes, size_t len, size_t trailer)
{
    uint8_t *bad = xmalloc(len + 1);
    unsigned int seed = 11;

    for (size_t cut = 0; cut < len; cut += cut < 64 ? 1 : 97) {
        struct err err = {.code = ERR_NONE};
        struct image *out = decode(bytes, cut, &err);

        if (out && cut < len - trailer)
            fail_msg("%zu of %zu bytes gave a picture", cut, len);
        image_unref(out);
        if (out)
            continue; /* all its pixels were there */
        assert_int_equal(err.code, ERR_PROTOCOL);
        assert_true(err.msg[0] != '\0');
    }
    for (int round = 0; round < 400; round++) {
        struct err err = {.code = ERR_NONE};
        struct image *out;

        memcpy(bad, bytes, len);
        for (int k = 0; k < 1 + round % 8; k++)
            bad[(size_t)rand_r(&seed) % len] = (uint8_t)rand_r(&seed);
        out = decode(bad, len, &err);
        assert_true(out != NULL || err.code != ERR_NONE);
        image_unref(out);
    }
    for (int round = 0; round < 200; round++) {
        struct err err = {.code = ERR_NONE};
        size_t n = (size_t)rand_r(&seed) % len;

        for (size_t k = 0; k < n; k++)
            bad[k] = (uint8_t)rand_r(&seed);
        memcpy(bad, bytes, n < 8 ? n : 8); /* past the signature */
        assert_null(decode(bad, n, &err));
        assert_true(err.code != ERR_NONE);
    }
    free(bad);
}

TEST("damaged, cut and made-up png is an error, never a crash")
{
    struct image *in = picture(61, 47);
    struct err err;
    size_t len;
    uint8_t *bytes = png_encode(in, &len, &err);

    assert_total(png_decode, bytes, len, 12);
    free(bytes);
    image_unref(in);
}

TEST("damaged, cut and made-up jpeg is an error, never a crash")
{
    struct image *in = picture(61, 47);
    struct err err;
    size_t len;
    uint8_t *bytes = jpeg_encode(in, 80, &len, &err);

    assert_total(jpeg_decode, bytes, len, 2);
    free(bytes);
    image_unref(in);
}

/* The start of a file that names 16000 x 16000 pixels, as its own checksum confirms. */
static const uint8_t huge_png[] = {
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52,
    0x00, 0x00, 0x3e, 0x80, 0x00, 0x00, 0x3e, 0x80, 0x08, 0x02, 0x00, 0x00, 0x00, 0xce, 0x1c, 0x48,
    0x89, 0x00, 0x00, 0x00, 0x0c, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9c, 0x63, 0x60, 0xa0, 0x3d, 0x00,
    0x00, 0x00, 0x64, 0x00, 0x01, 0x86, 0x64, 0x3c, 0x35,
};

TEST("a picture that names a size over the limit is refused before memory is taken")
{
    struct err err;

    assert_null(png_decode(huge_png, sizeof huge_png, &err));
    assert_int_equal(err.code, ERR_LIMIT);
    assert_non_null(strstr(err.msg, "16000 x 16000"));
}

TEST("what is no picture at all is said to be none")
{
    struct err err;

    assert_null(picture_decode("GIF89a", 6, &err));
    assert_int_equal(err.code, ERR_PROTOCOL);
    assert_null(picture_decode("", 0, &err));
}

/* 2 x 1 with alpha: half transparent black, opaque red. */
static const uint8_t see_through[] = {
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52,
    0x00, 0x00, 0x00, 0x02, 0x00, 0x00, 0x00, 0x01, 0x08, 0x06, 0x00, 0x00, 0x00, 0xf4, 0x22, 0x7f,
    0x8a, 0x00, 0x00, 0x00, 0x11, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9c, 0x63, 0x60, 0x60, 0x60, 0x68,
    0xf8, 0xcf, 0xc0, 0xf0, 0x1f, 0x00, 0x07, 0x84, 0x02, 0x7f, 0xfc, 0x1a, 0x76, 0x9a, 0x00, 0x00,
    0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
};

TEST("what is transparent in a png is laid on white")
{
    struct err err;
    struct image *out = png_decode(see_through, sizeof see_through, &err);

    assert_non_null(out);
    assert_int_equal(out->px[0], 0xff7f7f7fu);
    assert_int_equal(out->px[1], 0xffff0000u);
    image_unref(out);
}
