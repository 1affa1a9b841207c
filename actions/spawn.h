/* spawn.h : starts a program that has nothing of ours: own session, no terminal, no descriptors. */
#ifndef ACTIONS_SPAWN_H
#define ACTIONS_SPAWN_H

#include <sys/types.h>

struct err;

/* argv and env end with NULL; argv[0] is looked up in env's PATH. dir: where it starts, "/" when that is
 * not there. Its pid, or -1: ERR_NOT_FOUND (no such program), ERR_IO. It is no child of ours: nothing has
 * to wait for it. Any thread. */
pid_t spawn_detached(char *const *argv, char *const *env, const char *dir, struct err *err);
/* Where name lies on env's PATH; new, NULL: nowhere. A name with a slash is only checked. */
char *spawn_which(const char *name, char *const *env);

#endif
