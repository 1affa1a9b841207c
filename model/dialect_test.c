#include "model/dialect.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/files.h"
#include "base/js.h"
#include "base/strbuf.h"
#include "base/test.h"
#include "model/parse_tool.h"

static bool coordinate_key(const char *key)
{
    static const char *const keys[] = { "x", "y", "path", "box", "points" };
    for (size_t i = 0; i < 5; i++)
        if (strcmp(keys[i], key) == 0)
            return true;
    return false;
}

/* As check.py compares: numbers under coordinate keys may differ by one, all else is exact. */
static bool same(const json_t *want, const json_t *got, bool near)
{
    if (json_is_integer(want) && json_is_integer(got)) {
        json_int_t d = json_integer_value(want) - json_integer_value(got);
        return d == 0 || (near && (d == 1 || d == -1));
    }
    if (json_typeof(want) != json_typeof(got))
        return false;
    if (json_is_array(want)) {
        if (json_array_size(want) != json_array_size(got))
            return false;
        for (size_t i = 0; i < json_array_size(want); i++)
            if (!same(json_array_get(want, i), json_array_get(got, i), near))
                return false;
        return true;
    }
    if (!json_is_object(want))
        return json_equal(want, got);
    if (json_object_size(want) != json_object_size(got))
        return false;
    const char *key;
    json_t *item;
    json_object_foreach((json_t *)want, key, item)
        if (!js_get(got, key) || !same(item, js_get(got, key), coordinate_key(key)))
            return false;
    return true;
}

static bool thought_same(const char *want, const char *got)
{
    got = got ? got : "";
    return strcmp(want, got) == 0;
}

static bool right(const json_t *expect, const json_t *result)
{
    const char *error = js_str(expect, "error"), *thought = js_str(expect, "thought");
    if (error)
        return js_str(result, "error") && strcmp(error, js_str(result, "error")) == 0 &&
               !js_get(result, "actions");
    return js_get(result, "actions") && same(js_get(expect, "actions"), js_get(result, "actions"), false) &&
           (!thought || thought_same(thought, js_str(result, "thought")));
}

static size_t run_vector(const char *line, size_t len)
{
    struct err err;
    json_t *vector = js_parse(line, len, JS_MESSAGE_MAX, &err);
    assert_non_null(vector);
    json_t *result = parse_vector(vector);
    bool ok = right(js_get(vector, "expect"), result);
    if (!ok) {
        char *want = js_dump(js_get(vector, "expect")), *got = js_dump(result);
        print_error("%s (%s): want %.300s, got %.300s\n", js_str(vector, "id"), js_str(vector, "why"),
                    want, got);
        free(want);
        free(got);
    }
    json_decref(result);
    json_decref(vector);
    return !ok;
}

TEST("every dialect vector comes out as the page says")
{
    struct err err;
    size_t len, failed = 0, n = 0;
    char *text = file_read(SRCDIR "/tests/dialects/vectors.jsonl", 8u << 20, &len, &err);
    assert_non_null(text);
    for (char *line = text, *end; *line; line = end + 1, n++) {
        end = strchr(line, '\n');
        assert_non_null(end);
        failed += run_vector(line, (size_t)(end - line));
    }
    free(text);
    assert_int_equal(failed, 0);
    assert_int_equal(n, 168);
}

static const struct viewport full_hd = { { 0, 0, 1920, 1080 }, 1920, 1080 };

static char *parsed_bytes(const char *dialect, const char *output, size_t len, bool cut)
{
    struct reply r;
    struct strbuf b = STRBUF_INIT;
    dialect_read(dialect_find(dialect), output, len, cut, &full_hd, FRAME_DEFAULT, &r);
    strbuf_adds(&b, parse_code_name(r.code));
    assert_true(r.code == PARSE_OK ? r.n > 0 : r.n == 0 && r.detail[0]);
    for (size_t i = 0; i < r.n; i++) {
        char *action = action_summary(&r.actions[i]);
        strbuf_addf(&b, " | %s", action);
        free(action);
    }
    if (r.thought)
        strbuf_addf(&b, " ~ %s", r.thought);
    reply_release(&r);
    return strbuf_detach(&b);
}

static void expect_parsed(const char *dialect, const char *output, const char *want)
{
    char *got = parsed_bytes(dialect, output, strlen(output), false);
    assert_string_equal(got, want);
    free(got);
}

