/* Windows through EWMH requests to the window manager, each verified by what then holds. */
#include <stdlib.h>
#include <string.h>

#include "actions/xtest.h"
#include "base/err.h"
#include "base/xalloc.h"

#define VERIFY_MS 1000
#define SOURCE_PAGER 2u /* EWMH's source indication: on behalf of the user */
#define PROPERTY_WORDS 4096u
#define GEOMETRY_SLACK 48 /* px: terminals keep to whole rows and columns, dialogs to their least size */

enum { STATE_REMOVE, STATE_ADD };
enum { ICONIC_STATE = 3 };

struct geometry { int32_t x, y, w, h; };

struct op {
    uint32_t id;
    struct geometry want; /* WINDOW_MOVE: with the frame */
    uint32_t left, right, top, bottom;
};

uint32_t *xtest_property(struct xtest *x, xcb_window_t window, xcb_atom_t name, size_t *n)
{
    *n = 0;
    xcb_get_property_reply_t *r = xcb_get_property_reply(
        x->c, xcb_get_property(x->c, 0, window, name, XCB_GET_PROPERTY_TYPE_ANY, 0,
                               PROPERTY_WORDS), NULL);
    uint32_t *items = NULL;
    if (r && r->format == 32 && xcb_get_property_value_length(r) > 0) {
        *n = (size_t)xcb_get_property_value_length(r) / 4;
        items = xmemdup(xcb_get_property_value(r), *n * 4);
    }
    free(r);
    return items;
}

static bool property_holds(struct xtest *x, xcb_window_t window, xcb_atom_t name, uint32_t value)
{
    size_t n;
    uint32_t *items = xtest_property(x, window, name, &n);
    bool found = false;
    for (size_t i = 0; i < n; i++)
        found = found || items[i] == value;
    free(items);
    return found;
}

static uint32_t property_first(struct xtest *x, xcb_window_t window, xcb_atom_t name)
{
    size_t n;
    uint32_t *items = xtest_property(x, window, name, &n);
    uint32_t first = n ? items[0] : 0;
    free(items);
    return first;
}

static bool has_manager(struct xtest *x)
{
    return property_first(x, x->root, x->atoms[A_NET_SUPPORTING_WM_CHECK]) != 0;
}

static void tell_manager(struct xtest *x, uint32_t window, enum xtest_atom what,
                         const uint32_t data[5])
{
    xcb_client_message_event_t event = { .response_type = XCB_CLIENT_MESSAGE, .format = 32,
                                         .window = window, .type = x->atoms[what] };
    memcpy(event.data.data32, data, sizeof event.data.data32);
    xcb_send_event(x->c, 0, x->root,
                   XCB_EVENT_MASK_SUBSTRUCTURE_NOTIFY | XCB_EVENT_MASK_SUBSTRUCTURE_REDIRECT,
                   (const char *)&event);
}

static bool is_viewable(struct xtest *x, uint32_t window)
{
    xcb_get_window_attributes_reply_t *r =
        xcb_get_window_attributes_reply(x->c, xcb_get_window_attributes(x->c, window), NULL);
    bool viewable = r && r->map_state == XCB_MAP_STATE_VIEWABLE;
    free(r);
    return viewable;
}

static bool exists(struct xtest *x, uint32_t window)
{
    xcb_get_window_attributes_reply_t *r =
        xcb_get_window_attributes_reply(x->c, xcb_get_window_attributes(x->c, window), NULL);
    bool there = r != NULL;
    free(r);
    return there;
}

/* A window manager gives the focus to a dialog of the window, when that is modal. */
static bool belongs_to(struct xtest *x, uint32_t window, uint32_t owner)
{
    for (int depth = 0; window && depth < 8; depth++) {
        if (window == owner)
            return true;
        window = property_first(x, window, XCB_ATOM_WM_TRANSIENT_FOR);
    }
    return false;
}

static bool is_active(struct xtest *x, void *data)
{
    const struct op *op = data;
    if (has_manager(x))
        return belongs_to(x, property_first(x, x->root, x->atoms[A_NET_ACTIVE_WINDOW]), op->id) &&
               is_viewable(x, op->id);
    xcb_get_input_focus_reply_t *r =
        xcb_get_input_focus_reply(x->c, xcb_get_input_focus(x->c), NULL);
    bool focused = r && r->focus == op->id;
    free(r);
    return focused;
}

static void ask_focus(struct xtest *x, uint32_t id)
{
    uint32_t above = XCB_STACK_MODE_ABOVE;
    uint32_t active = property_first(x, x->root, x->atoms[A_NET_ACTIVE_WINDOW]);
    if (has_manager(x)) {
        tell_manager(x, id, A_NET_ACTIVE_WINDOW,
                     (uint32_t[5]){ SOURCE_PAGER, XCB_CURRENT_TIME, active });
        return;
    }
    xcb_map_window(x->c, id);
    xcb_configure_window(x->c, id, XCB_CONFIG_WINDOW_STACK_MODE, &above);
    xcb_set_input_focus(x->c, XCB_INPUT_FOCUS_PARENT, id, XCB_CURRENT_TIME);
}

