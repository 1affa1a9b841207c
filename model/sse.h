/* sse.h : server-sent events, as chat servers send them: each `data:` line is one whole event. Bytes come
 * in pieces of any size. */
#ifndef MODEL_SSE_H
#define MODEL_SSE_H

#include <stddef.h>

#include "base/strbuf.h"

#define SSE_LINE_MAX (8u << 20) /* bytes; a longer line ends the reading */

struct sse {
    struct strbuf line;
    /* data without "data:" and one blank; not NUL-terminated by right, but it is. */
    void (*on_event)(void *data, const char *event, size_t len);
    void *data;
};

void sse_init(struct sse *s, void (*on_event)(void *data, const char *event, size_t len), void *data);
int sse_feed(struct sse *s, const char *bytes, size_t len); /* -1: a line over SSE_LINE_MAX */
void sse_end(struct sse *s);     /* a last line without its newline counts */
void sse_release(struct sse *s);

#endif
