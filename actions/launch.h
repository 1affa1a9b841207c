/* launch.h : opens an application, a file or a URL on the desktop, by desktop entry. Blocking up to a
 * few hundred ms: for the pool. */
#ifndef ACTIONS_LAUNCH_H
#define ACTIONS_LAUNCH_H

#include <sys/types.h>

struct apps;
struct err;

struct launched { pid_t pid; char what[128]; }; /* "Mousepad (org.xfce.mousepad.desktop)" */

/* target: "https://…", "/path", "file://…", "~/x", a file's name in the desktop's usual folders, an
 * application's name or a description ("text editor"), or a command on PATH as a last resort. What
 * starts gets a session of its own, outlives agentd and has the environment of the desktop on display.
 * ERR_NOT_FOUND names what was looked for. */
int launch_target(const struct apps *apps, const char *display, const char *target,
                  struct launched *out, struct err *err);

#endif
