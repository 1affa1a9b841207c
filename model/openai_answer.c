#include "model/openai_answer.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/js.h"
#include "base/xalloc.h"
#include "model/reasoning.h"
#include "model/scan.h"

#define OTHER_MAX 4096u        /* bytes kept of what is no answer */
#define JSON_MAX (64u << 20)

/* New; for messages. NULL: nothing but white space. */
static char *one_line(const char *s, size_t len)
{
    char *line = text_thought(s, len < 160 ? len : 160);
    for (char *c = line; c && *c; c++)
        if ((unsigned char)*c < ' ')
            *c = ' ';
    return line;
}

static void on_event(void *data, const char *event, size_t len)
{
    struct openai_answer *a = data;
    struct chat *c = &a->chat;
    if (a->done || a->err.code != ERR_NONE)
        return;
    if (len == 6 && memcmp(event, "[DONE]", 6) == 0) {
        a->done = true;
        return;
    }
    size_t content = c->content.len, reasoning = c->reasoning.len;
    json_t *chunk = js_parse(event, len, SSE_LINE_MAX, &a->err);
    if (!chunk || chat_add(c, chunk, &a->err))
        err_prefix(&a->err, "the model's stream is broken");
    json_decref(chunk);
    if (a->fn && c->reasoning.len > reasoning)
        a->fn(a->data, DELTA_REASONING, c->reasoning.s + reasoning, c->reasoning.len - reasoning);
    if (a->fn && c->content.len > content)
        a->fn(a->data, DELTA_TEXT, c->content.s + content, c->content.len - content);
}

void openai_answer_init(struct openai_answer *a, delta_fn *fn, void *data)
{
    *a = (struct openai_answer){ .text = STRBUF_INIT, .fn = fn, .data = data };
    chat_init(&a->chat);
    sse_init(&a->sse, on_event, a);
}

void openai_answer_release(struct openai_answer *a)
{
    chat_release(&a->chat);
    sse_release(&a->sse);
    strbuf_release(&a->text);
}

/* Told by its first byte: content types lie more often. */
static enum answer_kind kind_of(char first)
{
    if (first == '{' || first == '[')
        return ANSWER_JSON;
    return strchr("dei:r", first) ? ANSWER_STREAM : ANSWER_OTHER;
}

void openai_answer_feed(struct openai_answer *a, const char *bytes, size_t len)
{
    if (a->kind == ANSWER_EMPTY) {
        while (len > 0 && is_blank((unsigned char)*bytes))
            bytes++, len--;
        if (len == 0)
            return;
        a->kind = kind_of(*bytes);
    }
    size_t max = a->kind == ANSWER_JSON ? JSON_MAX : OTHER_MAX;
    if (a->text.len < max)
        strbuf_add(&a->text, bytes, len < max - a->text.len ? len : max - a->text.len);
    if (a->kind == ANSWER_STREAM && a->err.code == ERR_NONE && sse_feed(&a->sse, bytes, len))
        err_set(&a->err, ERR_LIMIT, "a line of the model's stream is over %u bytes", SSE_LINE_MAX);
}

static int no_completion(const struct openai_answer *a, struct err *err)
{
    char *line = one_line(a->text.s, a->text.len);
    err_set(err, ERR_PROTOCOL, "the server answered what is no chat completion: '%.60s'",
            line ? line : "");
    free(line);
    return -1;
}

static int end_stream(struct openai_answer *a, bool *again, struct err *err)
{
    sse_end(&a->sse);
    if (a->err.code != ERR_NONE) {
        *err = a->err;
        return -1;
    }
    if (!a->chat.seen && !a->chat.error && !a->done)
        return no_completion(a, err);
    *again = !a->done && !a->chat.finish && !a->chat.error;
    if (*again)
        return err_set(err, ERR_PROTOCOL, "the model's stream ended before the answer did");
    return 0;
}

static int end_json(struct openai_answer *a, struct err *err)
{
    json_t *j = js_parse(a->text.s, a->text.len, JSON_MAX, err);
    int rc = j ? chat_add(&a->chat, j, err) : -1;
    json_decref(j);
    if (rc)
        return err_prefix(err, "the server answered what is no chat completion");
    if (!a->chat.seen && !a->chat.error)
        return err_set(err, ERR_PROTOCOL, "the server's answer holds no choice");
    return 0;
}

int openai_answer_end(struct openai_answer *a, bool *again, struct err *err)
{
    int rc = 0;
    *again = false;
    switch (a->kind) {
    case ANSWER_EMPTY:
        return err_set(err, ERR_PROTOCOL, "the server answered with nothing");
    case ANSWER_OTHER:
        if (a->text.s[0] == '<')
            return err_set(err, ERR_PROTOCOL, "the server answered with a web page: is the model's "
                           "url right?");
        return no_completion(a, err);
    case ANSWER_STREAM:
        rc = end_stream(a, again, err);
        break;
    case ANSWER_JSON:
        rc = end_json(a, err);
        break;
    }
    if (rc == 0 && a->chat.error)
        return err_set(err, ERR_PROTOCOL, "the model's server broke off: %.160s", a->chat.error);
    return rc;
}

char *openai_answer_refusal(const struct openai_answer *a)
{
    struct err err;
    char *says = NULL;
    if (a->kind == ANSWER_EMPTY || a->text.s[0] == '<')
        return NULL;
    json_t *j = a->kind == ANSWER_JSON ? js_parse(a->text.s, a->text.len, JSON_MAX, &err) : NULL;
    const json_t *error = js_get(json_is_array(j) ? json_array_get(j, 0) : j, "error");
    const char *message = json_is_string(error) ? json_string_value(error) : js_str(error, "message");
    if (!message)
        message = js_str(j, "message") ? js_str(j, "message") : js_str(j, "detail");
    if (message)
        says = one_line(message, strlen(message));
    else if (!j)
        says = one_line(a->text.s, a->text.len);
    json_decref(j);
    return says;
}

struct completion *openai_answer_completion(const struct openai_answer *a, bool whole)
{
    struct completion *c = xcalloc(1, sizeof *c);
    c->cut = chat_cut(&a->chat);
    c->tokens_in = a->chat.tokens_in;
    c->tokens_out = a->chat.tokens_out;
    if (a->chat.reasoning.len)
        c->reasoning = xstrdup(a->chat.reasoning.s);
    if (!whole) {
        c->text = xstrdup(a->chat.content.s);
        return c;
    }
    json_t *message = chat_message(&a->chat);
    if (c->cut) { /* the dialect has only the text to see it by */
        json_t *choice = json_object(), *choices = json_array(), *all = json_object();
        json_object_set_new(choice, "message", message);
        json_object_set_new(choice, "finish_reason", json_string("length"));
        json_array_append_new(choices, choice);
        json_object_set_new(all, "choices", choices);
        message = all;
    }
    c->text = js_dump(message);
    json_decref(message);
    return c;
}
