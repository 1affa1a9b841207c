#include "vision/desktop_env.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <xcb/res.h>
#include <xcb/xcb.h>

#include "base/err.h"
#include "base/files.h"
#include "base/xalloc.h"

#define ENVIRON_MAX (1u << 20) /* bytes of a process's environment */
#define PIDS_MAX 10000000L /* above every process id: the kernel's limit is 2^22 */

extern char **environ;

/* What belongs to a desktop and not to a program: from there or not at all. A name that ends in '_'
 * stands for all that begin so. */
static const char *const of_desktop[] = {
    "HOME", "USER", "LOGNAME", "SHELL", "PATH", "LANG", "LANGUAGE", "LC_", "TZ", "XAUTHORITY",
    "DBUS_", "XDG_", "DESKTOP_SESSION", "GDMSESSION", "SESSION_MANAGER", "SSH_AUTH_SOCK", "GTK_",
    "GDK_", "GNOME_", "GSETTINGS_", "QT_", "KDE_", "MATE_", "XCURSOR_", "XMODIFIERS", "AT_SPI_",
    "NO_AT_BRIDGE", "TMPDIR", "BROWSER", "EDITOR", "TERMINAL", "WINDOWPATH", "LIBGL_", "SAL_",
};

/* Programs that carry a session's environment, the best witnesses first. */
static const char *const witnesses[] = {
    "openbox", "xfwm4", "mutter", "gnome-shell", "kwin_x11", "marco", "metacity", "muffin", "cinnamon",
    "i3", "awesome", "bspwm", "fluxbox", "icewm", "jwm", "blackbox", "dwm", "xmonad", "herbstluftwm",
    "qtile", "enlightenment", "fvwm", "fvwm3", "lxqt-session", "xfce4-session", "gnome-session-b",
    "plasmashell", "mate-session", "cinnamon-sessio", "lxsession", "xfce4-panel", "xfdesktop",
};

static bool belongs(const char *variable)
{
    size_t len = strcspn(variable, "=");

    for (size_t i = 0; i < sizeof of_desktop / sizeof *of_desktop; i++) {
        size_t n = strlen(of_desktop[i]);
        bool prefix = of_desktop[i][n - 1] == '_';

        if (strncmp(variable, of_desktop[i], n) == 0 && (prefix || len == n))
            return true;
    }
    return false;
}

const char *env_get(char *const *env, const char *name)
{
    size_t len = strlen(name);

    for (size_t i = 0; env && env[i]; i++)
        if (strncmp(env[i], name, len) == 0 && env[i][len] == '=')
            return env[i] + len + 1;
    return NULL;
}

struct list { char **items; size_t n, cap; };

static void list_add(struct list *l, char *item)
{
    GROW(l->items, l->n, l->cap);
    l->items[l->n++] = item;
}

/* The environment of a process of our user; NULL: none is to be had. */
static char **environ_of(pid_t pid, size_t *n)
{
    char path[64];
    struct list l = {.items = NULL};
    struct stat st;
    struct err ignored;
    size_t len;
    char *bytes;

    snprintf(path, sizeof path, "/proc/%ld", (long)pid);
    if (pid <= 0 || stat(path, &st) < 0 || st.st_uid != getuid())
        return NULL;
    snprintf(path, sizeof path, "/proc/%ld/environ", (long)pid);
    bytes = file_read(path, ENVIRON_MAX, &len, &ignored);
    if (!bytes)
        return NULL;
    for (size_t at = 0; at < len; at += strlen(bytes + at) + 1)
        if (strchr(bytes + at, '='))
            list_add(&l, xstrdup(bytes + at));
    free(bytes);
    *n = l.n;
    list_add(&l, NULL);
    return l.items;
}

/* ":7", ":7.0" and "unix:7" are one display. */
static bool same_display(const char *a, const char *b)
{
    size_t n, m;

    if (!a || !b)
        return false;
    a += strncmp(a, "unix:", 5) == 0 ? 4 : 0;
    b += strncmp(b, "unix:", 5) == 0 ? 4 : 0;
    n = strcspn(a, ".");
    m = strcspn(b, ".");
    return n == m && strncmp(a, b, n) == 0;
}

