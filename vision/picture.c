#include "vision/encode.h"

#include <string.h>

#include "base/err.h"
#include "vision/image_own.h"

struct image *picture_new(uint32_t w, uint32_t h, struct err *err)
{
    if ((uint64_t)w * h > PICTURE_PIXELS_MAX) {
        err_set(err, ERR_LIMIT, "picture of %u x %u, limit is %u pixels", w, h, PICTURE_PIXELS_MAX);
        return NULL;
    }
    return image_new(w, h, err);
}

struct image *picture_decode(const void *data, size_t len, struct err *err)
{
    static const uint8_t png[] = {0x89, 'P', 'N', 'G'}, jpeg[] = {0xff, 0xd8, 0xff};

    if (len >= sizeof png && memcmp(data, png, sizeof png) == 0)
        return png_decode(data, len, err);
    if (len >= sizeof jpeg && memcmp(data, jpeg, sizeof jpeg) == 0)
        return jpeg_decode(data, len, err);
    err_set(err, ERR_PROTOCOL, "%zu bytes that are neither png nor jpeg", len);
    return NULL;
}
