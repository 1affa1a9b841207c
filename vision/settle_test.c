#include "base/test.h"

#include "vision/image.h"
#include "vision/settle.h"

#define START 1000000
static const struct settle_opts usual = {.first_ms = 300, .quiet_ms = 120, .max_ms = 5000};
static const struct settle_opts awaiting = {.first_ms = 300, .quiet_ms = 120, .max_ms = 5000,
                                            .expects_window = true};

static int64_t at(int ms)
{
    return START + (int64_t)ms * 1000;
}

static void hit(struct settle *s, int ms, int x, int y, int w, int h)
{
    settle_damage(s, &(struct srect){x, y, w, h}, 1, at(ms));
}

/* Asks every millisecond from `from` on, with the script drawing; when the first closed state comes. */
static enum settle_state until_closed(struct settle *s, int from, int to,
                                      void (*script)(struct settle *s, int ms), int *when)
{
    for (int ms = from; ms <= to; ms++) {
        enum settle_state state;

        if (script)
            script(s, ms);
        state = settle_state(s, at(ms), NULL);
        if (state != SETTLE_WAITING && state != SETTLE_MOVING) {
            *when = ms;
            return state;
        }
    }
    *when = -1;
    return SETTLE_MOVING;
}

TEST("a screen on which nothing happens is unchanged after the first wait")
{
    struct settle *s = settle_new(usual, START);
    struct srect box;
    int64_t next;
    int when;

    assert_int_equal(settle_state(s, START, &next), SETTLE_WAITING);
    assert_int_equal(next, at(300));
    assert_int_equal(until_closed(s, 0, 6000, NULL, &when), SETTLE_UNCHANGED);
    assert_int_equal(when, 300);
    assert_int_equal(settle_boxes(s, &box, 1), 0);
    assert_int_equal(settle_took_us(s), 0);
    settle_free(s);
}

TEST("one change is quiet after the quiet time and tells its box and when it came")
{
    struct settle *s = settle_new(usual, START);
    struct srect box;
    int64_t next;
    int when;

    hit(s, 40, 10, 20, 300, 200);
    assert_int_equal(settle_state(s, at(41), &next), SETTLE_MOVING);
    assert_int_equal(next, at(160));
    assert_int_equal(until_closed(s, 41, 6000, NULL, &when), SETTLE_QUIET);
    assert_int_equal(when, 160);
    assert_int_equal(settle_boxes(s, &box, 1), 1);
    assert_int_equal(box.x, 10);
    assert_int_equal(box.h, 200);
    assert_int_equal(settle_took_us(s), 40000);
    settle_free(s);
}

TEST("a small change that comes once counts as any other")
{
    struct settle *s = settle_new(usual, START);
    struct srect box;
    int when;

    hit(s, 100, 50, 50, 16, 16); /* a tick in a check box */
    assert_int_equal(until_closed(s, 101, 6000, NULL, &when), SETTLE_QUIET);
    assert_int_equal(when, 220);
    assert_int_equal(settle_boxes(s, &box, 1), 1);
    settle_free(s);
}

static void slide(struct settle *s, int ms)
{
    if (ms <= 700 && ms % 16 == 0)
        hit(s, ms, 100 + ms / 2, 100, 200, 150);
}

TEST("an animation is waited for to its end")
{
    struct settle *s = settle_new(usual, START);
    int when;

    assert_int_equal(until_closed(s, 1, 6000, slide, &when), SETTLE_QUIET);
    assert_int_equal(when, 688 + 120);
    settle_free(s);
}

static void fade(struct settle *s, int ms)
{
    if (ms <= 250 && ms % 16 == 0)
        hit(s, ms, 300, 300, 60, 30);
}

TEST("a button's fade is a change and stays in the boxes")
{
    struct settle *s = settle_new(usual, START);
    struct srect box;
    int when;

    assert_int_equal(until_closed(s, 1, 6000, fade, &when), SETTLE_QUIET);
    assert_int_equal(when, 240 + 120);
    assert_int_equal(settle_boxes(s, &box, 1), 1);
    assert_int_equal(box.x, 300);
    settle_free(s);
}

static void caret(struct settle *s, int ms)
{
    if (ms % 100 == 0) /* fast enough to hold the door open if it counted */
        hit(s, ms, 400 + ms / 100 % 2, 200, 2, 18);
}

TEST("a blinking caret alone is no change")
{
    struct settle *s = settle_new(usual, START);
    struct srect box;
    int when;

    assert_int_equal(until_closed(s, 1, 6000, caret, &when), SETTLE_UNCHANGED);
    assert_true(when <= 600);
    assert_int_equal(settle_boxes(s, &box, 1), 0);
    assert_int_equal(settle_took_us(s), 0);
    settle_free(s);
}

