/* reasoning.h : takes what is no answer off a model's text: special tokens at its ends, reasoning. */
#ifndef MODEL_REASONING_H
#define MODEL_REASONING_H

#include <stddef.h>

struct reasoning {
    char *answer;     /* owned; what is to be parsed, without white space at its ends */
    size_t answer_len;
    char *thought;    /* owned; the reasoning, blocks joined by a newline; NULL: none */
};

/* `<think>`, `<thinking>` and `◁think▷` blocks; a closing tag with no opening one before it ends reasoning
 * that began before the output; one that is never closed swallows the rest. Linear. */
void reasoning_cut(const char *s, size_t len, struct reasoning *out);
void reasoning_release(struct reasoning *r);

/* Narrows s[0..*len) past white space at both ends; returns the new start. */
const char *text_trim(const char *s, size_t *len);
/* New: valid UTF-8 without NULs whatever the bytes are (bad ones become U+FFFD); trimmed; NULL if empty. */
char *text_thought(const char *s, size_t len);

#endif
