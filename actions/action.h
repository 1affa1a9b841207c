/* action.h : the canonical actions, in screen pixels. All dialects, Lua, the protocol and the planner
 * speak only these; the JSON form is the one that docs/actions.md describes. */
#ifndef ACTIONS_ACTION_H
#define ACTIONS_ACTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vision/frame.h"

struct err;
struct json_t;

enum action_kind {
    ACTION_CLICK, ACTION_MOVE, ACTION_DRAG, ACTION_BUTTON_DOWN, ACTION_BUTTON_UP, ACTION_SCROLL,
    ACTION_TYPE, ACTION_KEY, ACTION_HOLD_KEY, ACTION_KEY_DOWN, ACTION_KEY_UP, ACTION_WAIT,
    ACTION_SCREENSHOT, ACTION_ZOOM, ACTION_OPEN, ACTION_BACK, ACTION_FORWARD, ACTION_FINISH,
    ACTION_ASK, ACTION_SAY, ACTION_TOOL, ACTION_CODE, ACTION_POINTS, ACTION_BOXES, ACTION_MARK,
    ACTION_KINDS_N
};

enum button { BUTTON_LEFT, BUTTON_MIDDLE, BUTTON_RIGHT, BUTTON_BACK, BUTTON_FORWARD, BUTTONS_N };
enum modifier { MOD_CTRL = 1, MOD_ALT = 2, MOD_SHIFT = 4, MOD_SUPER = 8 };
enum expect { EXPECT_NOTHING, EXPECT_WINDOW, EXPECT_CHANGE, EXPECT_NONE }; /* unsaid; window; change; none */
enum mark_do { MARK_POINT, MARK_CLICK, MARK_DOUBLE_CLICK, MARK_RIGHT_CLICK, MARK_MOVE };

#define ACTION_TEXT_MAX (2u << 20) /* bytes of one type action */
#define ACTION_POINTS_MAX 4096u    /* of a path, of points, of boxes */
#define ACTION_SCROLL_MAX 100
#define ACTION_MS_MAX 300000u
#define ACTION_REPEAT_MAX 100u

struct chord { char **keys; size_t n; }; /* canonical names, modifiers first: "ctrl", "Page_Up"; owned */
/* In JSON a box is its corner pixels [x0,y0,x1,y1], both inside: w = x1 - x0 + 1, h alike. */
struct labelled_box { struct srect box; char *label; }; /* label NULL: none */

struct action {
    enum action_kind kind;
    uint64_t frame_id;       /* what the model saw; 0: nothing to compare with */
    bool has_point;          /* false: where the pointer is */
    struct spoint at;
    unsigned int modifiers;  /* MOD_* */
    enum expect expect;
    union {
        struct { enum button button; uint8_t count; } click; /* count 1..3; button_down, button_up: button */
        struct { struct spoint *path; size_t n; enum button button; } drag; /* owned; n 1: from the pointer */
        struct { int dx, dy; } scroll;   /* notches, + is right and down */
        struct { char *text; } type;     /* UTF-8, owned; also open's target, ask's and say's text */
        struct { struct chord chord; uint32_t count, ms; } key; /* count 1..100; ms for hold_key */
        struct { uint32_t ms; } wait;
        struct { struct srect box; } zoom;
        struct { bool done; char *text; } finish;             /* owned */
        struct { char *name; struct json_t *args; } tool;     /* owned; args an object */
        struct { char *language, *source; } code;             /* owned */
        struct { struct spoint *items; size_t n; char *label; } points; /* label NULL: none */
        struct { struct labelled_box *items; size_t n; } boxes;
        struct { uint32_t index; enum mark_do what; } mark; /* index from 0 */
    } u;
};

const char *action_name(enum action_kind kind); /* "click", "button_down" … */
/* ERR_INVALID with the path of what is wrong (ERR_LIMIT: text over ACTION_TEXT_MAX); *out is released on
 * failure. "frame" and "expect" are optional keys beside the canonical ones. */
int action_from_json(const struct json_t *j, struct action *out, struct err *err);
struct json_t *action_to_json(const struct action *a); /* new; canonical keys only, + "expect" if said */
void action_copy(struct action *to, const struct action *from); /* to is uninitialised before */
void action_release(struct action *a);
/* "click left at 640,400", "type 18 characters": one line for people; no typed text. New. */
char *action_summary(const struct action *a);
bool action_is_input(const struct action *a); /* moves pointer or keys: needs a permit and the hands */

#endif
