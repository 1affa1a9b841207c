/* prompt_test.c : history, what the dialects ask, and the body of a request. */
#include <jansson.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/js.h"
#include "base/test.h"
#include "base/xalloc.h"
#include "model/dialect.h"
#include "model/history.h"
#include "model/openai_body.h"
#include "model/prompt.h"

static struct history *turns(size_t n, const char *output)
{
    struct history *h = history_new();
    for (size_t i = 0; i < n; i++) {
        char picture[16], report[32];
        snprintf(picture, sizeof picture, "picture %zu", i);
        snprintf(report, sizeof report, "report %zu", i);
        history_add(h, i ? report : NULL, picture, strlen(picture), "image/png", output);
    }
    return h;
}

TEST("at most so many pictures go, and where they begin moves in blocks")
{
    size_t moved = 0, before = 0;
    for (size_t n = 0; n < 40; n++) {
        struct history *h = turns(n, "x");
        size_t first = history_first_picture(h, 5, 3);
        assert_true(n - first <= 5);
        assert_true(first <= n && (n < 3 || n - first >= 3));
        moved += first != before;
        before = first;
        history_free(h);
    }
    assert_true(moved <= 40 / 3);
}

TEST("a long history keeps its texts and not all of its pictures")
{
    struct history *h = turns(500, "said");
    size_t kept = 0;
    for (size_t i = 0; i < history_count(h); i++) {
        assert_string_equal(history_at(h, i)->output, "said");
        kept += history_at(h, i)->picture != NULL;
    }
    assert_in_range(kept, 32, 64);
    size_t first = history_first_picture(h, 64, 1);
    assert_non_null(history_at(h, first)->picture);
    assert_null(history_at(h, 500));
    history_free(h);
}

#define CALL "{\"role\":\"assistant\",\"content\":\"Go.\",\"tool_calls\":[{\"id\":\"c1\",\"type\":\"function\"," \
             "\"function\":{\"name\":\"click\",\"arguments\":\"{'x': 1, 'y': 2}\"}},{\"id\":\"c2\",\"type\":" \
             "\"function\",\"function\":{\"name\":\"wait\",\"arguments\":\"{broken\"}}]," \
             "\"reasoning_content\":\"hm\"}"

static char *body_of(const char *dialect, const struct history *h, size_t images_max, const json_t *tools)
{
    struct err err;
    size_t len;
    struct question q = {
        .task = "Save it", .history = h, .picture = "now", .picture_len = 3, .picture_mime = "image/png",
        .report = history_count(h) ? "report now" : NULL, .tools = tools, .system = "Be good.",
        .images_max = images_max,
    };
    struct prompt *p = dialect_find(dialect)->ask(&q, &err);
    assert_non_null(p);
    char *body = openai_body(p, "", &len);
    assert_int_equal(len, strlen(body));
    prompt_free(p);
    return body;
}

static json_t *messages_of(const char *body)
{
    struct err err;
    json_t *j = js_parse(body, strlen(body), JS_MESSAGE_MAX, &err);
    assert_non_null(j);
    json_t *messages = json_incref(js_get(j, "messages"));
    json_decref(j);
    return messages;
}

static size_t pictures_in(const char *body)
{
    size_t n = 0;
    for (const char *at = body; (at = strstr(at, "data:image/png;base64,")); at++)
        n++;
    return n;
}

TEST("native sends the model's calls back, each answered, arguments mended, reasoning left out")
{
    struct history *h = turns(1, CALL);
    char *body = body_of("native", h, 4, NULL);
    json_t *messages = messages_of(body);
    const char *roles[] = { "system", "user", "assistant", "tool", "tool", "user" };
    assert_int_equal(json_array_size(messages), 6);
    for (size_t i = 0; i < 6; i++)
        assert_string_equal(js_str(json_array_get(messages, i), "role"), roles[i]);
    const json_t *said = json_array_get(messages, 2), *first = json_array_get(messages, 3);
    assert_null(js_get(said, "reasoning_content"));
    const json_t *calls = js_get(said, "tool_calls");
    assert_string_equal(js_str(js_get(json_array_get(calls, 0), "function"), "arguments"), "{\"x\":1,\"y\":2}");
    assert_string_equal(js_str(js_get(json_array_get(calls, 1), "function"), "arguments"), "{}");
    assert_string_equal(js_str(first, "tool_call_id"), "c1");
    assert_string_equal(js_str(first, "content"), "report now");
    assert_string_equal(js_str(json_array_get(messages, 4), "tool_call_id"), "c2");
    assert_int_equal(pictures_in(body), 2);
    json_decref(messages);
    free(body);
    history_free(h);
}

