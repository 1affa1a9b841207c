/* watchdog.h : a tiny child in a session of its own that lets go of what a dead daemon held, SIGKILL of
 * the daemon's whole process group included. The ledger is memory that both share: a press is written
 * there before it is sent. One thread (the hands). */
#ifndef ACTIONS_WATCHDOG_H
#define ACTIONS_WATCHDOG_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct err;
struct watchdog;

/* Starts the child with an X connection of its own; ERR_NO_DISPLAY, ERR_UNSUPPORTED without XTEST. */
struct watchdog *watchdog_start(const char *display, struct err *err);
/* The child is alive; else it is started again, so that nothing is ever pressed without it. Cheap. */
int watchdog_ready(struct watchdog *w, struct err *err);

void watchdog_key(struct watchdog *w, uint8_t keycode, bool down);   /* before the press, after the release */
void watchdog_button(struct watchdog *w, uint8_t button, bool down); /* 1..31 */
/* A keycode whose symbols are ours for a time: emptied when the daemon dies. */
void watchdog_borrow(struct watchdog *w, uint8_t keycode, bool borrowed);

pid_t watchdog_pid(const struct watchdog *w);
void watchdog_stop(struct watchdog *w); /* ends the child, which then lets go of nothing; NULL is fine */

#endif
