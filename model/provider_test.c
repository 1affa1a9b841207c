#include "model/provider.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/ask.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/files.h"
#include "base/journal.h"
#include "base/js.h"
#include "base/loop.h"
#include "base/strbuf.h"
#include "base/test.h"
#include "base/xalloc.h"
#include "model/dialect.h"
#include "model/loopback.h"
#include "model/prompt.h"

struct talk {
    struct loop *loop;
    struct provider *provider;
    struct completion *answer;
    struct err err;
    struct strbuf text, reasoning, notice;
    bool done, late, cancel_on_text, close_on_text;
    int64_t done_us;
};

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

static void on_answer(void *data, void *result, const struct err *err)
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

static void talk_wait(struct talk *t)
{
    struct timer *limit = loop_after(t->loop, 20000, give_up, t);
    while (!t->done && !t->late)
        loop_run_once(t->loop);
    assert_false(t->late);
    timer_cancel(limit);
}

static json_t *config_from(const char *text)
{
    struct err err;
    json_t *config = js_parse(text, strlen(text), JS_MESSAGE_MAX, &err);
    assert_non_null(config);
    return config;
}

static void talk_open(struct talk *t, const char *driver, const char *config_text)
{
    json_t *config = config_from(config_text);
    *t = (struct talk){ .text = STRBUF_INIT, .reasoning = STRBUF_INIT, .notice = STRBUF_INIT };
    t->loop = loop_new(&t->err);
    t->provider = provider_open(driver, t->loop, config, &t->err);
    if (!t->provider)
        print_error("%s\n", t->err.msg);
    assert_non_null(t->provider);
    json_decref(config);
}

static void talk_ask(struct talk *t, bool whole, size_t picture_len)
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
    provider_ask(t->provider, p, on_delta, t, ask_new(loop_mailbox(t->loop), 0, on_answer, t));
}

static void talk_close(struct talk *t)
{
    provider_close(t->provider);
    loop_free(t->loop);
    completion_free(t->answer);
    strbuf_release(&t->text);
    strbuf_release(&t->reasoning);
    strbuf_release(&t->notice);
}

/* One question to a loopback server that answers so. more: further members of the configuration. */
static void converse(struct talk *t, const struct canned *answers, size_t n, const char *more, bool whole,
                     size_t *requests)
{
    struct loopback *l = loopback_start(answers, n);
    char *config = xasprintf("{\"url\":\"http://127.0.0.1:%d/v1/\",\"name\":\"m\",\"retry_ms\":1%s}",
                             loopback_port(l), more);
    talk_open(t, "openai", config);
    talk_ask(t, whole, 0);
    talk_wait(t);
    if (requests)
        *requests = loopback_requests(l);
    loopback_stop(l);
    free(config);
}

static void expect_error(const struct canned answer, enum err_code code, const char *says)
{
    struct talk t;
    converse(&t, &answer, 1, ",\"retries\":1", false, NULL);
    if (t.err.code != code || !strstr(t.err.msg, says))
        print_error("want '%s', got %s: %s\n", says, err_name(t.err.code), t.err.msg);
    assert_int_equal(t.err.code, code);
    assert_non_null(strstr(t.err.msg, says));
    assert_null(strchr(t.err.msg, '\n'));
    talk_close(&t);
}

#define OK_HEAD "HTTP/1.1 200 OK\r\nConnection: close\r\n"
#define STREAM_HEAD OK_HEAD "Content-Type: text/event-stream\r\n\r\n"
#define DELTA(delta) "data: {\"choices\":[{\"index\":0,\"delta\":{" delta "},\"finish_reason\":null}]}\n\n"
#define FINISH(why) "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"" why "\"}]}\n\n"
#define USAGE "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":120,\"completion_tokens\":7}}\n\n"
#define DONE "data: [DONE]\n\n"

static const char text_stream[] = STREAM_HEAD ": ping\n\n" DELTA("\"role\":\"assistant\",\"content\":\"\"")
    DELTA("\"reasoning_content\":\"I th\"") DELTA("\"reasoning_content\":\"ink\"") DELTA("\"content\":\"Act\"")
    DELTA("\"content\":\"ion: wait() \\u00e9\"") FINISH("stop") USAGE DONE;

