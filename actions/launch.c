#include "actions/launch.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "actions/mime.h"
#include "actions/spawn.h"
#include "actions/target.h"
#include "base/apps.h"
#include "base/err.h"
#include "base/files.h"
#include "base/xalloc.h"
#include "vision/desktop_env.h"

#define TARGET_MAX 4096 /* bytes */
#define SURE 0.9        /* an application's own name, not a description of it */

struct launch {
    const struct apps *apps;
    char **env;
    size_t env_n;
    const char *home;
    struct launched *out;
    struct err *err;
};

/* "~/.local/share:/usr/local/share:/usr/share", as the desktop has it; new. */
static char *data_dirs(const struct launch *l)
{
    const char *home = env_get(l->env, "XDG_DATA_HOME");
    const char *dirs = env_get(l->env, "XDG_DATA_DIRS");
    char *own = home && *home ? xstrdup(home) : xasprintf("%s/.local/share", l->home);
    char *all = xasprintf("%s:%s", own, dirs && *dirs ? dirs : "/usr/local/share:/usr/share");
    free(own);
    return all;
}

/* What one way to read the target came to. */
enum outcome { NOT_MINE, STARTED, FAILED };

/* Starting an application, in a terminal where it wants one. */

static bool has_category(const struct app *app, const char *category)
{
    const char *at = strstr(app->categories, category);
    size_t n = strlen(category);
    return at && (at == app->categories || at[-1] == ';') && (at[n] == ';' || !at[n]);
}

/* The terminal's words before a command: "xterm -e"; new, *n of them. */
static char **terminal_words(const struct launch *l, size_t *n)
{
    char *path = spawn_which("x-terminal-emulator", l->env);
    if (path) {
        char **words = xcalloc(3, sizeof *words);
        words[0] = path;
        words[1] = xstrdup("-e");
        *n = 2;
        return words;
    }
    for (size_t i = 0; i < apps_count(l->apps); i++) {
        const struct app *app = apps_at(l->apps, i);
        if (!has_category(app, "TerminalEmulator") || app->terminal || app->hidden)
            continue;
        char **words = app_argv(app, NULL, n);
        bool gnome = strstr(words[0], "gnome-terminal") != NULL; /* its -e takes one text */
        words = xreallocarray(words, *n + 2, sizeof *words);
        words[(*n)++] = xstrdup(gnome ? "--" : "-e");
        words[*n] = NULL;
        return words;
    }
    return NULL;
}

static int in_terminal(const struct launch *l, char ***argv, size_t *n)
{
    size_t before;
    char **words = terminal_words(l, &before);
    if (!words)
        return err_set(l->err, ERR_NOT_FOUND, "'%s' needs a terminal, and there is none",
                       (*argv)[0]);
    words = xreallocarray(words, before + *n + 1, sizeof *words);
    memcpy(words + before, *argv, *n * sizeof *words);
    words[before + *n] = NULL;
    free(*argv);
    *argv = words;
    *n += before;
    return 0;
}

static enum outcome start(const struct launch *l, char *const *argv)
{
    l->out->pid = spawn_detached(argv, l->env, l->home, l->err);
    return l->out->pid < 0 ? FAILED : STARTED;
}

static enum outcome start_app(const struct launch *l, const struct app *app, const char *file)
{
    size_t n;
    char **argv = app_argv(app, file, &n);
    enum outcome outcome = FAILED;
    if (!app->terminal || in_terminal(l, &argv, &n) == 0)
        outcome = start(l, argv);
    string_list_free(argv, n);
    snprintf(l->out->what, sizeof l->out->what, "%s (%s)", app->name, app->id);
    return outcome;
}

/* URLs. */

/* The scheme's length of "mailto:x" or "https://…", 0: it is no URL. */
static size_t scheme_len(const char *s)
{
    size_t n = 0;
    while (isalnum((unsigned char)s[n]) || (n && strchr("+-.", s[n]) && s[n]))
        n++;
    return n > 1 && isalpha((unsigned char)*s) && s[n] == ':' ? n : 0;
}

static const struct app *browser(const struct launch *l)
{
    const struct app *app = apps_for_mime(l->apps, "text/html");
    for (size_t i = 0; !app && i < apps_count(l->apps); i++)
        if (has_category(apps_at(l->apps, i), "WebBrowser"))
            app = apps_at(l->apps, i);
    return app;
}

static const struct app *scheme_app(const struct launch *l, const char *url, size_t len)
{
    char *type = xasprintf("x-scheme-handler/%.*s", (int)len, url);
    for (char *c = type; *c; c++)
        *c = (char)tolower((unsigned char)*c);
    const struct app *app = apps_for_mime(l->apps, type);
    bool web = strcmp(type + 17, "http") == 0 || strcmp(type + 17, "https") == 0 ||
               strcmp(type + 17, "about") == 0;
    free(type);
    return !app && web ? browser(l) : app;
}

static enum outcome open_url(const struct launch *l, const char *target)
{
    size_t len = scheme_len(target);
    if (!len || strchr(target, ' ') || strncasecmp(target, "file:", 5) == 0)
        return NOT_MINE;
    const struct app *app = scheme_app(l, target, len);
    if (app)
        return start_app(l, app, target);
    if (strncmp(target + len, "://", 3) != 0)
        return NOT_MINE; /* "Note: x" may be a title */
    err_set(l->err, ERR_NOT_FOUND, "no application opens '%.*s' addresses", (int)len, target);
    return FAILED;
}

