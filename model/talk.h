/* talk.h : a conversation with a provider, for tests. */
#ifndef MODEL_TALK_H
#define MODEL_TALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/strbuf.h"
#include "model/dialect.h"
#include "model/provider.h"

struct json_t;
struct loop;

struct talk {
    struct loop *loop;
    struct provider *provider;
    struct completion *answer;
    struct err err;
    struct strbuf text, reasoning, notice; /* what was shown; a line a notice */
    bool done, late, cancel_on_text, close_on_text;
    int64_t done_us;
};

struct json_t *talk_config(const char *text); /* new */
void talk_open(struct talk *t, const char *driver, const char *config);
void talk_ask(struct talk *t, bool whole, size_t picture_len);
/* Until the answer is there, or until condition(data) where one is given; fails the test after 20 s. */
void talk_wait(struct talk *t, bool (*condition)(void *data), void *data);
void talk_done(void *data, void *result, const struct err *err); /* an ask_done_fn; data: the talk */
void talk_close(struct talk *t);
/* Reads the answer in the native dialect, on a full HD screen. */
enum parse_code talk_parse(const struct talk *t, struct reply *r);

#endif
