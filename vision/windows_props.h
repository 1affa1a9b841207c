/* windows_props.h : the properties of a window that windows_read.c wants, asked for all at once and read
 * later. Inside vision/ only. */
#ifndef VISION_WINDOWS_PROPS_H
#define VISION_WINDOWS_PROPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <xcb/xcb.h>

#include "vision/windows.h"

enum props_atom {
    A_CLIENT_LIST_STACKING, A_ACTIVE_WINDOW, A_SUPPORTING_WM_CHECK, A_NAME, A_WM_STATE, A_TYPE, A_PID,
    A_STATE, A_FRAME_EXTENTS, A_GTK_FRAME_EXTENTS, A_UTF8_STRING,
    A_STATE_HIDDEN, A_STATE_MAX_HORZ, A_STATE_MAX_VERT, A_STATE_MODAL, A_STATE_FULLSCREEN,
    A_TYPE_FIRST,
    A_TYPE_NORMAL = A_TYPE_FIRST, A_TYPE_DIALOG, A_TYPE_MENU, A_TYPE_DROPDOWN, A_TYPE_POPUP, A_TYPE_COMBO,
    A_TYPE_TOOLTIP, A_TYPE_DOCK, A_TYPE_DESKTOP, A_TYPE_UTILITY, A_TYPE_TOOLBAR, A_TYPE_SPLASH,
    A_TYPE_NOTIFICATION,
    ATOMS_N
};

/* Atoms of the server; XCB_ATOM_NONE for those that nobody has made there yet. */
void props_atoms(xcb_connection_t *c, xcb_atom_t atoms[ATOMS_N]);

xcb_get_property_cookie_t props_ask(xcb_connection_t *c, xcb_window_t w, xcb_atom_t property,
                                    uint32_t words);
/* The 32-bit words of the answer, new; NULL with *n 0 when there are none. */
uint32_t *props_words(xcb_connection_t *c, xcb_get_property_cookie_t cookie, size_t *n);

struct props_cookies {
    xcb_get_property_cookie_t name, wm_name, klass, type, transient, pid, state, wm_state, extents,
        shadow;
};
struct edges { bool known; int32_t left, right, top, bottom; };

void props_ask_all(xcb_connection_t *c, const xcb_atom_t atoms[ATOMS_N], xcb_window_t w,
                   struct props_cookies *out);
/* Reads every cookie. Fills title, class, type, transient, pid and states (managed is already set);
 * extents: what the manager put round the window; shadow: what the client itself drew outside of it. */
void props_read_all(xcb_connection_t *c, const xcb_atom_t atoms[ATOMS_N],
                    const struct props_cookies *cookies, bool ewmh, struct window *w,
                    struct edges *extents, struct edges *shadow);

#endif
