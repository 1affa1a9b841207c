#include "vision/encode.h"

#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "vision/image_own.h"

/* Measured on a 1920x1080 desktop: level 2 with rows told as differences from the one above takes 16 ms
 * and 139 kB; a choice of filters for each row 26 ms and 140 kB; level 3 and more only time. */
#define LEVEL 2

struct sink {
    uint8_t *bytes;
    size_t len, cap;
    jmp_buf failed;
    char why[160];
};

static void on_error(png_structp png, png_const_charp msg)
{
    struct sink *s = png_get_error_ptr(png);

    snprintf(s->why, sizeof s->why, "%s", msg);
    longjmp(s->failed, 1);
}

static void on_warning(png_structp png, png_const_charp msg)
{
    (void)png;
    (void)msg;
}

static void on_write(png_structp png, png_bytep data, size_t len)
{
    struct sink *s = png_get_io_ptr(png);

    if (len > s->cap - s->len) {
        size_t cap = s->cap * 2 + len;
        uint8_t *bytes = realloc(s->bytes, cap);

        if (!bytes)
            png_error(png, "no memory");
        s->bytes = bytes;
        s->cap = cap;
    }
    memcpy(s->bytes + s->len, data, len);
    s->len += len;
}

static void on_flush(png_structp png)
{
    (void)png;
}

/* Between setjmp and longjmp: nothing here owns anything but what png and sink hold. */
static int write_all(png_structp png, png_infop info, const struct image *image, struct sink *sink)
{
    if (setjmp(sink->failed))
        return -1;
    png_set_write_fn(png, sink, on_write, on_flush);
    png_set_compression_level(png, LEVEL);
    png_set_filter(png, 0, PNG_FILTER_UP);
    png_set_IHDR(png, info, image->w, image->h, 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(png, info);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    png_set_bgr(png);
    png_set_filler(png, 0, PNG_FILLER_AFTER);
#else
    png_set_filler(png, 0, PNG_FILLER_BEFORE);
#endif
    for (uint32_t y = 0; y < image->h; y++)
        png_write_row(png, (png_const_bytep)(image->px + (size_t)y * image->stride));
    png_write_end(png, NULL);
    return 0;
}

uint8_t *png_encode(const struct image *image, size_t *len, struct err *err)
{
    struct sink sink = {.bytes = NULL};
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &sink, on_error, on_warning);
    png_infop info = png ? png_create_info_struct(png) : NULL;
    int failed = info ? write_all(png, info, image, &sink) : -1;

    png_destroy_write_struct(&png, &info);
    if (failed < 0) {
        free(sink.bytes);
        err_set(err, ERR_LIMIT, "cannot encode a png of %u x %u: %s", image->w, image->h,
                sink.why[0] ? sink.why : "no memory");
        return NULL;
    }
    *len = sink.len;
    return sink.bytes;
}

/* Pictures are opaque here: what is transparent is laid on white, as a page would. */
static void lay_on_white(struct image *image)
{
    size_t n = (size_t)image->w * image->h;

    for (size_t i = 0; i < n; i++) {
        uint32_t p = image->px[i], a = p >> 24, out = 0xff000000u;

        for (int shift = 0; shift < 24; shift += 8)
            out |= (((p >> shift & 0xff) * a + 255 * (255 - a) + 127) / 255) << shift;
        image->px[i] = out;
    }
}

struct image *png_decode(const void *data, size_t len, struct err *err)
{
    png_image png = {.version = PNG_IMAGE_VERSION};
    struct image *image = NULL;

    if (!png_image_begin_read_from_memory(&png, data, len)) {
        err_set(err, ERR_PROTOCOL, "no png: %s", png.message);
        return NULL;
    }
    image = picture_new(png.width, png.height, err);
    if (!image) {
        png_image_free(&png);
        return NULL;
    }
    png.format = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? PNG_FORMAT_BGRA : PNG_FORMAT_ARGB;
    if (!png_image_finish_read(&png, NULL, image->px, (png_int_32)(image->stride * 4), NULL)) {
        err_set(err, ERR_PROTOCOL, "damaged png: %s", png.message);
        image_unref(image);
        return NULL;
    }
    lay_on_white(image);
    return image;
}