TEST("a stream is shown as it comes and answered whole, cut byte by byte too")
{
    const struct canned answer = { text_stream, 0, 1, AFTER_HOLD };
    struct talk t;
    struct canned whole = answer;
    whole.piece = 0;
    whole.after = AFTER_CLOSE;
    for (int i = 0; i < 2; i++) {
        struct canned one = i ? answer : whole;
        one.after = AFTER_CLOSE;
        converse(&t, &one, 1, "", false, NULL);
        assert_int_equal(t.err.code, ERR_NONE);
        assert_string_equal(t.answer->text, "Action: wait() é");
        assert_string_equal(t.answer->reasoning, "I think");
        assert_string_equal(t.text.s, "Action: wait() é");
        assert_string_equal(t.reasoning.s, "I think");
        assert_int_equal(t.answer->tokens_in, 120);
        assert_int_equal(t.answer->tokens_out, 7);
        assert_false(t.answer->cut);
        assert_string_equal(t.notice.s, "");
        talk_close(&t);
    }
}

static const char call_stream[] = STREAM_HEAD DELTA("\"content\":\"Go.\"")
    DELTA("\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"click\","
          "\"arguments\":\"{\\\"x\\\":5\"}}]")
    DELTA("\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"00,\\\"y\\\":500}\"}}]");

static enum parse_code parse_native(const struct completion *c, struct reply *r)
{
    const struct viewport shown = { { 0, 0, 1920, 1080 }, 1920, 1080 };
    dialect_read(dialect_find("native"), c->text, strlen(c->text), c->cut, &shown, FRAME_DEFAULT, r);
    return r->code;
}

TEST("a streamed call comes out as the provider's message, and one cut by length is malformed")
{
    char *good = xasprintf("%s%s%s", call_stream, FINISH("tool_calls"), DONE);
    char *cut = xasprintf("%s%s%s", call_stream, FINISH("length"), DONE);
    struct talk t;
    struct reply r;
    converse(&t, &(struct canned){ good, 0, 0, AFTER_CLOSE }, 1, "", true, NULL);
    assert_int_equal(parse_native(t.answer, &r), PARSE_OK);
    assert_int_equal(r.actions[0].at.x, 960);
    assert_string_equal(r.thought, "Go.");
    reply_release(&r);
    talk_close(&t);
    converse(&t, &(struct canned){ cut, 0, 0, AFTER_CLOSE }, 1, "", true, NULL);
    assert_true(t.answer->cut);
    t.answer->cut = false; /* the message alone says it */
    assert_int_equal(parse_native(t.answer, &r), PARSE_MALFORMED);
    reply_release(&r);
    talk_close(&t);
    free(good);
    free(cut);
}

TEST("a server that does not stream is understood")
{
    const struct canned answer = { OK_HEAD "\r\n {\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":"
                                   "\"hi\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":3}}", 0, 0,
                                   AFTER_CLOSE };
    struct talk t;
    converse(&t, &answer, 1, ",\"stream\":false", false, NULL);
    assert_string_equal(t.answer->text, "hi");
    assert_int_equal(t.answer->tokens_in, 3);
    talk_close(&t);
}

TEST("busy, in trouble, cut off or silent: it is asked again, and says what it waits for")
{
    static const struct canned answers[] = {
        { "HTTP/1.1 429 Too Many\r\nConnection: close\r\nRetry-After: 0\r\nContent-Length: 33\r\n\r\n"
          "{\"error\":{\"message\":\"slow down\"}}", 0, 0, AFTER_CLOSE },
        { "HTTP/1.1 503 Loading\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", 0, 0, AFTER_CLOSE },
        { NULL, 0, 0, AFTER_CLOSE },
        { STREAM_HEAD DELTA("\"content\":\"half\""), 0, 0, AFTER_CLOSE },
        { NULL, 0, 0, AFTER_HOLD },
        { text_stream, 0, 0, AFTER_CLOSE },
    };
    struct talk t;
    size_t requests;
    converse(&t, answers, 6, ",\"retries\":5,\"first_byte_ms\":50", false, &requests);
    assert_int_equal(t.err.code, ERR_NONE);
    assert_string_equal(t.answer->text, "Action: wait() é");
    assert_int_equal(requests, 6);
    assert_non_null(strstr(t.notice.s, "busy (429): slow down; asking again in 0.0 s (1 of 5)\n"));
    assert_non_null(strstr(t.notice.s, "in trouble (503); asking again"));
    assert_non_null(strstr(t.notice.s, "ended before the answer did; asking again"));
    assert_non_null(strstr(t.notice.s, "sent nothing"));
    talk_close(&t);
}

