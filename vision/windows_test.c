#include "base/test.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <xcb/shape.h>
#include <xcb/xcb.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/js.h"
#include "tests/rig/xvfb.h"
#include "vision/windows.h"

struct desk {
    struct xvfb *x;
    xcb_connection_t *c;
    xcb_window_t root;
};

static struct desk desk_open(bool manager)
{
    static const char *const openbox[] = {"openbox", NULL};
    struct desk d = {.x = xvfb_start("800x600x24", NULL)};

    assert_non_null(d.x);
    if (manager) {
        xvfb_spawn(d.x, openbox);
        assert_true(xvfb_wait_manager(d.x, 10000));
    }
    d.c = xcb_connect(xvfb_display(d.x), NULL);
    d.root = xcb_setup_roots_iterator(xcb_get_setup(d.c)).data->root;
    return d;
}

static void desk_close(struct desk *d)
{
    xcb_disconnect(d->c);
    xvfb_stop(d->x);
}

static struct windows *must_read(struct desk *d)
{
    struct err err;
    struct windows *w = windows_read(d->c, d->root, &err);

    if (!w)
        fail_msg("%s", err.msg);
    return w;
}

static const struct window *titled(const struct windows *w, const char *title)
{
    for (size_t i = 0; i < w->n; i++)
        if (strcmp(w->items[i].title, title) == 0)
            return &w->items[i];
    return NULL;
}

static void sync(struct desk *d)
{
    free(xcb_get_input_focus_reply(d->c, xcb_get_input_focus(d->c), NULL));
}

static xcb_window_t popup(struct desk *d, int16_t x, int16_t y, uint16_t w, uint16_t h, const char *title)
{
    const uint32_t override = 1;
    xcb_window_t id = xcb_generate_id(d->c);

    xcb_create_window(d->c, XCB_COPY_FROM_PARENT, id, d->root, x, y, w, h, 0,
                      XCB_WINDOW_CLASS_INPUT_OUTPUT, XCB_COPY_FROM_PARENT, XCB_CW_OVERRIDE_REDIRECT,
                      &override);
    xcb_change_property(d->c, XCB_PROP_MODE_REPLACE, id, XCB_ATOM_WM_NAME, XCB_ATOM_STRING, 8,
                        (uint32_t)strlen(title), title);
    xcb_map_window(d->c, id);
    sync(d);
    return id;
}

static void terminal(struct desk *d, const char *title, const char *place)
{
    const char *const argv[] = {"xterm", "-T", title, "-geometry", place, NULL};

    xvfb_spawn(d->x, argv);
    assert_true(xvfb_wait_window(d->x, title, 10000));
}

struct state { struct desk *d; const char *title; bool (*is)(const struct window *w); };

static bool in_state(void *data)
{
    struct state *s = data;
    struct windows *w = must_read(s->d);
    const struct window *found = titled(w, s->title);
    bool is = found && s->is(found);

    windows_unref(w);
    return is;
}

static bool is_active(const struct window *w) { return w->active; }
static bool is_minimised(const struct window *w) { return w->minimised; }
static bool is_maximised(const struct window *w) { return w->maximised; }
static bool is_fullscreen(const struct window *w) { return w->fullscreen; }

static void assert_becomes(struct desk *d, const char *title, bool (*is)(const struct window *w))
{
    struct state s = {d, title, is};

    assert_true(xvfb_wait(in_state, &s, 10000));
}

static void wmctrl(struct desk *d, const char *title, const char *verb, const char *what)
{
    const char *const argv[] = {"wmctrl", "-r", title, verb, what, NULL};
    static const char *const env[] = {"LC_ALL=C.UTF-8", NULL};

    xvfb_spawn_env(d->x, argv, env);
}

