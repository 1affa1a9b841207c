/* read_screen.c : for those who work on the reader: looks at a display once (with OPTION "twice", again),
 * and writes the picture with marks and the screen value.
 *
 *     read_screen :1 marks.png screen.json [twice]
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ask.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/files.h"
#include "base/js.h"
#include "base/loop.h"
#include "vision/atspi.h"
#include "vision/capture.h"
#include "vision/encode.h"
#include "vision/frame.h"
#include "vision/marks.h"
#include "vision/reader.h"
#include "vision/screen.h"

struct wait { void *result; bool over; };

static void on_done(void *data, void *result, const struct err *err)
{
    struct wait *w = data;
    if (err)
        fprintf(stderr, "read_screen: %s\n", err->msg);
    w->result = result;
    w->over = true;
}

static void *wait_for(struct loop *loop, struct wait *w)
{
    while (!w->over)
        loop_run_once(loop);
    return w->result;
}

static void *ask_frame(struct loop *loop, struct capture *capture)
{
    struct wait w = { 0 };
    capture_ask(capture, ask_new(loop_mailbox(loop), 5000, on_done, &w));
    return wait_for(loop, &w);
}

static void *ask_hints(struct loop *loop, struct atspi *atspi, const struct frame *frame)
{
    struct wait w = { 0 };
    atspi_ask(atspi, frame->windows, ask_new(loop_mailbox(loop), 0, on_done, &w));
    return wait_for(loop, &w);
}

static struct screen *look(struct loop *loop, struct capture *capture, struct atspi *atspi,
                           struct reader *reader)
{
    int64_t t0 = clock_now_us();
    struct frame *frame = ask_frame(loop, capture);
    if (!frame)
        return NULL;
    int64_t t1 = clock_now_us();
    struct hints *hints = ask_hints(loop, atspi, frame);
    int64_t t2 = clock_now_us();
    size_t hints_n = hints ? hints->n : 0;
    struct wait w = { 0 };
    reader_ask(reader, frame, hints, ask_new(loop_mailbox(loop), 0, on_done, &w));
    struct screen *screen = wait_for(loop, &w);
    int64_t t3 = clock_now_us();
    printf("capture %.1f ms, hints %.1f ms (%zu), reading %.1f ms (%zu elements, %zu lines)\n",
           (double)(t1 - t0) / 1e3, (double)(t2 - t1) / 1e3, hints_n, (double)(t3 - t2) / 1e3,
           screen ? screen->n : 0, screen ? screen->lines_n : 0);
    frame_unref(frame);
    return screen;
}

static int save(const char *path, void *bytes, size_t len, struct err *err)
{
    FILE *f = fopen(path, "wb");
    int ret = f && fwrite(bytes, 1, len, f) == len ? 0 : err_set(err, ERR_IO, "cannot write '%s'", path);
    if (f)
        fclose(f);
    free(bytes);
    return ret;
}

static int save_all(const struct screen *screen, char **argv, struct err *err)
{
    size_t len;
    struct image *marks = marks_draw(screen, NULL, err);
    void *png = marks ? png_encode(marks, &len, err) : NULL;
    image_unref(marks);
    if (!png || save(argv[2], png, len, err))
        return -1;
    json_t *value = screen_to_json(screen, NULL);
    char *text = json_dumps(value, JSON_INDENT(1));
    json_decref(value);
    return save(argv[3], text, strlen(text), err);
}

int main(int argc, char **argv)
{
    struct err err;
    int ret = 1;
    struct loop *loop = NULL;
    struct capture *capture = NULL;
    struct atspi *atspi = NULL;
    struct reader *reader = NULL;
    struct screen *screen = NULL;
    struct reader_opts opts = { "eng", true };
    if (argc < 4) {
        fprintf(stderr, "usage: read_screen DISPLAY PNG JSON [twice]\n");
        return 2;
    }
    err_clear(&err);
    if (!(loop = loop_new(&err)) ||
        !(capture = capture_start(capture_driver_find("x11"), argv[1], &err)) ||
        !(atspi = atspi_start(argv[1], &err)))
        goto out;
    reader = reader_new(loop, &opts);
    for (int i = 0; i < (argc > 4 ? 2 : 1); i++) {
        screen_unref(screen);
        if (!(screen = look(loop, capture, atspi, reader)))
            goto out;
    }
    ret = save_all(screen, argv, &err) ? 1 : 0;
out:
    if (ret)
        fprintf(stderr, "read_screen: %s\n", err.msg);
    screen_unref(screen);
    reader_free(reader);
    atspi_stop(atspi);
    capture_stop(capture);
    loop_free(loop);
    return ret;
}
