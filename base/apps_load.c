#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/apps_inner.h"
#include "base/err.h"
#include "base/files.h"
#include "base/keyfile.h"
#include "base/log.h"
#include "base/strbuf.h"
#include "base/xalloc.h"

#define ENTRY "Desktop Entry"
#define DEPTH_MAX 8 /* folders within applications/: a link in a circle ends here */

char **apps_dirs(bool config, size_t *n)
{
    const char *home = getenv(config ? "XDG_CONFIG_HOME" : "XDG_DATA_HOME");
    const char *dirs = getenv(config ? "XDG_CONFIG_DIRS" : "XDG_DATA_DIRS");
    const char *user = getenv("HOME");
    char *copy, *rest, *dir, **list = NULL;
    size_t cap = 0;

    *n = 0;
    GROW(list, *n, cap);
    if (home && *home == '/')
        list[(*n)++] = xstrdup(home);
    else if (user && *user)
        list[(*n)++] = path_join(user, config ? ".config" : ".local/share");
    if (!dirs || !*dirs)
        dirs = config ? "/etc/xdg" : "/usr/local/share:/usr/share";
    copy = rest = xstrdup(dirs);
    while ((dir = strsep(&rest, ":"))) {
        if (*dir != '/')
            continue;
        GROW(list, *n, cap);
        list[(*n)++] = xstrdup(dir);
    }
    free(copy);
    return list;
}

bool apps_in_list(const char *list, const char *item)
{
    size_t len = strlen(item);

    while (*list) {
        size_t n = strcspn(list, ";:");
        if (n == len && strncasecmp(list, item, n) == 0)
            return true;
        list += n + (list[n] != '\0');
    }
    return false;
}

static const char *locale_name(void)
{
    static const char *const variables[] = { "LC_ALL", "LC_MESSAGES", "LANG" };

    for (size_t i = 0; i < 3; i++) {
        const char *value = getenv(variables[i]);
        if (value && *value)
            return value;
    }
    return NULL;
}

static bool in_path(const char *program)
{
    const char *path = getenv("PATH");
    bool found = false;
    char *copy, *rest, *dir;

    if (strchr(program, '/'))
        return access(program, X_OK) == 0;
    copy = rest = xstrdup(path ? path : "/usr/local/bin:/usr/bin:/bin");
    while (!found && (dir = strsep(&rest, ":"))) {
        char *full = path_join(*dir ? dir : ".", program);
        found = access(full, X_OK) == 0;
        free(full);
    }
    free(copy);
    return found;
}

static bool for_this_desktop(const struct keyfile *k)
{
    const char *now = getenv("XDG_CURRENT_DESKTOP");
    const char *only = keyfile_raw(k, ENTRY, "OnlyShowIn");
    const char *never = keyfile_raw(k, ENTRY, "NotShowIn");
    char *copy = xstrdup(now ? now : ""), *rest = copy, *name;
    bool shown = !only;

    while ((name = strsep(&rest, ":"))) {
        if (only && *name && apps_in_list(only, name))
            shown = true;
        if (never && *name && apps_in_list(never, name))
            shown = false;
    }
    free(copy);
    return shown;
}

/* What a person may say in the own language or in English: both are in the list. */
static char *keywords(const struct keyfile *k, const char *locale)
{
    char *local = keyfile_local(k, ENTRY, "Keywords", locale);
    char *plain = keyfile_text(k, ENTRY, "Keywords");
    char *generic = keyfile_text(k, ENTRY, "GenericName");
    struct strbuf all = STRBUF_INIT;

    strbuf_adds(&all, local);
    if (strcmp(local, plain) != 0)
        strbuf_addf(&all, "%s%s", all.len ? ";" : "", plain);
    if (locale && *generic)
        strbuf_addf(&all, "%s%s;", all.len && all.s[all.len - 1] != ';' ? ";" : "", generic);
    free(local);
    free(plain);
    free(generic);
    return strbuf_detach(&all);
}

/* Takes id and path. */
static struct app read_entry(const struct keyfile *k, char *id, char *path)
{
    const char *locale = locale_name();

    return (struct app){
        .id = id,
        .path = path,
        .name = keyfile_local(k, ENTRY, "Name", locale),
        .name_en = keyfile_text(k, ENTRY, "Name"),
        .generic = keyfile_local(k, ENTRY, "GenericName", locale),
        .comment = keyfile_local(k, ENTRY, "Comment", locale),
        .keywords = keywords(k, locale),
        .categories = keyfile_text(k, ENTRY, "Categories"),
        .mime = keyfile_text(k, ENTRY, "MimeType"),
        .exec = keyfile_text(k, ENTRY, "Exec"),
        .wm_class = keyfile_text(k, ENTRY, "StartupWMClass"),
        .icon = keyfile_local(k, ENTRY, "Icon", locale),
        .terminal = keyfile_true(k, ENTRY, "Terminal"),
        .dbus = keyfile_true(k, ENTRY, "DBusActivatable"),
        .hidden = keyfile_true(k, ENTRY, "NoDisplay") || !for_this_desktop(k),
    };
}