static bool is_closed(struct xtest *x, void *data)
{
    const struct op *op = data;
    size_t n;
    if (!exists(x, op->id))
        return true;
    uint32_t *list = xtest_property(x, x->root, x->atoms[A_NET_CLIENT_LIST], &n);
    bool listed = !n, answered = false;
    for (size_t i = 0; i < n; i++) {
        listed = listed || list[i] == op->id;
        answered = answered ||
                   (list[i] != op->id &&
                    property_first(x, list[i], XCB_ATOM_WM_TRANSIENT_FOR) == op->id);
    }
    free(list);
    return answered || !listed || (!n && !is_viewable(x, op->id));
}

static void ask_close(struct xtest *x, uint32_t id)
{
    if (has_manager(x)) {
        tell_manager(x, id, A_NET_CLOSE_WINDOW,
                     (uint32_t[5]){ XCB_CURRENT_TIME, SOURCE_PAGER });
        return;
    }
    if (!property_holds(x, id, x->atoms[A_WM_PROTOCOLS], x->atoms[A_WM_DELETE_WINDOW])) {
        xcb_kill_client(x->c, id);
        return;
    }
    xcb_client_message_event_t event = { .response_type = XCB_CLIENT_MESSAGE, .format = 32,
                                         .window = id, .type = x->atoms[A_WM_PROTOCOLS] };
    event.data.data32[0] = x->atoms[A_WM_DELETE_WINDOW];
    xcb_send_event(x->c, 0, id, XCB_EVENT_MASK_NO_EVENT, (const char *)&event);
}

static bool has_state(struct xtest *x, uint32_t id, enum xtest_atom state)
{
    return property_holds(x, id, x->atoms[A_NET_WM_STATE], x->atoms[state]);
}

static bool is_maximised(struct xtest *x, void *data)
{
    const struct op *op = data;
    return has_state(x, op->id, A_NET_WM_STATE_MAXIMIZED_VERT) &&
           has_state(x, op->id, A_NET_WM_STATE_MAXIMIZED_HORZ);
}

static bool is_minimised(struct xtest *x, void *data)
{
    const struct op *op = data;
    return property_first(x, op->id, x->atoms[A_WM_STATE]) == ICONIC_STATE ||
           has_state(x, op->id, A_NET_WM_STATE_HIDDEN);
}

static bool is_restored(struct xtest *x, void *data)
{
    const struct op *op = data;
    return !is_minimised(x, data) && is_viewable(x, op->id) &&
           !has_state(x, op->id, A_NET_WM_STATE_MAXIMIZED_VERT) &&
           !has_state(x, op->id, A_NET_WM_STATE_MAXIMIZED_HORZ) &&
           !has_state(x, op->id, A_NET_WM_STATE_FULLSCREEN);
}

static void ask_maximise(struct xtest *x, uint32_t id, uint32_t how)
{
    tell_manager(x, id, A_NET_WM_STATE,
                 (uint32_t[5]){ how, x->atoms[A_NET_WM_STATE_MAXIMIZED_VERT],
                                x->atoms[A_NET_WM_STATE_MAXIMIZED_HORZ], SOURCE_PAGER });
}

static void ask_restore(struct xtest *x, struct op *op)
{
    if (is_minimised(x, op))
        ask_focus(x, op->id);
    ask_maximise(x, op->id, STATE_REMOVE);
    tell_manager(x, op->id, A_NET_WM_STATE,
                 (uint32_t[5]){ STATE_REMOVE, x->atoms[A_NET_WM_STATE_FULLSCREEN], 0,
                                SOURCE_PAGER });
}

static void read_frame(struct xtest *x, struct op *op)
{
    size_t n;
    uint32_t *e = xtest_property(x, op->id, x->atoms[A_NET_FRAME_EXTENTS], &n);
    if (n == 4) {
        op->left = e[0];
        op->right = e[1];
        op->top = e[2];
        op->bottom = e[3];
    }
    free(e);
}

/* The window with its frame, in root coordinates. */
static bool read_geometry(struct xtest *x, const struct op *op, struct geometry *out)
{
    xcb_get_geometry_reply_t *g =
        xcb_get_geometry_reply(x->c, xcb_get_geometry(x->c, op->id), NULL);
    xcb_translate_coordinates_reply_t *t = xcb_translate_coordinates_reply(
        x->c, xcb_translate_coordinates(x->c, op->id, x->root, 0, 0), NULL);
    bool ok = g && t;
    if (ok)
        *out = (struct geometry){ t->dst_x - (int32_t)op->left, t->dst_y - (int32_t)op->top,
                                  g->width + (int32_t)(op->left + op->right),
                                  g->height + (int32_t)(op->top + op->bottom) };
    free(g);
    free(t);
    return ok;
}

static bool near(int32_t a, int32_t b, int32_t slack)
{
    return abs(a - b) <= slack;
}

