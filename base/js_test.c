#include "base/test.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/js.h"
#include "base/strbuf.h"

TEST("JSON of any kind is read, and what is none says where it goes wrong")
{
    static const struct {
        const char *text;
        enum err_code code; /* ERR_NONE: is read */
        const char *says;
    } cases[] = {
        { "{\"a\":[1,2.5,true,null,\"é\"]}", ERR_NONE, NULL },
        { "7", ERR_NONE, NULL },
        { "\"x\"", ERR_NONE, NULL },
        { "", ERR_PROTOCOL, "line 1" },
        { "{\"a\":1", ERR_PROTOCOL, "line 1, column 6" },
        { "{\"a\":\n oops}", ERR_PROTOCOL, "line 2" },
        { "{} {}", ERR_PROTOCOL, "column 4" },
        { "{\"a\":1,\"a\":2}", ERR_PROTOCOL, "duplicate" },
        { "\"\\u0000\"", ERR_PROTOCOL, "\\u0000" },
        { "\"\xC0\xAF\"", ERR_PROTOCOL, "invalid UTF-8 at byte 1" },
        { "1e999", ERR_PROTOCOL, "" },
        { "NaN", ERR_PROTOCOL, "" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct err err = { 0 };
        json_t *value = js_parse(cases[i].text, strlen(cases[i].text), JS_MESSAGE_MAX, &err);
        assert_int_equal(value != NULL, cases[i].code == ERR_NONE);
        assert_int_equal(err.code, cases[i].code);
        if (cases[i].says && !strstr(err.msg, cases[i].says))
            fail_msg("case %zu says '%s', not '%s'", i, err.msg, cases[i].says);
        json_decref(value);
    }
}

TEST("a NUL byte inside JSON is refused")
{
    struct err err = { 0 };
    assert_null(js_parse("[1,\0 2]", 7, JS_MESSAGE_MAX, &err));
    assert_int_equal(err.code, ERR_PROTOCOL);
}

TEST("JSON may be 64 levels deep and no deeper, brackets in texts aside")
{
    for (unsigned int depth = JS_DEPTH_MAX - 1; depth <= JS_DEPTH_MAX + 1; depth++) {
        struct strbuf text = STRBUF_INIT;
        struct err err = { 0 };
        json_t *value;
        for (unsigned int i = 0; i < depth; i++)
            strbuf_addch(&text, '[');
        strbuf_adds(&text, "\"[[[[\\\"[{\"");
        for (unsigned int i = 0; i < depth; i++)
            strbuf_addch(&text, ']');
        value = js_parse(text.s, text.len, JS_MESSAGE_MAX, &err);
        assert_int_equal(value != NULL, depth <= JS_DEPTH_MAX);
        assert_int_equal(err.code, depth <= JS_DEPTH_MAX ? ERR_NONE : ERR_LIMIT);
        json_decref(value);
        strbuf_release(&text);
    }
}

TEST("JSON over its cap is refused unread")
{
    struct err err = { 0 };
    assert_null(js_parse("[1,2]", 5, 4, &err));
    assert_int_equal(err.code, ERR_LIMIT);
    assert_string_equal(err.msg, "JSON has 5 bytes, limit 4");
}

TEST("accessors give the default for what is missing or of another kind")
{
    json_t *o = json_pack("{s:i, s:f, s:s, s:b}", "i", 7, "f", 1.5, "s", "text", "b", 1);

    assert_int_equal(js_int(o, "i", -1), 7);
    assert_int_equal(js_int(o, "f", -1), -1);
    assert_int_equal(js_int(o, "none", -1), -1);
    assert_int_equal(js_int(NULL, "i", -1), -1);
    assert_true(js_num(o, "i", 0) > 6.9);
    assert_true(js_num(o, "f", 0) > 1.4);
    assert_true(js_num(o, "s", 3) > 2.9);
    assert_string_equal(js_str(o, "s"), "text");
    assert_null(js_str(o, "i"));
    assert_true(js_bool(o, "b", false));
    assert_true(js_bool(o, "i", true));
    assert_null(js_get(NULL, "s"));
    json_decref(o);
}

TEST("a dump is one line, sorted on demand")
{
    json_t *o = json_pack("{s:i, s:s}", "b", 1, "a", "x\ny");
    char *plain = js_dump(o), *sorted = js_dump_sorted(o);

    assert_string_equal(plain, "{\"b\":1,\"a\":\"x\\ny\"}");
    assert_string_equal(sorted, "{\"a\":\"x\\ny\",\"b\":1}");
    free(plain);
    free(sorted);
    json_decref(o);
}

TEST("text with bad bytes becomes valid text")
{
    json_t *t = js_text("a\xFF\xC3\xA9\xE2\x82");

    assert_string_equal(json_string_value(t), "a\xEF\xBF\xBD\xC3\xA9\xEF\xBF\xBD\xEF\xBF\xBD");
    json_decref(t);
}
