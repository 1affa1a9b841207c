#include "base/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "actions/hands_rig.h"
#include "base/files.h"
#include "base/strbuf.h"
#include "base/utf8.h"
#include "tests/rig/xvfb.h"

#define MIXED "Hello, World! 123 <>&|~^ é ß ñ Ж д 漢 字 α ğ ✓ € 😀 Ünïcödé ÉÀ «»"


struct place { char path[256]; const char *expected; char *got; };

static bool holds(void *data)
{
    struct place *p = data;
    struct err err;
    free(p->got);
    p->got = file_read(p->path, 16u << 20, NULL, &err);
    return p->got && strcmp(p->got, p->expected) == 0;
}

static void check_file(struct xvfb *x, struct place *p, const char *expected, int timeout_ms)
{
    p->expected = expected;
    p->got = NULL;
    (void)x;
    bool good = xvfb_wait(holds, p, timeout_ms);
    if (!good)
        fail_msg("expected '%.400s', got '%.400s'", expected, p->got ? p->got : "(no file)");
    free(p->got);
}

static void shell(struct xvfb *x, const char *command)
{
    char line[1024];
    snprintf(line, sizeof line, "DISPLAY=%s HOME=%s; export DISPLAY HOME; %s", xvfb_display(x),
             xvfb_home(x), command);
    assert_int_equal(system(line), 0);
}

/* A terminal whose cat writes what it is sent into a file, line by line. */
static void start_terminal(struct xvfb *x, struct place *p)
{
    char command[512];
    snprintf(p->path, sizeof p->path, "%s/typed", xvfb_home(x));
    snprintf(command, sizeof command,
             "stty -echo; printf '\\033]0;ready\\007'; exec cat > %s", p->path);
    const char *const argv[] = { "xterm", "-u8", "-T", "starting", "-e", "sh", "-c", command,
                                 NULL };
    const char *const env[] = { "LANG=C.UTF-8", "LC_ALL=C.UTF-8", NULL };
    assert_true(xvfb_spawn_env(x, argv, env) > 0);
    assert_true(xvfb_wait_window(x, "ready", 10000));
}

static void focus_first(struct xvfb *x, struct hands_rig *r)
{
    /* No window manager runs: the pointer gives the focus. */
    (void)x;
    assert_int_equal(hands_rig_action(r, "{\"action\":\"move\",\"x\":60,\"y\":60}"), ERR_NONE);
}

TEST("mixed text reaches a terminal exactly, whatever the keyboard's layout")
{
    static const char *const layouts[] = { "us", "de", "fr", "ru", "us,ru", "gr" };
    struct xvfb *x = xvfb_start("800x600x24", NULL);
    struct place p;
    assert_non_null(x);
    start_terminal(x, &p);
    struct hands_rig *r = hands_rig_new("xtest", xvfb_display(x));
    focus_first(x, r);
    struct strbuf all = STRBUF_INIT;
    for (size_t i = 0; i < sizeof layouts / sizeof *layouts; i++) {
        char command[64];
        snprintf(command, sizeof command, "setxkbmap %s", layouts[i]);
        shell(x, command);
        if (hands_rig_type(r, MIXED "\n") != ERR_NONE)
            fail_msg("%s: %s", layouts[i], hands_rig_said(r));
        strbuf_adds(&all, MIXED "\n");
        check_file(x, &p, all.s, 5000);
    }
    strbuf_release(&all);
    hands_rig_free(r);
    xvfb_stop(x);
}

TEST("Caps Lock, Num Lock and a held Shift do not change what is typed, and are as before after it")
{
    struct xvfb *x = xvfb_start("800x600x24", NULL);
    struct place p;
    assert_non_null(x);
    start_terminal(x, &p);
    struct hands_rig *r = hands_rig_new("xtest", xvfb_display(x));
    focus_first(x, r);
    shell(x, "xdotool key Caps_Lock key Num_Lock keydown Shift_L");
    assert_int_equal(hands_rig_type(r, "aB1é É漢\n"), ERR_NONE);
    check_file(x, &p, "aB1é É漢\n", 5000);
    shell(x, "xset q | grep -q 'Caps Lock:   on'");
    shell(x, "xset q | grep -q 'Num Lock:    on'");
    shell(x, "xdotool keyup Shift_L");
    hands_rig_free(r);
    xvfb_stop(x);
}

TEST("more characters than the keyboard has spare keys are typed exactly")
{
    struct xvfb *x = xvfb_start("800x600x24", NULL);
    struct place p;
    assert_non_null(x);
    start_terminal(x, &p);
    struct hands_rig *r = hands_rig_new("xtest", xvfb_display(x));
    focus_first(x, r);
    struct strbuf text = STRBUF_INIT;
    for (unsigned int i = 0; i < 400; i++)
        strbuf_add_utf8(&text, 0x4E00 + i * 7 % 300);
    strbuf_addch(&text, '\n');
    if (hands_rig_type(r, text.s) != ERR_NONE)
        fail_msg("%s", hands_rig_said(r));
    check_file(x, &p, text.s, 10000);
    strbuf_release(&text);
    hands_rig_free(r);
    xvfb_stop(x);
}

TEST("a long text arrives whole")
{
    struct xvfb *x = xvfb_start("800x600x24", NULL);
    struct place p;
    assert_non_null(x);
    start_terminal(x, &p);
    struct hands_rig *r = hands_rig_new("xtest", xvfb_display(x));
    focus_first(x, r);
    struct strbuf text = STRBUF_INIT;
    for (unsigned int i = 0; i < 1000; i++)
        strbuf_addf(&text, "line %u of é and {[(<|>)]} \"quoted\"\n", i);
    if (hands_rig_type(r, text.s) != ERR_NONE)
        fail_msg("%s", hands_rig_said(r));
    check_file(x, &p, text.s, 20000);
    strbuf_release(&text);
    hands_rig_free(r);
    xvfb_stop(x);
}

TEST("the keyboard map is as before once the hands have stopped")
{
    struct xvfb *x = xvfb_start("800x600x24", NULL);
    struct place p;
    assert_non_null(x);
    shell(x, "setxkbmap de,ru; xkbcomp -w 0 $DISPLAY $HOME/before.xkb");
    start_terminal(x, &p);
    struct hands_rig *r = hands_rig_new("xtest", xvfb_display(x));
    focus_first(x, r);
    assert_int_equal(hands_rig_type(r, MIXED "\n"), ERR_NONE);
    shell(x, "xkbcomp -w 0 $DISPLAY $HOME/between.xkb; ! cmp -s $HOME/before.xkb $HOME/between.xkb");
    hands_rig_free(r);
    check_file(x, &p, MIXED "\n", 5000);
    shell(x, "xkbcomp -w 0 $DISPLAY $HOME/after.xkb; cmp $HOME/before.xkb $HOME/after.xkb");
    xvfb_stop(x);
}