TEST("Retry-After is waited for, and past the retries the last reason is the error")
{
    const struct canned busy = { "HTTP/1.1 429 Too Many\r\nConnection: close\r\nRetry-After: 1\r\n"
                                 "Content-Length: 0\r\n\r\n", 0, 0, AFTER_CLOSE };
    struct talk t;
    size_t requests;
    int64_t began = clock_now_us();
    converse(&t, &busy, 1, ",\"retries\":1", false, &requests);
    assert_true(t.done_us - began >= 1000000);
    assert_int_equal(requests, 2);
    assert_int_equal(t.err.code, ERR_BUSY);
    assert_string_equal(t.err.msg, "the model's server is busy (429)");
    talk_close(&t);
}

TEST("a server that wants to be left alone for long is not waited for")
{
    const struct canned busy = { "HTTP/1.1 429 Too Many\r\nConnection: close\r\nRetry-After: 7200\r\n"
                                 "Content-Length: 0\r\n\r\n", 0, 0, AFTER_CLOSE };
    struct talk t;
    size_t requests;
    converse(&t, &busy, 1, "", false, &requests);
    assert_int_equal(requests, 1);
    assert_int_equal(t.err.code, ERR_BUSY);
    talk_close(&t);
}

TEST("what is no answer has a name")
{
    expect_error((struct canned){ OK_HEAD "\r\n<!doctype html><html>", 0, 0, AFTER_CLOSE }, ERR_PROTOCOL,
                 "web page");
    expect_error((struct canned){ OK_HEAD "\r\n", 0, 0, AFTER_CLOSE }, ERR_PROTOCOL, "with nothing");
    expect_error((struct canned){ OK_HEAD "\r\nlorem\nipsum", 0, 0, AFTER_CLOSE }, ERR_PROTOCOL, "lorem ipsum");
    expect_error((struct canned){ OK_HEAD "\r\n{\"choices\":[", 0, 0, AFTER_CLOSE }, ERR_PROTOCOL,
                 "no chat completion");
    expect_error((struct canned){ OK_HEAD "\r\n{\"choices\":[]}", 0, 0, AFTER_CLOSE }, ERR_PROTOCOL, "no choice");
    expect_error((struct canned){ STREAM_HEAD "data: {broken\n\n", 0, 0, AFTER_CLOSE }, ERR_PROTOCOL,
                 "stream is broken");
    expect_error((struct canned){ STREAM_HEAD DELTA("\"content\":\"x\""), 0, 0, AFTER_CLOSE }, ERR_PROTOCOL,
                 "ended before");
    expect_error((struct canned){ STREAM_HEAD "data: {\"error\":{\"message\":\"context too long\"}}\n\n", 0, 0,
                                  AFTER_CLOSE }, ERR_PROTOCOL, "broke off: context too long");
    expect_error((struct canned){ "HTTP/1.1 404 No\r\nConnection: close\r\n\r\n{\"error\":\"model 'm' not found\"}",
                                  0, 0, AFTER_CLOSE }, ERR_NOT_FOUND, "(404): model 'm' not found");
    expect_error((struct canned){ "HTTP/1.1 400 Bad\r\nConnection: close\r\n\r\n<html>no</html>", 0, 0,
                                  AFTER_CLOSE }, ERR_PROTOCOL, "refused the request (400)");
    expect_error((struct canned){ "HTTP/1.1 302 Found\r\nLocation: http://x/\r\nConnection: close\r\n\r\n", 0, 0,
                                  AFTER_CLOSE }, ERR_PROTOCOL, "(302)");
}

