#include "actions/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/err.h"
#include "base/xalloc.h"
#include "vision/desktop_env.h"

#ifndef CLOSE_RANGE_CLOEXEC
#define CLOSE_RANGE_CLOEXEC (1u << 2)
#endif

static bool is_program(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISREG(st.st_mode) && access(path, X_OK) == 0;
}

char *spawn_which(const char *name, char *const *env)
{
    if (strchr(name, '/'))
        return is_program(name) ? xstrdup(name) : NULL;
    const char *path = env_get(env, "PATH");
    char *dirs = xstrdup(path ? path : "/usr/local/bin:/usr/bin:/bin"), *save = NULL;
    char *found = NULL;
    for (char *dir = strtok_r(dirs, ":", &save); *name && dir && !found;
         dir = strtok_r(NULL, ":", &save)) {
        found = xasprintf("%s/%s", dir, name);
        if (!is_program(found)) {
            free(found);
            found = NULL;
        }
    }
    free(dirs);
    return found;
}

/* Only system calls in the children: the parent has other threads. */

static _Noreturn void report(int fd, int value, int status)
{
    ssize_t n = write(fd, &value, sizeof value);
    _exit(n == (ssize_t)sizeof value ? status : 1);
}

static _Noreturn void become(const char *program, char *const *argv, char *const *env,
                             const char *dir, int fd)
{
    struct sigaction normal = { .sa_handler = SIG_DFL };
    sigset_t none;
    for (int s = 1; s < 32; s++)
        sigaction(s, &normal, NULL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    int nothing = open("/dev/null", O_RDWR);
    for (int i = 0; i < 3; i++)
        dup2(nothing, i);
    if (!dir || chdir(dir) < 0) {
        if (chdir("/") < 0)
            report(fd, errno, 1);
    }
    close_range(3, ~0u, CLOSE_RANGE_CLOEXEC);
    execve(program, argv, env);
    report(fd, errno, 1);
}

/* The child in between leaves at once, so that the program's parent is init. */
static _Noreturn void between(const char *program, char *const *argv, char *const *env,
                              const char *dir, int pids, int errors)
{
    setsid();
    pid_t pid = fork();
    if (pid == 0)
        become(program, argv, env, dir, errors);
    report(pids, pid, 0);
}

static bool read_int(int fd, int *out)
{
    ssize_t n;
    while ((n = read(fd, out, sizeof *out)) < 0 && errno == EINTR)
        ;
    return n == (ssize_t)sizeof *out;
}

static int reap(pid_t pid)
{
    while (waitpid(pid, NULL, 0) < 0)
        if (errno != EINTR)
            return -1;
    return 0;
}

pid_t spawn_detached(char *const *argv, char *const *env, const char *dir, struct err *err)
{
    int pids[2] = { -1, -1 }, errors[2] = { -1, -1 };
    int pid = -1, failure = 0;
    char *program = spawn_which(argv[0], env);
    if (!program)
        return err_set(err, ERR_NOT_FOUND, "there is no program '%s'", argv[0]);
    if (pipe2(pids, O_CLOEXEC) < 0 || pipe2(errors, O_CLOEXEC) < 0) {
        err_set(err, ERR_IO, "cannot start '%s': %s", argv[0], strerror(errno));
        goto out;
    }
    pid_t child = fork();
    if (child == 0)
        between(program, argv, env, dir, pids[1], errors[1]);
    close(pids[1]);
    close(errors[1]);
    pids[1] = errors[1] = -1;
    if (child < 0 || !read_int(pids[0], &pid))
        err_set(err, ERR_IO, "cannot start '%s': %s", argv[0], strerror(errno));
    if (child > 0)
        reap(child);
    if (pid > 0 && read_int(errors[0], &failure)) {
        err_set(err, ERR_IO, "cannot start '%s': %s", argv[0], strerror(failure));
        pid = -1;
    }
out:
    for (int i = 0; i < 2; i++) {
        if (pids[i] >= 0)
            close(pids[i]);
        if (errors[i] >= 0)
            close(errors[i]);
    }
    free(program);
    return pid > 0 ? pid : -1;
}
