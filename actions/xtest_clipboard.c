/* Owns CLIPBOARD and serves it: text in the usual targets, INCR for what is large. */
#include "actions/xtest.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/utf8.h"
#include "base/xalloc.h"

#define INCR_BYTES (128u << 10) /* above this, and a piece of it; far below the largest request */
#define TRANSFERS_MAX 32
#define TRANSFER_US 30000000    /* a requestor that stopped reading is forgotten */
#define TIME_MS 1000

struct transfer {
    xcb_window_t requestor;
    xcb_atom_t property, target;
    struct xclip_text *text;
    size_t at;
    int64_t touched_us;
};

struct xclip_text {
    char *s;
    size_t len;
    unsigned int refs;
};

struct xclip {
    xcb_window_t window;
    xcb_timestamp_t since;
    bool stamped;
    struct xclip_text *text; /* NULL: not the owner */
    struct transfer transfers[TRANSFERS_MAX];
    size_t n;
};

static struct xclip_text *text_ref(struct xclip_text *t)
{
    t->refs++;
    return t;
}

static void text_unref(struct xclip_text *t)
{
    if (t && --t->refs == 0) {
        free(t->s);
        free(t);
    }
}

static void transfer_end(struct xclip *clip, size_t i)
{
    text_unref(clip->transfers[i].text);
    clip->transfers[i] = clip->transfers[--clip->n];
}

static void drop_old(struct xclip *clip)
{
    int64_t now_us = clock_now_us();
    for (size_t i = clip->n; i-- > 0;)
        if (now_us - clip->transfers[i].touched_us > TRANSFER_US)
            transfer_end(clip, i);
}

/* Latin-1, with '?' for what it lacks; new. */
static char *to_latin1(const struct xclip_text *t, size_t *len)
{
    char *out = xmalloc(t->len + 1);
    *len = 0;
    for (size_t at = 0; at < t->len;) {
        uint32_t cp = '?';
        size_t n = utf8_decode(t->s + at, t->len - at, &cp);
        out[(*len)++] = cp < 0x100 ? (char)cp : '?';
        at += n ? n : 1;
    }
    return out;
}

static void put(struct xtest *x, xcb_window_t w, xcb_atom_t property, xcb_atom_t type,
                uint8_t format, uint32_t n, const void *data)
{
    xcb_change_property(x->c, XCB_PROP_MODE_REPLACE, w, property, type, format, n, data);
}

static bool start_incr(struct xtest *x, xcb_window_t requestor, xcb_atom_t property,
                       xcb_atom_t target)
{
    struct xclip *clip = x->clip;
    uint32_t mask = XCB_EVENT_MASK_PROPERTY_CHANGE, size = (uint32_t)clip->text->len;
    drop_old(clip);
    if (clip->n == TRANSFERS_MAX)
        return false;
    clip->transfers[clip->n++] = (struct transfer){ requestor, property, target,
                                                    text_ref(clip->text), 0, clock_now_us() };
    xcb_change_window_attributes(x->c, requestor, XCB_CW_EVENT_MASK, &mask);
    put(x, requestor, property, x->atoms[A_INCR], 32, 1, &size);
    return true;
}

static void put_targets(struct xtest *x, xcb_window_t requestor, xcb_atom_t property)
{
    const xcb_atom_t targets[] = {
        x->atoms[A_TARGETS], x->atoms[A_TIMESTAMP], x->atoms[A_MULTIPLE],
        x->atoms[A_UTF8_STRING], x->atoms[A_TEXT_PLAIN_UTF8], x->atoms[A_TEXT_PLAIN],
        x->atoms[A_TEXT], XCB_ATOM_STRING,
    };
    put(x, requestor, property, XCB_ATOM_ATOM, 32, sizeof targets / sizeof *targets, targets);
}

static bool convert(struct xtest *x, xcb_window_t requestor, xcb_atom_t target,
                    xcb_atom_t property)
{
    const struct xclip *clip = x->clip;
    const struct xclip_text *t = clip->text;
    if (target == x->atoms[A_TARGETS]) {
        put_targets(x, requestor, property);
        return true;
    }
    if (target == x->atoms[A_TIMESTAMP]) {
        put(x, requestor, property, XCB_ATOM_INTEGER, 32, 1, &clip->since);
        return true;
    }
    if (target == XCB_ATOM_STRING) {
        size_t len;
        char *latin1 = to_latin1(t, &len);
        bool fits = len <= INCR_BYTES;
        if (fits)
            put(x, requestor, property, target, 8, (uint32_t)len, latin1);
        free(latin1);
        return fits;
    }
    if (target == x->atoms[A_TEXT])
        target = x->atoms[A_UTF8_STRING]; /* the owner chooses the encoding of TEXT */
    if (target != x->atoms[A_UTF8_STRING] && target != x->atoms[A_TEXT_PLAIN_UTF8] &&
        target != x->atoms[A_TEXT_PLAIN])
        return false;
    if (t->len > INCR_BYTES)
        return start_incr(x, requestor, property, target);
    put(x, requestor, property, target, 8, (uint32_t)t->len, t->s);
    return true;
}

/* Pairs of target and property in the requestor's property; what cannot be converted becomes None. */
static bool convert_multiple(struct xtest *x, xcb_window_t requestor, xcb_atom_t property)
{
    size_t n;
    uint32_t *pairs = xtest_property(x, requestor, property, &n);
    for (size_t i = 0; i + 1 < n; i += 2)
        if (!convert(x, requestor, pairs[i], pairs[i + 1]))
            pairs[i + 1] = XCB_ATOM_NONE;
    if (n)
        put(x, requestor, property, x->atoms[A_ATOM_PAIR], 32, (uint32_t)n, pairs);
    free(pairs);
    return n > 0;
}

