#include "tests/rig/xvfb.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <xcb/xcb.h>

#include "base/err.h"
#include "base/files.h"
#include "base/xalloc.h"

#define CLIENTS_MAX 32
#define ARGS_MAX 64
#define ENV_MAX 512
#define START_MS 20000

extern char **environ;

struct xvfb {
    pid_t pid;
    char display[16];
    char home[32];
    pid_t clients[CLIENTS_MAX];
    size_t clients_n;
};

static int64_t now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* The child dies with the thread that started it: a test that crashes leaves nothing behind. */
static pid_t start(const char *const *argv, char *const *env, int keep_fd, const char *log)
{
    pid_t parent = getpid();
    pid_t pid = fork();
    sigset_t none;

    if (pid != 0)
        return pid;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(127);
    setpgid(0, 0);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    if (keep_fd >= 0)
        fcntl(keep_fd, F_SETFD, 0);
    if (log) {
        int fd = open(log, O_WRONLY | O_CREAT | O_TRUNC, 0600);

        dup2(fd, 1);
        dup2(fd, 2);
    }
    execvpe(argv[0], (char *const *)argv, env);
    dprintf(2, "xvfb: cannot start '%s': %s\n", argv[0], strerror(errno));
    _exit(127);
}

static void show(const char *path)
{
    char text[2048];
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd >= 0 ? read(fd, text, sizeof text) : 0;

    if (n > 0)
        fwrite(text, 1, (size_t)n, stderr);
    if (fd >= 0)
        close(fd);
}

/* Reads "7\n" from the server, or fails when it ends or the time is over. */
static int read_display(int fd, char *out, size_t cap)
{
    int64_t until = now_ms() + START_MS;
    char text[16];
    size_t n = 0;

    while (n < sizeof text - 1 && !memchr(text, '\n', n)) {
        struct pollfd p = {.fd = fd, .events = POLLIN};
        int64_t left = until - now_ms();
        ssize_t got;

        if (left <= 0 || poll(&p, 1, (int)left) <= 0)
            return -1;
        got = read(fd, text + n, sizeof text - 1 - n);
        if (got <= 0)
            return -1;
        n += (size_t)got;
    }
    text[n] = '\0';
    text[strcspn(text, "\n")] = '\0';
    snprintf(out, cap, ":%s", text);
    return 0;
}

struct xvfb *xvfb_start(const char *geometry, const char *const *extra_args)
{
    struct xvfb *x = xcalloc(1, sizeof *x);
    const char *argv[ARGS_MAX] = {"Xvfb", "-displayfd", NULL, "-screen", "0", geometry,
                                  "-noreset", "-nolisten", "tcp"};
    size_t n = 9;
    char number[12], log[64];
    int fds[2];

    snprintf(x->home, sizeof x->home, "/tmp/agentd-test-XXXXXX");
    if (!mkdtemp(x->home) || pipe2(fds, O_CLOEXEC) < 0) {
        perror("xvfb: cannot make a folder and a pipe");
        free(x);
        return NULL;
    }
    snprintf(number, sizeof number, "%d", fds[1]);
    argv[2] = number;
    for (size_t i = 0; extra_args && extra_args[i] && n < ARGS_MAX - 1; i++)
        argv[n++] = extra_args[i];
    snprintf(log, sizeof log, "%s/Xvfb.log", x->home);
    x->pid = start(argv, environ, fds[1], log);
    close(fds[1]);
    if (x->pid < 0 || read_display(fds[0], x->display, sizeof x->display) < 0) {
        fprintf(stderr, "xvfb: the server did not start\n");
        show(log);
        close(fds[0]);
        xvfb_stop(x);
        return NULL;
    }
    close(fds[0]);
    return x;
}

const char *xvfb_display(const struct xvfb *x)
{
    return x->display;
}

const char *xvfb_home(const struct xvfb *x)
{
    return x->home;
}

pid_t xvfb_pid(const struct xvfb *x)
{
    return x->pid;
}

