#include "actions/mime.h"

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

#define GLOBS_MAX (4u << 20)
#define LOOKED_AT 4096

/* Lines are weight:type:glob[:flags]; heaviest first, then the longest glob. */
static char *by_name(const char *name)
{
    struct err err;
    char *text = file_read("/usr/share/mime/globs2", GLOBS_MAX, NULL, &err);
    char *best = NULL;
    long best_weight = -1;
    size_t best_len = 0;
    char *at = NULL;
    for (char *line = text ? strtok_r(text, "\n", &at) : NULL; line; line = strtok_r(NULL, "\n", &at)) {
        char *type = strchr(line, ':');
        char *glob = type ? strchr(type + 1, ':') : NULL;
        if (*line == '#' || !glob)
            continue;
        *glob++ = '\0';
        long weight = strtol(line, NULL, 10);
        size_t len = strcspn(glob, ":");
        glob[len] = '\0';
        if (weight < best_weight || (weight == best_weight && len <= best_len)
            || fnmatch(glob, name, FNM_CASEFOLD) != 0)
            continue;
        free(best);
        best = xstrdup(type + 1);
        best_weight = weight;
        best_len = len;
    }
    free(text);
    return best;
}

static bool looks_like_text(const char *path)
{
    char bytes[LOOKED_AT];
    FILE *f = fopen(path, "re");
    size_t n = f ? fread(bytes, 1, sizeof bytes, f) : 0;
    bool text = f && !memchr(bytes, '\0', n);
    size_t bad = text ? utf8_check(bytes, n) : 1;
    if (f)
        fclose(f);
    return text && (bad == 0 || bad + 3 > n); /* the last character may be cut */
}

char *mime_of_file(const char *path)
{
    struct stat st;
    const char *slash = strrchr(path, '/');
    if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
        return xstrdup("inode/directory");
    char *type = by_name(slash ? slash + 1 : path);
    if (type)
        return type;
    return xstrdup(looks_like_text(path) ? "text/plain" : "application/octet-stream");
}
