/* xtest.h : what the files of the X driver share. Pure XCB: a display that dies is an error here, never
 * the end of the process. Hands thread only. */
#ifndef ACTIONS_XTEST_H
#define ACTIONS_XTEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <xcb/xcb.h>

#include "actions/hands.h"
#include "actions/layout.h"
#include "actions/spares.h"

struct err;
struct watchdog;
struct xclip;
struct xkb_context;

enum xtest_atom {
    A_WM_PROTOCOLS, A_WM_DELETE_WINDOW, A_WM_STATE, A_WM_CHANGE_STATE, A_NET_WM_PING,
    A_NET_ACTIVE_WINDOW, A_NET_CLOSE_WINDOW, A_NET_MOVERESIZE_WINDOW, A_NET_WM_STATE,
    A_NET_WM_STATE_MAXIMIZED_VERT, A_NET_WM_STATE_MAXIMIZED_HORZ, A_NET_WM_STATE_FULLSCREEN,
    A_NET_WM_STATE_HIDDEN, A_NET_FRAME_EXTENTS, A_NET_CLIENT_LIST, A_NET_SUPPORTING_WM_CHECK,
    A_NET_WM_PID, A_CLIPBOARD, A_TARGETS, A_TIMESTAMP, A_MULTIPLE, A_INCR, A_UTF8_STRING, A_TEXT,
    A_TEXT_PLAIN, A_TEXT_PLAIN_UTF8, A_ATOM_PAIR, XTEST_ATOMS_N
};

/* How one key of ours is down: with what round it. */
struct pressed {
    uint32_t keysym;
    uint8_t keycode;
    uint8_t around[SHIFTS_N]; /* keycodes, 0: none */
    bool regrouped;           /* the group was locked for it */
    uint8_t group_before;
};

struct xkb_now { /* the keyboard's state as the server has it */
    uint8_t base_mods, locked_mods, latched_mods, mods; /* mods: all of them */
    uint8_t group;                                      /* effective */
    uint8_t locked_group;
};

struct xtest {
    xcb_connection_t *c;
    xcb_window_t root;
    char *display;
    xcb_atom_t atoms[XTEST_ATOMS_N];
    int32_t keyboard;        /* XKB's id of the core keyboard */
    uint8_t xkb_event;
    struct xkb_context *xkb;
    struct layout *layout;
    bool stale;              /* the keymap has changed since layout was made */
    struct spares spares;
    uint8_t mapping_first, mapping_n; /* the keys of our last change of the map */
    bool mapping_due;                 /* it has not come back to us yet */
    uint16_t mapping_sequence;        /* the request that it came back with */
    struct watchdog *dog;
    uint32_t going_up[8];    /* keys whose release is written but perhaps not sent */
    uint32_t buttons_going_up;
    struct pressed pressed[32];
    size_t pressed_n;
    uint32_t ping_sent, ping_seen; /* numbers of pings to the focused application */
    uint32_t paces;                /* of applications that answer no pings */
    xcb_window_t ping_focus, ping_window; /* the latter 0: it answers none */
    struct xclip *clip;
};

/* hands_xtest.c */
int xtest_check(struct xtest *x, struct err *err);  /* ERR_NO_DISPLAY once the display has gone */
int xtest_flush(struct xtest *x, struct err *err);  /* all is sent; the ledger forgets what was released */
int xtest_sync(struct xtest *x, struct err *err);   /* and the server has done it */
int xtest_pump(struct xtest *x, struct err *err);   /* takes the events that have come */
/* Waits until done(x, data), pumping; 1 done, 0 late, -1 stopped or failed. */
int xtest_wait(struct xtest *x, bool (*done)(struct xtest *x, void *data), void *done_data,
               uint32_t within_ms, hands_stopped_fn *stopped, void *data, struct err *err);
void xtest_fake_key(struct xtest *x, uint8_t keycode, bool down); /* not in the ledger: another's key */
int xtest_key(struct xtest *x, uint8_t keycode, bool down, struct err *err);

/* xtest_keymap.c */
int xtest_keymap_open(struct xtest *x, struct err *err);
int xtest_keymap_refresh(struct xtest *x, struct err *err); /* when stale */
void xtest_keymap_event(struct xtest *x, const xcb_generic_event_t *event);
/* Sends what spares has changed and waits until the server has told us (and so everybody). */
int xtest_keymap_send(struct xtest *x, hands_stopped_fn *stopped, void *data, struct err *err);
/* xtest_map.c : one request for all that has changed, or (empty) for all that is borrowed. */
int xtest_map_write(struct xtest *x, bool empty, struct err *err);

int xtest_state(struct xtest *x, struct xkb_now *now, struct err *err);
void xtest_lock_group(struct xtest *x, uint8_t group, const struct xkb_now *now);
void xtest_lock_mods(struct xtest *x, uint8_t affect, uint8_t mods);
void xtest_unlatch(struct xtest *x, uint8_t mods);
void xtest_keymap_close(struct xtest *x);

/* xtest_key.c */
int xtest_press_keysym(struct xtest *x, uint32_t keysym, struct err *err);
int xtest_release_keysym(struct xtest *x, uint32_t keysym, struct err *err);

/* xtest_type.c */
int xtest_type(struct xtest *x, const char *text, hands_stopped_fn *stopped, void *data,
               size_t *typed, struct err *err);

/* xtest_flow.c : has the application read its keys? */
/* Looks which window has the focus now, as a round trip; then pings it. Not more than two pings are out:
 * waits for the one before the last. */
int xtest_pace(struct xtest *x, hands_stopped_fn *stopped, void *data, struct err *err);
/* Waits, within bounds, until the focused application has read all that was sent. */
int xtest_drain(struct xtest *x, hands_stopped_fn *stopped, void *data, struct err *err);
void xtest_flow_event(struct xtest *x, const xcb_client_message_event_t *event);

/* xtest_window.c */
int xtest_window(struct xtest *x, enum window_op op, uint32_t id, const struct srect *box,
                 hands_stopped_fn *stopped, void *data, struct err *err);
/* The items (32 bit) of a window's property; new, NULL when there are none. */
uint32_t *xtest_property(struct xtest *x, xcb_window_t window, xcb_atom_t name, size_t *n);

/* xtest_clipboard.c */
int xtest_clipboard(struct xtest *x, const char *text, struct err *err);
void xtest_clipboard_event(struct xtest *x, const xcb_generic_event_t *event);
void xtest_clipboard_close(struct xtest *x);

#endif
