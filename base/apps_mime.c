#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/apps_inner.h"
#include "base/err.h"
#include "base/files.h"
#include "base/keyfile.h"
#include "base/xalloc.h"

static void add_rules(struct mime_rules *rules, const char *mime, const char *ids)
{
    char *copy = xstrdup(ids), *rest = copy, *id;

    while ((id = strsep(&rest, ";"))) {
        if (!*id)
            continue;
        GROW(rules->items, rules->n, rules->cap);
        rules->items[rules->n++] = (struct mime_rule){ xstrdup(mime), xstrdup(id) };
    }
    free(copy);
}

static void add_file(struct apps *a, const char *path)
{
    const struct {
        const char *group;
        struct mime_rules *rules;
    } groups[] = {
        { "Default Applications", &a->defaults },
        { "Added Associations", &a->added },
        { "Removed Associations", &a->removed },
        { "MIME Cache", &a->cached },
    };
    struct err err = { 0 };
    struct keyfile *k = file_exists(path) ? keyfile_read(path, &err) : NULL;

    if (!k)
        return;
    for (size_t i = 0; i < keyfile_count(k); i++) {
        struct keyline line = keyfile_at(k, i);
        for (size_t g = 0; g < sizeof groups / sizeof *groups; g++)
            if (strcmp(line.group, groups[g].group) == 0)
                add_rules(groups[g].rules, line.key, line.value);
    }
    keyfile_free(k);
}

/* dir/DESKTOP-mimeapps.list for each name in $XDG_CURRENT_DESKTOP, then dir/mimeapps.list. */
static void add_lists(struct apps *a, const char *dir)
{
    const char *now = getenv("XDG_CURRENT_DESKTOP");
    char *copy = xstrdup(now ? now : ""), *rest = copy, *name, *path;

    while ((name = strsep(&rest, ":"))) {
        if (!*name || strchr(name, '/'))
            continue;
        for (char *c = name; *c; c++)
            *c = (char)tolower((unsigned char)*c);
        path = xasprintf("%s/%s-mimeapps.list", dir, name);
        add_file(a, path);
        free(path);
    }
    free(copy);
    path = path_join(dir, "mimeapps.list");
    add_file(a, path);
    free(path);
}

void apps_mime_load(struct apps *a)
{
    size_t config_n, data_n;
    char **config = apps_dirs(true, &config_n), **data = apps_dirs(false, &data_n);

    for (size_t i = 0; i < config_n; i++)
        add_lists(a, config[i]);
    for (size_t i = 0; i < data_n; i++) {
        char *folder = path_join(data[i], "applications");
        char *cache = path_join(folder, "mimeinfo.cache");
        add_lists(a, folder);
        add_file(a, cache);
        free(cache);
        free(folder);
    }
    string_list_free(config, config_n);
    string_list_free(data, data_n);
}

static bool has_rule(const struct mime_rules *rules, const char *mime, const char *id)
{
    for (size_t i = 0; i < rules->n; i++)
        if (strcasecmp(rules->items[i].mime, mime) == 0 && strcmp(rules->items[i].id, id) == 0)
            return true;
    return false;
}

/* The first installed entry that the rules name; visible ones before hidden ones where asked. */
static const struct app *first(const struct apps *a, const struct mime_rules *rules,
                               const char *mime, bool checked)
{
    const struct app *second = NULL;

    for (size_t i = 0; i < rules->n; i++) {
        const struct app *app;
        if (strcasecmp(rules->items[i].mime, mime) != 0)
            continue;
        app = apps_by_id(a, rules->items[i].id);
        if (!app || (checked && has_rule(&a->removed, mime, app->id)))
            continue;
        if (!checked || (!app->hidden && !app->terminal))
            return app;
        if (!second)
            second = app;
    }
    return second;
}

/* Without mimeinfo.cache: the entries' own lists. */
static const struct app *any(const struct apps *a, const char *mime)
{
    const struct app *best = NULL;
    int best_rank = -1;

    for (size_t i = 0; i < a->n; i++) {
        const struct app *app = &a->items[i];
        int rank = (app->hidden ? 0 : 2) + (app->terminal ? 0 : 1);
        if (rank > best_rank && apps_in_list(app->mime, mime) &&
            !has_rule(&a->removed, mime, app->id)) {
            best = app;
            best_rank = rank;
        }
    }
    return best;
}

const struct app *apps_for_mime(const struct apps *a, const char *mime)
{
    const struct app *app = first(a, &a->defaults, mime, false);

    if (!app)
        app = first(a, &a->added, mime, true);
    if (!app)
        app = first(a, &a->cached, mime, true);
    if (!app)
        app = any(a, mime);
    /* shared-mime-info: every text/ type is a kind of text/plain. */
    if (!app && strncasecmp(mime, "text/", 5) == 0 && strcasecmp(mime, "text/plain") != 0)
        return apps_for_mime(a, "text/plain");
    return app;
}
