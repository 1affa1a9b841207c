/* xvfb.h : a private X server for one test, with the clients it shows. Everything that is started here
 * ends with xvfb_stop, or with the test program, however that ends. Not for several threads. */
#ifndef TESTS_RIG_XVFB_H
#define TESTS_RIG_XVFB_H

#include <stdbool.h>
#include <sys/types.h>

struct xvfb;

/* geometry: "1280x800x24". extra_args: more server arguments, NULL-terminated, or NULL. Returns once
 * the server takes connections; NULL (and a line on standard error) when it does not start. */
struct xvfb *xvfb_start(const char *geometry, const char *const *extra_args);
const char *xvfb_display(const struct xvfb *x); /* ":7" */
const char *xvfb_home(const struct xvfb *x);    /* the clients' HOME, removed by xvfb_stop */
pid_t xvfb_pid(const struct xvfb *x);

/* Starts argv (found on PATH, NULL-terminated) in a process group of its own with DISPLAY and HOME
 * set. env: more "NAME=value", NULL-terminated, or NULL. -1: it could not be started. */
pid_t xvfb_spawn(struct xvfb *x, const char *const *argv);
pid_t xvfb_spawn_env(struct xvfb *x, const char *const *argv, const char *const *env);
void xvfb_end(struct xvfb *x, pid_t pid); /* ends one client (its group) and waits for it */

/* True once a viewable window whose title holds the text is there. */
bool xvfb_wait_window(struct xvfb *x, const char *title_substring, int timeout_ms);
/* True once a window manager that speaks EWMH runs. */
bool xvfb_wait_manager(struct xvfb *x, int timeout_ms);
/* True once condition(data) is; it is asked again at least every 10 ms. */
bool xvfb_wait(bool (*condition)(void *data), void *data, int timeout_ms);

/* Kills the server at once, as a crash would; xvfb_stop is still needed. */
void xvfb_crash(struct xvfb *x);
void xvfb_stop(struct xvfb *x); /* NULL is fine */

#endif