static bool named(const char *variable, const char *name)
{
    size_t len = strcspn(name, "=");

    return strncmp(variable, name, len) == 0 && variable[len] == '=';
}

static bool replaced(const char *variable, const char *const *by)
{
    for (size_t i = 0; by && by[i]; i++)
        if (named(variable, by[i]))
            return true;
    return false;
}

pid_t xvfb_spawn_env(struct xvfb *x, const char *const *argv, const char *const *env)
{
    char *display = xasprintf("DISPLAY=%s", x->display);
    char *home = xasprintf("HOME=%s", x->home);
    const char *own[] = {display, home, "XDG_CONFIG_HOME=", "XDG_DATA_HOME=", "XDG_CACHE_HOME=",
                         "XDG_STATE_HOME=", "DBUS_SESSION_BUS_ADDRESS=", "SESSION_MANAGER=", NULL};
    char *list[ENV_MAX];
    size_t n = 0;
    pid_t pid = -1;

    for (size_t i = 0; environ[i] && n < ENV_MAX - 32; i++)
        if (!replaced(environ[i], own) && !replaced(environ[i], env))
            list[n++] = environ[i];
    for (size_t i = 0; i < 2; i++) /* the others are only taken away */
        list[n++] = (char *)own[i];
    for (size_t i = 0; env && env[i] && n < ENV_MAX - 1; i++)
        list[n++] = (char *)env[i];
    list[n] = NULL;
    if (x->clients_n < CLIENTS_MAX)
        pid = start(argv, list, -1, NULL);
    if (pid > 0)
        x->clients[x->clients_n++] = pid;
    free(display);
    free(home);
    return pid;
}

pid_t xvfb_spawn(struct xvfb *x, const char *const *argv)
{
    return xvfb_spawn_env(x, argv, NULL);
}

static void end_group(pid_t pid)
{
    kill(-pid, SIGKILL);
    kill(pid, SIGKILL); /* its setpgid may not have run yet */
    while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
        continue;
}

void xvfb_end(struct xvfb *x, pid_t pid)
{
    for (size_t i = 0; i < x->clients_n; i++) {
        if (x->clients[i] != pid)
            continue;
        end_group(pid);
        x->clients[i] = x->clients[--x->clients_n];
        return;
    }
}

bool xvfb_wait(bool (*condition)(void *data), void *data, int timeout_ms)
{
    int64_t until = now_ms() + timeout_ms;

    while (!condition(data)) {
        if (now_ms() >= until)
            return false;
        poll(NULL, 0, 10);
    }
    return true;
}

static xcb_atom_t atom_of(xcb_connection_t *c, const char *name)
{
    xcb_intern_atom_reply_t *r =
        xcb_intern_atom_reply(c, xcb_intern_atom(c, 0, (uint16_t)strlen(name), name), NULL);
    xcb_atom_t atom = r ? r->atom : XCB_ATOM_NONE;

    free(r);
    return atom;
}

static bool property_holds(xcb_connection_t *c, xcb_window_t w, xcb_atom_t property, const char *text)
{
    xcb_get_property_reply_t *r = xcb_get_property_reply(
        c, xcb_get_property(c, 0, w, property, XCB_ATOM_ANY, 0, 1024), NULL);
    bool holds = r && memmem(xcb_get_property_value(r), (size_t)xcb_get_property_value_length(r), text,
                             strlen(text));

    free(r);
    return holds;
}

static bool viewable(xcb_connection_t *c, xcb_window_t w)
{
    xcb_get_window_attributes_reply_t *r =
        xcb_get_window_attributes_reply(c, xcb_get_window_attributes(c, w), NULL);
    bool is = r && r->map_state == XCB_MAP_STATE_VIEWABLE;

    free(r);
    return is;
}

