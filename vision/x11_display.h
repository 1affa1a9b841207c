/* x11_display.h : the capture thread's connection to an X server and what it has found there. Inside
 * vision/ only. */
#ifndef VISION_X11_DISPLAY_H
#define VISION_X11_DISPLAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <xcb/xcb.h>

#include "vision/frame.h"

struct err;
struct windows;

struct x11_display {
    xcb_connection_t *c;
    xcb_window_t root;
    uint8_t depth;         /* the root's: 24 or 32, TrueColor, 0xRRGGBB words */
    uint32_t w, h;         /* the root's size in pixels, as of the last look */
    char *name;            /* as it was asked for, for messages */
    uint8_t damage_event;  /* 0: no DAMAGE there */
    uint8_t randr_event;   /* 0: no RandR there */
    bool shm;              /* MIT-SHM 1.2: memory handed over as a descriptor */
    bool screensaver, dpms;
};

/* name NULL: $DISPLAY. ERR_NO_DISPLAY: nobody answers there. ERR_UNSUPPORTED: pixels of another form,
 * or an XWayland server, which does not show a Wayland session's screen. */
int x11_display_open(struct x11_display *d, const char *name, struct err *err);
void x11_display_close(struct x11_display *d);
/* -1, ERR_NO_DISPLAY once the connection is lost. */
int x11_display_alive(const struct x11_display *d, struct err *err);
int x11_display_measure(struct x11_display *d, struct err *err); /* reads w and h anew */

/* The monitors, new, at least one; n is set. */
struct monitor *x11_monitors(struct x11_display *d, size_t *n);
/* Is nothing to be typed now: blanked by the screen saver or DPMS, or a locker's window over it all? */
bool x11_blanked(struct x11_display *d, const struct windows *windows);

#endif
