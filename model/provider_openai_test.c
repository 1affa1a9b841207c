/* provider_openai_test.c : chat completions from servers that behave, and from those that do not. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/loop.h"
#include "base/test.h"
#include "base/xalloc.h"
#include "model/loopback.h"
#include "model/talk.h"

/* One question to a loopback server that answers so. more: further members of the configuration. */
static void converse(struct talk *t, const struct canned *answers, size_t n, const char *more, bool whole,
                     size_t *requests)
{
    struct loopback *l = loopback_start(answers, n);
    char *config = xasprintf("{\"url\":\"http://127.0.0.1:%d/v1/\",\"name\":\"m\",\"retry_ms\":1%s}",
                             loopback_port(l), more);
    talk_open(t, "openai", config);
    talk_ask(t, whole, 0);
    talk_wait(t, NULL, NULL);
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

TEST("a streamed call comes out as the provider's message, and one cut by length is malformed")
{
    char *good = xasprintf("%s%s%s", call_stream, FINISH("tool_calls"), DONE);
    char *cut = xasprintf("%s%s%s", call_stream, FINISH("length"), DONE);
    struct talk t;
    struct reply r;
    converse(&t, &(struct canned){ good, 0, 0, AFTER_CLOSE }, 1, "", true, NULL);
    assert_int_equal(talk_parse(&t, &r), PARSE_OK);
    assert_int_equal(r.actions[0].at.x, 960);
    assert_string_equal(r.thought, "Go.");
    reply_release(&r);
    talk_close(&t);
    converse(&t, &(struct canned){ cut, 0, 0, AFTER_CLOSE }, 1, "", true, NULL);
    assert_true(t.answer->cut);
    t.answer->cut = false; /* the message alone says it */
    assert_int_equal(talk_parse(&t, &r), PARSE_MALFORMED);
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
    talk_wait(&t, NULL, NULL);
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
    json_t *config = talk_config(config_text);
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

struct waiting { struct talk *talk; struct loopback *loopback; };

static bool noticed(void *data)
{
    struct waiting *w = data;
    return w->talk->notice.len > 0;
}

static bool requested(void *data)
{
    struct waiting *w = data;
    return loopback_requests(w->loopback) > 0;
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
        struct waiting w = { &t, l };
        talk_wait(&t, i ? noticed : requested, &w);
        int64_t began = clock_now_us();
        provider_cancel(t.provider);
        talk_wait(&t, NULL, NULL);
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
    talk_wait(&t, NULL, NULL);
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
        talk_wait(&t, NULL, NULL);
        assert_int_equal(t.err.code, ERR_CANCELLED);
        assert_string_equal(t.text.s, "Act");
        talk_close(&t);
        loopback_stop(l);
        free(config);
    }
}
