#include "base/test.h"

#include <stdlib.h>
#include <string.h>

#include "base/files.h"
#include "tests/rig/xvfb.h"
#include "vision/desktop_env.h"

static const char *const theirs[] = {"DBUS_SESSION_BUS_ADDRESS=unix:path=/nowhere/bus",
                                     "XDG_CURRENT_DESKTOP=Testing", "LANG=de_DE.UTF-8",
                                     "AGENTD_TEST_PRIVATE=theirs", NULL};

static void assert_of_desktop(struct xvfb *x)
{
    size_t n;
    char **env;

    setenv("AGENTD_TEST_OWN", "ours", 1);
    setenv("XDG_CURRENT_DESKTOP", "Ours", 1);
    setenv("XDG_SESSION_DESKTOP", "Ours", 1);
    env = desktop_env(xvfb_display(x), &n);
    assert_null(env[n]);
    assert_string_equal(env_get(env, "HOME"), xvfb_home(x));
    assert_string_equal(env_get(env, "DBUS_SESSION_BUS_ADDRESS"), "unix:path=/nowhere/bus");
    assert_string_equal(env_get(env, "XDG_CURRENT_DESKTOP"), "Testing");
    assert_string_equal(env_get(env, "LANG"), "de_DE.UTF-8");
    assert_string_equal(env_get(env, "DISPLAY"), xvfb_display(x));
    assert_string_equal(env_get(env, "AGENTD_TEST_OWN"), "ours");
    assert_null(env_get(env, "AGENTD_TEST_PRIVATE")); /* a program's, not the desktop's */
    assert_null(env_get(env, "XDG_SESSION_DESKTOP")); /* the desktop has none: no mixture */
    string_list_free(env, n);
    unsetenv("AGENTD_TEST_OWN");
    unsetenv("XDG_CURRENT_DESKTOP");
    unsetenv("XDG_SESSION_DESKTOP");
}

TEST("the desktop's variables come from its window manager")
{
    static const char *const manager[] = {"openbox", NULL};
    struct xvfb *x = xvfb_start("640x480x24", NULL);

    assert_true(xvfb_spawn_env(x, manager, theirs) > 0);
    assert_true(xvfb_wait_manager(x, 10000));
    assert_of_desktop(x);
    xvfb_stop(x);
}

TEST("without a window manager they come from another client of the display")
{
    static const char *const client[] = {"xterm", "-T", "somebody", NULL};
    struct xvfb *x = xvfb_start("640x480x24", NULL);

    assert_true(xvfb_spawn_env(x, client, theirs) > 0);
    assert_true(xvfb_wait_window(x, "somebody", 10000));
    assert_of_desktop(x);
    xvfb_stop(x);
}

TEST("of a display without clients our own variables are taken, with that display")
{
    struct xvfb *x = xvfb_start("640x480x24", NULL);
    const char *home = getenv("HOME");
    size_t n, displays = 0;
    char **env = desktop_env(xvfb_display(x), &n);

    if (home)
        assert_string_equal(env_get(env, "HOME"), home);
    assert_string_equal(env_get(env, "DISPLAY"), xvfb_display(x));
    for (size_t i = 0; i < n; i++)
        displays += strncmp(env[i], "DISPLAY=", 8) == 0;
    assert_int_equal(displays, 1);
    string_list_free(env, n);
    xvfb_stop(x);
}

TEST("a value is found by its whole name")
{
    char *const env[] = {"HOMEPAGE=x", "HOME=/root", "EMPTY=", NULL};

    assert_string_equal(env_get(env, "HOME"), "/root");
    assert_string_equal(env_get(env, "EMPTY"), "");
    assert_null(env_get(env, "HOM"));
    assert_null(env_get(NULL, "HOME"));
}

TEST("a process that names the display but is no client of it is not asked")
{
    static const char *const stray[] = {"cat", NULL};
    struct xvfb *x = xvfb_start("640x480x24", NULL);
    size_t n;
    char **env;

    assert_true(xvfb_spawn_env(x, stray, theirs) > 0);
    env = desktop_env(xvfb_display(x), &n);
    assert_string_equal(env_get(env, "HOME"), getenv("HOME"));
    string_list_free(env, n);
    xvfb_stop(x);
}

TEST("a server that does not name its clients is asked by its name")
{
    static const char *const args[] = {"-extension", "X-Resource", NULL};
    static const char *const client[] = {"xterm", "-T", "somebody", NULL};
    struct xvfb *x = xvfb_start("640x480x24", args);

    assert_true(xvfb_spawn_env(x, client, theirs) > 0);
    assert_true(xvfb_wait_window(x, "somebody", 10000));
    assert_of_desktop(x);
    xvfb_stop(x);
}
