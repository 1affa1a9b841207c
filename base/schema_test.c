#include "base/test.h"

#include <jansson.h>
#include <string.h>

#include "base/err.h"
#include "base/js.h"
#include "base/schema.h"

static json_t *parse(const char *text)
{
    struct err err = { 0 };
    json_t *value = js_parse(text, strlen(text), JS_MESSAGE_MAX, &err);

    if (!value)
        fail_msg("'%s': %s", text, err.msg);
    return value;
}

TEST("a value fits its schema or the error names the path and what is wanted")
{
    static const struct {
        const char *schema, *value, *says; /* says NULL: fits */
    } cases[] = {
        { "{}", "{}", NULL },
        { "{\"type\":\"integer\"}", "3", NULL },
        { "{\"type\":\"integer\"}", "3.5", "the value is 3.5, wanted an integer" },
        { "{\"type\":\"integer\"}", "\"x\"", "the value is \"x\", wanted an integer" },
        { "{\"type\":\"number\"}", "3", NULL },
        { "{\"type\":[\"string\",\"null\"]}", "null", NULL },
        { "{\"type\":[\"string\",\"null\"]}", "true", "the value is true, wanted a text or null" },
        { "{\"enum\":[\"png\",\"jpeg\"]}", "\"gif\"",
          "the value is \"gif\", wanted one of \"png\", \"jpeg\"" },
        { "{\"minimum\":1,\"maximum\":9}", "0", "the value is 0, wanted at least 1" },
        { "{\"minimum\":1,\"maximum\":9}", "9.5", "the value is 9.5, wanted at most 9" },
        { "{\"maxLength\":2}", "\"éé\"", NULL },
        { "{\"maxLength\":2}", "\"ééé\"",
          "the value is \"ééé\", wanted at most 2 characters (it has 3)" },
        { "{\"minLength\":1}", "\"\"",
          "the value is \"\", wanted at least 1 characters (it has 0)" },
        { "{\"type\":\"object\",\"properties\":{\"id\":{\"type\":\"string\"}},"
          "\"required\":[\"id\"]}",
          "{}", "'id' is missing" },
        { "{\"properties\":{\"id\":{}}}", "{\"id\":1,\"no\":2}", "'no' is not known here" },
        { "{\"additionalProperties\":true}", "{\"no\":2}", NULL },
        { "{\"additionalProperties\":{\"type\":\"string\"}}", "{\"no\":2}",
          "'no' is 2, wanted a text" },
        { "{\"properties\":{\"box\":{\"type\":\"array\",\"items\":{\"type\":\"integer\"},"
          "\"minItems\":4,\"maxItems\":4}}}",
          "{\"box\":[1,2,\"x\",4]}", "'box[2]' is \"x\", wanted an integer" },
        { "{\"properties\":{\"box\":{\"type\":\"array\",\"minItems\":4,\"maxItems\":4}}}",
          "{\"box\":[1,2]}", "'box' is a list, wanted at least 4 items (it has 2)" },
        { "{\"properties\":{\"a\":{\"properties\":{\"b\":{\"type\":\"boolean\"}}}}}",
          "{\"a\":{\"b\":{}}}", "'a.b' is an object, wanted true or false" },
        { "{\"properties\":{\"a\":{\"properties\":{\"b\":{}},\"required\":[\"b\"]}}}",
          "{\"a\":{}}", "'a.b' is missing" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct err err = { 0 };
        json_t *schema = parse(cases[i].schema), *value = parse(cases[i].value);
        int ret = schema_check(schema, value, &err);
        assert_int_equal(ret, cases[i].says ? -1 : 0);
        if (cases[i].says) {
            assert_string_equal(err.msg, cases[i].says);
            assert_int_equal(err.code, ERR_INVALID);
        }
        json_decref(schema);
        json_decref(value);
    }
}
