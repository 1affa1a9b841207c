#include "vision/encode.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

#include "base/err.h"
#include "vision/image_own.h"

/* A progressive file may name any number of passes over the whole picture; real ones have ten. */
#define SCANS_MAX 100

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define NATIVE JCS_EXT_BGRX
#else
#define NATIVE JCS_EXT_XRGB
#endif

struct failure {
    struct jpeg_error_mgr mgr; /* first: libjpeg hands back a pointer to it */
    jmp_buf failed;
    char why[JMSG_LENGTH_MAX];
};

static void on_error(j_common_ptr j)
{
    struct failure *f = (struct failure *)j->err;

    f->mgr.format_message(j, f->why);
    longjmp(f->failed, 1);
}

/* Warnings are how libjpeg tells of damage that it papers over with grey. */
static void on_message(j_common_ptr j, int level)
{
    if (level < 0)
        on_error(j);
}

static void on_output(j_common_ptr j)
{
    (void)j;
}

static void failure_init(struct failure *f)
{
    jpeg_std_error(&f->mgr);
    f->mgr.error_exit = on_error;
    f->mgr.emit_message = on_message;
    f->mgr.output_message = on_output;
    f->why[0] = '\0';
}

static int compress(struct jpeg_compress_struct *j, struct failure *f, const struct image *image,
                    int quality, unsigned char **bytes, unsigned long *len)
{
    if (setjmp(f->failed))
        return -1;
    jpeg_create_compress(j);
    jpeg_mem_dest(j, bytes, len);
    j->image_width = image->w;
    j->image_height = image->h;
    j->input_components = 4;
    j->in_color_space = NATIVE;
    jpeg_set_defaults(j);
    jpeg_set_quality(j, quality, TRUE);
    if (quality >= 90) { /* small coloured text is unreadable with halved colour */
        j->comp_info[0].h_samp_factor = 1;
        j->comp_info[0].v_samp_factor = 1;
    }
    jpeg_start_compress(j, TRUE);
    while (j->next_scanline < j->image_height) {
        JSAMPROW row = (JSAMPROW)(image->px + (size_t)j->next_scanline * image->stride);

        jpeg_write_scanlines(j, &row, 1);
    }
    jpeg_finish_compress(j);
    return 0;
}

uint8_t *jpeg_encode(const struct image *image, int quality, size_t *len, struct err *err)
{
    struct jpeg_compress_struct j = {.err = NULL};
    struct failure f;
    unsigned char *bytes = NULL;
    unsigned long n = 0;
    int failed;

    failure_init(&f);
    j.err = &f.mgr;
    if (quality < 1 || quality > 100) {
        err_set(err, ERR_INVALID, "jpeg quality is %d, wanted 1 to 100", quality);
        return NULL;
    }
    failed = compress(&j, &f, image, quality, &bytes, &n);
    jpeg_destroy_compress(&j);
    if (failed < 0) {
        free(bytes);
        err_set(err, ERR_LIMIT, "cannot encode a jpeg of %u x %u: %s", image->w, image->h, f.why);
        return NULL;
    }
    *len = n;
    return bytes;
}

static void on_progress(j_common_ptr j)
{
    if (j->is_decompressor && ((j_decompress_ptr)j)->input_scan_number > SCANS_MAX) {
        struct failure *f = (struct failure *)j->err;

        snprintf(f->why, sizeof f->why, "more than %d scans", SCANS_MAX);
        longjmp(f->failed, 1);
    }
}

/* *out is filled only through the pointer, so a longjmp cannot leave it in a register. */
static int decompress(struct jpeg_decompress_struct *j, struct failure *f, const void *data, size_t len,
                      struct image **out, struct err *err)
{
    struct jpeg_progress_mgr progress = {.progress_monitor = on_progress};

    if (setjmp(f->failed)) {
        err_set(err, ERR_PROTOCOL, "damaged jpeg: %s", f->why);
        return -1;
    }
    jpeg_create_decompress(j);
    j->progress = &progress;
    jpeg_mem_src(j, data, len);
    jpeg_read_header(j, TRUE);
    j->out_color_space = NATIVE;
    *out = picture_new(j->image_width, j->image_height, err);
    if (!*out)
        return -1;
    jpeg_start_decompress(j);
    while (j->output_scanline < j->output_height) {
        JSAMPROW row = (JSAMPROW)((*out)->px + (size_t)j->output_scanline * (*out)->stride);

        jpeg_read_scanlines(j, &row, 1);
    }
    jpeg_finish_decompress(j);
    j->progress = NULL;
    return 0;
}

struct image *jpeg_decode(const void *data, size_t len, struct err *err)
{
    struct jpeg_decompress_struct j = {.err = NULL};
    struct failure f;
    struct image *image = NULL;
    int failed;

    if (len == 0) {
        err_set(err, ERR_PROTOCOL, "no jpeg: empty");
        return NULL;
    }
    failure_init(&f);
    j.err = &f.mgr;
    failed = decompress(&j, &f, data, len, &image, err);
    jpeg_destroy_decompress(&j);
    if (failed < 0) {
        image_unref(image);
        return NULL;
    }
    for (size_t i = 0; i < (size_t)image->w * image->h; i++)
        image->px[i] |= 0xff000000u;
    return image;
}
