/* strbuf.h : growing bytes, always NUL-terminated; aborts when memory is out.
 *
 *     struct strbuf line = STRBUF_INIT;
 *     strbuf_addf(&line, "%u steps", n);
 *     puts(line.s);
 *     strbuf_release(&line);
 */
#ifndef BASE_STRBUF_H
#define BASE_STRBUF_H

#include <stddef.h>

struct strbuf {
    char *s;    /* never NULL; s[len] is '\0' */
    size_t len;
    size_t cap; /* 0: s is the shared empty string */
};

extern char strbuf_empty[];
#define STRBUF_INIT { strbuf_empty, 0, 0 }

void strbuf_init(struct strbuf *b);
void strbuf_release(struct strbuf *b);                 /* back to STRBUF_INIT */
void strbuf_clear(struct strbuf *b);                   /* len 0, memory kept */
void strbuf_reserve(struct strbuf *b, size_t extra);
void strbuf_add(struct strbuf *b, const void *data, size_t len);
void strbuf_adds(struct strbuf *b, const char *s);
void strbuf_addch(struct strbuf *b, char c);
void strbuf_addf(struct strbuf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void strbuf_add_utf8(struct strbuf *b, unsigned int codepoint); /* invalid ones become U+FFFD */
void strbuf_drop(struct strbuf *b, size_t len);        /* removes the first len bytes */
char *strbuf_detach(struct strbuf *b);                 /* new; caller frees; b is empty again */

#endif
