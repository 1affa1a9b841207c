/* screen.h : what is on a frame: windows, elements with stable ids, text lines. Never written once
 * built. Made by reader.h; read by the planner, the policies, set-of-marks and the commands. */
#ifndef VISION_SCREEN_H
#define VISION_SCREEN_H

#include <stddef.h>
#include <stdint.h>

#include "vision/frame.h"

struct apps;
struct json_t;

enum role {
    ROLE_OTHER, ROLE_BUTTON, ROLE_TOGGLE, ROLE_CHECK, ROLE_RADIO, ROLE_SWITCH, ROLE_FIELD, ROLE_TEXTAREA,
    ROLE_COMBO, ROLE_SPIN, ROLE_SLIDER, ROLE_LINK, ROLE_TAB, ROLE_MENU, ROLE_MENUITEM, ROLE_LIST, ROLE_ITEM,
    ROLE_TREEITEM, ROLE_CELL, ROLE_HEADER, ROLE_ICON, ROLE_IMAGE, ROLE_TEXT, ROLE_SCROLLBAR, ROLE_PROGRESS,
    ROLE_DIALOG, ROLE_WINDOW, ROLE_GROUP, ROLE_N
};
const char *role_name(enum role role);         /* "button", "field", "menuitem" … */
enum role role_from_name(const char *name);    /* ROLE_OTHER for unknown ones */

enum {
    STATE_FOCUSED = 1 << 0, STATE_CHECKED = 1 << 1, STATE_DISABLED = 1 << 2, STATE_SELECTED = 1 << 3,
    STATE_EXPANDED = 1 << 4, STATE_COLLAPSED = 1 << 5, STATE_EDITABLE = 1 << 6, STATE_SECRET = 1 << 7,
    STATE_FOCUSABLE = 1 << 8, STATE_MIXED = 1 << 9, STATE_OFFSCREEN = 1 << 10
};

enum source { SOURCE_PIXELS = 1, SOURCE_ATSPI = 2, SOURCE_WINDOW = 4 }; /* or-ed */

struct element {
    uint32_t id;        /* stable from look to look while it is the same thing */
    enum role role;
    struct srect box;   /* screen pixels */
    char *name;         /* caption or accessible name, "" */
    char *value;        /* content of a field, number of a slider; NULL when not known */
    char *description;  /* "" */
    double min, max;
    uint32_t states;
    uint32_t window;    /* XID, 0: none */
    uint32_t parent;    /* element id, 0: none */
    unsigned int source;
    float score;        /* 0..1 */
};

struct text_line { struct srect box; char *text; uint32_t window; float score; };

struct screen {
    struct frame *frame;          /* one reference */
    struct element *items; size_t n;
    struct text_line *lines; size_t lines_n; /* in reading order */
    int refs;                     /* screen_ref and screen_unref; atomic */
};

struct screen *screen_new(struct frame *frame); /* refs frame; empty */
struct screen *screen_ref(struct screen *s);
void screen_unref(struct screen *s);
const struct element *screen_at(const struct screen *s, struct spoint p); /* smallest, on the topmost window; or NULL */
const struct element *screen_by_id(const struct screen *s, uint32_t id);
const struct element *screen_focus(const struct screen *s); /* the focused element, or NULL */

/* The value that planner, policies and clients see; apps (may be NULL) names each window's program:
 * {"frame":id,"w","h","pointer":[x,y],"app":"Mousepad"|null,"focus":element|null,
 *  "windows":[window + "app":{"id","name","generic","categories"}|null],   bottom to top
 *  "elements":[{"id","role","name","box":[x,y,w,h],"value"?,"description"?,"min"?,"max"?,"states":[…],
 *               "window","parent"?,"source":["pixels","atspi"],"score"}],
 *  "lines":[{"text","box","window"}]}
 * The value of a secret field is never in it. */
struct json_t *screen_to_json(const struct screen *s, const struct apps *apps);
struct json_t *element_to_json(const struct element *e);

#endif
