#include "base/test.h"

#include <stdlib.h>
#include <string.h>
#include <xkbcommon/xkbcommon.h>

#include "actions/gesture.h"
#include "base/err.h"

static struct monitor one[] = { { "a", { 0, 0, 800, 600 } } };
static struct frame desk = { .monitors = one, .monitors_n = 1, .pointer = { 10, 20 } };

static struct gesture *of(const struct action *a)
{
    struct err err;
    struct gesture *g = gesture_from_action(a, &desk, &err);
    if (!g)
        fail_msg("%s", err.msg);
    return g;
}

TEST("a double click with Ctrl is a motion and two clicks between Ctrl's press and release")
{
    struct action a = { .kind = ACTION_CLICK, .has_point = true, .at = { 5, 6 }, .modifiers = MOD_CTRL };
    a.u.click.count = 2;
    struct gesture *g = of(&a);
    static const enum hand_kind kinds[] = { HAND_KEY, HAND_MOVE, HAND_BUTTON, HAND_BUTTON, HAND_BUTTON,
                                            HAND_BUTTON, HAND_KEY };
    assert_int_equal(g->n, 7);
    for (size_t i = 0; i < 7; i++)
        assert_int_equal(g->events[i].kind, kinds[i]);
    assert_int_equal(g->events[0].code, XKB_KEY_Control_L);
    assert_true(g->events[2].down && !g->events[3].down);
    assert_false(g->events[6].down);
    gesture_free(g);
}

TEST("a point on no monitor is out of frame")
{
    struct err err;
    struct action a = { .kind = ACTION_MOVE, .has_point = true, .at = { 800, 6 } };
    assert_null(gesture_from_action(&a, &desk, &err));
    assert_int_equal(err.code, ERR_OUT_OF_FRAME);
    struct spoint path[] = { { 1, 1 }, { 1, -1 } };
    struct action drag = { .kind = ACTION_DRAG };
    drag.u.drag.path = path;
    drag.u.drag.n = 2;
    assert_null(gesture_from_action(&drag, &desk, &err));
    assert_int_equal(err.code, ERR_OUT_OF_FRAME);
}

TEST("a drag presses at its start, passes the threshold in steps, ends on its target twice, releases")
{
    struct spoint path[] = { { 100, 100 }, { 300, 200 } };
    struct action a = { .kind = ACTION_DRAG };
    a.u.drag.path = path;
    a.u.drag.n = 2;
    struct gesture *g = of(&a);
    assert_int_equal(g->events[0].kind, HAND_MOVE);
    assert_int_equal(g->events[0].at.x, 100);
    assert_int_equal(g->events[1].kind, HAND_BUTTON);
    assert_true(g->events[1].down);
    int close = 0, last = 0, moves = 0;
    for (size_t i = 2; i < g->n; i++)
        if (g->events[i].kind == HAND_MOVE) {
            moves++;
            close += g->events[i].at.x < 115;
            last = (int)i;
        }
    assert_true(moves >= 8);
    assert_true(close >= 2);
    assert_int_equal(g->events[last].at.x, 300);
    assert_int_equal(g->events[last].at.y, 200);
    assert_int_equal(g->events[g->n - 1].kind, HAND_BUTTON);
    assert_false(g->events[g->n - 1].down);
    gesture_free(g);
}

TEST("a drag of one point begins where the pointer is")
{
    struct spoint path[] = { { 100, 100 } };
    struct action a = { .kind = ACTION_DRAG };
    a.u.drag.path = path;
    a.u.drag.n = 1;
    struct gesture *g = of(&a);
    assert_int_equal(g->events[0].kind, HAND_BUTTON);
    assert_true(g->events[2].at.x < 30);
    gesture_free(g);
}

TEST("wheel notches are presses of buttons 4 to 7")
{
    struct action a = { .kind = ACTION_SCROLL };
    a.u.scroll.dx = 1;
    a.u.scroll.dy = -2;
    struct gesture *g = of(&a);
    assert_int_equal(g->n, 6);
    assert_int_equal(g->events[0].code, 4);
    assert_int_equal(g->events[4].code, 7);
    gesture_free(g);
}

TEST("a chord goes down in order and up in reverse, as often as asked")
{
    char *keys[] = { (char *)"ctrl", (char *)"c" };
    struct action a = { .kind = ACTION_KEY };
    a.u.key.chord = (struct chord){ keys, 2 };
    a.u.key.count = 2;
    struct gesture *g = of(&a);
    assert_int_equal(g->n, 8);
    assert_int_equal(g->events[1].code, 'c');
    assert_int_equal(g->events[2].code, 'c');
    assert_false(g->events[2].down);
    assert_int_equal(g->events[3].code, XKB_KEY_Control_L);
    gesture_free(g);
    keys[1] = (char *)"U0001";
    struct err err;
    assert_null(gesture_from_action(&a, &desk, &err));
    assert_int_equal(err.code, ERR_INVALID);
}

TEST("a text that is no UTF-8 or holds control characters is refused with its place")
{
    struct err err;
    assert_int_equal(gesture_check_text("a\tb\r\nc ß 😀", &err), 0);
    static const char *const bad[] = { "ab\xff", "ab\x1b", "ab\x7f", "ab\xed\xa0\x80", "ab\xc2\x85",
                                       "ab\x08" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(gesture_check_text(bad[i], &err), -1);
        assert_int_equal(err.code, ERR_INVALID);
        assert_non_null(strstr(err.msg, "byte 2"));
    }
}
