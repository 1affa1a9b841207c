/* indicator.h : the small bar at the top of the screen that says: the agent is at work. Clicks go through it.
 * Loop thread; it waits for no reply. */
#ifndef ACTIONS_INDICATOR_H
#define ACTIONS_INDICATOR_H

#include <stdbool.h>

struct err;
struct indicator;

/* NULL: ERR_NO_DISPLAY, ERR_UNSUPPORTED (no SHAPE extension: it would catch clicks). Hidden at first. */
struct indicator *indicator_new(const char *display, struct err *err);
void indicator_show(struct indicator *i, bool on); /* NULL is fine */
void indicator_free(struct indicator *i);          /* NULL is fine */

#endif
