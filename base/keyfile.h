/* keyfile.h : the groups and keys of desktop entries and mimeapps.list (freedesktop.org Desktop
 * Entry Specification, "Basic format of the file"). Reading is total: lines that fit nothing are
 * passed over. */
#ifndef BASE_KEYFILE_H
#define BASE_KEYFILE_H

#include <stdbool.h>
#include <stddef.h>

struct err;
struct keyfile;
struct keyline {
    const char *group, *key, *value; /* value as it stands in the file */
};

struct keyfile *keyfile_parse(const char *text);                  /* new */
struct keyfile *keyfile_read(const char *path, struct err *err);  /* at most 4 MiB; NULL: err */
void keyfile_free(struct keyfile *k);
size_t keyfile_count(const struct keyfile *k);
struct keyline keyfile_at(const struct keyfile *k, size_t i);     /* in the order of the file */
/* As it stands, borrowed; NULL: not there. The last one counts when a key stands twice. */
const char *keyfile_raw(const struct keyfile *k, const char *group, const char *key);
/* New, with \s \n \t \r \\ undone; "" when not there. */
char *keyfile_text(const struct keyfile *k, const char *group, const char *key);
/* The same in the language of locale ("de_AT.UTF-8@x", may be NULL) where there is one. */
char *keyfile_local(const struct keyfile *k, const char *group, const char *key,
                    const char *locale);
bool keyfile_true(const struct keyfile *k, const char *group, const char *key);

#endif
