/* apps_inner.h : what the apps_*.c files share. */
#ifndef BASE_APPS_INNER_H
#define BASE_APPS_INNER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/apps.h"

/* One line of a mimeapps.list: which entry (by id) for which MIME type. */
struct mime_rule {
    char *mime, *id;
};

struct mime_rules {
    struct mime_rule *items;
    size_t n, cap;
};

struct apps {
    struct app *items; /* sorted by id, so that every run chooses alike */
    size_t n, cap;
    struct mime_rules defaults, added, removed; /* in the order of precedence */
    struct mime_rules cached; /* mimeinfo.cache: the order that other programs follow */
};

/* $XDG_DATA_HOME, $XDG_DATA_DIRS (or CONFIG) as a list, the user's first; string_list_free. */
char **apps_dirs(bool config, size_t *n);
const struct app *apps_by_id(const struct apps *a, const char *id); /* with ".desktop" */
void apps_mime_load(struct apps *a);
bool apps_in_list(const char *list, const char *item); /* item of "a;b;", case ignored */
/* The program that Exec runs: past env and interpreters; new. *plain: without further arguments. */
char *apps_command(const struct app *app, bool *plain);

#endif
