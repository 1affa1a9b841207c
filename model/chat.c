#include "model/chat.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/js.h"
#include "base/xalloc.h"
#include "model/reasoning.h"
#include "model/sse.h"

void chat_init(struct chat *c)
{
    *c = (struct chat){ .content = STRBUF_INIT, .reasoning = STRBUF_INIT };
}

void chat_release(struct chat *c)
{
    for (size_t i = 0; i < c->n; i++) {
        free(c->calls[i].id);
        free(c->calls[i].name);
        strbuf_release(&c->calls[i].arguments);
    }
    free(c->calls);
    free(c->finish);
    free(c->error);
    strbuf_release(&c->content);
    strbuf_release(&c->reasoning);
    chat_init(c);
}

static void add_string(struct strbuf *b, const json_t *s)
{
    if (json_is_string(s))
        strbuf_add(b, json_string_value(s), json_string_length(s));
}

/* A text, or a list of parts of which those with a text count. */
static void add_content(struct strbuf *b, const json_t *content)
{
    add_string(b, content);
    for (size_t i = 0; i < json_array_size(content); i++)
        add_string(b, js_get(json_array_get(content, i), "text"));
}

/* The call that a delta goes on with, or a new one. Servers that send whole calls leave the index out. */
static struct chat_call *call_for(struct chat *c, const json_t *delta, bool has_name)
{
    int64_t last = c->n ? c->calls[c->n - 1].index : -1;
    int64_t index = js_int(delta, "index", has_name ? last + 1 : last);
    size_t at = c->n;
    while (at > 0 && c->calls[at - 1].index > index)
        at--;
    if (at > 0 && c->calls[at - 1].index == index)
        return &c->calls[at - 1];
    if (c->n == CHAT_CALLS_MAX)
        return NULL;
    GROW(c->calls, c->n, c->cap);
    memmove(c->calls + at + 1, c->calls + at, (c->n - at) * sizeof *c->calls);
    c->n++;
    c->calls[at] = (struct chat_call){ .index = index, .arguments = STRBUF_INIT };
    return &c->calls[at];
}

static int add_call(struct chat *c, const json_t *delta, struct err *err)
{
    const json_t *function = js_get(delta, "function");
    const json_t *arguments = js_get(function, "arguments");
    const char *name = js_str(function, "name"), *id = js_str(delta, "id");
    if (!json_is_object(function))
        return err_set(err, ERR_PROTOCOL, "a tool call has no function");
    struct chat_call *call = call_for(c, delta, name != NULL);
    if (!call)
        return err_set(err, ERR_LIMIT, "over %u tool calls", CHAT_CALLS_MAX);
    if (id && !call->id)
        call->id = xstrdup(id);
    if (name && !call->name)
        call->name = xstrdup(name);
    if (json_is_string(arguments)) {
        add_string(&call->arguments, arguments);
    } else if (arguments && !json_is_null(arguments)) { /* some servers send the value itself */
        char *text = js_dump(arguments);
        strbuf_adds(&call->arguments, text);
        free(text);
    }
    return 0;
}

static int add_message(struct chat *c, const json_t *m, struct err *err)
{
    const json_t *calls = js_get(m, "tool_calls");
    c->seen = true;
    add_content(&c->content, js_get(m, "content"));
    if (json_is_string(js_get(m, "reasoning_content")))
        add_string(&c->reasoning, js_get(m, "reasoning_content"));
    else
        add_string(&c->reasoning, js_get(m, "reasoning"));
    if (calls && !json_is_null(calls) && !json_is_array(calls))
        return err_set(err, ERR_PROTOCOL, "'tool_calls' is no list");
    for (size_t i = 0; i < json_array_size(calls); i++)
        if (add_call(c, json_array_get(calls, i), err))
            return -1;
    return 0;
}

static uint32_t count(const json_t *usage, const char *key, uint32_t before)
{
    int64_t n = js_int(usage, key, before);
    return n < 0 || n > UINT32_MAX ? before : (uint32_t)n;
}

static void take_error(struct chat *c, const json_t *error)
{
    if (c->error || !error || json_is_null(error))
        return;
    const char *message = json_is_string(error) ? json_string_value(error) : js_str(error, "message");
    c->error = text_thought(message ? message : "", message ? strlen(message) : 0);
    if (!c->error)
        c->error = xstrdup("it does not say what");
}

