#include "vision/clipboard.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <xcb/xcb.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/strbuf.h"
#include "base/utf8.h"
#include "base/xalloc.h"

#define CHUNK_WORDS 65536u /* of a property, a request */

struct atoms { xcb_atom_t clipboard, utf8, incr, here; };
struct reading {
    xcb_connection_t *c;
    xcb_window_t window;
    struct atoms a;
    int64_t until_us;
    struct strbuf bytes;
};

static xcb_atom_t atom(xcb_connection_t *c, const char *name)
{
    xcb_intern_atom_reply_t *r =
        xcb_intern_atom_reply(c, xcb_intern_atom(c, 0, (uint16_t)strlen(name), name), NULL);
    xcb_atom_t a = r ? r->atom : XCB_ATOM_NONE;

    free(r);
    return a;
}

static int lost(const struct reading *r, struct err *err)
{
    if (xcb_connection_has_error(r->c))
        return err_set(err, ERR_NO_DISPLAY, "the display is gone");
    return err_set(err, ERR_TIMEOUT, "the clipboard's owner does not answer");
}

/* The next event of the kind for us, new; NULL: time is over or the display gone. */
static xcb_generic_event_t *next_event(struct reading *r, uint8_t type, struct err *err)
{
    for (;;) {
        struct pollfd p = {.fd = xcb_get_file_descriptor(r->c), .events = POLLIN};
        xcb_generic_event_t *e = xcb_poll_for_event(r->c);
        int64_t left_us = r->until_us - clock_now_us();

        if (e && (e->response_type & 0x7f) == type)
            return e;
        free(e);
        if (e)
            continue;
        if (left_us <= 0 || xcb_connection_has_error(r->c)) {
            lost(r, err);
            return NULL;
        }
        poll(&p, 1, (int)(left_us / 1000) + 1);
    }
}

/* Takes what the property holds and deletes it. The count of bytes, -1: err. */
static ssize_t take_property(struct reading *r, xcb_atom_t *type, struct err *err)
{
    uint32_t at = 0;
    size_t total = 0, left;

    do {
        xcb_get_property_reply_t *p = xcb_get_property_reply(
            r->c, xcb_get_property(r->c, 0, r->window, r->a.here, XCB_ATOM_ANY, at, CHUNK_WORDS), NULL);
        size_t len = p ? (size_t)xcb_get_property_value_length(p) : 0;

        if (!p)
            return lost(r, err);
        *type = p->type;
        left = p->bytes_after;
        if (*type == r->a.incr)
            left = len = 0;
        strbuf_add(&r->bytes, xcb_get_property_value(p), len);
        at += (uint32_t)(len / 4);
        total += len;
        free(p);
        if (r->bytes.len + left > CLIPBOARD_MAX)
            return err_set(err, ERR_LIMIT, "the clipboard holds more than %u bytes", CLIPBOARD_MAX);
    } while (left);
    xcb_delete_property(r->c, r->window, r->a.here);
    xcb_flush(r->c);
    return (ssize_t)total;
}

/* ICCCM 2.7.2: pieces come as new values of the property until an empty one. */
static int take_pieces(struct reading *r, struct err *err)
{
    for (;;) {
        xcb_generic_event_t *e = next_event(r, XCB_PROPERTY_NOTIFY, err);
        const xcb_property_notify_event_t *p = (const void *)e;
        bool ours = e && p->state == XCB_PROPERTY_NEW_VALUE && p->atom == r->a.here;
        xcb_atom_t type;
        ssize_t n;

        free(e);
        if (!e)
            return -1;
        if (!ours)
            continue;
        n = take_property(r, &type, err);
        if (n <= 0)
            return (int)n;
    }
}

/* 1: the bytes are there; 0: the owner has nothing of this kind; -1: err. */
static int convert(struct reading *r, xcb_atom_t target, struct err *err)
{
    xcb_selection_notify_event_t *e;
    xcb_atom_t type, property;
    ssize_t n;

    xcb_convert_selection(r->c, r->window, r->a.clipboard, target, r->a.here, XCB_CURRENT_TIME);
    xcb_flush(r->c);
    e = (xcb_selection_notify_event_t *)next_event(r, XCB_SELECTION_NOTIFY, err);
    if (!e)
        return -1;
    property = e->property;
    free(e);
    if (property == XCB_ATOM_NONE)
        return 0;
    n = take_property(r, &type, err);
    if (n < 0 || (type == r->a.incr && take_pieces(r, err) < 0))
        return -1;
    return 1;
}

/* Valid UTF-8: Latin-1 is converted, bad bytes become U+FFFD, a NUL ends it. */
static char *to_text(const struct strbuf *bytes, bool latin1)
{
    struct strbuf out = STRBUF_INIT;
    size_t len = strnlen(bytes->s, bytes->len);

    for (size_t i = 0; i < len;) {
        uint32_t cp = (uint8_t)bytes->s[i];
        size_t n = latin1 ? 1 : utf8_decode(bytes->s + i, len - i, &cp);

        strbuf_add_utf8(&out, n ? cp : 0xfffd);
        i += n ? n : 1;
    }
    return strbuf_detach(&out);
}

static char *read_owned(struct reading *r, struct err *err)
{
    int got = convert(r, r->a.utf8, err);
    bool latin1 = got == 0;

    if (got == 0)
        got = convert(r, XCB_ATOM_STRING, err);
    if (got < 0)
        return NULL;
    return to_text(&r->bytes, latin1); /* a picture is held, no text: "" */
}

static bool is_owned(struct reading *r)
{
    xcb_get_selection_owner_reply_t *o = xcb_get_selection_owner_reply(
        r->c, xcb_get_selection_owner(r->c, r->a.clipboard), NULL);
    bool owned = o && o->owner != XCB_WINDOW_NONE;

    free(o);
    return owned;
}

static void prepare(struct reading *r)
{
    const uint32_t events = XCB_EVENT_MASK_PROPERTY_CHANGE;

    r->a = (struct atoms){atom(r->c, "CLIPBOARD"), atom(r->c, "UTF8_STRING"), atom(r->c, "INCR"),
                          atom(r->c, "AGENTD_CLIPBOARD")};
    r->window = xcb_generate_id(r->c);
    xcb_create_window(r->c, XCB_COPY_FROM_PARENT, r->window,
                      xcb_setup_roots_iterator(xcb_get_setup(r->c)).data->root, -10, -10, 1, 1, 0,
                      XCB_WINDOW_CLASS_INPUT_ONLY, XCB_COPY_FROM_PARENT, XCB_CW_EVENT_MASK, &events);
}

char *clipboard_read(const char *display, uint32_t timeout_ms, struct err *err)
{
    struct reading r = {.c = xcb_connect(display, NULL), .bytes = STRBUF_INIT,
                        .until_us = clock_now_us() + (int64_t)timeout_ms * 1000};
    char *text = NULL;

    if (xcb_connection_has_error(r.c)) {
        err_set(err, ERR_NO_DISPLAY, "cannot open display '%s'", display ? display : "");
    } else {
        prepare(&r);
        if (is_owned(&r))
            text = read_owned(&r, err);
        else if (xcb_connection_has_error(r.c))
            lost(&r, err);
        else
            text = xstrdup("");
    }
    strbuf_release(&r.bytes);
    xcb_disconnect(r.c);
    return text;
}
