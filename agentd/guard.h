/* guard.h : the target guard: is at the target still what the decision was made on? Pure. */
#ifndef AGENTD_GUARD_H
#define AGENTD_GUARD_H

struct action;
struct err;
struct frame;
struct screen;

/* 0, or -1: ERR_COVERED (another window lies there now), ERR_TARGET_MOVED (the pixels around it changed),
 * ERR_LOCKED (the screen is blanked). seen may be NULL: only the lock is checked. */
int guard_check(const struct action *action, const struct screen *seen, const struct frame *now,
                struct err *err);

#endif
