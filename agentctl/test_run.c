#include "agentctl/test_run.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/strbuf.h"
#include "base/test.h"
#include "base/xalloc.h"

#define PATIENCE_US 10000000
#define ARGS_MAX 32

struct running {
    pid_t pid;
    int fds[2]; /* standard output, standard error; -1: at its end */
    struct strbuf text[2];
};

char *run_program(void)
{
    char exe[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", exe, sizeof exe - 1);

    assert_true(n > 0);
    exe[n] = '\0';
    for (int i = 0; i < 2; i++)
        *strrchr(exe, '/') = '\0';
    return xasprintf("%s/bin/agentctl", exe);
}

static void become(const char *program, char **argv, int in, int out, int err)
{
    sigset_t none;

    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    if (dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(err, 2) < 0)
        _exit(126);
    setenv("COLUMNS", "100", 1);
    setenv("TZ", "UTC", 1);
    execv(program, argv);
    _exit(127);
}

static int input_of(const char *in)
{
    int fds[2];

    if (!in)
        return open("/dev/null", O_RDONLY | O_CLOEXEC);
    assert_int_equal(pipe2(fds, O_CLOEXEC), 0);
    /* Test inputs fit a pipe's buffer. */
    assert_int_equal(write(fds[1], in, strlen(in)), strlen(in));
    close(fds[1]);
    return fds[0];
}

struct running *run_begin(const char *program, const char *const *argv, const char *in)
{
    struct running *r = xcalloc(1, sizeof *r);
    char *own = program ? NULL : run_program(), *all[ARGS_MAX] = { NULL };
    int out[2], err[2], input = input_of(in);
    size_t n = 0;

    all[n++] = (char *)"agentctl";
    for (; *argv && n + 1 < ARGS_MAX; argv++)
        all[n++] = (char *)*argv;
    assert_int_equal(pipe2(out, O_CLOEXEC), 0);
    assert_int_equal(pipe2(err, O_CLOEXEC), 0);
    r->pid = fork();
    assert_true(r->pid >= 0);
    if (r->pid == 0)
        become(program ? program : own, all, input, out[1], err[1]);
    close(out[1]);
    close(err[1]);
    close(input);
    r->fds[0] = out[0];
    r->fds[1] = err[0];
    strbuf_init(&r->text[0]);
    strbuf_init(&r->text[1]);
    free(own);
    return r;
}

pid_t run_pid(const struct running *r)
{
    return r->pid;
}

/* Reads what is there, waiting at most until then. False: both are at their ends, or time is up. */
static bool read_more(struct running *r, int64_t until_us)
{
    struct pollfd fds[2] = { { r->fds[0], POLLIN, 0 }, { r->fds[1], POLLIN, 0 } };
    int64_t left_us = until_us - clock_now_us();

    if ((r->fds[0] < 0 && r->fds[1] < 0) || left_us <= 0)
        return false;
    if (poll(fds, 2, (int)(left_us / 1000) + 1) <= 0)
        return true;
    for (int i = 0; i < 2; i++) {
        char part[4096];
        ssize_t n = fds[i].revents ? read(r->fds[i], part, sizeof part) : 1;
        if (fds[i].revents && n > 0)
            strbuf_add(&r->text[i], part, (size_t)n);
        if (n <= 0) {
            close(r->fds[i]);
            r->fds[i] = -1;
        }
    }
    return true;
}

void run_until(struct running *r, const char *text)
{
    int64_t until_us = clock_now_us() + PATIENCE_US;

    while (!strstr(r->text[1].s, text))
        if (!read_more(r, until_us))
            fail_msg("'%s' never came: %s", text, r->text[1].s);
}

struct ran run_end(struct running *r)
{
    int64_t until_us = clock_now_us() + PATIENCE_US;
    struct ran ran;
    int status;

    while (read_more(r, until_us))
        ;
    if (r->fds[0] >= 0 || r->fds[1] >= 0)
        kill(r->pid, SIGKILL);
    assert_int_equal(waitpid(r->pid, &status, 0), r->pid);
    for (int i = 0; i < 2; i++)
        if (r->fds[i] >= 0)
            close(r->fds[i]);
    ran.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    ran.out = strbuf_detach(&r->text[0]);
    ran.err = strbuf_detach(&r->text[1]);
    free(r);
    return ran;
}

void ran_release(struct ran *r)
{
    free(r->out);
    free(r->err);
}

struct ran run_all(const char *const *argv, const char *in)
{
    return run_end(run_begin(NULL, argv, in));
}