#define CLICK "click left at 192,216"

TEST("special tokens at the ends of an answer are dropped, inside they are text")
{
    expect_parsed("uitars", "<s> <|im_start|>assistant\nAction: click(point='(100,200)')<|im_end|></s>\n",
                  "ok | " CLICK);
    expect_parsed("uitars", "Action: type(content='</s>')", "ok | type 4 characters");
}

TEST("a closing tag without an opening one ends reasoning that began before the output")
{
    expect_parsed("uitars", "I could do Action: finished()</think>\nAction: click(point='(100,200)')",
                  "ok | " CLICK " ~ I could do Action: finished()");
    expect_parsed("uitars", "◁think▷Action: wait()◁/think▷", "no_action ~ Action: wait()");
}

TEST("an inline header opens a section only where its calls run to the end")
{
    expect_parsed("uitars", "Thought: go Action: click(point='(100,200)')\n```\n</Output>",
                  "ok | " CLICK " ~ go");
    expect_parsed("uitars", "Thought: go Action: click(point='(100,200)') as the page says",
                  "no_action ~ go Action: click(point='(100,200)') as the page says");
    expect_parsed("uitars", "Thought: go Action: click(point='(100,20", "malformed ~ go");
    expect_parsed("uitars", "Thought: go Action: fly()\nwait()", "unknown_action ~ go");
    expect_parsed("uitars", "Thought: it says Action: fly() now", "no_action ~ it says Action: fly() now");
    expect_parsed("uitars", "<Thought>\nAction: wait() Action: type(content='</Thought>')",
                  "no_action ~ Action: wait() Action: type(content='");
    expect_parsed("uitars", "<Thought>\nAction: wait() Action: type(content='</Thought>",
                  "no_action ~ Action: wait() Action: type(content='");
}

TEST("a text that begins with a call is the action section, an inline header in its string is text")
{
    expect_parsed("uitars", "click(point='(100,200)')", "ok | " CLICK);
    expect_parsed("uitars", "type(content='now Action: wait()')", "ok | type 18 characters");
    expect_parsed("uitars", "I would click (here)", "no_action");
}

TEST("the thought tag, the answer tag and the seed block are read")
{
    expect_parsed("uitars", "<Thought>see\nAction: wait()</Thought>\nAction: click(point='(100,200)')",
                  "ok | " CLICK " ~ see\nAction: wait()");
    expect_parsed("uitars", "<think>sum</think><answer> 42 </answer>", "ok | finish done: 42 ~ sum");
    expect_parsed("uitars", "Thought: the page has <answer>42</answer>, I go on.",
                  "no_action ~ the page has <answer>42</answer>, I go on.");
    expect_parsed("uitars", "<seed:tool_call><function=click><parameter=point>1 2</parameter>",
                  "malformed");
    expect_parsed("uitars", "<seed:tool_call><function=fly></function></seed:tool_call>",
                  "unknown_action");
}

TEST("a section with text but no call is malformed, prose after calls is not")
{
    expect_parsed("uitars", "Action: I will click", "malformed");
    expect_parsed("uitars", "Action: click(point='(100,200)'); the button\nAction: wait()",
                  "ok | " CLICK " | wait 5000 ms");
    expect_parsed("uitars", "Action: click(100, 200)", "malformed");
}

TEST("within one call missing comes before bad comes before out of frame")
{
    expect_parsed("uitars", "Action: drag(start_box='(5000,1)')", "missing_argument");
    expect_parsed("uitars", "Action: drag(start_box='(5000,1)', end_box='(a,b)')", "bad_argument");
    expect_parsed("native",
                  "{\"tool_calls\":[{\"function\":{\"name\":\"click\",\"arguments\":"
                  "\"{\\\"x\\\":5000,\\\"y\\\":1,\\\"button\\\":\\\"paw\\\"}\"}}]}", "bad_argument");
}