static bool startable(const struct keyfile *k)
{
    const char *type = keyfile_raw(k, ENTRY, "Type"), *name = keyfile_raw(k, ENTRY, "Name");
    const char *exec = keyfile_raw(k, ENTRY, "Exec");
    char *try = keyfile_text(k, ENTRY, "TryExec");
    bool ok = type && strcmp(type, "Application") == 0 && name && *name &&
              (keyfile_true(k, ENTRY, "DBusActivatable") || (exec && *exec)) &&
              (!*try || in_path(try));

    free(try);
    return ok;
}

/* Ids that a folder of higher precedence has taken, by an entry or by one that deletes it. */
struct seen {
    char **ids;
    size_t n, cap;
};

static bool taken(struct seen *s, const char *id)
{
    for (size_t i = 0; i < s->n; i++)
        if (strcmp(s->ids[i], id) == 0)
            return true;
    GROW(s->ids, s->n, s->cap);
    s->ids[s->n++] = xstrdup(id);
    return false;
}

static void add_file(struct apps *a, const char *path, const char *id, struct seen *seen)
{
    struct err err = { 0 };
    struct keyfile *k;

    if (taken(seen, id))
        return;
    k = keyfile_read(path, &err);
    if (!k) {
        log_warn("apps", "%s", err.msg);
        return;
    }
    if (!keyfile_true(k, ENTRY, "Hidden") && startable(k)) {
        GROW(a->items, a->n, a->cap);
        a->items[a->n++] = read_entry(k, xstrdup(id), xstrdup(path));
    }
    keyfile_free(k);
}

/* An entry's id is its path below applications/ with '-' for '/'. */
static void add_folder(struct apps *a, const char *path, const char *prefix, int depth,
                       struct seen *seen)
{
    DIR *dir = opendir(path);
    struct dirent *entry;

    while (dir && (entry = readdir(dir))) {
        char *full = path_join(path, entry->d_name);
        char *id = xasprintf("%s%s", prefix, entry->d_name);
        size_t len = strlen(id);
        struct stat st;
        if (*entry->d_name != '.' && stat(full, &st) == 0) {
            if (S_ISREG(st.st_mode) && len > 8 && strcmp(id + len - 8, ".desktop") == 0) {
                add_file(a, full, id, seen);
            } else if (S_ISDIR(st.st_mode) && depth < DEPTH_MAX) {
                char *deeper = xasprintf("%s-", id);
                add_folder(a, full, deeper, depth + 1, seen);
                free(deeper);
            }
        }
        free(full);
        free(id);
    }
    if (dir)
        closedir(dir);
}

static int by_id(const void *a, const void *b)
{
    return strcmp(((const struct app *)a)->id, ((const struct app *)b)->id);
}

struct apps *apps_load(void)
{
    struct apps *a = xcalloc(1, sizeof *a);
    struct seen seen = { NULL, 0, 0 };
    size_t n;
    char **dirs = apps_dirs(false, &n);

    for (size_t i = 0; i < n; i++) {
        char *folder = path_join(dirs[i], "applications");
        add_folder(a, folder, "", 0, &seen);
        free(folder);
    }
    string_list_free(dirs, n);
    string_list_free(seen.ids, seen.n);
    if (a->n)
        qsort(a->items, a->n, sizeof *a->items, by_id);
    apps_mime_load(a);
    return a;
}

static void rules_release(struct mime_rules *r)
{
    for (size_t i = 0; i < r->n; i++) {
        free(r->items[i].mime);
        free(r->items[i].id);
    }
    free(r->items);
}

void apps_free(struct apps *a)
{
    if (!a)
        return;
    for (size_t i = 0; i < a->n; i++) {
        struct app *app = &a->items[i];
        char *all[] = { app->id,       app->path,       app->name, app->name_en,
                        app->generic,  app->comment,    app->keywords, app->categories,
                        app->mime,     app->exec,       app->wm_class, app->icon };
        for (size_t f = 0; f < sizeof all / sizeof *all; f++)
            free(all[f]);
    }
    free(a->items);
    rules_release(&a->defaults);
    rules_release(&a->added);
    rules_release(&a->removed);
    rules_release(&a->cached);
    free(a);
}

size_t apps_count(const struct apps *a)
{
    return a->n;
}

const struct app *apps_at(const struct apps *a, size_t i)
{
    return &a->items[i];
}

const struct app *apps_by_id(const struct apps *a, const char *id)
{
    struct app key = { .id = (char *)id };

    return a->n ? bsearch(&key, a->items, a->n, sizeof *a->items, by_id) : NULL;
}
