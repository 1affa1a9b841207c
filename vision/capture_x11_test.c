#include "base/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xcb/xcb.h>

#include "base/ask.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/files.h"
#include "base/mailbox.h"
#include "tests/rig/xvfb.h"
#include "vision/capture.h"
#include "vision/frame.h"
#include "vision/windows.h"

/* One test's server, its own connection for drawing, and the eyes on it. */
struct scene {
    struct xvfb *x;
    xcb_connection_t *c;
    xcb_screen_t *screen;
    xcb_gcontext_t gc;
    struct mailbox *home;
    struct capture *capture;
};

static struct scene scene_open(const char *geometry, const char *const *args)
{
    struct scene s = {.x = xvfb_start(geometry, args)};
    uint32_t inferiors = XCB_SUBWINDOW_MODE_INCLUDE_INFERIORS;
    struct err err;

    assert_non_null(s.x);
    s.c = xcb_connect(xvfb_display(s.x), NULL);
    s.screen = xcb_setup_roots_iterator(xcb_get_setup(s.c)).data;
    s.gc = xcb_generate_id(s.c);
    xcb_create_gc(s.c, s.gc, s.screen->root, XCB_GC_SUBWINDOW_MODE, &inferiors);
    s.home = mailbox_new(&err);
    s.capture = capture_start(capture_driver_find("x11"), xvfb_display(s.x), &err);
    if (!s.capture)
        fail_msg("%s", err.msg);
    return s;
}

static void scene_close(struct scene *s)
{
    capture_stop(s->capture);
    mailbox_unref(s->home);
    xcb_disconnect(s->c);
    xvfb_stop(s->x);
}

static void draw(struct scene *s, uint32_t colour, int16_t x, int16_t y, uint16_t w, uint16_t h)
{
    xcb_rectangle_t r = {x, y, w, h};

    xcb_change_gc(s->c, s->gc, XCB_GC_FOREGROUND, &colour);
    xcb_poly_fill_rectangle(s->c, s->screen->root, s->gc, 1, &r);
    free(xcb_get_input_focus_reply(s->c, xcb_get_input_focus(s->c), NULL)); /* it is drawn now */
}

static xcb_window_t popup(struct scene *s, int16_t x, int16_t y, uint16_t w, uint16_t h,
                          const char *klass)
{
    uint32_t values[] = {0xff00ff, 1};
    xcb_window_t id = xcb_generate_id(s->c);

    xcb_create_window(s->c, XCB_COPY_FROM_PARENT, id, s->screen->root, x, y, w, h, 0,
                      XCB_WINDOW_CLASS_INPUT_OUTPUT, XCB_COPY_FROM_PARENT,
                      XCB_CW_BACK_PIXEL | XCB_CW_OVERRIDE_REDIRECT, values);
    if (klass) {
        char both[64];
        int n = snprintf(both, sizeof both, "%s%c%s", klass, 0, klass) + 1;

        xcb_change_property(s->c, XCB_PROP_MODE_REPLACE, id, XCB_ATOM_WM_CLASS, XCB_ATOM_STRING, 8,
                            (uint32_t)n, both);
    }
    xcb_map_window(s->c, id);
    free(xcb_get_input_focus_reply(s->c, xcb_get_input_focus(s->c), NULL));
    return id;
}

struct answer { struct frame *frame; struct err err; bool done; };

static void on_answer(void *data, void *result, const struct err *err)
{
    struct answer *a = data;

    a->frame = result;
    if (err)
        a->err = *err;
    a->done = true;
}

static struct answer look(struct scene *s)
{
    struct answer a = {.frame = NULL};

    capture_ask(s->capture, ask_new(s->home, 10000, on_answer, &a));
    while (!a.done)
        mailbox_wait(s->home, -1);
    return a;
}

static struct frame *must_look(struct scene *s)
{
    struct answer a = look(s);

    if (!a.frame)
        fail_msg("%s", a.err.msg);
    return a.frame;
}

