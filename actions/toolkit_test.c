/* Typing and pointing in real applications of each toolkit that is installed. */
#include "base/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "actions/hands_rig.h"
#include "base/clock.h"
#include "base/files.h"
#include "base/stop.h"
#include "base/strbuf.h"
#include "tests/rig/xvfb.h"

#define MIXED "Hello, World! 123 <>&|~^ é ß ñ Ж д 漢 字 α ğ ✓ € 😀 Ünïcödé ÉÀ «» aé漢b\n"

struct place { char path[256]; const char *expected; char *got; };

static bool holds(void *data)
{
    struct place *p = data;
    struct err err;
    free(p->got);
    p->got = file_read(p->path, 16u << 20, NULL, &err);
    return p->got && strcmp(p->got, p->expected) == 0;
}

static void expect(struct place *p, const char *who, const char *expected)
{
    p->expected = expected;
    p->got = NULL;
    if (!xvfb_wait(holds, p, 10000))
        fail_msg("%s: expected '%.300s', got '%.300s'", who, expected, p->got ? p->got : "(nothing)");
    free(p->got);
}

static void shell(struct xvfb *x, const char *command)
{
    char line[512];
    snprintf(line, sizeof line, "DISPLAY=%s HOME=%s; export DISPLAY HOME; %s", xvfb_display(x),
             xvfb_home(x), command);
    assert_int_equal(system(line), 0);
}

/* Where the sources are: beside this file. */
static const char *app_path(const char *name)
{
    static char path[512];
    const char *slash = strrchr(__FILE__, '/');
    snprintf(path, sizeof path, "%.*s/apps/%s", (int)(slash - __FILE__), __FILE__, name);
    return path;
}

/* Tk runs without a window manager: one that has only just begun sometimes leaves its window unmapped. */
static struct xvfb *desk(bool managed)
{
    struct xvfb *x = xvfb_start("800x600x24", NULL);
    assert_non_null(x);
    const char *const manager[] = { "openbox", NULL };
    if (managed) {
        assert_true(xvfb_spawn(x, manager) > 0);
        assert_true(xvfb_wait_manager(x, 10000));
    }
    return x;
}

static void focus(struct xvfb *x, bool managed)
{
    if (managed)
        shell(x, "xdotool search --sync --onlyvisible --name 'typing test' windowactivate --sync");
    else
        shell(x, "xdotool mousemove 60 60");
}

/* Mixed text under several layouts, and more characters than there are spare keys. */
static void type_into(const char *interpreter, const char *script, const char *probe)
{
    static const char *const layouts[] = { "us", "de", "fr", "us,ru" };
    if (system(probe) != 0) {
        print_message("%s is not installed\n", script);
        skip();
    }
    bool managed = strcmp(interpreter, "wish") != 0;
    struct xvfb *x = desk(managed);
    struct place p;
    snprintf(p.path, sizeof p.path, "%s/typed", xvfb_home(x));
    const char *const argv[] = { interpreter, app_path(script), p.path, NULL };
    const char *const env[] = { "LC_ALL=C.UTF-8", "GDK_BACKEND=x11", "GSK_RENDERER=cairo",
                                "NO_AT_BRIDGE=1", "GTK_A11Y=none", "XDG_RUNTIME_DIR=/nonexistent", NULL };
    assert_true(xvfb_spawn_env(x, argv, env) > 0);
    assert_true(xvfb_wait_window(x, "typing test", 20000));
    focus(x, managed);
    struct hands_rig *r = hands_rig_new("xtest", xvfb_display(x));
    struct strbuf all = STRBUF_INIT;
    for (size_t i = 0; i < sizeof layouts / sizeof *layouts; i++) {
        char command[64];
        snprintf(command, sizeof command, "setxkbmap %s", layouts[i]);
        shell(x, command);
        if (hands_rig_type(r, MIXED) != ERR_NONE)
            fail_msg("%s", hands_rig_said(r));
        strbuf_adds(&all, MIXED);
        expect(&p, layouts[i], all.s);
    }
    struct strbuf many = STRBUF_INIT;
    for (unsigned int i = 0; i < 120; i++)
        strbuf_add_utf8(&many, 0x4E00 + i);
    if (hands_rig_type(r, many.s) != ERR_NONE)
        fail_msg("%s", hands_rig_said(r));
    strbuf_adds(&all, many.s);
    expect(&p, "many", all.s);
    strbuf_release(&many);
    strbuf_release(&all);
    hands_rig_free(r);
    xvfb_stop(x);
}

TEST("a GTK 3 application gets every character")
{
    type_into("/usr/bin/python3", "gtk3.py",
              "/usr/bin/python3 -c 'import gi; gi.require_version(\"Gtk\", \"3.0\")' 2>/dev/null");
}

TEST("a GTK 4 application gets every character")
{
    type_into("/usr/bin/python3", "gtk4.py",
              "/usr/bin/python3 -c 'import gi; gi.require_version(\"Gtk\", \"4.0\")' 2>/dev/null");
}

