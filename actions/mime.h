/* mime.h : what kind of file something is, by its name (shared-mime-info's globs2), else by a look at its
 * first bytes. Blocking: for the pool. */
#ifndef ACTIONS_MIME_H
#define ACTIONS_MIME_H

#include <stddef.h>

struct mime;

/* data_dirs: the desktop's $XDG_DATA_HOME and $XDG_DATA_DIRS as "a:b:c". New. */
struct mime *mime_load(const char *data_dirs);
void mime_free(struct mime *m);
/* New: "text/plain", "inode/directory", at least "application/octet-stream". */
char *mime_of_file(const struct mime *m, const char *path);
/* New: the type by a file name alone, NULL when no pattern fits. */
char *mime_of_name(const struct mime *m, const char *name);
/* The type itself and then those it is a kind of, the nearest first ("text/x-python", "text/plain");
 * new, string_list_free. */
char **mime_parents(const struct mime *m, const char *type, size_t *n);

#endif