TEST("the key comes from the environment, is sent, and is in no message")
{
    const struct canned denied = { "HTTP/1.1 401 No\r\nConnection: close\r\n\r\n{\"error\":{\"message\":"
                                   "\"wrong key sk-very-secret given\"}}", 0, 0, AFTER_CLOSE };
    struct loopback *l = loopback_start(&denied, 1);
    char *config = xasprintf("{\"url\":\"http://127.0.0.1:%d/v1\",\"name\":\"m\",\"key_env\":\"AGENTD_TEST_KEY\"}",
                             loopback_port(l));
    struct talk t;
    setenv("AGENTD_TEST_KEY", "sk-very-secret", 1);
    talk_open(&t, "openai", config);
    unsetenv("AGENTD_TEST_KEY");
    talk_ask(&t, false, 0);
    talk_wait(&t);
    char *request = loopback_request(l, 0);
    assert_non_null(strstr(request, "\r\nAuthorization: Bearer sk-very-secret\r\n"));
    assert_non_null(strstr(request, "POST /v1/chat/completions HTTP/1.1\r\n"));
    assert_non_null(strstr(request, "\"model\":\"m\""));
    assert_int_equal(t.err.code, ERR_DENIED);
    assert_non_null(strstr(t.err.msg, "AGENTD_TEST_KEY"));
    assert_null(strstr(t.err.msg, "secret"));
    free(request);
    talk_close(&t);
    loopback_stop(l);
    free(config);
}

static void expect_refused(const char *driver, const char *config_text, const char *says)
{
    struct err err;
    struct loop *loop = loop_new(&err);
    json_t *config = config_from(config_text);
    assert_null(provider_open(driver, loop, config, &err));
    if (!strstr(err.msg, says))
        print_error("want '%s', got '%s'\n", says, err.msg);
    assert_non_null(strstr(err.msg, says));
    json_decref(config);
    loop_free(loop);
}

TEST("a configuration that cannot work is refused with the reason")
{
    unsetenv("AGENTD_TEST_KEY");
    expect_refused("openai", "{\"url\":\"http://x/v1\",\"name\":\"m\",\"where\":\"desk\",\"key_env\":"
                             "\"AGENTD_TEST_KEY\"}",
                   "model 'desk' needs an API key in the environment variable 'AGENTD_TEST_KEY'");
    expect_refused("openai", "{\"name\":\"m\"}", "needs 'url'");
    expect_refused("openai", "{\"url\":\"http://x\"}", "needs 'name'");
    expect_refused("openai", "{\"url\":\"http://x\",\"name\":\"m\",\"retries\":21}", "from 0 to 20");
    expect_refused("replay", "{}", "'journal'");
    expect_refused("replay", "{\"journal\":\"/nonexistent\"}", "/nonexistent");
    expect_refused("oracle", "{}", "'oracle'");
}

TEST("cancelling ends a request that waits, within 50 ms")
{
    static const struct canned silent = { NULL, 0, 0, AFTER_HOLD };
    static const struct canned busy = { "HTTP/1.1 503 x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", 0, 0,
                                        AFTER_CLOSE };
    for (int i = 0; i < 2; i++) {
        struct loopback *l = loopback_start(i ? &busy : &silent, 1);
        char *config = xasprintf("{\"url\":\"http://127.0.0.1:%d\",\"name\":\"m\",\"retry_ms\":20000}",
                                 loopback_port(l));
        struct talk t;
        talk_open(&t, "openai", config);
        talk_ask(&t, false, i ? 0 : 1000000);
        struct timer *limit = loop_after(t.loop, 20000, give_up, &t);
        while (!t.late && (i ? t.notice.len == 0 : loopback_requests(l) == 0))
            run_a_little(t.loop);
        timer_cancel(limit);
        int64_t began = clock_now_us();
        provider_cancel(t.provider);
        talk_wait(&t);
        assert_int_equal(t.err.code, ERR_CANCELLED);
        assert_true(t.done_us - began < 50000);
        talk_close(&t);
        loopback_stop(l);
        free(config);
    }
}