static void on_request(struct xtest *x, const xcb_selection_request_event_t *r)
{
    xcb_selection_notify_event_t answer = {
        .response_type = XCB_SELECTION_NOTIFY, .time = r->time, .requestor = r->requestor,
        .selection = r->selection, .target = r->target,
        .property = r->property ? r->property : r->target, /* ICCCM: of old clients */
    };
    struct xclip *clip = x->clip;
    bool ours = clip && clip->text && r->owner == clip->window &&
                r->selection == x->atoms[A_CLIPBOARD];
    bool done = ours && (r->target == x->atoms[A_MULTIPLE]
                             ? convert_multiple(x, r->requestor, answer.property)
                             : convert(x, r->requestor, r->target, answer.property));
    if (!done)
        answer.property = XCB_ATOM_NONE;
    xcb_send_event(x->c, 0, r->requestor, XCB_EVENT_MASK_NO_EVENT, (const char *)&answer);
}

/* The requestor has deleted its property: it wants the next piece; an empty one is the end. */
static void on_property(struct xtest *x, const xcb_property_notify_event_t *e)
{
    struct xclip *clip = x->clip;
    if (e->window == clip->window && e->state == XCB_PROPERTY_NEW_VALUE) {
        clip->since = e->time;
        clip->stamped = true;
        return;
    }
    if (e->state != XCB_PROPERTY_DELETE)
        return;
    for (size_t i = 0; i < clip->n; i++) {
        struct transfer *t = &clip->transfers[i];
        if (t->requestor != e->window || t->property != e->atom)
            continue;
        size_t left = t->text->len - t->at;
        size_t n = left < INCR_BYTES ? left : INCR_BYTES;
        put(x, t->requestor, t->property, t->target, 8, (uint32_t)n, t->text->s + t->at);
        t->at += n;
        t->touched_us = clock_now_us();
        if (!n) {
            uint32_t none = XCB_EVENT_MASK_NO_EVENT;
            xcb_change_window_attributes(x->c, t->requestor, XCB_CW_EVENT_MASK, &none);
            transfer_end(clip, i);
        }
        return;
    }
}

void xtest_clipboard_event(struct xtest *x, const xcb_generic_event_t *event)
{
    switch (event->response_type & 0x7F) {
    case XCB_SELECTION_REQUEST:
        on_request(x, (const xcb_selection_request_event_t *)event);
        break;
    case XCB_SELECTION_CLEAR:
        if (x->clip) {
            text_unref(x->clip->text);
            x->clip->text = NULL;
        }
        break;
    case XCB_PROPERTY_NOTIFY:
        if (x->clip)
            on_property(x, (const xcb_property_notify_event_t *)event);
        break;
    default:
        break;
    }
}

static void make_window(struct xtest *x)
{
    uint32_t mask = XCB_EVENT_MASK_PROPERTY_CHANGE;
    x->clip = xcalloc(1, sizeof *x->clip);
    x->clip->window = xcb_generate_id(x->c);
    xcb_create_window(x->c, XCB_COPY_FROM_PARENT, x->clip->window, x->root, -10, -10, 1, 1, 0,
                      XCB_WINDOW_CLASS_INPUT_ONLY, XCB_COPY_FROM_PARENT, XCB_CW_EVENT_MASK,
                      &mask);
}

static bool is_stamped(struct xtest *x, void *data)
{
    (void)data;
    return x->clip->stamped;
}

/* The server's time, which a selection's owner must name: a change of a property of ours brings it. */
static int server_time(struct xtest *x, struct err *err)
{
    x->clip->stamped = false;
    put(x, x->clip->window, x->atoms[A_TIMESTAMP], XCB_ATOM_INTEGER, 32, 0, NULL);
    int ret = xtest_wait(x, is_stamped, NULL, TIME_MS, NULL, NULL, err);
    return ret > 0 ? 0 : ret < 0 ? -1 : err_set(err, ERR_TIMEOUT, "the display has no time");
}

int xtest_clipboard(struct xtest *x, const char *text, struct err *err)
{
    size_t bad = utf8_check(text, strlen(text));
    if (bad)
        return err_set(err, ERR_INVALID, "the text is not UTF-8 at byte %zu", bad - 1);
    if (xtest_check(x, err) < 0)
        return -1;
    if (!x->clip)
        make_window(x);
    if (server_time(x, err) < 0)
        return -1;
    text_unref(x->clip->text);
    x->clip->text = xcalloc(1, sizeof *x->clip->text);
    *x->clip->text = (struct xclip_text){ xstrdup(text), strlen(text), 1 };
    xcb_set_selection_owner(x->c, x->clip->window, x->atoms[A_CLIPBOARD], x->clip->since);
    xcb_get_selection_owner_reply_t *owner = xcb_get_selection_owner_reply(
        x->c, xcb_get_selection_owner(x->c, x->atoms[A_CLIPBOARD]), NULL);
    bool ours = owner && owner->owner == x->clip->window;
    free(owner);
    if (ours)
        return 0;
    text_unref(x->clip->text);
    x->clip->text = NULL;
    return xtest_check(x, err) < 0 ? -1 : err_set(err, ERR_BUSY, "the clipboard is not given to us");
}

void xtest_clipboard_close(struct xtest *x)
{
    if (!x->clip)
        return;
    while (x->clip->n)
        transfer_end(x->clip, 0);
    text_unref(x->clip->text);
    free(x->clip);
    x->clip = NULL;
}