/* The environment of pid if that is a client of the display; NULL: it is not. */
static char **witness(pid_t pid, const char *display, size_t *n)
{
    char **env = pid == getpid() ? NULL : environ_of(pid, n);

    if (env && !same_display(env_get(env, "DISPLAY"), display)) {
        string_list_free(env, *n);
        return NULL;
    }
    return env;
}

static uint32_t first_word(xcb_connection_t *c, xcb_window_t w, const char *property)
{
    xcb_intern_atom_reply_t *a =
        xcb_intern_atom_reply(c, xcb_intern_atom(c, 1, (uint16_t)strlen(property), property), NULL);
    xcb_get_property_reply_t *p =
        a && a->atom ? xcb_get_property_reply(
                           c, xcb_get_property(c, 0, w, a->atom, XCB_ATOM_ANY, 0, 1), NULL) : NULL;
    uint32_t word = 0;

    if (p && p->format == 32 && xcb_get_property_value_length(p) == 4)
        memcpy(&word, xcb_get_property_value(p), 4);
    free(p);
    free(a);
    return word;
}

struct pids { pid_t *items; size_t n, cap; };

/* The server knows which processes are at the other ends of its connections (X-Resource 1.2): that of
 * client, a window, or with 0 all of them. False: it does not tell. */
static bool ask_pids(xcb_connection_t *c, uint32_t client, struct pids *out)
{
    const xcb_query_extension_reply_t *there = xcb_get_extension_data(c, &xcb_res_id);
    xcb_res_client_id_spec_t spec = {.client = client, .mask = XCB_RES_CLIENT_ID_MASK_LOCAL_CLIENT_PID};
    xcb_res_query_client_ids_reply_t *r;
    xcb_res_client_id_value_iterator_t it;

    if (!there || !there->present)
        return false;
    free(xcb_res_query_version_reply(c, xcb_res_query_version(c, 1, 2), NULL));
    r = xcb_res_query_client_ids_reply(c, xcb_res_query_client_ids(c, 1, &spec), NULL);
    if (!r)
        return false;
    for (it = xcb_res_query_client_ids_ids_iterator(r); it.rem; xcb_res_client_id_value_next(&it)) {
        if (it.data->spec.mask & XCB_RES_CLIENT_ID_MASK_LOCAL_CLIENT_PID && it.data->length == 4) {
            GROW(out->items, out->n, out->cap);
            out->items[out->n++] = (pid_t)xcb_res_client_id_value_value(it.data)[0];
        }
    }
    free(r);
    return true;
}

/* By the window that every EWMH manager shows itself with. */
static char **by_manager(xcb_connection_t *c, const char *display, size_t *n)
{
    xcb_window_t root = xcb_setup_roots_iterator(xcb_get_setup(c)).data->root;
    xcb_window_t check = first_word(c, root, "_NET_SUPPORTING_WM_CHECK");
    struct pids owner = {.items = NULL};
    char **env = NULL;

    if (check && ask_pids(c, check, &owner) && owner.n)
        env = witness(owner.items[0], display, n);
    if (check && !env)
        env = witness((pid_t)first_word(c, check, "_NET_WM_PID"), display, n);
    free(owner.items);
    return env;
}

static int rank_of(pid_t pid)
{
    const int known = sizeof witnesses / sizeof *witnesses;
    char path[64], *name;
    struct err ignored;
    size_t len;
    int rank = known;

    snprintf(path, sizeof path, "/proc/%ld/comm", (long)pid);
    name = file_read(path, 64, &len, &ignored);
    if (!name)
        return known;
    name[strcspn(name, "\n")] = '\0';
    for (int i = 0; i < known && rank == known; i++)
        if (strcmp(name, witnesses[i]) == 0)
            rank = i;
    free(name);
    return rank;
}

/* Less is better: a manager first, then what was not started beside agentd (that has our variables,
 * not the desktop's), then the eldest. */
static long score_of(pid_t pid)
{
    return (2L * rank_of(pid) + (getsid(pid) == getsid(0))) * PIDS_MAX + pid;
}

