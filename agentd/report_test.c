#include "base/test.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "agentd/report.h"
#include "agentd/settler.h"
#include "base/err.h"
#include "base/js.h"
#include "vision/windows.h"

static struct windows *windows_of(const char *text)
{
    struct err err;
    json_t *list = js_parse(text, strlen(text), 4096, &err);
    struct windows *w = windows_from_json(list, &err);
    assert_non_null(w);
    json_decref(list);
    return w;
}

static json_t *report(const char *before, const char *after)
{
    struct windows *a = windows_of(before);
    struct windows *b = windows_of(after);
    json_t *j = report_windows(a, b);
    windows_unref(a);
    windows_unref(b);
    return j;
}

#define EDITOR(title) "{\"id\":1,\"title\":\"" title "\",\"type\":\"normal\",\"box\":[0,0,9,9],\"active\":true}"
#define DIALOG "{\"id\":2,\"title\":\"Save?\",\"type\":\"dialog\",\"box\":[0,0,5,5]}"

TEST("a window that opened is named with its type, in JSON and in words")
{
    json_t *j = report("[" EDITOR("a") "]", "[" EDITOR("a") "," DIALOG "]");
    json_t *opened = js_get(j, "opened");
    assert_int_equal(json_array_size(opened), 1);
    assert_string_equal(js_str(json_array_get(opened, 0), "title"), "Save?");
    assert_int_equal(json_array_size(js_get(j, "closed")), 0);
    char *text = report_text(EFFECT_CONFIRMED, j, NULL);
    assert_string_equal(text, "dialog opened: \"Save?\".");
    free(text);
    json_decref(j);
}

TEST("a window that closed and one with a new title are told apart")
{
    json_t *j = report("[" EDITOR("*a") "," DIALOG "]", "[" EDITOR("a") "]");
    assert_int_equal(json_array_size(js_get(j, "opened")), 0);
    assert_int_equal(js_int(json_array_get(js_get(j, "closed"), 0), "id", 0), 2);
    json_t *retitled = json_array_get(js_get(j, "retitled"), 0);
    assert_string_equal(js_str(retitled, "from"), "*a");
    assert_string_equal(js_str(retitled, "to"), "a");
    json_decref(j);
}

TEST("the same windows make an empty report")
{
    json_t *j = report("[" EDITOR("a") "]", "[" EDITOR("a") "]");
    assert_int_equal(json_array_size(js_get(j, "opened")) + json_array_size(js_get(j, "closed"))
                         + json_array_size(js_get(j, "retitled")), 0);
    assert_true(json_is_null(js_get(j, "focused")));
    char *text = report_text(EFFECT_NONE, j, NULL);
    assert_string_equal(text, "Nothing changed on the screen.");
    free(text);
    json_decref(j);
}

TEST("what moved is told by its place, or by how many places; what still moves is told")
{
    struct settled s = { .state = SETTLE_GAVE_UP, .boxes = { { 1, 2, 3, 4 }, { 50, 60, 7, 8 } }, .n = 1 };
    char *one = report_text(EFFECT_CONFIRMED, NULL, &s);
    assert_string_equal(one, "The screen changed at x 1, y 2, 3 wide, 4 high. It is still moving.");
    free(one);
    s.n = 2;
    s.state = SETTLE_QUIET;
    char *two = report_text(EFFECT_CONFIRMED, NULL, &s);
    assert_string_equal(two, "The screen changed in 2 places.");
    free(two);
    json_t *boxes = report_boxes(s.boxes, s.n);
    assert_int_equal(json_integer_value(json_array_get(json_array_get(boxes, 1), 0)), 50);
    json_decref(boxes);
}
