#include "base/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xkbcommon/xkbcommon.h>

#include "actions/hands_rig.h"
#include "base/clock.h"
#include "base/files.h"
#include "base/stop.h"
#include "base/xalloc.h"

static struct gesture *button(bool down)
{
    struct gesture *g = gesture_new(0);
    gesture_add(g, (struct hand_event){ .kind = HAND_BUTTON, .code = 1, .down = down });
    return g;
}

static struct gesture *hold(uint32_t ms)
{
    struct gesture *g = gesture_new(0);
    gesture_add(g, (struct hand_event){ .kind = HAND_KEY, .code = XKB_KEY_Shift_L, .down = true });
    gesture_add(g, (struct hand_event){ .kind = HAND_BUTTON, .code = 1, .down = true });
    gesture_add(g, (struct hand_event){ .kind = HAND_PAUSE, .code = ms });
    gesture_add(g, (struct hand_event){ .kind = HAND_BUTTON, .code = 3, .down = true });
    return g;
}

/* A record driver on a file of its own; its lines so far. */
struct record { struct hands_rig *rig; char path[64]; };

static struct record record_new(void)
{
    struct record r;
    snprintf(r.path, sizeof r.path, "/tmp/agentd-record-%d-XXXXXX", (int)getpid());
    int fd = mkstemp(r.path);
    assert_true(fd >= 0);
    close(fd);
    r.rig = hands_rig_new("record", r.path);
    return r;
}

static char *record_end(struct record *r)
{
    struct err err;
    hands_rig_free(r->rig);
    char *text = file_read(r->path, 1 << 20, NULL, &err);
    unlink(r->path);
    assert_non_null(text);
    return text;
}

TEST("a gesture is recorded event by event")
{
    struct record r = record_new();
    assert_int_equal(hands_rig_action(r.rig, "{\"action\":\"click\",\"x\":3,\"y\":4}"), ERR_NONE);
    assert_int_equal(hands_rig_type(r.rig, "é\n"), ERR_NONE);
    char *text = record_end(&r);
    assert_string_equal(text, "{\"event\":\"move\",\"x\":3,\"y\":4}\n"
                              "{\"event\":\"button\",\"button\":1,\"down\":true}\n"
                              "{\"event\":\"button\",\"button\":1,\"down\":false}\n"
                              "{\"event\":\"type\",\"text\":\"é\\n\"}\n");
    free(text);
}

TEST("without a good permit nothing is injected")
{
    struct record r = record_new();
    struct gesture *g = button(true);
    struct permit good = hands_rig_permit(g), bad = good;
    bad.action_serial++;
    assert_int_equal(hands_rig_permitted(r.rig, g, bad), ERR_DENIED);
    bad = good;
    bad.until_us = clock_now_us() - 1;
    g = button(true);
    g->action_serial = good.action_serial;
    assert_int_equal(hands_rig_permitted(r.rig, g, bad), ERR_DENIED);
    bad = good;
    bad.stop_epoch--;
    g = button(true);
    g->action_serial = good.action_serial;
    assert_int_equal(hands_rig_permitted(r.rig, g, bad), ERR_DENIED);
    g = gesture_new(good.action_serial);
    assert_int_equal(hands_rig_permitted(r.rig, g, good), ERR_NONE);
    g = button(true);
    g->action_serial = good.action_serial;
    assert_int_equal(hands_rig_permitted(r.rig, g, good), ERR_DENIED);
    char *text = record_end(&r);
    assert_string_equal(text, "");
    free(text);
}

TEST("a stop ends a pause at once, lets go in reverse order and drops the rest")
{
    struct record r = record_new();
    int64_t begun = clock_now_us();
    hands_rig_start(r.rig, hold(60000));
    stop_raise();
    assert_int_equal(hands_rig_wait(r.rig), ERR_STOPPED);
    assert_true(clock_now_us() - begun < 1000000);
    assert_int_equal(hands_rig_do(r.rig, button(true)), ERR_STOPPED);
    stop_clear();
    char *text = record_end(&r);
    assert_null(strstr(text, "\"button\":3"));
    const char *up = strstr(text, "\"button\":1,\"down\":false");
    if (strstr(text, "\"button\":1,\"down\":true")) {
        assert_non_null(up);
        assert_non_null(strstr(up, "\"key\":\"Shift_L\",\"down\":false"));
    }
    free(text);
}

TEST("a permit from before a stop is stale after it")
{
    struct record r = record_new();
    struct gesture *g = button(true);
    struct permit permit = hands_rig_permit(g);
    stop_raise();
    stop_clear();
    assert_int_equal(hands_rig_permitted(r.rig, g, permit), ERR_DENIED);
    char *text = record_end(&r);
    assert_string_equal(text, "");
    free(text);
}

TEST("what is held stays held between gestures and is let go at the end")
{
    struct record r = record_new();
    assert_int_equal(hands_rig_do(r.rig, button(true)), ERR_NONE);
    char *text = record_end(&r);
    assert_non_null(strstr(text, "\"button\":1,\"down\":true"));
    assert_non_null(strstr(text, "\"button\":1,\"down\":false"));
    free(text);
}

TEST("to let go of all needs no permit, ends what runs, and leaves nothing for the end")
{
    struct record r = record_new();
    hands_rig_start(r.rig, hold(60000));
    hands_release_all(hands_rig_hands(r.rig), NULL);
    assert_int_equal(hands_rig_wait(r.rig), ERR_CANCELLED);
    assert_int_equal(hands_rig_do(r.rig, button(true)), ERR_NONE);
    assert_int_equal(hands_rig_release(r.rig), ERR_NONE);
    char *text = record_end(&r);
    const char *last = strstr(text, "\"button\":1,\"down\":false");
    assert_non_null(last);
    free(text);
}

TEST("hands that are stopped answer everything that was asked")
{
    struct hands_rig *r = hands_rig_new("null", NULL);
    hands_rig_start(r, hold(60000));
    hands_rig_free(r);
}

TEST("no display is an error, not an end")
{
    struct err err;
    assert_null(hands_start(hands_driver_find("xtest"), ":987", &err));
    assert_int_equal(err.code, ERR_NO_DISPLAY);
    assert_null(hands_driver_find("nonsense"));
}

static int64_t click_ms(struct hands_rig *r, const char *json)
{
    int64_t begun = clock_now_us();
    assert_int_equal(hands_rig_action(r, json), ERR_NONE);
    return (clock_now_us() - begun) / 1000;
}

TEST("two clicks in one place are not a double click unless they are one action")
{
    struct hands_rig *r = hands_rig_new("null", NULL);
    assert_true(click_ms(r, "{\"action\":\"click\",\"x\":50,\"y\":50}") < 300);
    assert_true(click_ms(r, "{\"action\":\"click\",\"x\":90,\"y\":50}") < 300);
    assert_true(click_ms(r, "{\"action\":\"click\",\"x\":90,\"y\":50,\"button\":\"right\"}") < 300);
    assert_true(click_ms(r, "{\"action\":\"click\",\"x\":92,\"y\":50,\"button\":\"right\"}") > 400);
    assert_true(click_ms(r, "{\"action\":\"button_down\",\"button\":\"right\"}") < 300);
    hands_rig_free(r);
}
