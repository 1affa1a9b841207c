#include "base/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "agentd/command.h"
#include "base/err.h"
#include "base/files.h"
#include "base/js.h"

TEST("the command table is sorted by name, without doubles")
{
    for (size_t i = 1; i < commands_n; i++)
        if (strcmp(commands[i - 1].name, commands[i].name) >= 0)
            fail_msg("'%s' stands before '%s'", commands[i - 1].name, commands[i].name);
}

TEST("each row has words, a rank and schemas that are JSON objects")
{
    for (size_t i = 0; i < commands_n; i++) {
        json_t *j = command_to_json(&commands[i]);
        assert_non_null(j);
        assert_string_equal(js_str(js_get(j, "params"), "type"), "object");
        assert_string_equal(js_str(js_get(j, "result"), "type"), "object");
        assert_true(strlen(js_str(j, "doc")) > 10);
        assert_true(commands[i].rank >= RANK_VIEWER);
        json_decref(j);
    }
}

TEST("every required parameter is described")
{
    for (size_t i = 0; i < commands_n; i++) {
        json_t *j = command_to_json(&commands[i]);
        const json_t *params = js_get(j, "params");
        size_t k;
        json_t *name;
        json_array_foreach(js_get(params, "required"), k, name)
            assert_non_null(js_get(js_get(params, "properties"), json_string_value(name)));
        json_decref(j);
    }
}

TEST("a command is found by its whole name only")
{
    assert_non_null(command_find("status"));
    assert_null(command_find("statu"));
    assert_null(command_find("status "));
    assert_null(command_find(""));
}

TEST("docs/protocol.md is what the table says")
{
    struct err err;
    char *want = command_reference();
    char *text = file_read(SRCDIR "/docs/protocol.md", 1u << 20, NULL, &err);
    assert_non_null(text);
    if (strcmp(text, want) != 0)
        fail_msg("it is not: build/bin/agentd --tool protocol > docs/protocol.md");
    free(text);
    free(want);
}

TEST("the reference names every command")
{
    char *text = command_reference();
    for (size_t i = 0; i < commands_n; i++) {
        char head[80];
        snprintf(head, sizeof head, "\n## %s\n", commands[i].name);
        assert_non_null(strstr(text, head));
    }
    free(text);
}
