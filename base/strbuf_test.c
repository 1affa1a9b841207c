#include "base/test.h"

#include <stdlib.h>

#include "base/strbuf.h"
#include "base/utf8.h"

TEST("an empty buffer is an empty string and owns nothing")
{
    struct strbuf b = STRBUF_INIT;
    assert_string_equal(b.s, "");
    strbuf_release(&b);
    strbuf_clear(&b);
    char *s = strbuf_detach(&b);
    assert_string_equal(s, "");
    free(s);
}

TEST("what is added stands in order and ends in a NUL")
{
    struct strbuf b = STRBUF_INIT;
    strbuf_adds(&b, "ab");
    strbuf_addf(&b, "%d-%s", 12, "x");
    strbuf_addch(&b, '!');
    assert_string_equal(b.s, "ab12-x!");
    assert_int_equal(b.len, 7);
    strbuf_drop(&b, 2);
    assert_string_equal(b.s, "12-x!");
    strbuf_drop(&b, 99);
    assert_string_equal(b.s, "");
    strbuf_release(&b);
}

TEST("code points become UTF-8 that reads back, bad ones U+FFFD")
{
    static const unsigned int points[] = { 'a', 0x7F, 0x80, 0x7FF, 0x800, 0xFFFF, 0x10000, 0x10FFFF };
    for (size_t i = 0; i < sizeof points / sizeof *points; i++) {
        struct strbuf b = STRBUF_INIT;
        uint32_t cp = 0;
        strbuf_add_utf8(&b, points[i]);
        assert_int_equal(utf8_decode(b.s, b.len, &cp), b.len);
        assert_int_equal(cp, points[i]);
        strbuf_release(&b);
    }
    struct strbuf b = STRBUF_INIT;
    strbuf_add_utf8(&b, 0xD800);
    assert_string_equal(b.s, "\xEF\xBF\xBD");
    strbuf_release(&b);
}

TEST("overlong, cut and surrogate forms are not UTF-8")
{
    assert_int_equal(utf8_check("ok é", 5), 0);
    assert_int_equal(utf8_check("\xC0\xAF", 2), 1);
    assert_int_equal(utf8_check("a\xED\xA0\x80", 4), 2);
    assert_int_equal(utf8_check("ab\xE2\x82", 4), 3);
    assert_int_equal(utf8_check("\xF4\x90\x80\x80", 4), 1);
}
