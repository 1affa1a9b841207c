/* clipboard.h : reads the text of the CLIPBOARD selection. Blocking up to timeout_ms; opens a display
 * connection of its own, so it is for the pool. */
#ifndef VISION_CLIPBOARD_H
#define VISION_CLIPBOARD_H

#include <stddef.h>
#include <stdint.h>

struct err;

#define CLIPBOARD_MAX (4u << 20)
/* New text ("" when nothing is held), or NULL. */
char *clipboard_read(const char *display, uint32_t timeout_ms, struct err *err);

#endif
