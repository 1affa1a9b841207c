/* openai_body.h : a prompt as the body of a chat completions request. Pure; for the pool when there are
 * pictures. */
#ifndef MODEL_OPENAI_BODY_H
#define MODEL_OPENAI_BODY_H

#include <stddef.h>

struct prompt;

/* extra: JSON members to put into the object ("\"temperature\":0"), "" for none. New, NUL-terminated. */
char *openai_body(const struct prompt *p, const char *extra, size_t *len);
size_t openai_picture_bytes(const struct prompt *p);

#endif
