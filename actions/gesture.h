/* gesture.h : from an action to the events that the hands inject. Pure. */
#ifndef ACTIONS_GESTURE_H
#define ACTIONS_GESTURE_H

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
};

/* New, for every action_is_input kind. Off every monitor of `now`: ERR_OUT_OF_FRAME. Where the action has
 * no point, the events begin where the pointer is. */
struct gesture *gesture_from_action(const struct action *a, const struct frame *now,
                                    struct err *err);
void gesture_free(struct gesture *g);

#endif
