/* target.h : what a person or a model may mean by a thing to open, as far as files and addresses go. */
#ifndef ACTIONS_TARGET_H
#define ACTIONS_TARGET_H

#include <stdbool.h>

/* "example.org/path": labels, the last one a domain and no usual end of a file's name. */
bool target_is_host(const char *s);
/* The path in "file:///a%20b" or "file://localhost/a"; new, NULL: of another machine, or broken. */
char *target_path_of_url(const char *url);
/* A file or folder by its name in home and in the user's folders there (user-dirs.dirs, and Documents and so
 * on), whatever its case if need be; new, NULL: none. */
char *target_in_folders(const char *home, const char *name);

#endif
