#include "tools/config_lua.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/test.h"
#include "tools/lua_test.h"
#include "tools/prompt_lua.h"

static void must_fail(const char *text, const char *part)
{
    struct err err = { 0 };
    char *path = script_file("config.lua", text);
    json_t *got = config_lua_read(path, &err);
    assert_null(got);
    if (!strstr(err.msg, part))
        fail_msg("'%s', wanted '%s'", err.msg, part);
    free(path);
}

TEST("config.lua sets options as globals and models by name")
{
    struct err err;
    char *path = script_file("config.lua", "max_steps = 20 + 30\nlisten = '127.0.0.1:1'\n"
                                           "model 'desk' { url = 'http://x/v1', images = 5 }\n"
                                           "local hidden = 1\n");
    assert_json(config_lua_read(path, &err),
                "{\"models\":{\"desk\":{\"images\":5,\"url\":\"http://x/v1\"}},"
                "\"options\":{\"listen\":\"127.0.0.1:1\",\"max_steps\":50}}");
    free(path);
}

TEST("a configuration that is not there, or empty, says nothing")
{
    struct err err;
    char *path = script_file("config.lua", "");
    assert_json(config_lua_read("/nowhere/config.lua", &err), "{\"models\":{},\"options\":{}}");
    assert_json(config_lua_read(path, &err), "{\"models\":{},\"options\":{}}");
    free(path);
}

TEST("a damaged configuration is named with file and line")
{
    must_fail("max_steps = 5\nmax_steps = = 6\n", "config.lua:2:");
    must_fail("\nmodel {}", "config.lua:2: model wants a name");
    must_fail("model 'a' {}\nmodel 'a' {}", "config.lua:2: model 'a' is there twice");
    must_fail("max_steps = print", "'max_steps' is a function");
    must_fail("models = 3", "'models' is no option");
    must_fail("while true do end", "time limit");
    must_fail("os.exit(1)", "config.lua:1:");
    must_fail("x = ('x'):rep(1 << 30)", "memory");
}

TEST("the name of a prompt cannot leave the folder of prompts")
{
    struct err err;
    assert_null(prompt_lua_read("../tools/window_list", &err));
    assert_int_equal(err.code, ERR_INVALID);
    assert_null(prompt_lua_read("no-such-family", &err));
    assert_int_equal(err.code, ERR_NOT_FOUND);
}

TEST("each family's shipped prompt is a text")
{
    static const char *const names[] = { "native", "uitars" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct err err;
        char *text = prompt_lua_read(names[i], &err);
        if (!text)
            fail_msg("%s", err.msg);
        assert_true(strlen(text) > 100);
        free(text);
    }
}
