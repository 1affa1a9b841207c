#include "base/test.h"

#include "agentd/loop_detect.h"
#include "agentd/session_state.h"

TEST("an end has no way out, whatever happens")
{
    for (int s = 0; s < SESSION_STATES_N; s++)
        for (int e = 0; e < SESSION_EVENTS_N; e++)
            if (session_state_is_end((enum session_state)s))
                assert_int_equal(session_next((enum session_state)s, (enum session_event)e), -1);
}

TEST("every state that has begun can be stopped, and leads to an end by it")
{
    for (int s = SESSION_LOOK; s <= SESSION_PAUSED; s++) {
        int to = session_next((enum session_state)s, EV_STOP);
        assert_int_equal(to, SESSION_STOPPED);
        assert_int_equal(session_state_outcome((enum session_state)to), 3);
    }
}

TEST("the way of one step: look, think, check, act, settle, check, look")
{
    static const struct { enum session_state from; enum session_event event; int to; } way[] = {
        { SESSION_QUEUED, EV_START, SESSION_LOOK },
        { SESSION_LOOK, EV_SEEN, SESSION_THINK },
        { SESSION_THINK, EV_REPLY, SESSION_CHECK },
        { SESSION_CHECK, EV_ALLOWED, SESSION_ACT },
        { SESSION_ACT, EV_ACTED, SESSION_SETTLE },
        { SESSION_SETTLE, EV_QUIET, SESSION_CHECK },
        { SESSION_CHECK, EV_NEXT, SESSION_LOOK },
        { SESSION_CHECK, EV_WANT_APPROVAL, SESSION_APPROVAL },
        { SESSION_APPROVAL, EV_APPROVED, SESSION_ACT },
        { SESSION_APPROVAL, EV_DENY, SESSION_DENIED },
        { SESSION_CHECK, EV_CLAIM, SESSION_VERIFY },
        { SESSION_VERIFY, EV_HOLDS, SESSION_DONE },
        { SESSION_THINK, EV_ACTED, -1 },
        { SESSION_LOOK, EV_REPLY, -1 },
        { SESSION_QUEUED, EV_STOP, -1 },
        { SESSION_QUEUED, EV_CANCEL, SESSION_CANCELLED },
        { SESSION_PAUSED, EV_PAUSE, -1 },
        { SESSION_PAUSED, EV_RESUME, SESSION_LOOK },
    };
    for (size_t i = 0; i < sizeof way / sizeof *way; i++)
        assert_int_equal(session_next(way[i].from, way[i].event), way[i].to);
}

TEST("each state's name reads back, and each exit code has an end")
{
    bool seen[7] = { false };
    for (int s = 0; s < SESSION_STATES_N; s++) {
        assert_int_equal(session_state_from_name(session_state_name((enum session_state)s)), s);
        if (session_state_is_end((enum session_state)s))
            seen[session_state_outcome((enum session_state)s)] = true;
    }
    for (int code = 0; code < 7; code++)
        assert_true(seen[code] || code == 2); /* 2 is wrong usage: no task comes to it */
}

TEST("the same on the same screen is counted, and a cycle of two shows too")
{
    struct loop_detect l = { .n = 0 };
    assert_int_equal(loop_note(&l, 1, 10), 1);
    assert_int_equal(loop_note(&l, 1, 11), 1);
    assert_int_equal(loop_note(&l, 2, 10), 1);
    assert_int_equal(loop_note(&l, 1, 10), 2);
    assert_int_equal(loop_note(&l, 2, 10), 2);
    assert_int_equal(loop_note(&l, 1, 10), 3);
    for (int i = 0; i < 1000; i++)
        loop_note(&l, 3, (uint64_t)i);
    assert_int_equal(loop_note(&l, 1, 10), 1); /* forgotten: too long ago */
}