/* The kind of file that the name would be; "notes.md" is no host in Moldova. */
static bool is_file_name(const struct launch *l, const char *name)
{
    char *dirs = data_dirs(l);
    struct mime *mime = mime_load(dirs);
    char *type = strchr(name, '/') ? NULL : mime_of_name(mime, name);
    bool is = type != NULL;
    free(type);
    mime_free(mime);
    free(dirs);
    return is;
}

static enum outcome open_host(const struct launch *l, const char *target)
{
    if (!target_is_host(target) || is_file_name(l, target))
        return NOT_MINE;
    char *url = xasprintf("https://%s", target);
    enum outcome outcome = open_url(l, url);
    free(url);
    return outcome;
}

/* Files. */

static const struct app *file_app(const struct launch *l, const char *path, char **type)
{
    char *dirs = data_dirs(l);
    struct mime *mime = mime_load(dirs);
    const struct app *app = NULL;
    size_t n;
    *type = mime_of_file(mime, path);
    char **types = mime_parents(mime, *type, &n);
    for (size_t i = 0; i < n && !app; i++)
        app = apps_for_mime(l->apps, types[i]);
    string_list_free(types, n);
    mime_free(mime);
    free(dirs);
    return app;
}

static enum outcome open_file(const struct launch *l, const char *path)
{
    char *type;
    const struct app *app = file_app(l, path, &type);
    enum outcome outcome = FAILED;
    if (app)
        outcome = start_app(l, app, path);
    else
        err_set(l->err, ERR_NOT_FOUND, "no application opens '%s' (%s)", path, type);
    free(type);
    return outcome;
}

static enum outcome open_path(const struct launch *l, const char *target)
{
    char *path = NULL;
    if (strncasecmp(target, "file://", 7) == 0)
        path = target_path_of_url(target);
    else if (*target == '/')
        path = xstrdup(target);
    else if (*target == '~' && (target[1] == '/' || !target[1]))
        path = xasprintf("%s%s", l->home, target + 1);
    else
        return NOT_MINE;
    enum outcome outcome = FAILED;
    if (path && file_exists(path))
        outcome = open_file(l, path);
    else
        err_set(l->err, ERR_NOT_FOUND, "there is no file '%s'", target);
    free(path);
    return outcome;
}

static enum outcome open_named_file(const struct launch *l, const char *target)
{
    char *path = target_in_folders(l->home, target);
    enum outcome outcome = path ? open_file(l, path) : NOT_MINE;
    free(path);
    return outcome;
}

/* Applications and commands. */

static enum outcome open_id(const struct launch *l, const char *target)
{
    for (size_t i = 0; i < apps_count(l->apps); i++)
        if (strcmp(apps_at(l->apps, i)->id, target) == 0)
            return start_app(l, apps_at(l->apps, i), NULL);
    return NOT_MINE;
}

static enum outcome open_app(const struct launch *l, const char *target, double least)
{
    double score = 0;
    const struct app *app = apps_find(l->apps, target, &score);
    return app && score >= least ? start_app(l, app, NULL) : NOT_MINE;
}

/* One word and nothing else: a model's text never becomes a command line. */
static enum outcome open_command(const struct launch *l, const char *target)
{
    for (const char *c = target; *c; c++)
        if (!isalnum((unsigned char)*c) && !strchr("._+-", *c))
            return NOT_MINE;
    char *path = spawn_which(target, l->env);
    if (!path || *target == '-') {
        free(path);
        return NOT_MINE;
    }
    char *argv[] = { path, NULL };
    snprintf(l->out->what, sizeof l->out->what, "%s", path);
    enum outcome outcome = start(l, argv);
    free(path);
    return outcome;
}

static bool has_extension(const char *s)
{
    const char *dot = strrchr(s, '.');
    return dot && dot != s && dot[1] && !strchr(dot, ' ');
}

static enum outcome open_anything(const struct launch *l, const char *target)
{
    bool file_first = strchr(target, '/') || has_extension(target);
    enum outcome outcome = open_url(l, target);
    if (outcome == NOT_MINE)
        outcome = open_path(l, target);
    if (outcome == NOT_MINE)
        outcome = open_id(l, target);
    if (outcome == NOT_MINE && file_first)
        outcome = open_named_file(l, target);
    if (outcome == NOT_MINE)
        outcome = open_app(l, target, SURE);
    if (outcome == NOT_MINE && !file_first)
        outcome = open_named_file(l, target);
    if (outcome == NOT_MINE && file_first)
        outcome = open_host(l, target);
    if (outcome == NOT_MINE)
        outcome = open_app(l, target, 0);
    if (outcome == NOT_MINE)
        outcome = open_command(l, target);
    return outcome;
}

int launch_target(const struct apps *apps, const char *display, const char *target,
                  struct launched *out, struct err *err)
{
    struct launch l = { .apps = apps, .out = out, .err = err };
    memset(out, 0, sizeof *out);
    while (isspace((unsigned char)*target))
        target++;
    size_t len = strlen(target);
    while (len && isspace((unsigned char)target[len - 1]))
        len--;
    if (!len)
        return err_set(err, ERR_INVALID, "nothing to open is named");
    if (len > TARGET_MAX)
        return err_set(err, ERR_LIMIT, "what is to be opened is %zu bytes long, limit %d", len,
                       TARGET_MAX);
    char *name = xstrndup(target, len);
    l.env = desktop_env(display, &l.env_n);
    l.home = env_get(l.env, "HOME");
    if (!l.home || !*l.home)
        l.home = "/";
    enum outcome outcome = open_anything(&l, name);
    if (outcome == NOT_MINE)
        err_set(err, ERR_NOT_FOUND,
                "there is no application, file or command that fits '%.150s'", name);
    string_list_free(l.env, l.env_n);
    free(name);
    return outcome == STARTED ? 0 : -1;
}