TEST("cancelling at once, while the body is still being built, loses nothing")
{
    struct talk t;
    talk_open(&t, "openai", "{\"url\":\"http://127.0.0.1:1\",\"name\":\"m\"}");
    talk_ask(&t, false, 20u << 20);
    provider_cancel(t.provider);
    talk_wait(&t);
    assert_int_equal(t.err.code, ERR_CANCELLED);
    talk_close(&t);
}

TEST("cancelling or closing from inside a delta is safe, and then nothing more is shown")
{
    static const struct canned answer = { text_stream, 0, 0, AFTER_CLOSE };
    for (int i = 0; i < 2; i++) {
        struct loopback *l = loopback_start(&answer, 1);
        char *config = xasprintf("{\"url\":\"http://127.0.0.1:%d\",\"name\":\"m\"}", loopback_port(l));
        struct talk t;
        talk_open(&t, "openai", config);
        t.cancel_on_text = i == 0;
        t.close_on_text = i == 1;
        talk_ask(&t, false, 0);
        talk_wait(&t);
        assert_int_equal(t.err.code, ERR_CANCELLED);
        assert_string_equal(t.text.s, "Act");
        talk_close(&t);
        loopback_stop(l);
        free(config);
    }
}

TEST("one question at a time; after the answer the next")
{
    struct talk t, second = { .text = STRBUF_INIT };
    talk_open(&t, "null", "{\"answer\":\"ok\"}");
    talk_ask(&t, false, 0);
    second.loop = t.loop;
    struct prompt *p = prompt_new();
    provider_ask(t.provider, p, NULL, NULL, ask_new(loop_mailbox(t.loop), 0, on_answer, &second));
    talk_wait(&second);
    assert_int_equal(second.err.code, ERR_BUSY);
    talk_wait(&t);
    assert_string_equal(t.answer->text, "ok");
    talk_ask(&t, false, 0);
    talk_wait(&t);
    assert_string_equal(t.answer->text, "ok");
    talk_close(&t);
}

TEST("the null model says in its dialect that it does nothing")
{
    struct talk t;
    struct reply r;
    talk_open(&t, "null", "{}");
    talk_ask(&t, true, 0);
    talk_wait(&t);
    assert_int_equal(parse_native(t.answer, &r), PARSE_OK);
    assert_int_equal(r.actions[0].kind, ACTION_FINISH);
    assert_false(r.actions[0].u.finish.done);
    reply_release(&r);
    talk_close(&t);
}

static void append(struct journal *j, const char *kind, const char *body)
{
    struct err err;
    json_t *value = config_from(body);
    assert_true(journal_append(j, kind, value, &err) > 0);
    json_decref(value);
}

TEST("an old task's answers are given again, in order, and then no more")
{
    struct err err;
    char dir[] = "/tmp/agentd-replay-XXXXXX";
    assert_non_null(mkdtemp(dir));
    struct journal *j = journal_open(dir, &err);
    append(j, "task", "{}");
    append(j, "reply", "{\"text\":\"one\",\"reasoning\":\"why\"}");
    append(j, "action", "{}");
    append(j, "reply", "{\"text\":\"two\"}");
    journal_close(j);
    char *config = xasprintf("{\"journal\":\"%s\"}", dir);
    struct talk t;
    talk_open(&t, "replay", config);
    talk_ask(&t, false, 0);
    talk_wait(&t);
    assert_string_equal(t.answer->text, "one");
    assert_string_equal(t.answer->reasoning, "why");
    talk_ask(&t, false, 0);
    talk_wait(&t);
    assert_string_equal(t.answer->text, "two");
    talk_ask(&t, false, 0);
    talk_wait(&t);
    assert_int_equal(t.err.code, ERR_NOT_FOUND);
    talk_close(&t);
    folder_remove(dir, &err);
    free(config);
}
