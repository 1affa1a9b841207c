#include "actions/target.h"

#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/err.h"
#include "base/files.h"
#include "base/strbuf.h"
#include "base/xalloc.h"

/* Ends of host names that are no ends of file names; two letters may be either. */
static bool is_domain(const char *label, size_t len)
{
    static const char *const known[] = { "com", "org", "net", "edu", "gov", "info", "dev", "app",
                                         "local" };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strlen(known[i]) == len && strncasecmp(known[i], label, len) == 0)
            return true;
    return len == 2;
}

bool target_is_host(const char *s)
{
    size_t n = strcspn(s, "/:?#"), last = 0;
    for (size_t i = 0; i < n; i++) {
        if (s[i] == '.' && i == last)
            return false;
        if (s[i] == '.')
            last = i + 1;
        else if (!isalnum((unsigned char)s[i]) && s[i] != '-')
            return false;
    }
    return last && isalpha((unsigned char)s[last]) && is_domain(s + last, n - last) &&
           !strchr(s, ' ');
}

/* The part of "file://host/a%20b" that is a path here; new, NULL: it is on another machine or broken. */
char *target_path_of_url(const char *url)
{
    const char *at = url + strlen("file://");
    struct strbuf path = STRBUF_INIT;
    if (strncasecmp(at, "localhost/", 10) == 0)
        at += 9;
    if (*at != '/')
        return NULL;
    for (; *at; at++) {
        unsigned int byte;
        if (*at == '%' && isxdigit((unsigned char)at[1]) && isxdigit((unsigned char)at[2]) &&
            sscanf(at + 1, "%2x", &byte) == 1 && byte) {
            strbuf_addch(&path, (char)byte);
            at += 2;
        } else {
            strbuf_addch(&path, *at);
        }
    }
    return strbuf_detach(&path);
}

/* The entry of dir with this name, whatever its case if need be; new. */
static char *find_in(const char *dir, const char *name)
{
    char *path = path_join(dir, name);
    if (file_exists(path))
        return path;
    free(path);
    path = NULL;
    DIR *d = strchr(name, '/') ? NULL : opendir(dir);
    for (struct dirent *e = d ? readdir(d) : NULL; e && !path; e = readdir(d))
        if (strcasecmp(e->d_name, name) == 0)
            path = path_join(dir, e->d_name);
    if (d)
        closedir(d);
    return path;
}

/* HOME, then the user's folders: those of user-dirs.dirs and their usual English names. */
char *target_in_folders(const char *home, const char *name)
{
    static const char *const usual[] = { "Desktop", "Documents", "Downloads", "Pictures", "Music",
                                         "Videos" };
    struct err ignored;
    char *found = find_in(home, name);
    char *config = xasprintf("%s/.config/user-dirs.dirs", home);
    char *text = file_exists(config) ? file_read(config, 1 << 16, NULL, &ignored) : NULL;
    char *save = NULL;
    for (char *line = text ? strtok_r(text, "\n", &save) : NULL; line && !found;
         line = strtok_r(NULL, "\n", &save)) {
        char *from = strstr(line, "=\"$HOME/"), *end = from ? strchr(from + 2, '"') : NULL;
        if (*line == '#' || !end || end == from + 8)
            continue;
        *end = '\0';
        char *dir = path_join(home, from + 8);
        found = find_in(dir, name);
        free(dir);
    }
    for (size_t i = 0; i < sizeof usual / sizeof *usual && !found; i++) {
        char *dir = path_join(home, usual[i]);
        found = find_in(dir, name);
        free(dir);
    }
    free(text);
    free(config);
    return found;
}