TEST("a managed window is listed with its title, class, process, area and frame")
{
    struct desk d = desk_open(true);
    struct windows *w;
    const struct window *t;

    terminal(&d, "plain", "80x10+100+150");
    wmctrl(&d, "plain", "-T", "Grüße 世界");
    assert_becomes(&d, "Grüße 世界", is_active);
    w = must_read(&d);
    t = titled(w, "Grüße 世界");
    assert_string_equal(t->instance, "xterm");
    assert_string_equal(t->klass, "XTerm");
    assert_int_equal(t->type, WINDOW_NORMAL);
    assert_true(t->managed);
    assert_true(t->pid > 0);
    assert_int_equal(w->active, t->id);
    assert_true(t->box.w > 400);
    /* openbox puts a title bar above and a border round it */
    assert_int_equal(t->frame.x, 100);
    assert_int_equal(t->frame.y, 150);
    assert_true(t->box.y >= t->frame.y + 10);
    assert_true(t->frame.h > t->box.h && t->frame.w >= t->box.w);
    assert_ptr_equal(windows_at(w, t->box.x + 5, t->box.y + 5), t);
    assert_ptr_equal(windows_at(w, t->box.x + 5, t->frame.y + 2), t);
    assert_ptr_equal(windows_by_id(w, t->id), t);
    windows_unref(w);
    desk_close(&d);
}

TEST("windows come bottom to top, menus above what they lie over")
{
    static const char *const raise[] = {"wmctrl", "-a", "first", NULL};
    struct desk d = desk_open(true);
    struct windows *w;
    xcb_window_t menu;

    terminal(&d, "first", "60x10+10+10");
    terminal(&d, "second", "60x10+40+40");
    assert_becomes(&d, "second", is_active);
    menu = popup(&d, 60, 100, 90, 120, "menu");
    w = must_read(&d);
    assert_true(titled(w, "first") < titled(w, "second"));
    assert_ptr_equal(titled(w, "menu"), &w->items[w->n - 1]);
    assert_false(titled(w, "menu")->managed);
    assert_int_equal(windows_at(w, 70, 110)->id, menu);
    windows_unref(w);
    xcb_unmap_window(d.c, menu);
    sync(&d);
    xvfb_spawn(d.x, raise);
    assert_becomes(&d, "first", is_active);
    w = must_read(&d);
    assert_true(titled(w, "first") > titled(w, "second"));
    assert_null(titled(w, "menu"));
    windows_unref(w);
    desk_close(&d);
}

TEST("minimised, maximised and full-screen windows say so")
{
    struct desk d = desk_open(true);
    static const char *const hide[] = {"xdotool", "search", "--name", "toy", "windowminimize", NULL};
    struct windows *w;

    terminal(&d, "toy", "60x10+10+10");
    wmctrl(&d, "toy", "-b", "add,maximized_vert,maximized_horz");
    assert_becomes(&d, "toy", is_maximised);
    wmctrl(&d, "toy", "-b", "add,fullscreen");
    assert_becomes(&d, "toy", is_fullscreen);
    wmctrl(&d, "toy", "-b", "remove,fullscreen");
    xvfb_spawn(d.x, hide);
    assert_becomes(&d, "toy", is_minimised);
    w = must_read(&d);
    assert_null(windows_at(w, 100, 100)); /* it is not on the screen */
    windows_unref(w);
    desk_close(&d);
}

TEST("a dialog says whose it is")
{
    static const char *const argv[] = {"zenity", "--info", "--title=Note", "--text=Hello", NULL};
    struct desk d = desk_open(true);
    struct windows *w;

    xvfb_spawn(d.x, argv);
    assert_true(xvfb_wait_window(d.x, "Note", 20000));
    assert_becomes(&d, "Note", is_active);
    w = must_read(&d);
    assert_int_equal(titled(w, "Note")->type, WINDOW_DIALOG);
    windows_unref(w);
    desk_close(&d);
}

TEST("without a window manager windows are listed all the same, the focused one active")
{
    struct desk d = desk_open(false);
    struct windows *w;
    const struct window *t;

    terminal(&d, "alone", "60x10+30+40");
    popup(&d, 300, 300, 50, 50, "drop-down");
    w = must_read(&d);
    t = titled(w, "alone");
    assert_non_null(t);
    assert_true(t->managed);
    assert_int_equal(t->box.x, t->frame.x);
    xcb_set_input_focus(d.c, XCB_INPUT_FOCUS_PARENT, t->id, XCB_CURRENT_TIME);
    sync(&d);
    assert_false(titled(w, "drop-down")->managed);
    windows_unref(w);
    assert_becomes(&d, "alone", is_active);
    desk_close(&d);
}

