#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/js.h"
#include "base/xalloc.h"
#include "tests/rig/seeing.h"

struct at { int x, y; };

static struct at place(const struct sight *s, const struct manner *m, bool second)
{
    double x = second ? s->x2 : s->x, y = second ? s->y2 : s->y;
    double per_x = m->pixel ? s->seen_w : 1000, per_y = m->pixel ? s->seen_h : 1000;
    return (struct at){ (int)lround(x * per_x), (int)lround(y * per_y) };
}

static json_t *call(const char *name, json_t *arguments)
{
    char *text = js_dump(arguments);
    json_t *j = json_pack("{s:s,s:s,s:{s:s,s:s}}", "id", "call_1", "type", "function", "function",
                          "name", name, "arguments", text);
    free(text);
    json_decref(arguments);
    return j;
}

static json_t *click(struct at at, const char *button, int count)
{
    return call("click", json_pack("{s:i,s:i,s:s,s:i}", "x", at.x, "y", at.y, "button", button,
                                   "count", count));
}

static json_t *native_call(const struct step *step, const struct sight *s, const struct manner *m)
{
    struct at at = place(s, m, false), to = place(s, m, true);
    switch (step->kind) {
    case STEP_CLICK:
        return click(at, "left", 1);
    case STEP_DOUBLE:
        return click(at, "left", 2);
    case STEP_RIGHT:
        return click(at, "right", 1);
    case STEP_HOVER:
        return call("move", json_pack("{s:i,s:i}", "x", at.x, "y", at.y));
    case STEP_DRAG:
        return call("drag", json_pack("{s:[[i,i],[i,i]]}", "path", at.x, at.y, to.x, to.y));
    case STEP_SCROLL:
        return call("scroll", json_pack("{s:i,s:i,s:i}", "x", at.x, "y", at.y, "dy", 3));
    case STEP_TYPE:
        return call("type", json_pack("{s:s}", "text", step->text));
    case STEP_KEY:
        return call("key", json_pack("{s:s}", "keys", step->text));
    case STEP_FINISH:
    case STEP_LOST:
        break;
    }
    return call("finish", json_pack("{s:s,s:s}", "status", step->kind == STEP_LOST ? "failed" : "done",
                                    "text", step->text));
}

static char *uitars_call(const struct step *step, const struct sight *s, const struct manner *m)
{
    static const char *const names[] = { "click", "left_double", "right_single", "hover" };
    struct at at = place(s, m, false), to = place(s, m, true);
    switch (step->kind) {
    case STEP_CLICK:
    case STEP_DOUBLE:
    case STEP_RIGHT:
    case STEP_HOVER:
        return xasprintf("%s(start_box='<|box_start|>(%d,%d)<|box_end|>')", names[step->kind], at.x, at.y);
    case STEP_DRAG:
        return xasprintf("drag(start_box='(%d,%d)', end_box='(%d,%d)')", at.x, at.y, to.x, to.y);
    case STEP_SCROLL:
        return xasprintf("scroll(start_box='(%d,%d)', direction='down')", at.x, at.y);
    case STEP_TYPE:
        return xasprintf("type(content='%s')", step->text);
    case STEP_KEY:
        return xasprintf("hotkey(key='%s')", step->text);
    case STEP_LOST:
        return xasprintf("call_user(content='%s')", step->text);
    case STEP_FINISH:
        break;
    }
    return xasprintf("finished(content='%s')", step->text);
}

struct json_t *answer_message(const struct step *step, const struct sight *s, const struct manner *m)
{
    char *thought = *step->target ? xasprintf("I see the %s target.", step->target)
                                  : xasprintf("No target is needed here.");
    json_t *message = json_pack("{s:s}", "role", "assistant");
    if (m->reasoning)
        json_object_set_new(message, "reasoning_content", json_string(m->reasoning));
    if (strcmp(m->dialect, "native") == 0) {
        json_object_set_new(message, "content", json_string(thought));
        json_object_set_new(message, "tool_calls", json_pack("[o]", native_call(step, s, m)));
    } else {
        char *action = uitars_call(step, s, m);
        char *text = xasprintf("Thought: %s\nAction: %s", thought, action);
        json_object_set_new(message, "content", json_string(text));
        free(text);
        free(action);
    }
    free(thought);
    return message;
}

static void put_chunk(struct strbuf *b, json_t *delta, const char *finish)
{
    json_t *chunk = json_pack("{s:s,s:[{s:i,s:o,s:o}]}", "object", "chat.completion.chunk", "choices",
                              "index", 0, "delta", delta, "finish_reason",
                              finish ? json_string(finish) : json_null());
    char *text = js_dump(chunk);
    strbuf_addf(b, "data: %s\n\n", text);
    free(text);
    json_decref(chunk);
}

/* A piece of at most n bytes that ends between two characters. */
static size_t piece_of(const char *s, size_t n)
{
    size_t len = strnlen(s, n);
    while (s[len] && ((unsigned char)s[len] & 0xC0) == 0x80)
        len++;
    return len;
}

static void put_text(struct strbuf *b, const json_t *message, const char *key, size_t delta)
{
    const char *s = js_str(message, key);
    while (s && *s) {
        size_t n = piece_of(s, delta);
        put_chunk(b, json_pack("{s:s%}", key, s, n), NULL);
        s += n;
    }
}

static void put_call(struct strbuf *b, const json_t *one, size_t delta)
{
    const json_t *function = js_get(one, "function");
    const char *s = js_str(function, "arguments");
    put_chunk(b, json_pack("{s:[{s:i,s:s,s:s,s:{s:s,s:s}}]}", "tool_calls", "index", 0, "id",
                           js_str(one, "id"), "type", "function", "function", "name",
                           js_str(function, "name"), "arguments", ""), NULL);
    while (*s) {
        size_t n = piece_of(s, delta);
        put_chunk(b, json_pack("{s:[{s:i,s:{s:s%}}]}", "tool_calls", "index", 0, "function", "arguments",
                               s, n), NULL);
        s += n;
    }
}

void answer_stream(struct strbuf *b, const struct json_t *message, const char *finish, size_t delta)
{
    const json_t *calls = js_get(message, "tool_calls");
    put_text(b, message, "reasoning_content", delta);
    put_text(b, message, "content", delta);
    if (json_array_size(calls))
        put_call(b, json_array_get(calls, 0), delta);
    put_chunk(b, json_object(), finish);
    strbuf_adds(b, "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":1000,\"completion_tokens\":30}}\n\n"
                   "data: [DONE]\n\n");
}

void answer_whole(struct strbuf *b, const struct json_t *message, const char *finish)
{
    json_t *whole = json_pack("{s:[{s:i,s:O,s:s}],s:{s:i,s:i}}", "choices", "index", 0, "message", message,
                              "finish_reason", finish, "usage", "prompt_tokens", 1000, "completion_tokens",
                              30);
    char *text = js_dump(whole);
    strbuf_adds(b, text);
    free(text);
    json_decref(whole);
}