TEST("a Qt 5 application gets every character")
{
    type_into("/usr/bin/python3", "qt5.py", "/usr/bin/python3 -c 'import PyQt5.QtWidgets' 2>/dev/null");
}

TEST("a Tk application gets every character")
{
    type_into("wish", "tk.tcl", "command -v wish >/dev/null");
}

static bool is_ready(void *data)
{
    struct place *p = data;
    struct err err;
    free(p->got);
    p->got = file_read(p->path, 1 << 20, NULL, &err);
    return p->got && strstr(p->got, p->expected);
}

TEST("clicks, drags, the wheel and modifiers arrive as such, with motion where it was meant")
{
    struct xvfb *x = xvfb_start("800x600x24", NULL);
    struct place p = { .expected = "ready" };
    assert_non_null(x);
    snprintf(p.path, sizeof p.path, "%s/events", xvfb_home(x));
    const char *const argv[] = { "wish", app_path("pointer.tcl"), p.path, NULL };
    assert_true(xvfb_spawn(x, argv) > 0);
    assert_true(xvfb_wait(is_ready, &p, 10000));
    struct hands_rig *r = hands_rig_new("xtest", xvfb_display(x));
    static const char *const actions[] = {
        "{\"action\":\"click\",\"x\":100,\"y\":80}",
        "{\"action\":\"click\",\"x\":100,\"y\":80}",
        "{\"action\":\"click\",\"x\":200,\"y\":80,\"count\":3}",
        "{\"action\":\"click\",\"x\":300,\"y\":80,\"modifiers\":[\"ctrl\",\"shift\"]}",
        "{\"action\":\"click\",\"x\":300,\"y\":90,\"button\":\"right\"}",
        "{\"action\":\"scroll\",\"dx\":0,\"dy\":-2}",
        "{\"action\":\"drag\",\"path\":[[10,10],[30,10]]}",
    };
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
        if (hands_rig_action(r, actions[i]) != ERR_NONE)
            fail_msg("%s: %s", actions[i], hands_rig_said(r));
    p.expected = "ButtonRelease-1 30 10\n";
    assert_true(xvfb_wait(is_ready, &p, 5000));
    const char *drag = strstr(p.got, "Button-1 10 10\n");
    assert_non_null(drag);
    assert_non_null(strstr(drag, "B1-Motion 30 10\n"));
    *(char *)(uintptr_t)drag = '\0';
    assert_string_equal(p.got, "ready\n"
                               "Button-1 100 80\nButtonRelease-1 100 80\n"
                               "Button-1 100 80\nButtonRelease-1 100 80\n"
                               "Button-1 200 80\nButtonRelease-1 200 80\n"
                               "Double-Button-1 200 80\nButtonRelease-1 200 80\n"
                               "Triple-Button-1 200 80\nButtonRelease-1 200 80\n"
                               "Control-Shift-Button-1 300 80\nButtonRelease-1 300 80\n"
                               "Button-3 300 90\nButton-4 300 90\nButton-4 300 90\n");
    free(p.got);
    hands_rig_free(r);
    xvfb_stop(x);
}

TEST("a stop ends typing at once, and no key of the rest arrives")
{
    struct xvfb *x = desk(false);
    struct place p = { .expected = "a" };
    snprintf(p.path, sizeof p.path, "%s/typed", xvfb_home(x));
    const char *const argv[] = { "wish", app_path("tk.tcl"), p.path, NULL };
    assert_true(xvfb_spawn(x, argv) > 0);
    assert_true(xvfb_wait_window(x, "typing test", 10000));
    focus(x, false);
    struct hands_rig *r = hands_rig_new("xtest", xvfb_display(x));
    struct strbuf text = STRBUF_INIT;
    for (int i = 0; i < 20000; i++)
        strbuf_adds(&text, "all day long ");
    struct gesture *g = gesture_new(0);
    gesture_add(g, (struct hand_event){ .kind = HAND_TEXT, .text = strbuf_detach(&text) });
    hands_rig_start(r, g);
    assert_true(xvfb_wait(is_ready, &p, 10000));
    int64_t begun = clock_now_us();
    stop_raise();
    assert_int_equal(hands_rig_wait(r), ERR_STOPPED);
    int64_t took_ms = (clock_now_us() - begun) / 1000;
    stop_clear();
    if (took_ms > 1000) /* at once, but for a machine that is busy */
        fail_msg("it took %lld ms", (long long)took_ms);
    free(p.got);
    p.got = NULL;
    /* The window answers a last word once all that came before is read. */
    assert_int_equal(hands_rig_type(r, "END"), ERR_NONE);
    p.expected = "END";
    assert_true(xvfb_wait(is_ready, &p, 10000));
    assert_true(strlen(p.got) < 20000 * 13 / 2);
    free(p.got);
    hands_rig_free(r);
    xvfb_stop(x);
}
