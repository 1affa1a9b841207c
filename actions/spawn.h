/* spawn.h : starts a program that outlives agentd: a session of its own, no descriptors of ours, a given
 * environment. Blocking until it runs or failed to. */
#ifndef ACTIONS_SPAWN_H
#define ACTIONS_SPAWN_H

#include <sys/types.h>

struct err;

/* argv, env: NULL-terminated. argv[0] is looked up in env's PATH. cwd may be NULL. The process's id, or -1:
 * ERR_NOT_FOUND (no such program), ERR_IO. */
pid_t spawn_detached(char *const *argv, char *const *env, const char *cwd, struct err *err);
/* New full path of a program in env's PATH, or NULL. */
char *spawn_find(const char *program, char *const *env);

#endif