/* What the watcher was told. */
struct told {
    struct srect boxes[512];
    size_t n;
    int64_t at_us;
    int restacked, gone;
    enum err_code why;
};

static void on_told(void *data, const struct srect *boxes, size_t n, int64_t at_us)
{
    struct told *t = data;

    t->restacked += n == 0;
    for (size_t i = 0; i < n && t->n < 512; i++)
        t->boxes[t->n++] = boxes[i];
    t->at_us = at_us;
}

static void on_gone(void *data, const struct err *err)
{
    struct told *t = data;

    t->gone++;
    t->why = err->code;
}

static bool covered(const struct srect *boxes, size_t n, struct srect want)
{
    for (size_t i = 0; i < n; i++)
        if (srect_holds(&boxes[i], want.x, want.y) &&
            srect_holds(&boxes[i], want.x + want.w - 1, want.y + want.h - 1))
            return true;
    return false;
}

static uint32_t pixel(const struct frame *f, uint32_t x, uint32_t y)
{
    return f->screen->px[(size_t)y * f->screen->stride + x];
}

static void see_the_scene(const char *const *args, const char *lacks)
{
    struct scene s = scene_open("640x480x24", args);
    struct frame *a = must_look(&s), *b;

    assert_string_equal(capture_lacks(s.capture), lacks);
    assert_int_equal(a->screen->w, 640);
    assert_int_equal(a->screen->h, 480);
    draw(&s, 0x12abef, 600, 470, 40, 10);
    draw(&s, 0xfe0180, 3, 5, 20, 30);
    b = must_look(&s);
    assert_true(b->id > a->id);
    assert_true(b->taken_us >= a->taken_us);
    assert_int_equal(pixel(a, 639, 479), 0xff000000u);
    assert_int_equal(pixel(b, 639, 479), 0xff12abefu);
    assert_int_equal(pixel(b, 600, 470), 0xff12abefu);
    assert_int_equal(pixel(b, 599, 470), 0xff000000u);
    assert_int_equal(pixel(b, 3, 5), 0xfffe0180u);
    assert_int_equal(pixel(b, 22, 34), 0xfffe0180u);
    assert_int_equal(pixel(b, 23, 34), 0xff000000u);
    assert_true(covered(b->damage, b->damage_n, (struct srect){600, 470, 40, 10}));
    assert_true(covered(b->damage, b->damage_n, (struct srect){3, 5, 20, 30}));
    assert_false(covered(b->damage, b->damage_n, (struct srect){300, 240, 1, 1}));
    assert_int_equal(b->blanked, 0);
    frame_unref(a);
    frame_unref(b);
    scene_close(&s);
}

TEST("a look shows what is drawn, to the pixel, and where it changed")
{
    see_the_scene(NULL, "");
}

TEST("a display without MIT-SHM is seen by GetImage and says what it lacks")
{
    static const char *const args[] = {"-extension", "MIT-SHM", NULL};

    see_the_scene(args, "shm");
}

TEST("a display without DAMAGE is seen by comparing and says what it lacks")
{
    static const char *const args[] = {"-extension", "DAMAGE", NULL};

    see_the_scene(args, "damage");
}

TEST("a display without RandR is one monitor")
{
    static const char *const args[] = {"-extension", "RANDR", NULL};
    struct scene s = scene_open("640x480x24", args);
    struct frame *f = must_look(&s);

    assert_string_equal(capture_lacks(s.capture), "randr");
    assert_int_equal(f->monitors_n, 1);
    assert_int_equal(f->monitors[0].box.w, 640);
    assert_int_equal(f->monitors[0].box.h, 480);
    frame_unref(f);
    scene_close(&s);
}

