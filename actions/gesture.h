/* gesture.h : from an action to the events that the hands inject. Pure. */
#ifndef ACTIONS_GESTURE_H
#define ACTIONS_GESTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "actions/action.h"

struct err;

enum hand_kind { HAND_MOVE, HAND_BUTTON, HAND_KEY, HAND_TEXT, HAND_PAUSE };

struct hand_event {
    enum hand_kind kind;
    struct spoint at;    /* HAND_MOVE */
    uint32_t code;       /* X button 1..9, keysym, or ms (1..300000) */
    bool down;           /* HAND_BUTTON, HAND_KEY */
    char *text;          /* HAND_TEXT: UTF-8, owned; newline is Return, tab is Tab */
};

struct gesture {
    uint64_t action_serial; /* given by the session: the permit must name the same */
    struct hand_event *events;
    size_t n;
    size_t cap;
    bool apart; /* a click that must not join the one before it to a double click */
};

/* New, for every action_is_input kind; any other is a bug. Off every monitor of `now` (NULL: not
 * checked): ERR_OUT_OF_FRAME. A key that X has no symbol for, a text that is no UTF-8 or holds control
 * characters other than newline, return and tab: ERR_INVALID. Where the action has no point, the
 * events begin where the pointer is: for a drag `now` must then be there. */
struct gesture *gesture_from_action(const struct action *a, const struct frame *now,
                                    struct err *err);
/* New and empty, for callers that make their own events; text of an event is taken. */
struct gesture *gesture_new(uint64_t action_serial);
void gesture_add(struct gesture *g, struct hand_event event);
void gesture_free(struct gesture *g);
/* ERR_INVALID, naming the place, unless it is UTF-8 that can be typed. */
int gesture_check_text(const char *text, struct err *err);

#endif
