/* files.h : whole files, folders, locks. Blocking: for start-up, the pool and the writer. */
#ifndef BASE_FILES_H
#define BASE_FILES_H

#include <stdbool.h>
#include <stddef.h>

struct err;

/* New, NUL-terminated, *len without the NUL (len may be NULL). Over max bytes: ERR_LIMIT. */
char *file_read(const char *path, size_t max, size_t *len, struct err *err);
/* Through a temporary file beside it and a rename; fsynced; mode as given. */
int file_write(const char *path, const void *data, size_t len, unsigned int mode, struct err *err);
bool file_exists(const char *path);
int folder_make(const char *path, unsigned int mode, struct err *err); /* with its parents */
int folder_remove(const char *path, struct err *err);                  /* with all that is in it */
/* Regular files in a folder whose names end in suffix, sorted by name; full paths; the array and
 * each string are the caller's (string_list_free). A folder that is not there has none. */
char **folder_list(const char *path, const char *suffix, size_t *n);
void string_list_free(char **list, size_t n);
char *path_join(const char *a, const char *b); /* new */

/* An advisory lock held until close(fd): -1 with ERR_BUSY (holder's pid named) when taken. */
int file_lock(const char *path, struct err *err);

#endif