TEST("an overlay that lets clicks through covers nothing")
{
    struct desk d = desk_open(false);
    xcb_window_t ghost = popup(&d, 0, 0, 800, 600, "overlay");
    struct windows *w;

    xcb_shape_rectangles(d.c, XCB_SHAPE_SO_SET, XCB_SHAPE_SK_INPUT, XCB_CLIP_ORDERING_UNSORTED, ghost,
                         0, 0, 0, NULL);
    sync(&d);
    w = must_read(&d);
    assert_null(titled(w, "overlay"));
    windows_unref(w);
    desk_close(&d);
}

TEST("a title of broken bytes becomes valid text on one line")
{
    struct desk d = desk_open(false);
    struct windows *w;
    xcb_window_t id = popup(&d, 0, 0, 50, 50, "x");
    xcb_intern_atom_reply_t *name =
        xcb_intern_atom_reply(d.c, xcb_intern_atom(d.c, 0, 12, "_NET_WM_NAME"), NULL);
    xcb_intern_atom_reply_t *utf8 =
        xcb_intern_atom_reply(d.c, xcb_intern_atom(d.c, 0, 11, "UTF8_STRING"), NULL);

    xcb_change_property(d.c, XCB_PROP_MODE_REPLACE, id, name->atom, utf8->atom, 8, 7, "a\xff\nb\xc3\xa9\xe2");
    sync(&d);
    w = must_read(&d);
    assert_non_null(titled(w, "a\xef\xbf\xbd b\xc3\xa9\xef\xbf\xbd"));
    windows_unref(w);
    free(name);
    free(utf8);
    desk_close(&d);
}

TEST("windows that come and go while they are read never break the reading")
{
    static const char *const storm[] = {
        "sh", "-c", "while :; do xdotool search --name nothing; xmessage -timeout 1 x & "
        "xprop -root >/dev/null; kill $!; done", NULL};
    struct desk d = desk_open(true);
    int64_t until = clock_now_us() + 1000000;

    xvfb_spawn(d.x, storm);
    while (clock_now_us() < until)
        windows_unref(must_read(&d));
    desk_close(&d);
}

TEST("reading after the display has died is an error")
{
    struct desk d = desk_open(false);
    struct err err;

    xvfb_crash(d.x);
    assert_null(windows_read(d.c, d.root, &err));
    assert_int_equal(err.code, ERR_NO_DISPLAY);
    desk_close(&d);
}

TEST("a list goes through JSON and comes back the same")
{
    struct desk d = desk_open(true);
    struct windows *w, *back;
    json_t *json, *again;
    struct err err;

    terminal(&d, "one \"quoted\"", "60x10+10+10");
    assert_becomes(&d, "one \"quoted\"", is_active);
    popup(&d, -20, 20, 100, 50, "pop");
    w = must_read(&d);
    json = windows_to_json(w);
    back = windows_from_json(json, &err);
    assert_non_null(back);
    again = windows_to_json(back);
    assert_true(json_equal(json, again));
    assert_int_equal(back->active, w->active);
    json_decref(json);
    json_decref(again);
    windows_unref(w);
    windows_unref(back);
    desk_close(&d);
}

TEST("JSON that is no window list is refused and says where")
{
    static const char *const bad[] = {
        "{}", "[1]", "[{}]", "[{\"id\":0,\"type\":\"normal\",\"box\":[0,0,1,1]}]",
        "[{\"id\":1,\"type\":\"odd\",\"box\":[0,0,1,1]}]",
        "[{\"id\":1,\"type\":\"normal\",\"box\":[0,0,0,1]}]",
        "[{\"id\":1,\"type\":\"normal\",\"box\":[0,0,1]}]",
        "[{\"id\":1,\"type\":\"normal\",\"box\":[0,0,1,99999999999]}]",
        "[{\"id\":1,\"type\":\"normal\",\"box\":[0,0,1,1]},{\"id\":-1}]"};

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        json_t *json = json_loads(bad[i], 0, NULL);
        struct err err;

        assert_non_null(json);
        assert_null(windows_from_json(json, &err));
        assert_int_equal(err.code, ERR_PROTOCOL);
        assert_non_null(strstr(err.msg, "windows"));
        json_decref(json);
    }
}
