#include "agentd/session_state.h"

#include <stddef.h>
#include <string.h>

static const struct {
    const char *name;
    int outcome; /* -1: goes on */
} states[SESSION_STATES_N] = {
    [SESSION_QUEUED] = { "queued", -1 },
    [SESSION_LOOK] = { "look", -1 },
    [SESSION_THINK] = { "think", -1 },
    [SESSION_CHECK] = { "check", -1 },
    [SESSION_APPROVAL] = { "approval", -1 },
    [SESSION_QUESTION] = { "question", -1 },
    [SESSION_ACT] = { "act", -1 },
    [SESSION_SETTLE] = { "settle", -1 },
    [SESSION_VERIFY] = { "verify", -1 },
    [SESSION_PAUSED] = { "paused", -1 },
    [SESSION_DONE] = { "done", 0 },
    [SESSION_FAILED] = { "failed", 1 },
    [SESSION_STOPPED] = { "stopped", 3 },
    [SESSION_DENIED] = { "denied", 3 },
    [SESSION_OVER_BUDGET] = { "over_budget", 4 },
    [SESSION_NO_DISPLAY] = { "no_display", 5 },
    [SESSION_ERROR] = { "error", 6 },
    [SESSION_CANCELLED] = { "cancelled", 3 },
    [SESSION_INTERRUPTED] = { "interrupted", 6 },
};

static const struct move {
    enum session_state from;
    enum session_event event;
    enum session_state to;
} moves[] = {
    { SESSION_QUEUED, EV_START, SESSION_LOOK },
    { SESSION_QUEUED, EV_CANCEL, SESSION_CANCELLED },
    { SESSION_LOOK, EV_SEEN, SESSION_THINK },
    { SESSION_THINK, EV_REPLY, SESSION_CHECK },
    { SESSION_THINK, EV_CONFUSED, SESSION_LOOK },
    { SESSION_CHECK, EV_ALLOWED, SESSION_ACT },
    { SESSION_CHECK, EV_WANT_APPROVAL, SESSION_APPROVAL },
    { SESSION_CHECK, EV_REFUSED, SESSION_LOOK },
    { SESSION_CHECK, EV_ASKED, SESSION_QUESTION },
    { SESSION_CHECK, EV_NEXT, SESSION_LOOK },
    { SESSION_CHECK, EV_CLAIM, SESSION_VERIFY },
    { SESSION_CHECK, EV_GAVE_UP, SESSION_FAILED },
    { SESSION_APPROVAL, EV_APPROVED, SESSION_ACT },
    { SESSION_APPROVAL, EV_REFUSED, SESSION_LOOK },
    { SESSION_QUESTION, EV_ANSWERED, SESSION_LOOK },
    { SESSION_QUESTION, EV_GAVE_UP, SESSION_FAILED },
    { SESSION_ACT, EV_ACTED, SESSION_SETTLE },
    { SESSION_ACT, EV_REFUSED, SESSION_LOOK },
    { SESSION_SETTLE, EV_QUIET, SESSION_CHECK },
    { SESSION_SETTLE, EV_REFUSED, SESSION_LOOK },
    { SESSION_VERIFY, EV_HOLDS, SESSION_DONE },
    { SESSION_VERIFY, EV_REFUSED, SESSION_LOOK },
    { SESSION_PAUSED, EV_RESUME, SESSION_LOOK },
};

/* What may happen in every state that goes on, once it has begun. */
static const struct {
    enum session_event event;
    enum session_state to;
} anywhere[] = {
    { EV_PAUSE, SESSION_PAUSED },
    { EV_STOP, SESSION_STOPPED },
    { EV_CANCEL, SESSION_STOPPED },
    { EV_DENY, SESSION_DENIED },
    { EV_BUDGET, SESSION_OVER_BUDGET },
    { EV_GAVE_UP, SESSION_FAILED },
    { EV_DISPLAY_GONE, SESSION_NO_DISPLAY },
    { EV_BROKEN, SESSION_ERROR },
    { EV_DIED, SESSION_INTERRUPTED },
};

int session_next(enum session_state from, enum session_event event)
{
    for (size_t i = 0; i < sizeof moves / sizeof *moves; i++)
        if (moves[i].from == from && moves[i].event == event)
            return (int)moves[i].to;
    if (from == SESSION_QUEUED || session_state_is_end(from))
        return -1;
    if (from == SESSION_PAUSED && event == EV_PAUSE)
        return -1;
    for (size_t i = 0; i < sizeof anywhere / sizeof *anywhere; i++)
        if (anywhere[i].event == event)
            return (int)anywhere[i].to;
    return -1;
}

const char *session_state_name(enum session_state s)
{
    return states[s].name;
}

int session_state_from_name(const char *name)
{
    for (int i = 0; i < SESSION_STATES_N; i++)
        if (name && strcmp(states[i].name, name) == 0)
            return i;
    return -1;
}

bool session_state_is_end(enum session_state s)
{
    return states[s].outcome >= 0;
}

int session_state_outcome(enum session_state s)
{
    return states[s].outcome;
}