static void watch_the_scene(const char *const *args)
{
    struct scene s = scene_open("640x480x24", args);
    struct told told = {.n = 0};
    struct srect want = {100, 120, 30, 20};

    frame_unref(must_look(&s));
    capture_watch(s.capture, s.home, on_told, on_gone, &told);
    draw(&s, 0x00ff00, 100, 120, 30, 20);
    while (!covered(told.boxes, told.n, want))
        mailbox_wait(s.home, 5000);
    assert_true(told.at_us <= clock_now_us());
    assert_int_equal(told.restacked, 0);
    popup(&s, 300, 300, 50, 40, NULL);
    while (!told.restacked)
        mailbox_wait(s.home, 5000);
    capture_watch(s.capture, s.home, NULL, NULL, NULL);
    told.n = 0;
    draw(&s, 0xff0000, 100, 120, 30, 20);
    frame_unref(must_look(&s));
    assert_int_equal(told.n, 0);
    scene_close(&s);
}

TEST("the watcher hears of damage and of windows that come, and of nothing once it has ended")
{
    watch_the_scene(NULL);
}

TEST("the watcher hears of changes on a display without DAMAGE too")
{
    static const char *const args[] = {"-extension", "DAMAGE", NULL};

    watch_the_scene(args);
}

TEST("damage while nobody watches is not lost to the next frame")
{
    struct scene s = scene_open("640x480x24", NULL);
    struct frame *f;

    frame_unref(must_look(&s));
    for (int i = 0; i < 200; i++)
        draw(&s, (uint32_t)i, (int16_t)(i * 3), (int16_t)(i * 2), 2, 2);
    f = must_look(&s);
    for (int i = 0; i < 200; i++)
        assert_true(covered(f->damage, f->damage_n, (struct srect){i * 3, i * 2, 2, 2}));
    frame_unref(f);
    f = must_look(&s);
    assert_int_equal(f->damage_n, 0);
    frame_unref(f);
    scene_close(&s);
}

TEST("frames that are held keep their pixels while new ones are taken")
{
    struct scene s = scene_open("320x240x24", NULL);
    struct frame *held[8];

    for (uint32_t i = 0; i < 8; i++) {
        draw(&s, 0x101010 * i, 0, 0, 320, 240);
        held[i] = must_look(&s);
    }
    for (uint32_t i = 0; i < 8; i++) {
        assert_int_equal(pixel(held[i], 319, 239), 0xff000000u | 0x101010 * i);
        frame_unref(held[i]);
    }
    scene_close(&s);
}

TEST("the pointer's place is in the frame")
{
    struct scene s = scene_open("640x480x24", NULL);
    struct frame *f;

    xcb_warp_pointer(s.c, XCB_NONE, s.screen->root, 0, 0, 0, 0, 123, 45);
    free(xcb_get_input_focus_reply(s.c, xcb_get_input_focus(s.c), NULL));
    f = must_look(&s);
    assert_int_equal(f->pointer.x, 123);
    assert_int_equal(f->pointer.y, 45);
    frame_unref(f);
    scene_close(&s);
}

TEST("a display that dies is told once to the watcher and to each who asks")
{
    struct scene s = scene_open("640x480x24", NULL);
    struct told told = {.n = 0};
    struct answer a;

    capture_watch(s.capture, s.home, on_told, on_gone, &told);
    frame_unref(must_look(&s));
    xvfb_crash(s.x);
    while (!told.gone)
        mailbox_wait(s.home, 5000);
    assert_int_equal(told.why, ERR_NO_DISPLAY);
    a = look(&s);
    assert_null(a.frame);
    assert_int_equal(a.err.code, ERR_NO_DISPLAY);
    assert_non_null(strstr(a.err.msg, xvfb_display(s.x)));
    assert_int_equal(told.gone, 1);
    scene_close(&s);
}

TEST("a display that is not there is refused by name")
{
    struct err err;

    assert_null(capture_start(capture_driver_find("x11"), ":9876", &err));
    assert_int_equal(err.code, ERR_NO_DISPLAY);
    assert_non_null(strstr(err.msg, ":9876"));
}

TEST("a display of 16 bits is refused and says what was wanted")
{
    struct xvfb *x = xvfb_start("320x240x16", NULL);
    struct err err;

    assert_null(capture_start(capture_driver_find("x11"), xvfb_display(x), &err));
    assert_int_equal(err.code, ERR_UNSUPPORTED);
    assert_non_null(strstr(err.msg, "depth 16"));
    xvfb_stop(x);
}

