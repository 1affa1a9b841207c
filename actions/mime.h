/* mime.h : the MIME type of a file, by the shared MIME database's globs (freedesktop.org Shared MIME-info),
 * else by whether it looks like text. Blocking. */
#ifndef ACTIONS_MIME_H
#define ACTIONS_MIME_H

char *mime_of_file(const char *path); /* new; "inode/directory" for folders; never NULL */

#endif