static void spinner_and_page(struct settle *s, int ms)
{
    if (ms % 16 == 0)
        hit(s, ms, 600, 30, 32, 32);
    if (ms == 900)
        hit(s, ms, 0, 100, 640, 300);
}

TEST("a spinner does not hide a page that comes under it, nor hold it up")
{
    struct settle *s = settle_new((struct settle_opts){1000, 120, 5000, false}, START);
    struct srect boxes[4];
    int when;

    assert_int_equal(until_closed(s, 1, 6000, spinner_and_page, &when), SETTLE_QUIET);
    assert_int_equal(when, 1020);
    assert_int_equal(settle_boxes(s, boxes, 4), 1);
    assert_int_equal(boxes[0].w, 640);
    assert_int_equal(settle_took_us(s), 900000);
    settle_free(s);
}

static void spinner_that_ends(struct settle *s, int ms)
{
    if (ms <= 800 && ms % 16 == 0)
        hit(s, ms, 600, 30, 32, 32);
    if (ms % 100 == 0 && ms <= 1000)
        hit(s, ms, 0, 100, 640, 300);
}

TEST("a spinner that ends was a change after all")
{
    struct settle *s = settle_new(usual, START);
    struct srect boxes[4];
    int when;

    assert_int_equal(until_closed(s, 1, 6000, spinner_that_ends, &when), SETTLE_QUIET);
    assert_int_equal(when, 1120);
    assert_int_equal(settle_boxes(s, boxes, 4), 2);
    settle_free(s);
}

static void typing(struct settle *s, int ms)
{
    if (ms <= 600 && ms % 30 == 0)
        hit(s, ms, 100, 100, 120, 30); /* a small field, painted anew for each letter */
}

TEST("text that was typed into a small field is in the boxes")
{
    struct settle *s = settle_new(usual, START);
    struct srect box;
    int when;

    assert_int_equal(until_closed(s, 1, 500, typing, &when), SETTLE_UNCHANGED);
    /* asked again after the end, as a caller that is late does */
    for (int ms = when; ms <= 600; ms++)
        typing(s, ms);
    assert_int_equal(settle_state(s, at(900), NULL), SETTLE_QUIET);
    assert_int_equal(settle_boxes(s, &box, 1), 1);
    assert_int_equal(box.x, 100);
    settle_free(s);
}

TEST("a late dialog is waited for when a window is expected")
{
    struct settle *s = settle_new(awaiting, START);
    int64_t next;
    int when;

    hit(s, 20, 100, 100, 200, 30); /* the button that was pressed */
    assert_int_equal(settle_state(s, at(1500), &next), SETTLE_MOVING);
    assert_int_equal(next, at(5000));
    settle_window(s, at(2000));
    hit(s, 2010, 200, 200, 400, 300);
    assert_int_equal(until_closed(s, 2011, 6000, NULL, &when), SETTLE_QUIET);
    assert_int_equal(when, 2010 + 2 * 120); /* it may be painted in two goes */
    settle_free(s);
}

TEST("an expected window that never comes ends at the limit")
{
    struct settle *s = settle_new(awaiting, START);
    int when;

    assert_int_equal(until_closed(s, 0, 6000, NULL, &when), SETTLE_UNCHANGED);
    assert_int_equal(when, 5000);
    settle_free(s);
    s = settle_new(awaiting, START);
    hit(s, 20, 100, 100, 200, 30);
    assert_int_equal(until_closed(s, 21, 6000, NULL, &when), SETTLE_QUIET);
    assert_int_equal(when, 5000);
    settle_free(s);
}

static void video(struct settle *s, int ms)
{
    if (ms % 33 == 0)
        hit(s, ms, 0, 0, 640, 360);
}

TEST("a screen that never rests is given up at the limit")
{
    struct settle *s = settle_new(usual, START);
    int64_t next;
    int when;

    assert_int_equal(until_closed(s, 1, 6000, video, &when), SETTLE_GAVE_UP);
    assert_int_equal(when, 5000);
    settle_free(s);
    s = settle_new(usual, START);
    hit(s, 4950, 0, 0, 640, 360);
    assert_int_equal(settle_state(s, at(4960), &next), SETTLE_MOVING);
    assert_int_equal(next, at(5000)); /* never later than the limit */
    settle_free(s);
}

TEST("more small places than are remembered still count as movement")
{
    struct settle *s = settle_new(usual, START);
    struct srect boxes[64];
    int when;

    for (int i = 0; i < 200; i++)
        hit(s, 10 + i, i % 20 * 30, i / 20 * 30, 5, 5);
    assert_int_equal(until_closed(s, 210, 6000, NULL, &when), SETTLE_QUIET);
    assert_int_equal(when, 209 + 120);
    assert_true(settle_boxes(s, boxes, 64) > 0);
    settle_free(s);
}