static bool is_moved(struct xtest *x, void *data)
{
    const struct op *op = data;
    struct geometry now;
    return read_geometry(x, op, &now) && near(now.x, op->want.x, 1) &&
           near(now.y, op->want.y, 1) && near(now.w, op->want.w, GEOMETRY_SLACK) &&
           near(now.h, op->want.h, GEOMETRY_SLACK);
}

static void ask_move(struct xtest *x, struct op *op)
{
    const struct geometry *g = &op->want;
    uint32_t w = (uint32_t)g->w - op->left - op->right;
    uint32_t h = (uint32_t)g->h - op->top - op->bottom;
    if (!has_manager(x)) {
        const uint32_t values[4] = { (uint32_t)g->x, (uint32_t)g->y, w, h };
        xcb_configure_window(x->c, op->id,
                             XCB_CONFIG_WINDOW_X | XCB_CONFIG_WINDOW_Y | XCB_CONFIG_WINDOW_WIDTH |
                                 XCB_CONFIG_WINDOW_HEIGHT, values);
        return;
    }
    /* Gravity NorthWest: x and y are the frame's corner; bits 8..11: all four are given. */
    uint32_t flags = XCB_GRAVITY_NORTH_WEST | 0xFu << 8 | SOURCE_PAGER << 12;
    tell_manager(x, op->id, A_NET_MOVERESIZE_WINDOW,
                 (uint32_t[5]){ flags, (uint32_t)g->x, (uint32_t)g->y, w, h });
}

static int prepare_move(struct xtest *x, struct op *op, const struct srect *box, struct err *err)
{
    if (!box)
        return err_set(err, ERR_INVALID, "a window is moved to a box");
    read_frame(x, op);
    int32_t least_w = (int32_t)(op->left + op->right) + 1;
    int32_t least_h = (int32_t)(op->top + op->bottom) + 1;
    if (box->w < least_w || box->h < least_h || box->w > 32767 || box->h > 32767)
        return err_set(err, ERR_INVALID, "a window of %dx%d cannot be, wanted %dx%d..32767x32767",
                       box->w, box->h, least_w, least_h);
    op->want = (struct geometry){ box->x, box->y, box->w, box->h };
    if (has_state(x, op->id, A_NET_WM_STATE_MAXIMIZED_VERT) ||
        has_state(x, op->id, A_NET_WM_STATE_MAXIMIZED_HORZ))
        ask_maximise(x, op->id, STATE_REMOVE);
    return 0;
}

static int ask(struct xtest *x, enum window_op what, struct op *op, const struct srect *box,
               struct err *err)
{
    switch (what) {
    case WINDOW_FOCUS:
        ask_focus(x, op->id);
        return 0;
    case WINDOW_CLOSE:
        ask_close(x, op->id);
        return 0;
    case WINDOW_MAXIMISE:
        ask_maximise(x, op->id, STATE_ADD);
        return 0;
    case WINDOW_RESTORE:
        ask_restore(x, op);
        return 0;
    case WINDOW_MINIMISE:
        tell_manager(x, op->id, A_WM_CHANGE_STATE, (uint32_t[5]){ ICONIC_STATE });
        return 0;
    case WINDOW_MOVE:
        if (prepare_move(x, op, box, err) < 0)
            return -1;
        ask_move(x, op);
        return 0;
    }
    return err_set(err, ERR_INVALID, "no such thing to do with a window");
}

static const struct {
    const char *verb;
    bool (*done)(struct xtest *x, void *data);
    bool needs_manager;
} ops[] = {
    [WINDOW_FOCUS] = { "take the focus", is_active, false },
    [WINDOW_CLOSE] = { "close", is_closed, false },
    [WINDOW_MAXIMISE] = { "be maximised", is_maximised, true },
    [WINDOW_RESTORE] = { "be restored", is_restored, true },
    [WINDOW_MINIMISE] = { "be minimised", is_minimised, true },
    [WINDOW_MOVE] = { "move there", is_moved, false },
};

int xtest_window(struct xtest *x, enum window_op what, uint32_t id, const struct srect *box,
                 hands_stopped_fn *stopped, void *data, struct err *err)
{
    struct op op = { .id = id };
    if (xtest_pump(x, err) < 0)
        return -1;
    if (!id || id == x->root || !exists(x, id))
        return xtest_check(x, err) < 0
                   ? -1 : err_set(err, ERR_NOT_FOUND, "there is no window 0x%x", id);
    if (ops[what].needs_manager && !has_manager(x))
        return err_set(err, ERR_UNSUPPORTED, "no window manager runs on display '%s'", x->display);
    if (ask(x, what, &op, box, err) < 0 || xtest_sync(x, err) < 0)
        return -1;
    int ret = xtest_wait(x, ops[what].done, &op, VERIFY_MS, stopped, data, err);
    if (ret < 0)
        return -1;
    if (ret > 0 || what == WINDOW_CLOSE)
        return 0; /* it was asked to close; that it stays is its own answer */
    return err_set(err, ERR_TIMEOUT, "window 0x%x did not %s", id, ops[what].verb);
}