static bool titled(xcb_connection_t *c, xcb_window_t w, xcb_atom_t net_name, const char *text, int depth)
{
    xcb_query_tree_reply_t *tree;
    bool found = false;

    if ((property_holds(c, w, net_name, text) || property_holds(c, w, XCB_ATOM_WM_NAME, text)) &&
        viewable(c, w))
        return true;
    if (depth == 0)
        return false;
    tree = xcb_query_tree_reply(c, xcb_query_tree(c, w), NULL);
    for (int i = 0; tree && !found && i < xcb_query_tree_children_length(tree); i++)
        found = titled(c, xcb_query_tree_children(tree)[i], net_name, text, depth - 1);
    free(tree);
    return found;
}

struct looking {
    xcb_connection_t *c;
    xcb_window_t root;
    xcb_atom_t atom;
    const char *text;
};

static bool title_shown(void *data)
{
    struct looking *l = data;

    return titled(l->c, l->root, l->atom, l->text, 4);
}

static bool manager_there(void *data)
{
    struct looking *l = data;
    xcb_get_property_reply_t *r = xcb_get_property_reply(
        l->c, xcb_get_property(l->c, 0, l->root, l->atom, XCB_ATOM_WINDOW, 0, 1), NULL);
    bool there = r && xcb_get_property_value_length(r) == 4;

    free(r);
    return there;
}

static bool look_for(struct xvfb *x, const char *atom, const char *text, bool (*condition)(void *),
                     int timeout_ms)
{
    struct looking l = {.c = xcb_connect(x->display, NULL), .text = text};
    bool found = false;

    if (!xcb_connection_has_error(l.c)) {
        l.root = xcb_setup_roots_iterator(xcb_get_setup(l.c)).data->root;
        l.atom = atom_of(l.c, atom);
        found = xvfb_wait(condition, &l, timeout_ms);
    }
    xcb_disconnect(l.c);
    return found;
}

bool xvfb_wait_window(struct xvfb *x, const char *title_substring, int timeout_ms)
{
    return look_for(x, "_NET_WM_NAME", title_substring, title_shown, timeout_ms);
}

bool xvfb_wait_manager(struct xvfb *x, int timeout_ms)
{
    return look_for(x, "_NET_SUPPORTING_WM_CHECK", NULL, manager_there, timeout_ms);
}

void xvfb_crash(struct xvfb *x)
{
    if (x->pid > 0)
        end_group(x->pid);
    x->pid = 0;
}

static int remove_entry(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
    (void)st;
    (void)kind;
    (void)ftw;
    remove(path);
    return 0;
}

/* A server that is asked to end takes its socket and lock file away; only then is it killed. */
static void end_server(pid_t pid)
{
    int64_t until = now_ms() + 5000;

    kill(pid, SIGTERM);
    while (waitpid(pid, NULL, WNOHANG) == 0) {
        if (now_ms() >= until) {
            end_group(pid);
            return;
        }
        poll(NULL, 0, 2);
    }
}

static bool lives_at(const char *pid, const char *home)
{
    char path[64], *bytes;
    struct err ignored;
    size_t len = 0;
    bool lives = false;

    snprintf(path, sizeof path, "/proc/%.20s/environ", pid);
    bytes = file_read(path, 1u << 20, &len, &ignored);
    for (size_t at = 0; bytes && at < len && !lives; at += strlen(bytes + at) + 1)
        lives = strncmp(bytes + at, "HOME=", 5) == 0 && strcmp(bytes + at + 5, home) == 0;
    free(bytes);
    return lives;
}

/* What clients started in turn (a message bus, a settings daemon) left their groups: nobody else has
 * this HOME. */
static void sweep(const char *home)
{
    DIR *dir = opendir("/proc");
    struct dirent *entry;

    while (dir && (entry = readdir(dir))) {
        long pid = strtol(entry->d_name, NULL, 10);

        if (pid > 1 && lives_at(entry->d_name, home))
            kill((pid_t)pid, SIGKILL);
    }
    if (dir)
        closedir(dir);
}

void xvfb_stop(struct xvfb *x)
{
    if (!x)
        return;
    while (x->clients_n > 0)
        end_group(x->clients[--x->clients_n]);
    sweep(x->home);
    if (x->pid > 0)
        end_server(x->pid);
    nftw(x->home, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
    free(x);
}
