#include "base/test.h"

#include <stdlib.h>

#include "base/keyfile.h"

TEST("keys are read by group, escapes undone, comments and rubbish passed over")
{
    struct keyfile *k = keyfile_parse("stray=1\n# no=1\n[A]\n a = x\\sy\\\\z \r\nno line\n=\n"
                                      "[B]\na=2\na=3\nyes=true\n[A\nb=4");
    char *text = keyfile_text(k, "A", "a");

    assert_string_equal(text, "x y\\z");
    free(text);
    assert_string_equal(keyfile_raw(k, "B", "a"), "3");
    assert_string_equal(keyfile_raw(k, "B", "b"), "4");
    assert_null(keyfile_raw(k, "A", "no"));
    assert_null(keyfile_raw(k, "C", "a"));
    assert_true(keyfile_true(k, "B", "yes"));
    assert_false(keyfile_true(k, "B", "a"));
    text = keyfile_text(k, "C", "a");
    assert_string_equal(text, "");
    free(text);
    keyfile_free(k);
}

TEST("the nearest language is taken")
{
    static const char *const cases[][2] = {
        { "de_AT.UTF-8", "de_AT" }, { "de_DE@euro", "de@euro" }, { "de_CH", "de" },
        { "fr_FR", "plain" },       { "C", "plain" },            { "", "plain" },
        { "sr_RS@latin", "sr_RS@latin" },
    };
    struct keyfile *k = keyfile_parse("[G]\nN=plain\nN[de]=de\nN[de_AT]=de_AT\n"
                                      "N[de@euro]=de@euro\nN[sr_RS@latin]=sr_RS@latin\n");

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *text = keyfile_local(k, "G", "N", cases[i][0]);
        assert_string_equal(text, cases[i][1]);
        free(text);
    }
    keyfile_free(k);
}
