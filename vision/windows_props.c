#include "vision/windows_props.h"

#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "base/utf8.h"
#include "base/xalloc.h"

#define TEXT_WORDS 1024u /* of a title, 4 bytes each */

static const char *const names[ATOMS_N] = {
    [A_CLIENT_LIST_STACKING] = "_NET_CLIENT_LIST_STACKING",
    [A_ACTIVE_WINDOW] = "_NET_ACTIVE_WINDOW",
    [A_SUPPORTING_WM_CHECK] = "_NET_SUPPORTING_WM_CHECK",
    [A_NAME] = "_NET_WM_NAME",
    [A_WM_STATE] = "WM_STATE",
    [A_TYPE] = "_NET_WM_WINDOW_TYPE",
    [A_PID] = "_NET_WM_PID",
    [A_STATE] = "_NET_WM_STATE",
    [A_FRAME_EXTENTS] = "_NET_FRAME_EXTENTS",
    [A_GTK_FRAME_EXTENTS] = "_GTK_FRAME_EXTENTS",
    [A_UTF8_STRING] = "UTF8_STRING",
    [A_STATE_HIDDEN] = "_NET_WM_STATE_HIDDEN",
    [A_STATE_MAX_HORZ] = "_NET_WM_STATE_MAXIMIZED_HORZ",
    [A_STATE_MAX_VERT] = "_NET_WM_STATE_MAXIMIZED_VERT",
    [A_STATE_MODAL] = "_NET_WM_STATE_MODAL",
    [A_STATE_FULLSCREEN] = "_NET_WM_STATE_FULLSCREEN",
    [A_TYPE_NORMAL] = "_NET_WM_WINDOW_TYPE_NORMAL",
    [A_TYPE_DIALOG] = "_NET_WM_WINDOW_TYPE_DIALOG",
    [A_TYPE_MENU] = "_NET_WM_WINDOW_TYPE_MENU",
    [A_TYPE_DROPDOWN] = "_NET_WM_WINDOW_TYPE_DROPDOWN_MENU",
    [A_TYPE_POPUP] = "_NET_WM_WINDOW_TYPE_POPUP_MENU",
    [A_TYPE_COMBO] = "_NET_WM_WINDOW_TYPE_COMBO",
    [A_TYPE_TOOLTIP] = "_NET_WM_WINDOW_TYPE_TOOLTIP",
    [A_TYPE_DOCK] = "_NET_WM_WINDOW_TYPE_DOCK",
    [A_TYPE_DESKTOP] = "_NET_WM_WINDOW_TYPE_DESKTOP",
    [A_TYPE_UTILITY] = "_NET_WM_WINDOW_TYPE_UTILITY",
    [A_TYPE_TOOLBAR] = "_NET_WM_WINDOW_TYPE_TOOLBAR",
    [A_TYPE_SPLASH] = "_NET_WM_WINDOW_TYPE_SPLASH",
    [A_TYPE_NOTIFICATION] = "_NET_WM_WINDOW_TYPE_NOTIFICATION",
};

static const enum window_type types[ATOMS_N] = {
    [A_TYPE_NORMAL] = WINDOW_NORMAL, [A_TYPE_DIALOG] = WINDOW_DIALOG, [A_TYPE_MENU] = WINDOW_MENU,
    [A_TYPE_DROPDOWN] = WINDOW_MENU, [A_TYPE_POPUP] = WINDOW_MENU, [A_TYPE_COMBO] = WINDOW_MENU,
    [A_TYPE_TOOLTIP] = WINDOW_TOOLTIP, [A_TYPE_DOCK] = WINDOW_DOCK, [A_TYPE_DESKTOP] = WINDOW_DESKTOP,
    [A_TYPE_UTILITY] = WINDOW_UTILITY, [A_TYPE_TOOLBAR] = WINDOW_UTILITY,
    [A_TYPE_SPLASH] = WINDOW_SPLASH, [A_TYPE_NOTIFICATION] = WINDOW_OTHER,
};

