/* windows.h : the top-level windows, read over EWMH and ICCCM. Read-only; for the capture thread. */
#ifndef VISION_WINDOWS_H
#define VISION_WINDOWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vision/image.h"

struct err;
struct json_t;
struct xcb_connection_t;

enum window_type { WINDOW_NORMAL, WINDOW_DIALOG, WINDOW_MENU, WINDOW_TOOLTIP, WINDOW_DOCK,
                   WINDOW_DESKTOP, WINDOW_UTILITY, WINDOW_SPLASH, WINDOW_OTHER };

struct window {
    uint32_t id;             /* the client window's XID */
    char *title;             /* UTF-8, "" when it has none */
    char *instance, *klass;  /* WM_CLASS, "" */
    enum window_type type;
    struct srect box;        /* the client area, screen pixels */
    struct srect frame;      /* with the manager's decorations */
    uint32_t transient_for;  /* 0: none */
    uint32_t pid;            /* 0: not said */
    bool active, minimised, maximised, modal, fullscreen;
    bool managed;            /* false: override-redirect: a menu, a tooltip, a drop-down */
};

/* WM_CLASS of windows of agentd's own, which are never listed. */
#define WINDOWS_OWN_CLASS "agentd-mark\0agentd"

struct windows {             /* counted; never written once shared */
    struct window *items;    /* bottom to top; owned; viewable ones, and minimised managed ones */
    size_t n;
    uint32_t active;         /* id, 0: none */
};

struct windows *windows_read(struct xcb_connection_t *c, uint32_t root, struct err *err);
struct windows *windows_new_empty(void);
struct windows *windows_ref(struct windows *w);
void windows_unref(struct windows *w);
const struct window *windows_by_id(const struct windows *w, uint32_t id);
const struct window *windows_at(const struct windows *w, int32_t x, int32_t y); /* topmost shown */
const char *window_type_name(enum window_type type);
/* [{"id","title","class","type","box":[x,y,w,h],"active","minimised","maximised","modal","pid",…}] */
struct json_t *windows_to_json(const struct windows *w);
struct windows *windows_from_json(const struct json_t *list, struct err *err); /* for replay */

#endif
