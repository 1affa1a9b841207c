#include "base/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "actions/hands_rig.h"
#include "base/strbuf.h"
#include "tests/rig/xvfb.h"

/* What a command prints, without the newline; new. */
static char *output(struct xvfb *x, const char *command)
{
    char line[1024];
    struct strbuf out = STRBUF_INIT;
    snprintf(line, sizeof line, "export DISPLAY=%s HOME=%s LC_ALL=C.UTF-8; %s", xvfb_display(x),
             xvfb_home(x), command);
    FILE *pipe = popen(line, "r");
    assert_non_null(pipe);
    char buf[65536];
    size_t n;
    while ((n = fread(buf, 1, sizeof buf, pipe)) > 0)
        strbuf_add(&out, buf, n);
    pclose(pipe);
    return strbuf_detach(&out);
}

static uint32_t number(struct xvfb *x, const char *command)
{
    char *text = output(x, command);
    uint32_t value = (uint32_t)strtoul(text, NULL, 10);
    free(text);
    return value;
}

static struct xvfb *desk(void)
{
    struct xvfb *x = xvfb_start("1024x768x24", NULL);
    assert_non_null(x);
    const char *const manager[] = { "openbox", NULL };
    assert_true(xvfb_spawn(x, manager) > 0);
    assert_true(xvfb_wait_manager(x, 10000));
    return x;
}

static uint32_t open_terminal(struct xvfb *x, const char *title)
{
    const char *const argv[] = { "xterm", "-T", title, "-e", "cat", NULL };
    char command[128];
    assert_true(xvfb_spawn(x, argv) > 0);
    assert_true(xvfb_wait_window(x, title, 10000));
    snprintf(command, sizeof command, "xdotool search --sync --onlyvisible --name %s | tail -1", title);
    return number(x, command);
}

#define GOOD(call)                                                     \
    do {                                                               \
        if ((call) != ERR_NONE)                                        \
            fail_msg("%s: %s", #call, hands_rig_said(r));              \
    } while (0)

TEST("windows are focused, maximised, restored, minimised, moved and closed, each seen to be so")
{
    struct xvfb *x = desk();
    uint32_t first = open_terminal(x, "first"), second = open_terminal(x, "second");
    struct hands_rig *r = hands_rig_new("xtest", xvfb_display(x));
    assert_true(first && second && first != second);
    GOOD(hands_rig_window(r, WINDOW_FOCUS, first, NULL));
    assert_int_equal(number(x, "xdotool getactivewindow"), first);
    GOOD(hands_rig_window(r, WINDOW_FOCUS, second, NULL));
    assert_int_equal(number(x, "xdotool getactivewindow"), second);
    GOOD(hands_rig_window(r, WINDOW_MAXIMISE, first, NULL));
    GOOD(hands_rig_window(r, WINDOW_MINIMISE, first, NULL));
    GOOD(hands_rig_window(r, WINDOW_RESTORE, first, NULL));
    struct srect box = { 100, 120, 500, 400 };
    GOOD(hands_rig_window(r, WINDOW_MOVE, first, &box));
    GOOD(hands_rig_window(r, WINDOW_MINIMISE, second, NULL));
    GOOD(hands_rig_window(r, WINDOW_FOCUS, second, NULL));
    GOOD(hands_rig_window(r, WINDOW_CLOSE, first, NULL));
    assert_int_equal(hands_rig_window(r, WINDOW_FOCUS, first, NULL), ERR_NOT_FOUND);
    assert_int_equal(hands_rig_window(r, WINDOW_FOCUS, 0, NULL), ERR_NOT_FOUND);
    box.w = 1;
    assert_int_equal(hands_rig_window(r, WINDOW_MOVE, second, &box), ERR_INVALID);
    hands_rig_free(r);
    xvfb_stop(x);
}

TEST("without a window manager a window takes the focus, and the rest says what is missing")
{
    struct xvfb *x = xvfb_start("640x480x24", NULL);
    assert_non_null(x);
    uint32_t window = open_terminal(x, "alone");
    struct hands_rig *r = hands_rig_new("xtest", xvfb_display(x));
    GOOD(hands_rig_window(r, WINDOW_FOCUS, window, NULL));
    assert_int_equal(hands_rig_window(r, WINDOW_MAXIMISE, window, NULL), ERR_UNSUPPORTED);
    GOOD(hands_rig_window(r, WINDOW_CLOSE, window, NULL));
    hands_rig_free(r);
    xvfb_stop(x);
}

TEST("the clipboard serves text, also a large one, until another takes it")
{
    struct xvfb *x = xvfb_start("640x480x24", NULL);
    assert_non_null(x);
    struct hands_rig *r = hands_rig_new("xtest", xvfb_display(x));
    GOOD(hands_rig_clipboard(r, "grüße 漢 😀"));
    char *text = output(x, "timeout 30 xclip -o -selection clipboard");
    assert_string_equal(text, "grüße 漢 😀");
    free(text);
    text = output(x, "timeout 30 xclip -o -selection clipboard -t STRING | od -An -tx1");
    assert_string_equal(text, " 67 72 fc df 65 20 3f 20 3f\n");
    free(text);
    text = output(x, "timeout 30 xclip -o -selection clipboard -t TARGETS");
    assert_non_null(strstr(text, "UTF8_STRING"));
    free(text);
    struct strbuf large = STRBUF_INIT;
    for (int i = 0; i < 60000; i++)
        strbuf_addf(&large, "line %d é\n", i);
    GOOD(hands_rig_clipboard(r, large.s));
    text = output(x, "timeout 10 xclip -o -selection clipboard");
    assert_int_equal(strlen(text), large.len);
    assert_string_equal(text, large.s);
    free(text);
    strbuf_release(&large);
    assert_int_equal(hands_rig_clipboard(r, "\xff"), ERR_INVALID);
    text = output(x, "printf other | xclip -i -selection clipboard >/dev/null 2>&1; timeout 30 xclip -o -selection clipboard");
    assert_string_equal(text, "other");
    free(text);
    GOOD(hands_rig_clipboard(r, ""));
    hands_rig_free(r);
    xvfb_stop(x);
}