void props_atoms(xcb_connection_t *c, xcb_atom_t atoms[ATOMS_N])
{
    xcb_intern_atom_cookie_t cookies[ATOMS_N];

    for (size_t i = 0; i < ATOMS_N; i++)
        cookies[i] = xcb_intern_atom(c, 1, (uint16_t)strlen(names[i]), names[i]);
    for (size_t i = 0; i < ATOMS_N; i++) {
        xcb_intern_atom_reply_t *r = xcb_intern_atom_reply(c, cookies[i], NULL);

        atoms[i] = r ? r->atom : XCB_ATOM_NONE;
        free(r);
    }
}

xcb_get_property_cookie_t props_ask(xcb_connection_t *c, xcb_window_t w, xcb_atom_t property,
                                    uint32_t words)
{
    /* an atom that does not exist names no property: NONE would be a protocol error, this is empty */
    return xcb_get_property(c, 0, w, property ? property : XCB_ATOM_WM_SIZE_HINTS, XCB_ATOM_ANY, 0,
                            property ? words : 0);
}

uint32_t *props_words(xcb_connection_t *c, xcb_get_property_cookie_t cookie, size_t *n)
{
    xcb_get_property_reply_t *r = xcb_get_property_reply(c, cookie, NULL);
    uint32_t *words = NULL;

    *n = r && r->format == 32 ? (size_t)xcb_get_property_value_length(r) / 4 : 0;
    if (*n)
        words = xmemdup(xcb_get_property_value(r), *n * 4);
    free(r);
    return words;
}

void props_ask_all(xcb_connection_t *c, const xcb_atom_t atoms[ATOMS_N], xcb_window_t w,
                   struct props_cookies *out)
{
    out->name = props_ask(c, w, atoms[A_NAME], TEXT_WORDS);
    out->wm_name = props_ask(c, w, XCB_ATOM_WM_NAME, TEXT_WORDS);
    out->klass = props_ask(c, w, XCB_ATOM_WM_CLASS, TEXT_WORDS);
    out->type = props_ask(c, w, atoms[A_TYPE], 16);
    out->transient = props_ask(c, w, XCB_ATOM_WM_TRANSIENT_FOR, 1);
    out->pid = props_ask(c, w, atoms[A_PID], 1);
    out->state = props_ask(c, w, atoms[A_STATE], 32);
    out->wm_state = props_ask(c, w, atoms[A_WM_STATE], 1);
    out->extents = props_ask(c, w, atoms[A_FRAME_EXTENTS], 4);
    out->shadow = props_ask(c, w, atoms[A_GTK_FRAME_EXTENTS], 4);
}

/* Valid UTF-8 on one line: bad bytes become U+FFFD, control characters blanks. */
static void add_clean(struct strbuf *out, const char *s, size_t len, bool latin1)
{
    for (size_t i = 0; i < len;) {
        uint32_t cp = (uint8_t)s[i];
        size_t n = latin1 ? 1 : utf8_decode(s + i, len - i, &cp);

        if (n == 0) {
            cp = 0xfffd;
            n = 1;
        }
        strbuf_add_utf8(out, cp < 0x20 || cp == 0x7f ? ' ' : cp);
        i += n;
    }
}

/* "" when it is not there. */
static char *text(xcb_connection_t *c, const xcb_atom_t atoms[ATOMS_N],
                  xcb_get_property_cookie_t cookie)
{
    xcb_get_property_reply_t *r = xcb_get_property_reply(c, cookie, NULL);
    struct strbuf out = STRBUF_INIT;

    if (r && r->format == 8) {
        const char *s = xcb_get_property_value(r);
        size_t len = strnlen(s, (size_t)xcb_get_property_value_length(r));
        /* STRING is Latin-1 (ICCCM 2.7.1), but some clients put UTF-8 there */
        bool latin1 = r->type != atoms[A_UTF8_STRING] && utf8_check(s, len) != 0;

        add_clean(&out, s, len, latin1);
    }
    free(r);
    return strbuf_detach(&out);
}

