/* The X driver: connection, ledger, events. Keys, text, windows and the clipboard have files of their
 * own. */
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <xcb/xcb.h>
#include <xcb/xcbext.h>
#include <xcb/xtest.h>

#include "actions/hands_drivers.h"
#include "actions/watchdog.h"
#include "actions/xtest.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/xalloc.h"

#define SLICE_MS 5 /* how often a wait looks at the stop flag */

static const char *const atom_names[XTEST_ATOMS_N] = {
    [A_WM_PROTOCOLS] = "WM_PROTOCOLS",
    [A_WM_DELETE_WINDOW] = "WM_DELETE_WINDOW",
    [A_WM_STATE] = "WM_STATE",
    [A_WM_CHANGE_STATE] = "WM_CHANGE_STATE",
    [A_NET_WM_PING] = "_NET_WM_PING",
    [A_NET_ACTIVE_WINDOW] = "_NET_ACTIVE_WINDOW",
    [A_NET_CLOSE_WINDOW] = "_NET_CLOSE_WINDOW",
    [A_NET_MOVERESIZE_WINDOW] = "_NET_MOVERESIZE_WINDOW",
    [A_NET_WM_STATE] = "_NET_WM_STATE",
    [A_NET_WM_STATE_MAXIMIZED_VERT] = "_NET_WM_STATE_MAXIMIZED_VERT",
    [A_NET_WM_STATE_MAXIMIZED_HORZ] = "_NET_WM_STATE_MAXIMIZED_HORZ",
    [A_NET_WM_STATE_FULLSCREEN] = "_NET_WM_STATE_FULLSCREEN",
    [A_NET_WM_STATE_HIDDEN] = "_NET_WM_STATE_HIDDEN",
    [A_NET_FRAME_EXTENTS] = "_NET_FRAME_EXTENTS",
    [A_NET_CLIENT_LIST] = "_NET_CLIENT_LIST",
    [A_NET_SUPPORTING_WM_CHECK] = "_NET_SUPPORTING_WM_CHECK",
    [A_NET_WM_PID] = "_NET_WM_PID",
    [A_CLIPBOARD] = "CLIPBOARD",
    [A_TARGETS] = "TARGETS",
    [A_TIMESTAMP] = "TIMESTAMP",
    [A_MULTIPLE] = "MULTIPLE",
    [A_INCR] = "INCR",
    [A_UTF8_STRING] = "UTF8_STRING",
    [A_TEXT] = "TEXT",
    [A_TEXT_PLAIN] = "text/plain",
    [A_TEXT_PLAIN_UTF8] = "text/plain;charset=utf-8",
    [A_ATOM_PAIR] = "ATOM_PAIR",
};

int xtest_check(struct xtest *x, struct err *err)
{
    if (xcb_connection_has_error(x->c))
        return err_set(err, ERR_NO_DISPLAY, "the display '%s' has gone", x->display);
    return 0;
}

static int intern_atoms(struct xtest *x, struct err *err)
{
    xcb_intern_atom_cookie_t cookies[XTEST_ATOMS_N];
    for (int i = 0; i < XTEST_ATOMS_N; i++)
        cookies[i] = xcb_intern_atom(x->c, 0, (uint16_t)strlen(atom_names[i]), atom_names[i]);
    for (int i = 0; i < XTEST_ATOMS_N; i++) {
        xcb_intern_atom_reply_t *reply = xcb_intern_atom_reply(x->c, cookies[i], NULL);
        x->atoms[i] = reply ? reply->atom : XCB_ATOM_NONE;
        free(reply);
    }
    return xtest_check(x, err);
}

/* Events. */

static void take_event(struct xtest *x, const xcb_generic_event_t *event)
{
    uint8_t type = event->response_type & 0x7F;
    if (type == 0)
        return; /* an error of a request about a window that has gone: who asked sees no answer */
    if (type == x->xkb_event || type == XCB_MAPPING_NOTIFY)
        xtest_keymap_event(x, event);
    else if (type == XCB_CLIENT_MESSAGE)
        xtest_flow_event(x, (const xcb_client_message_event_t *)event);
    else
        xtest_clipboard_event(x, event);
}

