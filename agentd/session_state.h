/* session_state.h : the states of a task and the moves between them, as one pure table. */
#ifndef AGENTD_SESSION_STATE_H
#define AGENTD_SESSION_STATE_H

#include <stdbool.h>

enum session_state {
    SESSION_QUEUED, SESSION_LOOK, SESSION_THINK, SESSION_CHECK, SESSION_APPROVAL, SESSION_QUESTION,
    SESSION_ACT, SESSION_SETTLE, SESSION_VERIFY, SESSION_PAUSED,
    /* ends, one for each exit code, and two for tasks that never came to one */
    SESSION_DONE, SESSION_FAILED, SESSION_STOPPED, SESSION_DENIED, SESSION_OVER_BUDGET,
    SESSION_NO_DISPLAY, SESSION_ERROR, SESSION_CANCELLED, SESSION_INTERRUPTED,
    SESSION_STATES_N
};

enum session_event {
    EV_START,     /* the desktop is this task's now */
    EV_SEEN,      /* a screen has been read */
    EV_REPLY,     /* the model answered with actions */
    EV_CONFUSED,  /* the model's answer could not be used: look again */
    EV_ALLOWED, EV_WANT_APPROVAL, EV_APPROVED,
    EV_REFUSED,   /* this action will not be done; the model is told */
    EV_ASKED,     /* the model asks the person */
    EV_ANSWERED,
    EV_ACTED, EV_QUIET,
    EV_NEXT,      /* no action is left: the next step */
    EV_CLAIM,     /* the model says that it is done */
    EV_HOLDS,     /* … and nothing speaks against it */
    EV_GAVE_UP,   /* the model says that it cannot */
    EV_PAUSE, EV_RESUME,
    EV_STOP, EV_DENY, EV_BUDGET, EV_DISPLAY_GONE, EV_BROKEN, EV_CANCEL, EV_DIED,
    SESSION_EVENTS_N
};

/* The whole machine as one pure function. -1: no such move. EV_RESUME leads from paused to look. */
int session_next(enum session_state from, enum session_event event);
const char *session_state_name(enum session_state s);
int session_state_from_name(const char *name); /* -1: unknown */
bool session_state_is_end(enum session_state s);
int session_state_outcome(enum session_state s); /* the exit code; -1 for states that go on */

#endif
