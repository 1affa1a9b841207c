/* scan.h : a cursor over a model's output, and what its readers share. Nothing here allocates but the
 * buffers it is given. */
#ifndef MODEL_SCAN_H
#define MODEL_SCAN_H

#include <stdbool.h>
#include <stddef.h>

struct strbuf;

struct scan { const char *s; size_t len, at; };

static inline bool scan_end(const struct scan *c) { return c->at >= c->len; }
/* The byte at the cursor, or -1 at the end. */
static inline int scan_peek(const struct scan *c)
{
    return c->at < c->len ? (unsigned char)c->s[c->at] : -1;
}
static inline bool is_blank(int c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
static inline bool is_name_start(int c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
static inline bool is_name(int c) { return is_name_start(c) || (c >= '0' && c <= '9'); }

void scan_blanks(struct scan *c);                     /* skips white space */
bool scan_at(const struct scan *c, const char *word); /* word stands at the cursor */
bool scan_skip(struct scan *c, const char *word);     /* and the cursor moves past it */
/* Where word next stands at or after the cursor, or len. */
size_t scan_find(const struct scan *c, const char *word);
/* One \uXXXX (the cursor stands after the `u`), a surrogate pair taken together, added to b as UTF-8.
 * 1: done; 0: these are no four hex digits, nothing is moved; -1: a lone surrogate. */
int scan_unicode_escape(struct scan *c, struct strbuf *b);
bool scan_hex(const struct scan *c, size_t n, unsigned int *out); /* n hex digits at the cursor */

#endif
