/* readers_test.c : numbers, relaxed JSON, calls, reasoning, server-sent events. */
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/js.h"
#include "base/test.h"
#include "model/calls.h"
#include "model/framing.h"
#include "model/reasoning.h"
#include "model/relaxed_json.h"
#include "model/sse.h"

static double number(const char *s)
{
    struct value v;
    assert_true(number_read(s, strlen(s), &v));
    return v.number;
}

TEST("numbers are read as literals, exactly, whatever the locale")
{
    assert_true(number("0.1") == 0.1);
    assert_true(number("+007") == 7);
    assert_true(number("5e2") == 500);
    assert_true(number("-.5") == -0.5);
    assert_true(number("123456789.125") == 123456789.125);
    assert_true(number("1e999") == INFINITY);
    assert_true(number("1e-999") == 0);
    assert_true(number("-Infinity") == -INFINITY);
    assert_true(isnan(number("NaN")));
    assert_true(number("99999999999999999999999") > 9.9e22);
}

TEST("what is no number is not read as one")
{
    static const char *const words[] = { "", "-", ".", "e5", "1e", "0x10", "1 2", "1,5", "one", "--1" };
    struct value v;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        assert_false(number_read(words[i], strlen(words[i]), &v));
}

static void expect_json(const char *text, const char *want)
{
    struct value v;
    if (relaxed_json_whole(text, strlen(text), &v)) {
        assert_null(want);
        return;
    }
    assert_non_null(want);
    json_t *j = value_to_json(&v);
    char *got = j ? js_dump(j) : NULL;
    assert_string_equal(got ? got : "(none)", want);
    free(got);
    json_decref(j);
    value_release(&v);
}

TEST("relaxed JSON takes what models write")
{
    expect_json("{'a': True, \"b\": [1, 02, None,],}", "{\"a\":true,\"b\":[1,2,null]}");
    expect_json("\"C:\\dir\\n\"", "\"C:\\\\dir\\n\"");
    expect_json("'it\\'s \\x41 \\u00e9 \\ud83d\\ude00'", "\"it's A é 😀\"");
    expect_json("\"two\nlines\"", "\"two\\nlines\"");
    expect_json("[1e999]", "(none)");
    expect_json("{\"a\":1,\"a\":2}", "{\"a\":2}");
}