int chat_add(struct chat *c, const struct json_t *j, struct err *err)
{
    if (!json_is_object(j))
        return err_set(err, ERR_PROTOCOL, "the answer is no JSON object");
    const json_t *choices = js_get(j, "choices"), *usage = js_get(j, "usage");
    take_error(c, js_get(j, "error"));
    c->tokens_in = count(usage, "prompt_tokens", c->tokens_in);
    c->tokens_out = count(usage, "completion_tokens", c->tokens_out);
    if (!choices)
        return js_get(j, "error") || (usage && !js_get(j, "role")) ? 0 : add_message(c, j, err);
    if (!json_is_array(choices))
        return err_set(err, ERR_PROTOCOL, "'choices' is no list");
    const json_t *choice = json_array_get(choices, 0);
    const json_t *message = js_get(choice, "message");
    if (!message)
        message = js_get(choice, "delta");
    if (!choice)
        return 0; /* the chunk with the usage has none */
    const char *finish = js_str(choice, "finish_reason");
    if (finish && !c->finish)
        c->finish = xstrdup(finish);
    if (message && !json_is_object(message))
        return err_set(err, ERR_PROTOCOL, "the choice's message is no object");
    return message ? add_message(c, message, err) : 0;
}

struct reading { struct chat *chat; struct err *err; bool done, failed; };

static void on_event(void *data, const char *event, size_t len)
{
    struct reading *r = data;
    if (r->failed || r->done)
        return;
    if (len == 6 && memcmp(event, "[DONE]", 6) == 0) {
        r->done = true;
        return;
    }
    json_t *chunk = js_parse(event, len, SSE_LINE_MAX, r->err);
    if (!chunk || chat_add(r->chat, chunk, r->err))
        r->failed = true;
    json_decref(chunk);
}

static int read_stream(struct chat *c, const char *text, size_t len, struct err *err)
{
    struct reading r = { .chat = c, .err = err };
    struct sse sse;
    sse_init(&sse, on_event, &r);
    int rc = sse_feed(&sse, text, len);
    sse_end(&sse);
    sse_release(&sse);
    if (rc)
        return err_set(err, ERR_LIMIT, "a line of the stream is over %u bytes", SSE_LINE_MAX);
    if (r.failed)
        return -1;
    if (!r.done && !c->finish)
        return err_set(err, ERR_PROTOCOL, "the stream ended before the answer did");
    return 0;
}

int chat_read(struct chat *c, const char *text, size_t len, struct err *err)
{
    text = text_trim(text, &len);
    if (len == 0)
        return 0;
    if (*text != '{' && *text != '[' && *text != '"')
        return read_stream(c, text, len, err);
    json_t *j = js_parse(text, len, SSE_LINE_MAX, err);
    int ret = j ? chat_add(c, j, err) : -1;
    json_decref(j);
    return ret;
}

bool chat_cut(const struct chat *c)
{
    return c->finish && strcmp(c->finish, "length") == 0;
}

static json_t *text_json(const struct strbuf *b)
{
    json_t *s = json_stringn(b->s, b->len);
    return s ? s : js_text(b->s);
}

static json_t *call_json(const struct chat_call *call, size_t i)
{
    char id[32];
    snprintf(id, sizeof id, "call_%zu", i);
    json_t *function = json_object();
    json_object_set_new(function, "name", json_string(call->name ? call->name : ""));
    json_object_set_new(function, "arguments", text_json(&call->arguments));
    json_t *j = json_object();
    json_object_set_new(j, "id", json_string(call->id ? call->id : id));
    json_object_set_new(j, "type", json_string("function"));
    json_object_set_new(j, "function", function);
    return j;
}

struct json_t *chat_message(const struct chat *c)
{
    json_t *m = json_object();
    json_object_set_new(m, "role", json_string("assistant"));
    json_object_set_new(m, "content", c->content.len ? text_json(&c->content) : json_null());
    if (c->n) {
        json_t *calls = json_array();
        for (size_t i = 0; i < c->n; i++)
            json_array_append_new(calls, call_json(&c->calls[i], i));
        json_object_set_new(m, "tool_calls", calls);
    }
    if (c->reasoning.len)
        json_object_set_new(m, "reasoning_content", text_json(&c->reasoning));
    return m;
}
