#include "model/sse.h"

#include <string.h>

void sse_init(struct sse *s, void (*on_event)(void *data, const char *event, size_t len), void *data)
{
    *s = (struct sse){ STRBUF_INIT, on_event, data };
}

/* Comments and the fields event, id and retry say nothing to us. */
static void take_line(struct sse *s)
{
    size_t len = s->line.len;
    if (len > 0 && s->line.s[len - 1] == '\r')
        s->line.s[--len] = '\0';
    if (len >= 5 && memcmp(s->line.s, "data:", 5) == 0) {
        size_t skip = len > 5 && s->line.s[5] == ' ' ? 6 : 5;
        if (len > skip)
            s->on_event(s->data, s->line.s + skip, len - skip);
    }
    strbuf_clear(&s->line);
}

int sse_feed(struct sse *s, const char *bytes, size_t len)
{
    while (len > 0) {
        const char *end = memchr(bytes, '\n', len);
        size_t n = end ? (size_t)(end - bytes) : len;
        if (s->line.len + n > SSE_LINE_MAX)
            return -1;
        strbuf_add(&s->line, bytes, n);
        if (end) {
            take_line(s);
            n++;
        }
        bytes += n;
        len -= n;
    }
    return 0;
}

void sse_end(struct sse *s)
{
    if (s->line.len > 0)
        take_line(s);
}

void sse_release(struct sse *s)
{
    strbuf_release(&s->line);
}