TEST("relaxed JSON refuses what is broken, unquoted, commented or cut off")
{
    static const char *const bad[] = { "{a: 1}", "[1", "{\"a\":1", "[1] x", "\"\\ud800\"", "[,]", "{\"a\"}",
                                       "// c\n1", "tru", "Trueish", "[1 2]", "'open" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        expect_json(bad[i], NULL);
}

TEST("64 levels of JSON are read, 65 are not")
{
    char text[131] = {0};
    memset(text, '[', 64);
    memset(text + 64, ']', 64);
    struct value v;
    assert_int_equal(relaxed_json_whole(text, 128, &v), 0);
    value_release(&v);
    memset(text, '[', 65);
    memset(text + 65, ']', 65);
    assert_int_equal(relaxed_json_whole(text, 130, &v), -1);
}

static void expect_found(const char *text, const char *rest)
{
    size_t at;
    bool found = relaxed_json_find(text, strlen(text), &at);
    assert_true(found == (rest != NULL));
    if (found)
        assert_memory_equal(text + at, rest, strlen(rest));
}

TEST("JSON starts in its fence, else at the first brace or list")
{
    expect_found("a {1} ```json\n{\"x\":1}\n```", "\n{\"x\":1}");
    expect_found("```python\nd = {}\n```\n{\"x\":1}", "{}");
    expect_found("see [this] and [1,2]", "[1,2]");
    expect_found("nothing", NULL);
}

static void expect_call(const char *text, const char *want)
{
    struct scan c = { text, strlen(text), 0 };
    struct call call;
    if (call_read(&c, &call)) {
        assert_null(want);
        return;
    }
    assert_non_null(want);
    json_t *j = value_to_json(&call.args);
    char *got = js_dump(j);
    assert_string_equal(got, want);
    free(got);
    json_decref(j);
    call_release(&call);
}

TEST("a string ends where its quote can only be the end")
{
    expect_call("f(a='it's ok', b=1)", NULL);
    expect_call("f(a='x', b=1)", "{\"a\":\"x\",\"b\":1}");
    expect_call("f(a='don', he said')", "{\"a\":\"don', he said\"}");
    expect_call("f(a='x') 'y'", "{\"a\":\"x\"}");
    expect_call("f(a='x')')\n", "{\"a\":\"x')\"}");
    expect_call("f(a=['p', 'q'], b=\"r\")", "{\"a\":[\"p\",\"q\"],\"b\":\"r\"}");
    expect_call("f(a='say 'hi'') </t>", "{\"a\":\"say 'hi'\"}");
    expect_call("f(a='')", "{\"a\":\"\"}");
    expect_call("f(a='x' b='y')", "{\"a\":\"x' b='y\"}");
}

TEST("what is no call is malformed")
{
    static const char *const bad[] = { "f(1)", "f(a)", "f(a=)", "f(a=b)", "f(a='x'", "f(a=(1,2))",
                                       "f(a=[1)", "f", "f(,)" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        expect_call(bad[i], NULL);
    expect_call("f( a = -1.5 , b=None, )", "{\"a\":-1.5,\"b\":null}");
}

static void expect_cut(const char *text, const char *answer, const char *thought)
{
    struct reasoning r;
    reasoning_cut(text, strlen(text), &r);
    assert_string_equal(r.answer, answer);
    assert_string_equal(r.thought ? r.thought : "(none)", thought ? thought : "(none)");
    reasoning_release(&r);
}

TEST("reasoning is cut out of an answer, wherever its tags stand")
{
    expect_cut("<think>a</think>b<thinking>c</thinking>d", "bd", "a\nc");
    expect_cut("a</think>b", "b", "a");
    expect_cut("a<think>b", "a", "b");
    expect_cut("<think></think>x", "x", NULL);
    expect_cut("<thin>x", "<thin>x", NULL);
    expect_cut("<think>\xff</think>", "", "\xef\xbf\xbd");
}

static void expect_place(const char *text, enum parse_code code, size_t n, double first)
{
    struct place p = {0};
    assert_int_equal(place_read(text, strlen(text), &p, NULL), code);
    if (code != PARSE_OK)
        return;
    assert_int_equal(p.n, n);
    assert_true(p.v[0] == first);
}

TEST("coordinates are read in all their spellings")
{
    expect_place(" ( 10 , 20 ) ", PARSE_OK, 2, 10);
    expect_place("10 20", PARSE_OK, 2, 10);
    expect_place("<bbox>1, 2, 3, 4</bbox>", PARSE_OK, 4, 1);
    expect_place("[1,2] [3,4]", PARSE_OK, 4, 1);
    expect_place("'(7 8)", PARSE_OK, 2, 7);
    expect_place("<|box_start|><|box_end|>", PARSE_MISSING_ARGUMENT, 0, 0);
    expect_place("(1,2", PARSE_BAD_ARGUMENT, 0, 0);
    expect_place("(1,,2)", PARSE_BAD_ARGUMENT, 0, 0);
    expect_place("(1,2),(3,4),(5,6)", PARSE_BAD_ARGUMENT, 0, 0);
    expect_place("1,2 px", PARSE_BAD_ARGUMENT, 0, 0);
    expect_place("(1,2,3,4,5,6,7,8,9,10,11)", PARSE_BAD_ARGUMENT, 0, 0);
}

static void note_event(void *data, const char *event, size_t len)
{
    strbuf_add(data, event, len);
    strbuf_addch(data, '|');
}

TEST("events come out the same however their bytes are cut")
{
    static const char text[] = ": hello\r\ndata: one\r\n\r\nevent: x\ndata:two\ndata: \n\ndata: [DONE]";
    for (size_t piece = 1; piece < sizeof text; piece++) {
        struct strbuf got = STRBUF_INIT;
        struct sse sse;
        sse_init(&sse, note_event, &got);
        for (size_t at = 0; at < sizeof text - 1; at += piece) {
            size_t n = sizeof text - 1 - at;
            assert_int_equal(sse_feed(&sse, text + at, n < piece ? n : piece), 0);
        }
        sse_end(&sse);
        assert_string_equal(got.s, "one|two|[DONE]|");
        sse_release(&sse);
        strbuf_release(&got);
    }
}
