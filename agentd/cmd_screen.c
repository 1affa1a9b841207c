/* screen.* */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "agentd/agentd.h"
#include "agentd/command.h"
#include "agentd/look.h"
#include "agentd/screen_value.h"
#include "agentd/watch.h"
#include "base/ask.h"
#include "base/base64.h"
#include "base/err.h"
#include "base/js.h"
#include "base/loop.h"
#include "base/xalloc.h"
#include "vision/encode.h"
#include "vision/marks.h"
#include "vision/screen.h"
#include "vision/windows.h"

#define JPEG_QUALITY 85

/* A picture, made in the pool. */
struct shot {
    struct agentd *d;
    struct ask *ask;
    struct frame *frame;
    struct screen *screen; /* marks are drawn */
    uint32_t window;
    bool has_box, jpeg;
    struct srect box;
    uint32_t max_width;
    uint8_t *bytes;
    size_t len;
    uint32_t w, h;
    struct err err;
};

static int choose_box(struct shot *s)
{
    struct srect all = { 0, 0, (int32_t)s->frame->screen->w, (int32_t)s->frame->screen->h };
    const struct window *w = s->window ? windows_by_id(s->frame->windows, s->window) : NULL;
    if (s->window && !w)
        return err_set(&s->err, ERR_NOT_FOUND, "no window %u", s->window);
    if (w && w->minimised)
        return err_set(&s->err, ERR_NOT_FOUND, "window %u is minimised: it has no picture", w->id);
    struct srect wanted = w ? w->frame : s->has_box ? s->box : all;
    if (!srect_meet(&all, &wanted, &s->box))
        return err_set(&s->err, ERR_OUT_OF_FRAME, "the box %d,%d,%d,%d lies off the screen of %dx%d",
                       wanted.x, wanted.y, wanted.w, wanted.h, all.w, all.h);
    return 0;
}

static struct image *draw(struct shot *s)
{
    if (s->screen)
        return marks_draw(s->screen, &s->box, &s->err);
    uint32_t w = (uint32_t)s->box.w;
    uint32_t h = (uint32_t)s->box.h;
    if (s->max_width && w > s->max_width) {
        h = (uint32_t)((uint64_t)h * s->max_width / w);
        w = s->max_width;
        return image_scale(s->frame->screen, &s->box, w, h ? h : 1, &s->err);
    }
    return image_crop(s->frame->screen, &s->box, &s->err);
}

static void shoot(void *data)
{
    struct shot *s = data;
    if (choose_box(s))
        return;
    struct image *image = draw(s);
    if (!image)
        return;
    s->w = image->w;
    s->h = image->h;
    s->bytes = s->jpeg ? jpeg_encode(image, JPEG_QUALITY, &s->len, &s->err)
                       : png_encode(image, &s->len, &s->err);
    image_unref(image);
}

static void free_shot(struct shot *s)
{
    frame_unref(s->frame);
    screen_unref(s->screen);
    free(s->bytes);
    free(s);
}

static void shot_end(void *data)
{
    struct shot *s = data;
    if (!s->bytes) {
        ask_fail(s->ask, &s->err);
    } else {
        char *text = base64_encode(s->bytes, s->len);
        json_t *result = json_pack("{s:i, s:i, s:s, s:s, s:I}", "width", (int)s->w, "height",
                                   (int)s->h, "mime", s->jpeg ? "image/jpeg" : "image/png", "data",
                                   text, "frame", (json_int_t)s->frame->id);
        free(text);
        if (!ask_answer(s->ask, result))
            json_decref(result);
    }
    free_shot(s);
}

static void on_frame(void *data, void *result, const struct err *err)
{
    struct shot *s = data;
    if (err) {
        ask_fail(s->ask, err);
        free_shot(s);
        return;
    }
    s->frame = result;
    loop_work(s->d->loop, shoot, shot_end, s);
}

static struct shot *shot_new(struct agentd *d, const json_t *params, struct ask *ask)
{
    const json_t *box = js_get(params, "box");
    const char *format = js_str(params, "format");
    struct shot *s = xcalloc(1, sizeof *s);
    s->d = d;
    s->ask = ask;
    s->window = (uint32_t)js_int(params, "window", 0);
    s->max_width = (uint32_t)js_int(params, "max_width", 0);
    s->jpeg = format && strcmp(format, "jpeg") == 0;
    s->has_box = box != NULL;
    s->box = (struct srect){ (int32_t)json_integer_value(json_array_get(box, 0)),
                             (int32_t)json_integer_value(json_array_get(box, 1)),
                             (int32_t)json_integer_value(json_array_get(box, 2)),
                             (int32_t)json_integer_value(json_array_get(box, 3)) };
    return s;
}

static bool box_is_bad(const struct shot *s)
{
    return s->has_box && (s->box.w < 1 || s->box.h < 1);
}

COMMAND_FN(cmd_screen_shot)
{
    (void)c;
    struct shot *s = shot_new(d, params, ask);
    if (box_is_bad(s)) {
        ask_failf(ask, ERR_INVALID, "'box' has no width or no height");
        free_shot(s);
        return;
    }
    look_frame(d, ask_new(loop_mailbox(d->loop), 5000, on_frame, s));
}

static void on_screen_marks(void *data, void *result, const struct err *err)
{
    struct shot *s = data;
    if (err) {
        ask_fail(s->ask, err);
        free_shot(s);
        return;
    }
    s->screen = result;
    s->frame = frame_ref(s->screen->frame);
    loop_work(s->d->loop, shoot, shot_end, s);
}

COMMAND_FN(cmd_screen_marks)
{
    (void)c;
    look_screen(d, ask_new(loop_mailbox(d->loop), 0, on_screen_marks, shot_new(d, params, ask)));
}

struct question {
    struct agentd *d;
    struct ask *ask;
};

static void on_elements(void *data, void *result, const struct err *err)
{
    struct question q = *(struct question *)data;
    struct screen *screen = result;
    free(data);
    if (err) {
        ask_fail(q.ask, err);
        return;
    }
    ask_answer(q.ask, json_incref(screen_value(q.d, screen)));
    screen_unref(screen);
}

static void on_windows(void *data, void *result, const struct err *err)
{
    struct question q = *(struct question *)data;
    struct frame *frame = result;
    free(data);
    if (err)
        ask_fail(q.ask, err);
    else
        ask_answer(q.ask, json_pack("{s:o}", "windows", windows_to_json(frame->windows)));
    frame_unref(frame);
}

static struct question *question_new(struct agentd *d, struct ask *ask)
{
    struct question *q = xcalloc(1, sizeof *q);
    *q = (struct question){ d, ask };
    return q;
}

COMMAND_FN(cmd_screen_elements)
{
    (void)c;
    (void)params;
    look_screen(d, ask_new(loop_mailbox(d->loop), 0, on_elements, question_new(d, ask)));
}

COMMAND_FN(cmd_screen_windows)
{
    (void)c;
    (void)params;
    look_frame(d, ask_new(loop_mailbox(d->loop), 5000, on_windows, question_new(d, ask)));
}

COMMAND_FN(cmd_screen_watch)
{
    (void)d;
    if (!c->ops || !c->ops->send_binary) {
        ask_failf(ask, ERR_UNSUPPORTED, "live pictures go over the WebSocket only");
        return;
    }
    if (js_bool(params, "on", false))
        watch_begin(c, (uint32_t)js_int(params, "max_width", 0));
    else
        watch_end(c);
    ask_answer(ask, NULL);
}
