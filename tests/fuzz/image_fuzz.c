/* Any bytes: an error that says something, or an opaque picture that scales, encodes and comes back. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/err.h"
#include "vision/encode.h"
#include "vision/image.h"

#define PIXELS_MAX (1u << 20) /* larger ones are decoded only: the round trip would take all the time */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void round_trip(const struct image *image)
{
    struct err err = { 0 };
    size_t len = 0;
    uint8_t *png = png_encode(image, &len, &err);
    struct image *again = png ? picture_decode(png, len, &err) : NULL;
    struct image *small = image_scale(image, NULL, image->w / 3 + 1, image->h * 2, &err);

    assert(again && image_same(image, again));
    assert(small || err.code == ERR_LIMIT);
    image_unref(small);
    image_unref(again);
    free(png);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct err err = { 0 };
    struct image *image = picture_decode(data, size, &err);

    if (!image) {
        assert(err.code != ERR_NONE && err.msg[0]);
        return 0;
    }
    assert(image->w >= 1 && image->w <= IMAGE_MAX && image->h >= 1 && image->h <= IMAGE_MAX);
    for (uint32_t y = 0; y < image->h; y += image->h / 16 + 1)
        assert(image->px[(size_t)y * image->stride] >> 24 == 0xff);
    if (image->w * image->h <= PIXELS_MAX)
        round_trip(image);
    image_unref(image);
    return 0;
}
