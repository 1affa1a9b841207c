#include "actions/mime.h"

#include <ctype.h>
#include <fnmatch.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/err.h"
#include "base/files.h"
#include "base/utf8.h"
#include "base/xalloc.h"

#define FILE_MAX (8u << 20)
#define LOOK_BYTES 4096
#define PARENTS_MAX 16

struct glob { int weight; char *type, *pattern; bool case_counts; };
struct link { char *type, *parent; };

struct mime {
    struct glob *globs;
    size_t globs_n, globs_cap;
    struct link *links; /* subclasses and aliases */
    size_t links_n, links_cap;
};

/* "80:text/html:*.html" or "50:text/x-c++src:*.C:cs". */
static void add_glob(struct mime *m, char *line)
{
    char *save = NULL;
    char *weight = strtok_r(line, ":", &save), *type = strtok_r(NULL, ":", &save);
    char *pattern = strtok_r(NULL, ":", &save), *flags = strtok_r(NULL, ":", &save);
    if (!pattern || *weight == '#' || strcmp(pattern, "__NOGLOBS__") == 0)
        return;
    GROW(m->globs, m->globs_n, m->globs_cap);
    m->globs[m->globs_n++] = (struct glob){ (int)strtol(weight, NULL, 10), xstrdup(type),
                                            xstrdup(pattern), flags && strstr(flags, "cs") };
}

/* "text/x-python text/plain" of subclasses, "alias type" of aliases. */
static void add_link(struct mime *m, char *line)
{
    char *save = NULL;
    char *type = strtok_r(line, " ", &save), *parent = strtok_r(NULL, " ", &save);
    if (!parent)
        return;
    GROW(m->links, m->links_n, m->links_cap);
    m->links[m->links_n++] = (struct link){ xstrdup(type), xstrdup(parent) };
}

static void read_lines(struct mime *m, const char *dir, const char *name,
                       void (*add)(struct mime *m, char *line))
{
    struct err err;
    char *path = xasprintf("%s/mime/%s", dir, name);
    char *text = file_exists(path) ? file_read(path, FILE_MAX, NULL, &err) : NULL;
    char *save = NULL;
    for (char *line = text ? strtok_r(text, "\n", &save) : NULL; line;
         line = strtok_r(NULL, "\n", &save))
        add(m, line);
    free(text);
    free(path);
}

struct mime *mime_load(const char *data_dirs)
{
    struct mime *m = xcalloc(1, sizeof *m);
    char *dirs = xstrdup(data_dirs), *save = NULL;
    for (char *dir = strtok_r(dirs, ":", &save); dir; dir = strtok_r(NULL, ":", &save)) {
        read_lines(m, dir, "globs2", add_glob);
        read_lines(m, dir, "subclasses", add_link);
        read_lines(m, dir, "aliases", add_link);
    }
    free(dirs);
    return m;
}

void mime_free(struct mime *m)
{
    if (!m)
        return;
    for (size_t i = 0; i < m->globs_n; i++) {
        free(m->globs[i].type);
        free(m->globs[i].pattern);
    }
    for (size_t i = 0; i < m->links_n; i++) {
        free(m->links[i].type);
        free(m->links[i].parent);
    }
    free(m->globs);
    free(m->links);
    free(m);
}

/* The heaviest pattern that fits, of those the longest (the specification's rule). */
static const struct glob *best_glob(const struct mime *m, const char *name, bool as_it_is)
{
    const struct glob *best = NULL;
    for (size_t i = 0; i < m->globs_n; i++) {
        const struct glob *g = &m->globs[i];
        if (g->case_counts && !as_it_is)
            continue;
        if (best && (g->weight < best->weight || (g->weight == best->weight &&
                                                  strlen(g->pattern) <= strlen(best->pattern))))
            continue;
        if (fnmatch(g->pattern, name, 0) == 0)
            best = g;
    }
    return best;
}

char *mime_of_name(const struct mime *m, const char *name)
{
    const struct glob *g = best_glob(m, name, true);
    if (!g) {
        char *lower = xstrdup(name);
        for (char *c = lower; *c; c++)
            *c = (char)tolower((unsigned char)*c);
        g = best_glob(m, lower, false);
        free(lower);
    }
    return g ? xstrdup(g->type) : NULL;
}

/* A text has no NUL and reads as UTF-8, but for a last character that was cut. */
static const char *by_content(const char *path)
{
    char bytes[LOOK_BYTES];
    FILE *file = fopen(path, "re");
    if (!file)
        return "application/octet-stream";
    size_t n = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    if (!n)
        return "text/plain"; /* an empty file is there to be written in */
    size_t bad = utf8_check(bytes, n);
    bool text = !memchr(bytes, '\0', n) && (!bad || (n == sizeof bytes && bad - 1 + 4 > n));
    return text ? "text/plain" : "application/octet-stream";
}

char *mime_of_file(const struct mime *m, const char *path)
{
    struct stat st;
    const char *slash = strrchr(path, '/');
    if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
        return xstrdup("inode/directory");
    char *type = mime_of_name(m, slash ? slash + 1 : path);
    return type ? type : xstrdup(by_content(path));
}

static void add_once(char **list, size_t *n, const char *type)
{
    for (size_t i = 0; i < *n; i++)
        if (strcmp(list[i], type) == 0)
            return;
    if (*n < PARENTS_MAX)
        list[(*n)++] = xstrdup(type);
}

char **mime_parents(const struct mime *m, const char *type, size_t *n)
{
    char **list = xcalloc(PARENTS_MAX + 1, sizeof *list);
    *n = 0;
    add_once(list, n, type);
    for (size_t at = 0; at < *n; at++) {
        for (size_t i = 0; i < m->links_n; i++)
            if (strcmp(m->links[i].type, list[at]) == 0)
                add_once(list, n, m->links[i].parent);
        if (strncmp(list[at], "text/", 5) == 0)
            add_once(list, n, "text/plain"); /* every text is one, said or not */
    }
    return list;
}