/* WM_CLASS is two texts, each ended by a NUL: instance, class. */
static void read_class(xcb_connection_t *c, xcb_get_property_cookie_t cookie, struct window *w)
{
    xcb_get_property_reply_t *r = xcb_get_property_reply(c, cookie, NULL);
    const char *s = r && r->format == 8 ? xcb_get_property_value(r) : "";
    size_t len = r && r->format == 8 ? (size_t)xcb_get_property_value_length(r) : 0;
    size_t first = strnlen(s, len);
    size_t rest = first < len ? len - first - 1 : 0;
    struct strbuf instance = STRBUF_INIT, klass = STRBUF_INIT;

    add_clean(&instance, s, first, utf8_check(s, first) != 0);
    if (rest) {
        size_t second = strnlen(s + first + 1, rest);

        add_clean(&klass, s + first + 1, second, utf8_check(s + first + 1, second) != 0);
    }
    w->instance = strbuf_detach(&instance);
    w->klass = strbuf_detach(&klass);
    free(r);
}

static uint32_t word(xcb_connection_t *c, xcb_get_property_cookie_t cookie)
{
    size_t n;
    uint32_t *words = props_words(c, cookie, &n);
    uint32_t first = n ? words[0] : 0;

    free(words);
    return first;
}

/* The first type that we know; none: as EWMH has it, with pop-ups left open. */
static enum window_type read_type(xcb_connection_t *c, const xcb_atom_t atoms[ATOMS_N],
                                  xcb_get_property_cookie_t cookie, const struct window *w)
{
    size_t n;
    uint32_t *words = props_words(c, cookie, &n);
    enum window_type type = w->transient_for ? WINDOW_DIALOG : WINDOW_NORMAL;
    bool known = false;

    if (!w->managed)
        type = WINDOW_OTHER;
    for (size_t i = 0; i < n && !known; i++) {
        for (size_t a = A_TYPE_FIRST; a < ATOMS_N && !known; a++) {
            known = atoms[a] && words[i] == atoms[a];
            if (known)
                type = types[a];
        }
    }
    free(words);
    return type;
}

static void read_states(xcb_connection_t *c, const xcb_atom_t atoms[ATOMS_N],
                        const struct props_cookies *cookies, bool ewmh, struct window *w)
{
    size_t n;
    uint32_t *words = props_words(c, cookies->state, &n);
    uint32_t wm_state = word(c, cookies->wm_state);
    bool horz = false, vert = false;

    for (size_t i = 0; i < n; i++) {
        w->minimised = w->minimised || words[i] == atoms[A_STATE_HIDDEN];
        w->modal = w->modal || words[i] == atoms[A_STATE_MODAL];
        w->fullscreen = w->fullscreen || words[i] == atoms[A_STATE_FULLSCREEN];
        horz = horz || words[i] == atoms[A_STATE_MAX_HORZ];
        vert = vert || words[i] == atoms[A_STATE_MAX_VERT];
    }
    w->maximised = horz && vert;
    /* EWMH managers make windows of other workspaces iconic too; those are not minimised */
    if (!ewmh && wm_state == 3) /* IconicState */
        w->minimised = true;
    free(words);
}

static struct edges read_edges(xcb_connection_t *c, xcb_get_property_cookie_t cookie)
{
    size_t n;
    uint32_t *v = props_words(c, cookie, &n);
    struct edges e = {.known = n == 4};

    for (size_t i = 0; e.known && i < 4; i++)
        e.known = v[i] < 1024; /* more than a border can be is garbage */
    if (e.known) {
        e.left = (int32_t)v[0];
        e.right = (int32_t)v[1];
        e.top = (int32_t)v[2];
        e.bottom = (int32_t)v[3];
    }
    free(v);
    return e;
}

void props_read_all(xcb_connection_t *c, const xcb_atom_t atoms[ATOMS_N],
                    const struct props_cookies *cookies, bool ewmh, struct window *w,
                    struct edges *extents, struct edges *shadow)
{
    char *legacy = text(c, atoms, cookies->wm_name);

    w->title = text(c, atoms, cookies->name);
    if (!w->title[0]) {
        free(w->title);
        w->title = legacy;
        legacy = NULL;
    }
    free(legacy);
    read_class(c, cookies->klass, w);
    w->transient_for = word(c, cookies->transient);
    w->type = read_type(c, atoms, cookies->type, w);
    w->pid = word(c, cookies->pid);
    read_states(c, atoms, cookies, ewmh, w);
    *extents = read_edges(c, cookies->extents);
    *shadow = read_edges(c, cookies->shadow);
}
