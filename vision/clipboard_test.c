#include "base/test.h"

#include <stdlib.h>
#include <string.h>
#include <xcb/xcb.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/files.h"
#include "base/xalloc.h"
#include "tests/rig/xvfb.h"
#include "vision/clipboard.h"

struct held { struct xvfb *x; const char *text; };

static bool is_held(void *data)
{
    struct held *h = data;
    struct err err;
    char *text = clipboard_read(xvfb_display(h->x), 2000, &err);
    bool is = text && strcmp(text, h->text) == 0;

    free(text);
    return is;
}

/* xclip keeps the file's text and answers for it as a real application does. */
static void assert_reads(const char *text, const char *target)
{
    struct xvfb *x = xvfb_start("320x240x24", NULL);
    char *path = path_join(xvfb_home(x), "text");
    const char *argv[] = {"xclip", "-quiet", "-selection", "clipboard", "-t", target, path, NULL};
    struct held h = {x, text};
    struct err err;

    assert_int_equal(file_write(path, text, strlen(text), 0600, &err), 0);
    xvfb_spawn(x, argv);
    assert_true(xvfb_wait(is_held, &h, 10000));
    free(path);
    xvfb_stop(x);
}

TEST("the clipboard's text is read in any script")
{
    assert_reads("Grüße, 世界 🙂\nsecond line\tend", "UTF8_STRING");
}

TEST("a megabyte comes in pieces and whole")
{
    size_t len = 1u << 20;
    char *text = xmalloc(len + 1);

    for (size_t i = 0; i < len; i++)
        text[i] = (char)('a' + (i * 7 + i / 251) % 26);
    text[len] = '\0';
    assert_reads(text, "UTF8_STRING");
    free(text);
}

TEST("an empty clipboard is empty text")
{
    struct xvfb *x = xvfb_start("320x240x24", NULL);
    struct err err;
    char *text = clipboard_read(xvfb_display(x), 1000, &err);

    assert_non_null(text);
    assert_string_equal(text, "");
    free(text);
    xvfb_stop(x);
}

TEST("an owner that never answers costs the time-out and no more")
{
    struct xvfb *x = xvfb_start("320x240x24", NULL);
    xcb_connection_t *c = xcb_connect(xvfb_display(x), NULL);
    xcb_intern_atom_reply_t *a = xcb_intern_atom_reply(c, xcb_intern_atom(c, 0, 9, "CLIPBOARD"), NULL);
    xcb_window_t w = xcb_generate_id(c);
    int64_t before;
    struct err err;

    xcb_create_window(c, XCB_COPY_FROM_PARENT, w,
                      xcb_setup_roots_iterator(xcb_get_setup(c)).data->root, 0, 0, 1, 1, 0,
                      XCB_WINDOW_CLASS_INPUT_ONLY, XCB_COPY_FROM_PARENT, 0, NULL);
    xcb_set_selection_owner(c, w, a->atom, XCB_CURRENT_TIME);
    free(a);
    free(xcb_get_input_focus_reply(c, xcb_get_input_focus(c), NULL));
    before = clock_now_us();
    assert_null(clipboard_read(xvfb_display(x), 100, &err));
    assert_int_equal(err.code, ERR_TIMEOUT);
    assert_true(clock_now_us() - before >= 100000);
    xcb_disconnect(c);
    xvfb_stop(x);
}

TEST("the clipboard of a display that is not there is an error that names it")
{
    struct err err;

    assert_null(clipboard_read(":9876", 100, &err));
    assert_int_equal(err.code, ERR_NO_DISPLAY);
    assert_non_null(strstr(err.msg, ":9876"));
}