TEST("numbers in uitars: a NUL or a chord where one key is wanted is a bad argument")
{
    expect_parsed("uitars", "Action: type(content='a\\u0000b')", "bad_argument");
    expect_parsed("uitars", "Action: type(content='\\ud800')", "malformed");
    expect_parsed("uitars", "Action: press(key='ctrl c')", "bad_argument");
    expect_parsed("uitars", "Action: wait(time='301')", "bad_argument");
    expect_parsed("uitars", "Action: hotkey(key='')", "missing_argument");
    expect_parsed("uitars", "Action: click(point='')", "missing_argument");
    expect_parsed("uitars", "Action: scroll(point='', direction='up')", "ok | scroll up 5 at the pointer");
    expect_parsed("uitars", "Action:\n<answer>7</answer>", "ok | finish done: 7");
}

TEST("an answer cut off by its length is malformed when it holds an action")
{
    static const char act[] = "Action: click(point='(100,200)')", say[] = "{\"content\":\"Hello\"}";
    char *got = parsed_bytes("uitars", act, strlen(act), true);
    assert_string_equal(got, "malformed");
    free(got);
    got = parsed_bytes("native", say, strlen(say), true);
    assert_non_null(strstr(got, "ok | "));
    free(got);
}

TEST("a native call without index, an object as arguments and reasoning in the content are understood")
{
    expect_parsed("native",
                  "{\"content\":\"<think>hm</think>\\nGo.\",\"tool_calls\":[{\"function\":{\"name\":"
                  "\"click\",\"arguments\":{\"x\":100,\"y\":200}}}]}", "ok | " CLICK " ~ Go.");
    expect_parsed("native", "[1]", "malformed");
    expect_parsed("native", "{\"tool_calls\":5}", "malformed");
    expect_parsed("native", "<html>", "malformed");
    expect_parsed("native", "{}", "no_action");
    expect_parsed("native", "{\"tool_calls\":[{\"function\":{\"name\":\"t\",\"arguments\":\"{'a':NaN}\"}}]}",
                  "bad_argument");
}

static void repeat(struct strbuf *b, const char *text, size_t bytes)
{
    while (b->len < bytes)
        strbuf_adds(b, text);
}

#ifdef __SANITIZE_ADDRESS__
#define MEGABYTE_MS 15000
#else
#define MEGABYTE_MS 2000 /* what is not linear takes minutes */
#endif

TEST("a megabyte of anything is parsed in linear time")
{
    static const char *const units[] = {
        "[", "'", "Action: ", "\nAction: wait()", "\nThought: ", "click(", "Action: type(content='a'",
        "<think>", "</think>", "<seed:tool_call>", "<answer>", "```", "(1,2)", "' , ", "\\", "{\"a\":",
        "data: {}\n", "\nAction: type(content='x", "a\n", "; ", "<computer_env>", "click(a='b', ",
        "\nAction: wait(time=[1,", " Action: wait(x='",
    };
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        for (size_t d = 0; dialects[d]; d++) {
            struct strbuf b = STRBUF_INIT;
            repeat(&b, units[i], 1u << 20);
            int64_t began = clock_now_us();
            free(parsed_bytes(dialects[d]->name, b.s, b.len, false));
            int64_t ms = (clock_now_us() - began) / 1000;
            if (ms > MEGABYTE_MS)
                print_error("%s of '%s' took %lld ms\n", dialects[d]->name, units[i], (long long)ms);
            assert_true(ms <= MEGABYTE_MS);
            strbuf_release(&b);
        }
}

TEST("no answer with a byte changed, cut or doubled breaks a parser")
{
    struct err err;
    size_t len;
    unsigned int seed = 7;
    char *text = file_read(SRCDIR "/tests/dialects/vectors.jsonl", 8u << 20, &len, &err);
    assert_non_null(text);
    for (char *line = text, *end; *line; line = end + 1) {
        end = strchr(line, '\n');
        json_t *vector = js_parse(line, (size_t)(end - line), JS_MESSAGE_MAX, &err);
        const json_t *output = js_get(vector, "output");
        char *s = json_is_string(output) ? strdup(json_string_value(output))
                  : output               ? js_dump(output)
                                         : strdup("x");
        size_t n = strlen(s);
        for (int k = 0; k < 60 && n; k++) {
            size_t at = (seed = seed * 1103515245u + 12345u) / 65536 % n;
            char old = s[at];
            s[at] = (char)(seed >> 8);
            free(parsed_bytes(js_str(vector, "dialect"), s, n, false));
            free(parsed_bytes(js_str(vector, "dialect"), s, at, false));
            s[at] = old;
        }
        free(s);
        json_decref(vector);
    }
    free(text);
}
