#include "actions/launch.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "actions/mime.h"
#include "actions/spawn.h"
#include "base/apps.h"
#include "base/err.h"
#include "base/files.h"
#include "base/xalloc.h"
#include "vision/desktop_env.h"

#define SCORE_MIN 0.5

struct launching {
    const struct apps *apps;
    char **env;
    size_t env_n;
    const char *home;
    struct launched *out;
};

static int start(struct launching *l, char *const *argv, const char *what, struct err *err)
{
    l->out->pid = spawn_detached(argv, l->env, l->home, err);
    if (l->out->pid < 0)
        return -1;
    snprintf(l->out->what, sizeof l->out->what, "%s", what);
    return 0;
}

/* Programs for a terminal run in the system's own, else in an installed terminal emulator. */
static char **in_terminal(struct launching *l, char **argv, size_t *n)
{
    char *own = spawn_find("x-terminal-emulator", l->env);
    const struct app *app = own ? NULL : apps_find(l->apps, "terminal emulator", NULL);
    size_t head_n = 0;
    char **head = app ? app_argv(app, NULL, &head_n) : NULL;
    char **all = xcalloc(head_n + *n + 3, sizeof *all);
    size_t at = 0;
    if (own)
        all[at++] = own;
    for (size_t i = 0; i < head_n; i++)
        all[at++] = xstrdup(head[i]);
    if (at)
        all[at++] = xstrdup("-e");
    for (size_t i = 0; i < *n; i++)
        all[at++] = argv[i];
    free(argv);
    string_list_free(head, head_n);
    *n = at;
    return all;
}

static int start_app(struct launching *l, const struct app *app, const char *file, struct err *err)
{
    char what[sizeof l->out->what];
    size_t n;
    char **argv = app_argv(app, file, &n);
    if (!n) {
        string_list_free(argv, n);
        return err_set(err, ERR_NOT_FOUND, "'%s' has no command to start", app->id);
    }
    if (app->terminal)
        argv = in_terminal(l, argv, &n);
    snprintf(what, sizeof what, "%s (%s)", app->name, app->id);
    int rc = start(l, argv, what, err);
    string_list_free(argv, n);
    return rc;
}

static int open_file(struct launching *l, const char *path, struct err *err)
{
    char *mime = mime_of_file(path);
    const struct app *app = apps_for_mime(l->apps, mime);
    if (!app && strncmp(mime, "text/", 5) == 0)
        app = apps_for_mime(l->apps, "text/plain");
    int rc = app ? start_app(l, app, path, err)
                 : err_set(err, ERR_NOT_FOUND, "no application opens '%s' (%s)", path, mime);
    free(mime);
    return rc;
}

/* The length of "scheme" in "scheme:…", 0 if target is no URL. A one-letter scheme is a drive's letter. */
static size_t scheme_length(const char *target)
{
    size_t n = 0;
    while (isalnum((unsigned char)target[n]) || (n && strchr("+.-", target[n]) && target[n]))
        n++;
    return n > 1 && target[n] == ':' && (target[n + 1] == '/' || strncmp(target, "mailto", n) == 0
                                         || strncmp(target, "about", n) == 0) ? n : 0;
}

static int open_url(struct launching *l, const char *url, size_t scheme, struct err *err)
{
    char *mime = xasprintf("x-scheme-handler/%.*s", (int)scheme, url);
    const struct app *app = apps_for_mime(l->apps, mime);
    bool web = strncmp(url, "http", 4) == 0 || strncmp(url, "about", 5) == 0;
    if (!app && web)
        app = apps_find(l->apps, "web browser", NULL);
    int rc = app ? start_app(l, app, url, err)
                 : err_set(err, ERR_NOT_FOUND, "no application opens '%.*s:' addresses", (int)scheme,
                           url);
    free(mime);
    return rc;
}

/* "www.example.org", "example.org/page": one word, a dot inside, a known ending of an address. */
static bool looks_like_host(const char *target)
{
    static const char *const ends[] = { ".com", ".org", ".net", ".edu", ".io", ".dev", ".de", ".uk" };
    size_t len = strcspn(target, "/");
    if (strpbrk(target, " \t") || strncmp(target, "/", 1) == 0)
        return false;
    if (strncmp(target, "www.", 4) == 0)
        return true;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        size_t n = strlen(ends[i]);
        if (len > n && strncmp(target + len - n, ends[i], n) == 0)
            return true;
    }
    return false;
}

/* A file by its path, or by its bare name in the folders where people keep files. New, or NULL. */
static char *find_file(const struct launching *l, const char *target)
{
    static const char *const places[] = { "", "Desktop", "Documents", "Downloads", "Pictures", "Music",
                                          "Videos" };
    char *path;
    if (strncmp(target, "file://", 7) == 0)
        return xstrdup(target + 7);
    if (*target == '/')
        return xstrdup(target);
    if (strncmp(target, "~/", 2) == 0 && l->home)
        return path_join(l->home, target + 2);
    for (size_t i = 0; l->home && *target && i < sizeof places / sizeof *places; i++) {
        char *folder = path_join(l->home, places[i]);
        path = path_join(folder, target);
        free(folder);
        if (file_exists(path))
            return path;
        free(path);
    }
    return NULL;
}

static int open_any(struct launching *l, const char *target, struct err *err)
{
    size_t scheme = scheme_length(target);
    double score = 0;
    if (scheme && strncmp(target, "file:", 5) != 0)
        return open_url(l, target, scheme, err);
    char *path = find_file(l, target);
    if (path) {
        int rc = file_exists(path) ? open_file(l, path, err)
                                   : err_set(err, ERR_NOT_FOUND, "there is no '%s'", path);
        free(path);
        return rc;
    }
    const struct app *app = apps_find(l->apps, target, &score);
    if (app && score >= SCORE_MIN)
        return start_app(l, app, NULL, err);
    if (looks_like_host(target)) {
        char *url = xasprintf("https://%s", target);
        int rc = open_url(l, url, 5, err);
        free(url);
        return rc;
    }
    char *program = strpbrk(target, " \t/") ? NULL : spawn_find(target, l->env);
    if (program) {
        char *argv[] = { program, NULL };
        int rc = start(l, argv, program, err);
        free(program);
        return rc;
    }
    return err_set(err, ERR_NOT_FOUND, "no application, file or program '%.100s' was found", target);
}

int launch_target(const struct apps *apps, const char *display, const char *target,
                  struct launched *out, struct err *err)
{
    struct launching l = { .apps = apps, .out = out };
    l.env = desktop_env(display, &l.env_n);
    l.home = env_get(l.env, "HOME");
    int rc = open_any(&l, target, err);
    string_list_free(l.env, l.env_n);
    return rc;
}