TEST("native offers its own functions and the tools, but none twice")
{
    struct err err;
    static const char text[] = "[{\"name\":\"weather\",\"doc\":\"d\",\"params\":{\"type\":\"object\",\"properties\":"
                               "{\"city\":{\"type\":\"string\"}}}},{\"name\":\"bare\",\"params\":[]},"
                               "{\"name\":\"click\"},{\"name\":\"bad\",\"error\":\"x\"}]";
    json_t *tools = js_parse(text, strlen(text), JS_MESSAGE_MAX, &err);
    struct history *h = history_new();
    char *body = body_of("native", h, 1, tools);
    json_t *j = js_parse(body, strlen(body), JS_MESSAGE_MAX, &err);
    size_t clicks = 0, weather = 0, bad = 0, bare = 0;
    for (size_t i = 0; i < json_array_size(js_get(j, "tools")); i++) {
        const json_t *f = js_get(json_array_get(js_get(j, "tools"), i), "function");
        assert_string_equal(js_str(js_get(f, "parameters"), "type"), "object");
        assert_true(json_is_object(js_get(js_get(f, "parameters"), "properties")));
        clicks += strcmp(js_str(f, "name"), "click") == 0;
        weather += strcmp(js_str(f, "name"), "weather") == 0;
        bare += strcmp(js_str(f, "name"), "bare") == 0;
        bad += strcmp(js_str(f, "name"), "bad") == 0;
    }
    assert_int_equal(clicks, 1);
    assert_int_equal(weather + bare, 2);
    assert_int_equal(bad, 0);
    json_decref(j);
    json_decref(tools);
    free(body);
    history_free(h);
}

TEST("an answer that was no message goes back as text")
{
    struct history *h = turns(1, "<html>\xff");
    char *body = body_of("native", h, 4, NULL);
    json_t *messages = messages_of(body);
    assert_string_equal(js_str(json_array_get(messages, 2), "content"), "<html>\xef\xbf\xbd");
    json_decref(messages);
    free(body);
    history_free(h);
}

TEST("uitars begins with one user text and keeps the last five pictures and all its answers")
{
    struct history *h = turns(12, "Thought: t\nAction: wait()");
    char *body = body_of("uitars", h, 100, NULL);
    json_t *messages = messages_of(body);
    assert_int_equal(json_array_size(messages), 25);
    const json_t *first = json_array_get(messages, 0);
    const char *text = js_str(first, "content");
    assert_non_null(strstr(text, "Be good."));
    assert_non_null(strstr(text, "Save it"));
    assert_string_equal(js_str(json_array_get(messages, 1), "content"), "Thought: t\nAction: wait()");
    assert_in_range(pictures_in(body), 3, 5);
    json_decref(messages);
    free(body);
    history_free(h);
}

/* Where the next request first differs from this one must not lie before the end of this one's last look,
 * but when a block of pictures goes. */
static void expect_stable(const char *dialect, const char *output)
{
    size_t broken = 0;
    for (size_t n = 1; n < 24; n++) {
        struct history *h = turns(n, output), *next = turns(n + 1, output);
        char *a = body_of(dialect, h, 4, NULL), *b = body_of(dialect, next, 4, NULL);
        size_t same = 0;
        while (a[same] && a[same] == b[same])
            same++;
        const char *last = strstr(a, "report now");
        assert_non_null(last);
        broken += same < (size_t)(last - a);
        free(a);
        free(b);
        history_free(h);
        history_free(next);
    }
    assert_true(broken <= 12);
}

TEST("a request's beginning is that of the one before, but where a block of pictures goes")
{
    expect_stable("native", CALL);
    expect_stable("uitars", "Action: wait()");
}

TEST("a picture arrives as it was, in a data URL")
{
    struct prompt *p = prompt_new();
    unsigned char picture[10001];
    size_t len;
    for (size_t i = 0; i < sizeof picture; i++)
        picture[i] = (unsigned char)(i * 7);
    prompt_message(p, PROMPT_USER);
    prompt_picture(p, picture, sizeof picture, "image/jpeg");
    prompt_text(p, "a \"quote\"\n\xff");
    char *body = openai_body(p, "\"model\":\"m\"", &len);
    json_t *messages = messages_of(body);
    const json_t *content = js_get(json_array_get(messages, 0), "content");
    const char *url = js_str(js_get(json_array_get(content, 0), "image_url"), "url");
    static const char head[] = "data:image/jpeg;base64,";
    assert_memory_equal(url, head, strlen(head));
    const unsigned char *coded = (const unsigned char *)url + strlen(head);
    unsigned char *out = xmalloc(strlen(url));
    assert_true(EVP_DecodeBlock(out, coded, (int)strlen((const char *)coded)) >= (int)sizeof picture);
    assert_memory_equal(out, picture, sizeof picture);
    assert_string_equal(js_str(json_array_get(content, 1), "text"), "a \"quote\"\n\xef\xbf\xbd");
    free(out);
    json_decref(messages);
    free(body);
    prompt_free(p);
}
