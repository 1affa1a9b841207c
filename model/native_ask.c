#include "model/native_ask.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/js.h"
#include "model/chat.h"
#include "model/dialect.h"
#include "model/history.h"
#include "model/prompt.h"
#include "model/relaxed_json.h"

/* Servers read the arguments back as strict JSON and refuse the whole request where they are not. */
static void mend_arguments(json_t *call)
{
    json_t *function = json_object_get(call, "function");
    json_t *arguments = json_object_get(function, "arguments");
    struct value value = {0};
    struct err err;
    json_t *strict = js_parse(json_string_value(arguments), json_string_length(arguments),
                              JS_MESSAGE_MAX, &err);
    if (!json_is_object(strict)) {
        json_decref(strict);
        strict = NULL;
        if (relaxed_json_whole(json_string_value(arguments), json_string_length(arguments),
                               &value) == 0 && value.kind == VALUE_DICT)
            strict = value_to_json(&value);
        char *text = strict ? js_dump(strict) : NULL;
        json_object_set_new(function, "arguments", json_string(text ? text : "{}"));
        free(text);
        value_release(&value);
    }
    json_decref(strict);
}

/* The message that the provider gave, without its reasoning: several servers refuse that as input. */
static json_t *past_message(const char *output)
{
    struct chat chat;
    struct err err;
    json_t *message = NULL;
    chat_init(&chat);
    if (chat_read(&chat, output, strlen(output), &err) == 0 && chat.seen) {
        message = chat_message(&chat);
        json_object_del(message, "reasoning_content");
        json_t *calls = json_object_get(message, "tool_calls");
        for (size_t i = 0; i < json_array_size(calls); i++)
            mend_arguments(json_array_get(calls, i));
        if (!calls && json_is_null(json_object_get(message, "content")))
            json_object_set_new(message, "content", json_string(""));
    } else {
        message = json_object();
        json_object_set_new(message, "role", json_string("assistant"));
        json_object_set_new(message, "content", js_text(output));
    }
    chat_release(&chat);
    return message;
}

/* Each call wants an answer: the report is about all of them and goes with the first. */
static bool answer_calls(struct prompt *p, const json_t *message, const char *report)
{
    const json_t *calls = js_get(message, "tool_calls");
    for (size_t i = 0; i < json_array_size(calls); i++) {
        const json_t *call = json_array_get(calls, i);
        json_t *answer = json_object();
        json_object_set_new(answer, "role", json_string("tool"));
        json_object_set_new(answer, "tool_call_id", js_text(js_str(call, "id")));
        const char *text = report ? report : "done";
        json_object_set_new(answer, "content", js_text(i == 0 ? text : "see the first result"));
        prompt_raw(p, answer);
    }
    return json_array_size(calls) > 0;
}

struct look { const void *picture; size_t len; const char *mime, *report; };

/* What the model was told before an answer: the task at first, the report, the picture. */
static void add_look(struct prompt *p, const struct question *q, const json_t *last,
                     const struct look *look)
{
    bool told = last && answer_calls(p, last, look->report);
    prompt_message(p, PROMPT_USER);
    if (!last) {
        prompt_text(p, "Task:");
        prompt_text(p, q->task ? q->task : "");
    }
    if (look->report && !told)
        prompt_text(p, look->report);
    if (look->picture)
        prompt_picture(p, look->picture, look->len, look->mime);
    else
        prompt_text(p, "(no picture)");
}

struct prompt *native_ask(const struct question *q, struct err *err)
{
    (void)err; /* nothing here can fail */
    struct prompt *p = prompt_new();
    size_t turns = q->history ? history_count(q->history) : 0;
    size_t max = q->images_max ? q->images_max : 1;
    size_t first = turns ? history_first_picture(q->history, max - 1, max / 2) : 0;
    json_t *last = NULL;
    if (q->system) {
        prompt_message(p, PROMPT_SYSTEM);
        prompt_text(p, q->system);
    }
    for (size_t i = 0; i < turns; i++) {
        const struct turn *t = history_at(q->history, i);
        struct look look = { i >= first ? t->picture : NULL, t->picture_len, t->mime, t->report };
        add_look(p, q, last, &look);
        json_decref(last);
        last = past_message(t->output);
        prompt_raw(p, json_incref(last));
    }
    struct look now = { q->picture, q->picture_len, q->picture_mime, q->report };
    add_look(p, q, last, &now);
    json_decref(last);
    p->functions = native_functions(q->tools);
    p->whole_message = true;
    return p;
}
