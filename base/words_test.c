#include "base/test.h"

#include <stdlib.h>
#include <string.h>

#include "base/words.h"

TEST("words are folded to lower case with single spaces")
{
    static const struct {
        const char *text, *folded;
        bool camel;
    } cases[] = {
        { "LibreOffice – Calc", " libreoffice calc ", false },
        { "LibreOffice", " libre office ", true },
        { "TextEditor;GTK;", " text editor gtk ", true },
        { "  \"Notepad++\"! ", " notepad++ ", false },
        { "Fotografía ÉTÉ", " fotografía été ", false },
        { "ТЕКСТ", " текст ", false },
        { "don't", " dont ", false },
        { "", " ", false },
        { "\xFF\xFF", " ", false },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *folded = words_fold(cases[i].text, cases[i].camel);
        assert_string_equal(folded, cases[i].folded);
        free(folded);
    }
}

TEST("articles and 'app' fall away, but never the last word")
{
    static const char *const cases[][2] = {
        { " the calculator ", " calculator " },   { " my default web browser ", " web browser " },
        { " the mail app ", " mail " },           { " the ", " the " },
        { " app ", " app " },                     { " the app ", " app " },
        { " settings window ", " settings " },    { " ", " " },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *bare = words_bare(cases[i][0]);
        assert_string_equal(bare, cases[i][1]);
        free(bare);
    }
}

TEST("words are counted, shared and compared by their letters")
{
    assert_int_equal(words_count(" "), 0);
    assert_int_equal(words_count(" a b "), 2);
    assert_int_equal(words_common(" text editor ", " the editor "), 1);
    assert_true(words_has(" text editor ", "text", 4));
    assert_false(words_has(" text editor ", "tex", 3));
    assert_true(words_same_letters(" libre office ", " libreoffice "));
    assert_false(words_same_letters(" libre ", " libreoffice "));
}

TEST("slips of the finger are counted")
{
    assert_int_equal(words_typos(" mousepad ", " mousepad "), 0);
    assert_int_equal(words_typos(" mousepad ", " mosuepad "), 1);
    assert_int_equal(words_typos(" mousepad ", " mousepd "), 1);
    assert_int_equal(words_typos(" mousepad ", " mousepaad "), 1);
    assert_int_equal(words_typos(" mousepad ", " moosepat "), 2);
    assert_int_equal(words_typos(" mousepad ", " gedit "), 3);
}
