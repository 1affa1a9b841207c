/* chat.h : a chat completion put together from what a server sends: one response, one message, or the
 * chunks of a stream. Used by the provider that reads the stream and by the dialect that parses it. */
#ifndef MODEL_CHAT_H
#define MODEL_CHAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/strbuf.h"

struct err;
struct json_t;

#define CHAT_CALLS_MAX 256u

struct chat_call { int64_t index; char *id, *name; struct strbuf arguments; };

struct chat {
    struct strbuf content, reasoning;
    struct chat_call *calls; /* in order of their index */
    size_t n, cap;
    char *finish;            /* finish_reason; NULL so far */
    char *error;             /* what the server said went wrong in the middle; NULL: nothing */
    bool seen;               /* there was a choice or a message at all */
    uint32_t tokens_in, tokens_out;
};

void chat_init(struct chat *c);
void chat_release(struct chat *c);
/* A chunk, a whole response or a bare message, as JSON. ERR_PROTOCOL: its shape is none of them. */
int chat_add(struct chat *c, const struct json_t *j, struct err *err);
/* All of it as text: JSON, or a stream of `data:` lines. ERR_PROTOCOL names what is wrong; a stream that
 * was cut off (neither [DONE] nor a finish_reason) too. */
int chat_read(struct chat *c, const char *text, size_t len, struct err *err);
bool chat_cut(const struct chat *c); /* ended by the length limit */
/* New: {"role":"assistant","content","tool_calls"?,"reasoning_content"?}. */
struct json_t *chat_message(const struct chat *c);

#endif