int xtest_pump(struct xtest *x, struct err *err)
{
    xcb_generic_event_t *event;
    while ((event = xcb_poll_for_event(x->c))) {
        take_event(x, event);
        free(event);
    }
    xcb_flush(x->c);
    return xtest_check(x, err);
}

int xtest_wait(struct xtest *x, bool (*done)(struct xtest *x, void *data), void *done_data,
               uint32_t within_ms, hands_stopped_fn *stopped, void *data, struct err *err)
{
    int64_t until_us = clock_now_us() + (int64_t)within_ms * 1000;
    for (;;) {
        if (xtest_pump(x, err) < 0)
            return -1;
        if (done(x, done_data))
            return 1;
        if (stopped && stopped(data, err))
            return -1;
        if (clock_now_us() >= until_us)
            return 0;
        struct pollfd p = { .fd = xcb_get_file_descriptor(x->c), .events = POLLIN };
        poll(&p, 1, SLICE_MS);
    }
}

/* The ledger: a press is there before it is written, and stays until its release has been sent, since
 * what is only written would die with us. */

int xtest_flush(struct xtest *x, struct err *err)
{
    if (xcb_flush(x->c) <= 0)
        return xtest_check(x, err) < 0 ? -1 : err_set(err, ERR_IO, "the display takes nothing");
    for (unsigned int k = 0; k < 256; k++)
        if (x->going_up[k / 32] & 1u << k % 32)
            watchdog_key(x->dog, (uint8_t)k, false);
    for (unsigned int b = 0; b < 32; b++)
        if (x->buttons_going_up & 1u << b)
            watchdog_button(x->dog, (uint8_t)b, false);
    memset(x->going_up, 0, sizeof x->going_up);
    x->buttons_going_up = 0;
    return 0;
}

int xtest_sync(struct xtest *x, struct err *err)
{
    xcb_get_input_focus_cookie_t cookie = xcb_get_input_focus(x->c);
    if (xtest_flush(x, err) < 0)
        return -1;
    free(xcb_get_input_focus_reply(x->c, cookie, NULL));
    return xtest_pump(x, err);
}

void xtest_fake_key(struct xtest *x, uint8_t keycode, bool down)
{
    xcb_test_fake_input(x->c, down ? XCB_KEY_PRESS : XCB_KEY_RELEASE, keycode, XCB_CURRENT_TIME,
                        XCB_NONE, 0, 0, 0);
}

int xtest_key(struct xtest *x, uint8_t keycode, bool down, struct err *err)
{
    uint32_t bit = 1u << keycode % 32;
    if (down) {
        if (watchdog_ready(x->dog, err) < 0)
            return -1;
        watchdog_key(x->dog, keycode, true);
        x->going_up[keycode / 32] &= ~bit;
    }
    xtest_fake_key(x, keycode, down);
    if (!down)
        x->going_up[keycode / 32] |= bit;
    return 0;
}

static int inject_button(struct xtest *x, uint32_t button, bool down, struct err *err)
{
    if (button < 1 || button > 31)
        return err_set(err, ERR_INVALID, "there is no button %u", button);
    if (down) {
        if (watchdog_ready(x->dog, err) < 0)
            return -1;
        watchdog_button(x->dog, (uint8_t)button, true);
        x->buttons_going_up &= ~(1u << button);
    }
    xcb_test_fake_input(x->c, down ? XCB_BUTTON_PRESS : XCB_BUTTON_RELEASE, (uint8_t)button,
                        XCB_CURRENT_TIME, XCB_NONE, 0, 0, 0);
    if (!down)
        x->buttons_going_up |= 1u << button;
    return 0;
}