TEST("a screen that changes its size is seen in the new one")
{
    static const char *const small[] = {
        "sh", "-c", "xrandr --newmode 800x600 40 800 840 968 1056 600 601 605 628 && "
        "xrandr --addmode screen 800x600 && xrandr --output screen --mode 800x600", NULL};
    struct scene s = scene_open("1280x800x24", NULL);
    struct frame *f = must_look(&s);

    assert_int_equal(f->screen->w, 1280);
    assert_int_equal(f->monitors[0].box.w, 1280);
    xvfb_spawn(s.x, small);
    do {
        frame_unref(f);
        f = must_look(&s);
    } while (f->screen->w == 1280);
    assert_int_equal(f->screen->w, 800);
    assert_int_equal(f->screen->h, 600);
    while (f->monitors[0].box.w != 800) {
        frame_unref(f);
        f = must_look(&s);
    }
    assert_int_equal(f->monitors[0].box.h, 600);
    frame_unref(f);
    scene_close(&s);
}

TEST("a locker's window over the whole screen means blanked, an ordinary one does not")
{
    struct scene s = scene_open("640x480x24", NULL);
    struct frame *f;

    popup(&s, 0, 0, 640, 480, "Menu");
    popup(&s, 0, 0, 200, 100, "i3lock");
    f = must_look(&s);
    assert_int_equal(f->blanked, 0);
    frame_unref(f);
    popup(&s, 0, 0, 640, 480, "i3lock");
    f = must_look(&s);
    assert_int_equal(f->blanked, 1);
    frame_unref(f);
    scene_close(&s);
}

TEST("a screen saver that is on means blanked")
{
    struct scene s = scene_open("640x480x24", NULL);
    struct frame *f;

    xcb_force_screen_saver(s.c, XCB_SCREEN_SAVER_ACTIVE);
    free(xcb_get_input_focus_reply(s.c, xcb_get_input_focus(s.c), NULL));
    f = must_look(&s);
    assert_int_equal(f->blanked, 1);
    frame_unref(f);
    xcb_force_screen_saver(s.c, XCB_SCREEN_SAVER_RESET);
    free(xcb_get_input_focus_reply(s.c, xcb_get_input_focus(s.c), NULL));
    f = must_look(&s);
    assert_int_equal(f->blanked, 0);
    frame_unref(f);
    scene_close(&s);
}

/* A compositor without a screen of its own, and the display of its X clients. */
struct wayland { char log[64], display[16]; };

static bool has_display(void *data)
{
    struct wayland *w = data;
    struct err err;
    char *log = file_read(w->log, 1u << 20, NULL, &err);
    const char *at = log ? strstr(log, "listening on display ") : NULL;
    bool has = at && sscanf(at, "listening on display %15s", w->display) == 1;

    free(log);
    return has;
}

TEST("a Wayland session's X display is refused with a word that says why")
{
    struct xvfb *x = xvfb_start("320x240x24", NULL);
    struct wayland w = {.display = ""};
    char runtime[64], log[80];
    const char *const argv[] = {"weston", "--backend=headless-backend.so", "--xwayland", "--idle-time=0",
                                "--socket=wayland-test", log, NULL};
    const char *const env[] = {runtime, NULL};
    struct err err;

    snprintf(runtime, sizeof runtime, "XDG_RUNTIME_DIR=%s", xvfb_home(x));
    snprintf(w.log, sizeof w.log, "%s/weston.log", xvfb_home(x));
    snprintf(log, sizeof log, "--log=%s", w.log);
    assert_true(xvfb_spawn_env(x, argv, env) > 0);
    assert_true(xvfb_wait(has_display, &w, 20000));
    assert_null(capture_start(capture_driver_find("x11"), w.display, &err));
    assert_int_equal(err.code, ERR_UNSUPPORTED);
    assert_non_null(strstr(err.msg, "Wayland"));
    xvfb_stop(x);
}
