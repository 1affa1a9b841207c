/* apps.h : installed applications, read from desktop entries and MIME defaults (freedesktop.org
 * Desktop Entry and MIME Applications specifications). Files only, no display. Immutable once loaded. */
#ifndef BASE_APPS_H
#define BASE_APPS_H

#include <stdbool.h>
#include <stddef.h>

struct apps;

struct app {
    char *id;         /* "org.xfce.mousepad.desktop" */
    char *path;       /* the entry's file */
    char *name;       /* Name, in the user's language where there is one, else as it stands */
    char *name_en;    /* untranslated Name */
    char *generic;    /* GenericName, "" when absent */
    char *comment;    /* Comment, "" */
    char *keywords;   /* "a;b;", "" */
    char *categories; /* "Utility;TextEditor;", "" */
    char *mime;       /* MimeType list, "" */
    char *exec;       /* with field codes */
    char *wm_class;   /* StartupWMClass, "" */
    char *icon;
    bool terminal, dbus, hidden; /* hidden: NoDisplay: not offered by name, still openable by id */
};

/* Reads $XDG_DATA_HOME and $XDG_DATA_DIRS (+ /applications) and mimeapps.list. Blocking, ~10 ms. */
struct apps *apps_load(void);
void apps_free(struct apps *a);
size_t apps_count(const struct apps *a);
const struct app *apps_at(const struct apps *a, size_t i);
/* Best match for a person's words ("text editor", "Mousepad", "the calculator", "terminal"): by id,
 * Name, command, GenericName, Keywords, Categories and kinds of MIME type; score 0..1 (may be NULL).
 * Defaults win among equals. NULL: nothing fits. */
const struct app *apps_find(const struct apps *a, const char *words, double *score);
const struct app *apps_for_mime(const struct apps *a, const char *mime); /* the default, or NULL */
/* The entry of a window, by WM_CLASS (instance, class); either may be NULL. */
const struct app *apps_for_window(const struct apps *a, const char *instance, const char *klass);
/* How well words name this application, 0..1: for "is it open already?". */
double apps_match(const struct apps *a, const struct app *app, const char *words);
/* The Exec line as argv with field codes filled in (%f %u %F %U from file, may be NULL). New,
 * NULL-terminated; string_list_free with the count. */
char **app_argv(const struct app *app, const char *file, size_t *n);

#endif
