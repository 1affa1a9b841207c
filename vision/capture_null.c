#include "vision/capture_drivers.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/xalloc.h"
#include "vision/frame.h"
#include "vision/windows.h"

#define GREY 0xff808080u

struct null { struct image *image; };

static void null_close(void *self)
{
    struct null *s = self;

    image_unref(s->image);
    free(s);
}

static void *null_open(const char *where, struct err *err)
{
    struct null *s = xcalloc(1, sizeof *s);
    unsigned int w = 0, h = 0;
    char rest;

    if (!where || sscanf(where, "%5ux%5u%c", &w, &h, &rest) != 2) {
        err_set(err, ERR_INVALID, "'%s' is no size, wanted 'WIDTHxHEIGHT'", where ? where : "");
        goto failed;
    }
    s->image = image_new(w, h, err);
    if (!s->image)
        goto failed;
    for (size_t i = 0; i < (size_t)w * h; i++)
        s->image->px[i] = GREY;
    return s;
failed:
    null_close(s);
    return NULL;
}

static int null_fd(void *self)
{
    (void)self;
    return -1;
}

static int null_pump(void *self, struct srect *out, size_t cap, struct err *err)
{
    (void)self;
    (void)out;
    (void)cap;
    (void)err;
    return 0;
}

static struct frame *null_grab(void *self, struct err *err)
{
    struct null *s = self;

    (void)err;
    return frame_new(image_ref(s->image), windows_new_empty(), clock_now_us());
}

const struct capture_driver capture_null = {
    .name = "null", .open = null_open, .fd = null_fd, .pump = null_pump, .grab = null_grab,
    .close = null_close,
};
