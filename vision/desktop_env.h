/* desktop_env.h : HOME, bus and XDG variables of the desktop that a display shows, read from its window
 * manager's process (else another client of the display), not from agentd's own. */
#ifndef VISION_DESKTOP_ENV_H
#define VISION_DESKTOP_ENV_H

#include <stddef.h>

struct err;

/* New NULL-terminated array of "NAME=value" for execve (string_list_free with n): agentd's own
 * environment with HOME, DBUS_SESSION_BUS_ADDRESS, XDG_*, LANG, PATH, DISPLAY … replaced by the
 * desktop's. Where no process can be read, agentd's own with DISPLAY set. Blocking, short. */
char **desktop_env(const char *display, size_t *n);
/* Value of NAME in such a list, borrowed; NULL: not set. */
const char *env_get(char *const *env, const char *name);

#endif
