/* Times a capture of the whole screen, all of which has changed, beside a memcpy of as many bytes; the two in
 * turn, so that both see the same machine. Prints the medians: `capture_us N`, `memcpy_us N`. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xcb/xcb.h>

#include "base/clock.h"
#include "base/err.h"
#include "vision/capture.h"
#include "vision/frame.h"

#define ROUNDS 101
#define DAMAGE_MAX 64

static int by_value(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* Paints all of the screen, windows included, and returns once the server has done it. */
static void repaint(xcb_connection_t *x, const xcb_screen_t *screen, xcb_gcontext_t gc, uint32_t round)
{
    uint32_t colour = 0x203040u + round * 0x010203u;
    xcb_rectangle_t all = { 0, 0, screen->width_in_pixels, screen->height_in_pixels };

    xcb_change_gc(x, gc, XCB_GC_FOREGROUND, &colour);
    xcb_poly_fill_rectangle(x, screen->root, gc, 1, &all);
    free(xcb_get_input_focus_reply(x, xcb_get_input_focus(x), NULL));
}

static int measure(const struct capture_driver *driver, void *eyes, xcb_connection_t *x, struct err *err)
{
    const xcb_screen_t *screen = xcb_setup_roots_iterator(xcb_get_setup(x)).data;
    uint32_t inferiors = XCB_SUBWINDOW_MODE_INCLUDE_INFERIORS;
    xcb_gcontext_t gc = xcb_generate_id(x);
    size_t len = (size_t)screen->width_in_pixels * screen->height_in_pixels * 4;
    char *from = malloc(len), *to = malloc(len);
    int64_t capture[ROUNDS], copy[ROUNDS];
    struct srect damage[DAMAGE_MAX];
    int ret = -1;

    if (!from || !to) {
        err_set(err, ERR_LIMIT, "no memory for two pictures");
        goto out;
    }
    memset(from, 1, len);
    memset(to, 2, len);
    xcb_create_gc(x, gc, screen->root, XCB_GC_SUBWINDOW_MODE, &inferiors);
    for (uint32_t i = 0; i < ROUNDS; i++) {
        repaint(x, screen, gc, i);
        if (driver->pump(eyes, damage, DAMAGE_MAX, err) < 0)
            goto out;
        int64_t begun = clock_now_us();
        struct frame *frame = driver->grab(eyes, err);
        capture[i] = clock_now_us() - begun;
        if (!frame)
            goto out;
        frame_unref(frame);

        begun = clock_now_us();
        memcpy(to, from, len);
        copy[i] = clock_now_us() - begun;
        from[i] = to[i + 1]; /* the copy is used, so it is made */
    }
    qsort(capture, ROUNDS, sizeof *capture, by_value);
    qsort(copy, ROUNDS, sizeof *copy, by_value);
    printf("capture_us %lld\nmemcpy_us %lld\n", (long long)capture[ROUNDS / 2], (long long)copy[ROUNDS / 2]);
    ret = 0;
out:
    free(from);
    free(to);
    return ret;
}

int main(int argc, char **argv)
{
    const struct capture_driver *driver = capture_driver_find("x11");
    struct err err = { 0 };
    xcb_connection_t *x = NULL;
    void *eyes = NULL;
    int ret = 1;

    if (argc != 2) {
        fprintf(stderr, "usage: capture_bench DISPLAY\n");
        return 2;
    }
    x = xcb_connect(argv[1], NULL);
    if (xcb_connection_has_error(x)) {
        err_set(&err, ERR_NO_DISPLAY, "no display '%s'", argv[1]);
        goto out;
    }
    eyes = driver->open(argv[1], &err);
    if (!eyes || measure(driver, eyes, x, &err))
        goto out;
    ret = 0;
out:
    if (ret)
        fprintf(stderr, "capture_bench: %s\n", err.msg);
    if (eyes)
        driver->close(eyes);
    xcb_disconnect(x);
    return ret;
}