/* Seconds since the server of a local display made its socket; 0: not known. */
static double server_age(const char *display)
{
    const char *colon = strchr(display, ':');
    char path[64];
    struct timespec now;
    struct stat st;

    if (!colon)
        return 0;
    snprintf(path, sizeof path, "/tmp/.X11-unix/X%ld", strtol(colon + 1, NULL, 10));
    if (stat(path, &st) < 0)
        return 0;
    clock_gettime(CLOCK_REALTIME, &now);
    return difftime(now.tv_sec, st.st_mtim.tv_sec) + 1; /* whole seconds: never too young */
}

/* Seconds since a process began (proc(5): field 22 of stat, in ticks since boot); -1: not known. */
static double process_age(pid_t pid)
{
    char path[64], *text, *at;
    unsigned long long ticks;
    struct timespec now;
    struct err ignored;
    double age = -1;

    snprintf(path, sizeof path, "/proc/%ld/stat", (long)pid);
    text = file_read(path, 4096, NULL, &ignored);
    at = text ? strrchr(text, ')') : NULL; /* the name in brackets can hold anything */
    for (int field = 2; at && field < 22; field++)
        at = strchr(at + 1, ' ');
    if (at && sscanf(at, " %llu", &ticks) == 1) {
        clock_gettime(CLOCK_BOOTTIME, &now);
        age = (double)now.tv_sec + (double)now.tv_nsec / 1e9 -
              (double)ticks / (double)sysconf(_SC_CLK_TCK);
    }
    free(text);
    return age;
}

/* Processes that have begun since the server did: an older one that has the display's name was a client
 * of an older server of that name. */
static void pids_since(double age, struct pids *out)
{
    DIR *dir = opendir("/proc");
    struct dirent *entry;

    while (dir && (entry = readdir(dir))) {
        long pid = strtol(entry->d_name, NULL, 10);
        double own = pid > 1 ? process_age((pid_t)pid) : -1;

        if (own >= 0 && own <= age) {
            GROW(out->items, out->n, out->cap);
            out->items[out->n++] = (pid_t)pid;
        }
    }
    if (dir)
        closedir(dir);
}

/* Among the display's clients; where the server does not tell them, among all processes that have its
 * name. */
static char **by_clients(xcb_connection_t *c, const char *display, size_t *n)
{
    struct pids pids = {.items = NULL};
    char **best = NULL;
    size_t best_n = 0;
    long best_score = 0;

    if (!ask_pids(c, 0, &pids))
        pids_since(server_age(display), &pids);
    for (size_t i = 0; i < pids.n; i++) {
        char **env = pids.items[i] == getppid() ? NULL : witness(pids.items[i], display, n);
        long score = env ? score_of(pids.items[i]) : 0;

        if (env && (!best || score < best_score)) {
            string_list_free(best, best_n);
            best = env;
            best_n = *n;
            best_score = score;
        } else if (env) {
            string_list_free(env, *n);
        }
    }
    free(pids.items);
    *n = best_n;
    return best;
}

static char **desktops_own(const char *display, size_t *n)
{
    xcb_connection_t *c = xcb_connect(display, NULL);
    char **env = NULL;

    *n = 0;
    if (!xcb_connection_has_error(c))
        env = by_manager(c, display, n);
    if (!env && !xcb_connection_has_error(c))
        env = by_clients(c, display, n);
    xcb_disconnect(c);
    return env;
}

char **desktop_env(const char *display, size_t *n)
{
    const char *shown = display ? display : getenv("DISPLAY");
    size_t theirs_n = 0;
    char **theirs = shown ? desktops_own(shown, &theirs_n) : NULL;
    struct list out = {.items = NULL};

    for (size_t i = 0; environ[i]; i++)
        if (strncmp(environ[i], "DISPLAY=", 8) != 0 && !(theirs && belongs(environ[i])))
            list_add(&out, xstrdup(environ[i]));
    for (size_t i = 0; theirs && i < theirs_n; i++)
        if (belongs(theirs[i]))
            list_add(&out, xstrdup(theirs[i]));
    if (shown)
        list_add(&out, xasprintf("DISPLAY=%s", shown));
    if (theirs)
        string_list_free(theirs, theirs_n);
    *n = out.n;
    list_add(&out, NULL);
    return out.items;
}
