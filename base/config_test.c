#include "base/test.h"

#include <jansson.h>
#include <string.h>

#include "base/config.h"
#include "base/err.h"
#include "base/js.h"

TEST("the option table is sorted and each default fits its own row")
{
    struct err err = { 0 };
    struct config *c = config_new(NULL, &err);

    assert_non_null(c);
    for (size_t i = 1; i < config_options_n; i++)
        assert_true(strcmp(config_options[i - 1].name, config_options[i].name) < 0);
    assert_int_equal(config_int(c, "max_steps"), 50);
    assert_int_equal(config_int(c, "timeout_s"), 600);
    assert_true(config_bool(c, "web"));
    assert_string_equal(config_text(c, "model"), "embedded");
    assert_string_equal(config_text(c, "policy"), "");
    assert_string_equal(config_text(c, "listen"), "127.0.0.1:7443");
    config_free(c);
}

TEST("values are taken from JSON, and a wrong one is named with its range")
{
    static const struct {
        const char *json, *says; /* says NULL: taken */
    } cases[] = {
        { "{\"max_steps\":7,\"web\":false,\"model\":\"desk\"}", NULL },
        { "{\"max_steps\":7.0}", NULL },
        { "{\"max_steps\":7.5}", "option 'max_steps' is 7.5, wanted an integer" },
        { "{\"max_steps\":0}", "option 'max_steps' is 0, wanted 1 to 1000" },
        { "{\"max_steps\":\"7\"}", "option 'max_steps' is \"7\", wanted an integer" },
        { "{\"web\":1}", "option 'web' is 1, wanted true or false" },
        { "{\"model\":5}", "option 'model' is 5, wanted a text" },
        { "{\"capture\":\"x12\"}",
          "option 'capture' is 'x12', wanted one of x11|pipewire|wlroots|replay|null" },
        { "{\"max_step\":5}", "there is no option 'max_step'; is it 'max_steps'" },
        { "{\"zz\":5}", "there is no option 'zz'" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct err err = { 0 };
        json_t *values = js_parse(cases[i].json, strlen(cases[i].json), 1000, &err);
        struct config *c = config_new(values, &err);
        assert_int_equal(c == NULL, cases[i].says != NULL);
        if (cases[i].says)
            assert_string_equal(err.msg, cases[i].says);
        config_free(c);
        json_decref(values);
    }
}

TEST("values from a command line are texts, checked alike, and the last one counts")
{
    struct err err = { 0 };
    struct config *c = config_new(NULL, &err);

    assert_int_equal(config_set(c, "max_steps", "12", &err), 0);
    assert_int_equal(config_set(c, "max_steps", "13", &err), 0);
    assert_int_equal(config_int(c, "max_steps"), 13);
    assert_int_equal(config_set(c, "web", "off", &err), 0);
    assert_false(config_bool(c, "web"));
    assert_int_equal(config_set(c, "model", "desk", &err), 0);
    assert_string_equal(config_text(c, "model"), "desk");
    assert_int_equal(config_set(c, "max_steps", "many", &err), -1);
    assert_string_equal(err.msg, "option 'max_steps' is 'many', wanted an integer");
    assert_int_equal(config_set(c, "max_steps", "99999999999999999999", &err), -1);
    assert_int_equal(config_set(c, "web", "maybe", &err), -1);
    assert_int_equal(config_set(c, "hands", "feet", &err), -1);
    assert_int_equal(config_set(c, "model", "\xFF", &err), -1);
    assert_int_equal(config_int(c, "max_steps"), 13);
    config_free(c);
}