static int driver_inject(void *self, const struct hand_event *e, struct err *err)
{
    struct xtest *x = self;
    if (xtest_check(x, err) < 0)
        return -1;
    switch (e->kind) {
    case HAND_MOVE:
        xcb_test_fake_input(x->c, XCB_MOTION_NOTIFY, 0, XCB_CURRENT_TIME, x->root,
                            (int16_t)e->at.x, (int16_t)e->at.y, 0);
        return 0;
    case HAND_BUTTON:
        return inject_button(x, e->code, e->down, err);
    case HAND_KEY:
        return e->down ? xtest_press_keysym(x, e->code, err)
                       : xtest_release_keysym(x, e->code, err);
    default:
        return 0;
    }
}

static int driver_fd(void *self)
{
    return xcb_get_file_descriptor(((struct xtest *)self)->c);
}

static int driver_pump(void *self, struct err *err)
{
    return xtest_pump(self, err);
}

static int driver_sync(void *self, struct err *err)
{
    return xtest_sync(self, err);
}

static int driver_type(void *self, const char *text, hands_stopped_fn *stopped, void *data,
                       size_t *typed, struct err *err)
{
    return xtest_type(self, text, stopped, data, typed, err);
}

static int driver_window(void *self, enum window_op op, uint32_t id, const struct srect *box,
                         hands_stopped_fn *stopped, void *data, struct err *err)
{
    return xtest_window(self, op, id, box, stopped, data, err);
}

static int driver_clipboard(void *self, const char *text, struct err *err)
{
    return xtest_clipboard(self, text, err);
}

static void driver_close(void *self)
{
    struct xtest *x = self;
    xtest_clipboard_close(x);
    xtest_keymap_close(x);
    if (x->c)
        xcb_disconnect(x->c);
    watchdog_stop(x->dog);
    free(x->display);
    free(x);
}

static int open_display(struct xtest *x, const char *display, struct err *err)
{
    int number = 0;
    x->c = xcb_connect(display, &number);
    if (xcb_connection_has_error(x->c))
        return err_set(err, ERR_NO_DISPLAY, "cannot connect to display '%s'",
                       display ? display : "");
    const xcb_query_extension_reply_t *xtest = xcb_get_extension_data(x->c, &xcb_test_id);
    if (!xtest || !xtest->present)
        return err_set(err, ERR_UNSUPPORTED, "display '%s' has no XTEST extension", x->display);
    xcb_screen_iterator_t i = xcb_setup_roots_iterator(xcb_get_setup(x->c));
    for (; i.rem > 1 && number > 0; number--)
        xcb_screen_next(&i);
    x->root = i.data->root;
    /* Answers to pings go to the root window, for whoever listens there; Qt 5 sends them with the
     * mask StructureNotify, all others with SubstructureNotify. */
    uint32_t mask = XCB_EVENT_MASK_SUBSTRUCTURE_NOTIFY | XCB_EVENT_MASK_STRUCTURE_NOTIFY;
    xcb_change_window_attributes(x->c, x->root, XCB_CW_EVENT_MASK, &mask);
    return intern_atoms(x, err);
}

static void *driver_open(const char *display, struct err *err)
{
    struct xtest *x = xcalloc(1, sizeof *x);
    x->display = xstrdup(display ? display : "");
    if (open_display(x, display, err) < 0 || xtest_keymap_open(x, err) < 0)
        goto fail;
    x->dog = watchdog_start(display, err);
    if (!x->dog)
        goto fail;
    return x;
fail:
    driver_close(x);
    return NULL;
}

const struct hands_driver hands_xtest = {
    .name = "xtest",
    .open = driver_open,
    .fd = driver_fd,
    .pump = driver_pump,
    .inject = driver_inject,
    .type = driver_type,
    .sync = driver_sync,
    .window = driver_window,
    .clipboard = driver_clipboard,
    .close = driver_close,
};
