#include "base/test.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <xcb/xcb.h>
#include <xkbcommon/xkbcommon.h>

#include "actions/hands_rig.h"
#include "actions/watchdog.h"
#include "tests/rig/xvfb.h"

struct look { xcb_connection_t *c; xcb_window_t root; int keys; uint16_t buttons; };

static struct look look_new(const char *display)
{
    struct look l = { .c = xcb_connect(display, NULL) };
    assert_int_equal(xcb_connection_has_error(l.c), 0);
    l.root = xcb_setup_roots_iterator(xcb_get_setup(l.c)).data->root;
    return l;
}

static void look(struct look *l)
{
    xcb_query_keymap_reply_t *keys = xcb_query_keymap_reply(l->c, xcb_query_keymap(l->c), NULL);
    xcb_query_pointer_reply_t *pointer =
        xcb_query_pointer_reply(l->c, xcb_query_pointer(l->c, l->root), NULL);
    assert_true(keys && pointer);
    l->keys = 0;
    for (int i = 0; i < 32; i++)
        l->keys += __builtin_popcount(keys->keys[i]);
    l->buttons = pointer->mask & 0x1F00;
    free(keys);
    free(pointer);
}

static bool all_held(void *data)
{
    struct look *l = data;
    look(l);
    return l->keys == 2 && l->buttons == 0x100;
}

static bool none_held(void *data)
{
    struct look *l = data;
    look(l);
    return l->keys == 0 && l->buttons == 0;
}

static void press_all(struct hands_rig *r)
{
    struct gesture *g = gesture_new(0);
    gesture_add(g, (struct hand_event){ .kind = HAND_KEY, .code = XKB_KEY_Shift_L, .down = true });
    gesture_add(g, (struct hand_event){ .kind = HAND_KEY, .code = 'a', .down = true });
    gesture_add(g, (struct hand_event){ .kind = HAND_BUTTON, .code = 1, .down = true });
    assert_int_equal(hands_rig_do(r, g), ERR_NONE);
}

/* A process that holds Shift, a and the left button, in a process group of its own. */
static pid_t start_holder(const char *display)
{
    pid_t pid = fork();
    if (pid)
        return pid;
    setpgid(0, 0);
    press_all(hands_rig_new("xtest", display));
    for (;;)
        pause();
}

/* ThreadSanitizer makes the watchdog many times slower. */
#ifdef __SANITIZE_THREAD__
#define LET_GO_MS 5000
#else
#define LET_GO_MS 500
#endif

static void kill_holder(struct xvfb *x, int how_often)
{
    struct look l = look_new(xvfb_display(x));
    for (int i = 0; i < how_often; i++) {
        pid_t pid = start_holder(xvfb_display(x));
        assert_true(xvfb_wait(all_held, &l, 5000));
        kill(-pid, SIGKILL);
        waitpid(pid, NULL, 0);
        if (!xvfb_wait(none_held, &l, LET_GO_MS))
            fail_msg("after %d ms %d keys and buttons %x are down", LET_GO_MS, l.keys, l.buttons);
    }
    xcb_disconnect(l.c);
}

TEST("SIGKILL of the whole process group leaves no key and no button down")
{
    struct xvfb *x = xvfb_start("640x480x24", NULL);
    assert_non_null(x);
    kill_holder(x, 5);
    xvfb_stop(x);
}

TEST("hands that end let go of everything")
{
    struct xvfb *x = xvfb_start("640x480x24", NULL);
    assert_non_null(x);
    struct look l = look_new(xvfb_display(x));
    struct hands_rig *r = hands_rig_new("xtest", xvfb_display(x));
    press_all(r);
    assert_true(all_held(&l));
    assert_int_equal(hands_rig_release(r), ERR_NONE);
    assert_true(none_held(&l));
    press_all(r);
    hands_rig_free(r);
    assert_true(none_held(&l));
    xcb_disconnect(l.c);
    xvfb_stop(x);
}

TEST("a watchdog that was killed is there again before the next press")
{
    struct xvfb *x = xvfb_start("640x480x24", NULL);
    struct err err;
    assert_non_null(x);
    struct watchdog *w = watchdog_start(xvfb_display(x), &err);
    assert_non_null(w);
    pid_t first = watchdog_pid(w);
    assert_int_equal(watchdog_ready(w, &err), 0);
    assert_int_equal(watchdog_pid(w), first);
    kill(first, SIGKILL);
    siginfo_t info;
    waitid(P_PID, (id_t)first, &info, WEXITED | WNOWAIT);
    assert_int_equal(watchdog_ready(w, &err), 0);
    assert_int_not_equal(watchdog_pid(w), first);
    watchdog_stop(w);
    xvfb_stop(x);
}

TEST("a display that dies is an error for every job, and the process lives on")
{
    struct xvfb *x = xvfb_start("640x480x24", NULL);
    assert_non_null(x);
    struct hands_rig *r = hands_rig_new("xtest", xvfb_display(x));
    press_all(r);
    xvfb_crash(x);
    assert_int_equal(hands_rig_type(r, "abcé"), ERR_NO_DISPLAY);
    assert_int_equal(hands_rig_action(r, "{\"action\":\"click\",\"x\":1,\"y\":1}"), ERR_NO_DISPLAY);
    assert_int_equal(hands_rig_clipboard(r, "x"), ERR_NO_DISPLAY);
    assert_int_equal(hands_rig_window(r, WINDOW_FOCUS, 5, NULL), ERR_NO_DISPLAY);
    hands_rig_free(r);
    xvfb_stop(x);
}
