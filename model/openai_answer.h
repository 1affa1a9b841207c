/* openai_answer.h : what came back from a chat completions request: a stream, a JSON object, or something
 * that is neither. */
#ifndef MODEL_OPENAI_ANSWER_H
#define MODEL_OPENAI_ANSWER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/strbuf.h"
#include "model/chat.h"
#include "model/provider.h"
#include "model/sse.h"

enum answer_kind { ANSWER_EMPTY, ANSWER_STREAM, ANSWER_JSON, ANSWER_OTHER };

struct openai_answer {
    enum answer_kind kind;
    struct chat chat;
    struct sse sse;
    struct strbuf text;   /* ANSWER_JSON: all; ANSWER_OTHER: the beginning */
    struct err err;       /* of the stream, so far */
    bool done;            /* [DONE] was seen */
    delta_fn *fn;
    void *data;
};

void openai_answer_init(struct openai_answer *a, delta_fn *fn, void *data);
void openai_answer_feed(struct openai_answer *a, const char *bytes, size_t len);
/* All is there. 0; -1: err names what is wrong. *again: the stream was cut, it is worth another try. */
int openai_answer_end(struct openai_answer *a, bool *again, struct err *err);
/* What a server that refused says about it; new, one line, or NULL. */
char *openai_answer_refusal(const struct openai_answer *a);
/* New. whole: the text is the provider's message as JSON. */
struct completion *openai_answer_completion(const struct openai_answer *a, bool whole);
void openai_answer_release(struct openai_answer *a);

#endif
