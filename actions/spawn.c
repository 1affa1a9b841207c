#include "actions/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/err.h"
#include "base/xalloc.h"
#include "vision/desktop_env.h"

#define DEFAULT_PATH "/usr/local/bin:/usr/bin:/bin"

static int is_program(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISREG(st.st_mode) && access(path, X_OK) == 0;
}

char *spawn_find(const char *program, char *const *env)
{
    const char *path = env_get(env, "PATH");
    if (strchr(program, '/'))
        return is_program(program) ? xstrdup(program) : NULL;
    for (const char *at = path ? path : DEFAULT_PATH; *at;) {
        size_t len = strcspn(at, ":");
        char *full = xasprintf("%.*s/%s", (int)len, at, program);
        if (len && is_program(full))
            return full;
        free(full);
        at += len + (at[len] == ':');
    }
    return NULL;
}

/* What the child tells through the pipe before the program takes its place: its id, then, only when that
 * failed, why. */
struct news {
    pid_t pid;
    int error;
};

static void tell(int fd, struct news news)
{
    ssize_t n = write(fd, &news, sizeof news); /* less than PIPE_BUF: whole or not at all */
    (void)n;
}

/* Between fork and exec: async-signal-safe calls only. */
static void become(const char *program, char *const *argv, char *const *env, const char *cwd, int fd)
{
    sigset_t none;
    int null = open("/dev/null", O_RDWR);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    for (int i = 0; i < 3 && null >= 0; i++)
        dup2(null, i);
    tell(fd, (struct news){ getpid(), 0 });
    if (cwd && chdir(cwd) != 0 && chdir("/") != 0)
        tell(fd, (struct news){ getpid(), errno });
    close_range(3, ~0u, CLOSE_RANGE_CLOEXEC);
    execve(program, argv, env);
    tell(fd, (struct news){ getpid(), errno });
    _exit(127);
}

static int hear(int fd, struct news *news)
{
    struct news next;
    ssize_t n;
    int heard = -1;
    while ((n = read(fd, &next, sizeof next)) != 0) {
        if (n < 0 && errno == EINTR)
            continue;
        if (n != (ssize_t)sizeof next)
            return -1;
        *news = next;
        heard = 0;
    }
    return heard;
}

pid_t spawn_detached(char *const *argv, char *const *env, const char *cwd, struct err *err)
{
    struct news news = { 0 };
    int ends[2];
    char *program = spawn_find(argv[0], env);
    if (!program)
        return err_set(err, ERR_NOT_FOUND, "no program '%s' on the desktop's PATH", argv[0]);
    if (pipe2(ends, O_CLOEXEC) != 0) {
        free(program);
        return err_set(err, ERR_IO, "no pipe: %s", strerror(errno));
    }
    pid_t first = fork();
    if (first == 0) {
        /* The second child has no parent of ours: nobody has to wait for it, and no kill of our group
         * reaches it. */
        setsid();
        if (fork() == 0)
            become(program, argv, env, cwd, ends[1]);
        _exit(0);
    }
    close(ends[1]);
    int heard = first < 0 ? -1 : hear(ends[0], &news);
    close(ends[0]);
    if (first > 0)
        while (waitpid(first, NULL, 0) < 0 && errno == EINTR)
            ;
    free(program);
    if (heard != 0)
        return err_set(err, ERR_IO, "cannot start '%s': no new process", argv[0]);
    if (news.error)
        return err_set(err, ERR_IO, "cannot start '%s': %s", argv[0], strerror(news.error));
    return news.pid;
}
