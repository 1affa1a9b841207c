#include "model/talk.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/ask.h"
#include "base/clock.h"
#include "base/js.h"
#include "base/loop.h"
#include "base/test.h"
#include "base/xalloc.h"
#include "model/prompt.h"

static void on_delta(void *data, enum delta_kind kind, const char *text, size_t len)
{
    struct talk *t = data;
    struct strbuf *to[] = { &t->text, &t->reasoning, &t->notice };
    strbuf_add(to[kind], text, len);
    if (kind == DELTA_NOTICE)
        strbuf_addch(&t->notice, '\n');
    if (kind == DELTA_TEXT && t->cancel_on_text)
        provider_cancel(t->provider);
    if (kind == DELTA_TEXT && t->close_on_text) {
        provider_close(t->provider);
        t->provider = NULL;
    }
}

void talk_done(void *data, void *result, const struct err *err)
{
    struct talk *t = data;
    assert_false(t->done);
    t->done = true;
    t->done_us = clock_now_us();
    t->answer = result;
    if (err)
        t->err = *err;
}

static void on_tick(void *data)
{
    *(struct timer **)data = NULL;
}

/* One round of the loop that ends soon, for conditions that no event of its own tells. */
static void run_a_little(struct loop *l)
{
    struct timer *tick = loop_after(l, 5, on_tick, &tick);
    loop_run_once(l);
    timer_cancel(tick);
}

static void give_up(void *data)
{
    struct talk *t = data;
    t->late = true;
}

void talk_wait(struct talk *t, bool (*condition)(void *data), void *data)
{
    struct timer *limit = loop_after(t->loop, 20000, give_up, t);
    while (!(condition ? condition(data) : t->done) && !t->late)
        run_a_little(t->loop);
    assert_false(t->late);
    timer_cancel(limit);
}

json_t *talk_config(const char *text)
{
    struct err err;
    json_t *config = js_parse(text, strlen(text), JS_MESSAGE_MAX, &err);
    assert_non_null(config);
    return config;
}

void talk_open(struct talk *t, const char *driver, const char *config_text)
{
    json_t *config = talk_config(config_text);
    *t = (struct talk){ .text = STRBUF_INIT, .reasoning = STRBUF_INIT, .notice = STRBUF_INIT };
    t->loop = loop_new(&t->err);
    t->provider = provider_open(driver, t->loop, config, &t->err);
    if (!t->provider)
        print_error("%s\n", t->err.msg);
    assert_non_null(t->provider);
    json_decref(config);
}

void talk_ask(struct talk *t, bool whole, size_t picture_len)
{
    struct prompt *p = prompt_new();
    prompt_message(p, PROMPT_USER);
    prompt_text(p, "hello");
    p->whole_message = whole;
    if (picture_len) {
        char *picture = xcalloc(1, picture_len);
        prompt_picture(p, picture, picture_len, "image/png");
        free(picture);
    }
    completion_free(t->answer);
    t->answer = NULL;
    t->done = false;
    t->err.code = ERR_NONE;
    provider_ask(t->provider, p, on_delta, t, ask_new(loop_mailbox(t->loop), 0, talk_done, t));
}

void talk_close(struct talk *t)
{
    provider_close(t->provider);
    loop_free(t->loop);
    completion_free(t->answer);
    strbuf_release(&t->text);
    strbuf_release(&t->reasoning);
    strbuf_release(&t->notice);
}

enum parse_code talk_parse(const struct talk *t, struct reply *r)
{
    const struct viewport shown = { { 0, 0, 1920, 1080 }, 1920, 1080 };
    dialect_read(dialect_find("native"), t->answer->text, strlen(t->answer->text), t->answer->cut,
                 &shown, FRAME_DEFAULT, r);
    return r->code;
}
