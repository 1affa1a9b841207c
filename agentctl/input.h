/* input.h : texts from the command line, a file or standard input, checked before they are sent. */
#ifndef AGENTCTL_INPUT_H
#define AGENTCTL_INPUT_H

#include <stddef.h>

struct args;
struct ctl;
struct json_t;

#define INPUT_MAX (2u << 20) /* bytes: what input.type takes at most */

/* The words from number first on, joined by spaces; a lone "-" is all of standard input. New; NULL:
 * too long, no UTF-8, unreadable: printed. */
char *input_words(const struct ctl *c, const struct args *a, int first);
char *input_file(const struct ctl *c, const char *path); /* "-": standard input; as above */
/* A JSON object from text, or from standard input for "-". New; NULL: printed. */
struct json_t *input_object(const struct ctl *c, const char *text);

#endif
