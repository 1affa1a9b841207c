#include "tools/tool.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/ask.h"
#include "base/files.h"
#include "base/js.h"
#include "base/mailbox.h"
#include "base/test.h"
#include "tools/lua_test.h"
#include "tools/tool_schema.h"

struct rig {
    struct mailbox *home;
    struct tools *tools;
    struct ask *held;
};

static void table_call(void *data, const char *command, const json_t *params, struct ask *ask)
{
    struct rig *r = data;
    (void)params;
    if (strcmp(command, "screen.windows") == 0)
        ask_answer(ask, json_pack("{s:[{s:s,s:b},{s:s,s:b}]}", "windows", "title", "Below", "active", 0,
                                  "title", "Letter", "active", 1));
    else if (strcmp(command, "tool.call") == 0)
        tools_call(r->tools, js_str(params, "name"), js_get(params, "arguments"), ask);
    else if (strcmp(command, "hold.on") == 0)
        r->held = ask;
    else if (strcmp(command, "app.open") == 0)
        ask_failf(ask, ERR_DENIED, "'%s' is denied", command);
    else
        ask_failf(ask, ERR_NOT_FOUND, "nothing is called '%s'", command);
}

static void rig_open(struct rig *r)
{
    struct err err;
    memset(r, 0, sizeof *r);
    r->home = mailbox_new(&err);
    assert_non_null(r->home);
    r->tools = tools_new(r->home, &(struct tools_host){ table_call, r });
}

static void load(struct rig *r, const char *const *folders, size_t n)
{
    struct answer a;
    tools_load(r->tools, folders, n, answer_ask(r->home, &a));
    answer_wait(r->home, &a);
    assert_int_equal(a.err.code, ERR_NONE);
}

static void rig_close(struct rig *r)
{
    tools_free(r->tools);
    mailbox_unref(r->home);
}

/* Files "FOLDER/NAME" with their texts, ended by NULL; loads FOLDER. */
static void load_files(struct rig *r, const char *folder, const char *const *files)
{
    char *path = path_join(script_folder(), folder);
    struct err err;
    folder_remove(path, &err);
    for (; *files; files += 2) {
        char *name = path_join(folder, files[0]);
        free(script_file(name, files[1]));
        free(name);
    }
    const char *const folders[] = { path };
    load(r, folders, 1);
    free(path);
}

static struct answer call(struct rig *r, const char *name, const char *args)
{
    struct answer a;
    json_t *value = json_loads(args, 0, NULL);
    tools_call(r->tools, name, value, answer_ask(r->home, &a));
    json_decref(value);
    answer_wait(r->home, &a);
    return a;
}

static const char title_tool[] =
    "return tool {\n"
    "  name = \"window_title\", effect = \"reads\",\n"
    "  doc = \"Title of the focused window; empty when there is none.\",\n"
    "  params = {}, result = { title = \"string\" },\n"
    "  run = function(args)\n"
    "    return { title = agent.window_focused().title or \"\" }\n"
    "  end }\n";

TEST("a tool of eight lines is listed and called")
{
    struct rig r;
    rig_open(&r);
    load_files(&r, "eight", (const char *const[]){ "window_title.lua", title_tool, NULL });
    json_t *list = tools_list(r.tools);
    assert_int_equal(json_array_size(list), 1);
    json_t *one = json_array_get(list, 0);
    assert_string_equal(js_str(one, "name"), "window_title");
    assert_string_equal(js_str(one, "effect"), "reads");
    assert_null(js_str(one, "error"));
    json_decref(list);
    assert_json(call(&r, "window_title", "{}").result, "{\"title\":\"Letter\"}");
    assert_int_equal(tools_effect(r.tools, "window_title"), TOOL_READS);
    rig_close(&r);
}

TEST("arguments are checked before the tool runs, and its result after")
{
    struct rig r;
    rig_open(&r);
    load_files(&r, "args",
               (const char *const[]){
                   "add.lua",
                   "return tool { name = 'add', effect = 'reads', doc = 'Adds.', "
                   "params = { a = 'integer', b = 'integer?', list = 'string[]?' }, "
                   "result = { sum = 'integer', list = 'string[]' }, "
                   "run = function(args) return { sum = args.a + (args.b or 1), list = args.list or {} } end }",
                   "liar.lua",
                   "return tool { name = 'liar', effect = 'reads', doc = 'Lies.', result = { n = 'integer' }, "
                   "run = function() return { n = 'many' } end }",
                   NULL });
    assert_json(call(&r, "add", "{\"a\": 2}").result, "{\"list\":[],\"sum\":3}");
    assert_json(call(&r, "add", "{\"a\": 2, \"b\": 5, \"list\": [\"x\"]}").result,
                "{\"list\":[\"x\"],\"sum\":7}");
    assert_string_equal(call(&r, "add", "{\"a\": \"x\"}").err.msg, "add: 'a' is \"x\", wanted an integer");
    assert_string_equal(call(&r, "add", "{}").err.msg, "add: 'a' is missing");
    assert_string_equal(call(&r, "add", "{\"a\": 1, \"c\": 1}").err.msg, "add: 'c' is not known here");
    assert_string_equal(call(&r, "liar", "{}").err.msg,
                        "liar's result: 'n' is \"many\", wanted an integer");
    assert_int_equal(call(&r, "nobody", "{}").err.code, ERR_NOT_FOUND);
    rig_close(&r);
}

TEST("a file that fails is left out and named with its reason")
{
    static const char *const files[] = {
        "a.lua", "return tool {",
        "b.lua", "return { name = 'b' }",
        "c.lua", "return tool { name = 'c', effect = 'magic', doc = 'C.', run = print }",
        "d.lua", "return tool { name = 'click', effect = 'input', doc = 'D.', run = print }",
        "e.lua", "return tool { name = 'e', effect = 'reads', doc = 'E.', params = { x = 'strnig' }, run = print }",
        "f.lua", "return tool { name = 'f', effect = 'reads', doc = 'F.', run = print }",
        NULL,
    };
    static const char *const reasons[] = {
        "a.lua:1:", "it does not return tool", "effect is 'magic'", "'click' is the name of an action",
        "params: 'x' is 'strnig'", NULL,
    };
    struct rig r;
    rig_open(&r);
    load_files(&r, "bad", files);
    json_t *list = tools_list(r.tools);
    assert_int_equal(json_array_size(list), 6);
    for (size_t i = 0; i < 6; i++) {
        const char *error = js_str(json_array_get(list, i), "error");
        if (!reasons[i])
            assert_null(error);
        else if (!error || !strstr(error, reasons[i]))
            fail_msg("'%s', wanted '%s'", error ? error : "(none)", reasons[i]);
    }
    json_decref(list);
    assert_int_equal(call(&r, "c", "{}").err.code, ERR_INVALID);
    assert_int_equal(tools_effect(r.tools, "c"), -1);
    rig_close(&r);
}

TEST("a later folder's tool wins over an earlier one of the same name")
{
    struct rig r;
    rig_open(&r);
    free(script_file("first/x.lua", "return tool { name = 'x', effect = 'reads', doc = 'Old.',"
                                " result = { from = 'integer' }, run = function() return { from = 1 } end }"));
    free(script_file("second/y.lua", "return tool { name = 'x', effect = 'writes', doc = 'New.',"
                                " result = { from = 'integer' }, run = function() return { from = 2 } end }"));
    char *first = path_join(script_folder(), "first");
    char *second = path_join(script_folder(), "second");
    const char *const folders[] = { first, "/nowhere", second };
    load(&r, folders, 3);
    assert_json(call(&r, "x", "{}").result, "{\"from\":2}");
    assert_int_equal(tools_effect(r.tools, "x"), TOOL_WRITES);
    free(first);
    free(second);
    rig_close(&r);
}

TEST("what the world refuses is the tool's error, in its words and with its code")
{
    struct rig r;
    rig_open(&r);
    load_files(&r, "world",
               (const char *const[]){
                   "w.lua", "return tool { name = 'w', effect = 'reads', doc = 'W.', run = function() "
                            "return agent.app_close { target = 'x' } end }",
                   "d.lua", "return tool { name = 'd', effect = 'reads', doc = 'D.', run = function() "
                            "agent.app_open { target = 'x' } agent.clipboard() end }",
                   "e.lua", "return tool { name = 'e', effect = 'reads', doc = 'E.', run = function() "
                            "error('no good') end }",
                   NULL });
    struct answer a = call(&r, "w", "{}");
    assert_int_equal(a.err.code, ERR_NOT_FOUND);
    assert_string_equal(a.err.msg, "w: nothing is called 'app.close'");
    a = call(&r, "d", "{}"); /* what is refused ends the tool, looked at or not */
    assert_int_equal(a.err.code, ERR_DENIED);
    assert_non_null(strstr(a.err.msg, "'app.open' is denied"));
    a = call(&r, "e", "{}");
    assert_int_equal(a.err.code, ERR_INVALID);
    assert_non_null(strstr(a.err.msg, "e.lua:1: no good"));
    rig_close(&r);
}

TEST("a tool that calls itself ends at the number of calls")
{
    struct rig r;
    rig_open(&r);
    load_files(&r, "self",
               (const char *const[]){ "again.lua",
                                      "return tool { name = 'again', effect = 'reads', doc = 'Again.', "
                                      "run = function() return agent.tool('again') end }",
                                      NULL });
    assert_int_equal(call(&r, "again", "{}").err.code, ERR_LIMIT);
    rig_close(&r);
}

TEST("a file that changed since it was loaded is not run with the old declaration")
{
    struct rig r;
    rig_open(&r);
    load_files(&r, "change",
               (const char *const[]){ "x.lua", "return tool { name = 'x', effect = 'reads', doc = 'X.', run = print }",
                                      NULL });
    free(script_file("change/x.lua", "return tool { name = 'x', effect = 'writes', doc = 'X.', run = print }"));
    assert_int_equal(call(&r, "x", "{}").err.code, ERR_BUSY);
    rig_close(&r);
}

TEST("freeing the tools ends the calls and loads that are under way")
{
    struct rig r;
    struct answer a;
    struct answer b;
    rig_open(&r);
    load_files(&r, "hold",
               (const char *const[]){ "h.lua",
                                      "return tool { name = 'h', effect = 'reads', doc = 'H.', "
                                      "run = function() return agent.hold_on() end }",
                                      NULL });
    tools_call(r.tools, "h", NULL, answer_ask(r.home, &a));
    while (!r.held)
        mailbox_wait(r.home, -1);
    char *path = path_join(script_folder(), "hold");
    tools_load(r.tools, (const char *const[]){ path }, 1, answer_ask(r.home, &b));
    tools_free(r.tools);
    r.tools = NULL;
    answer_wait(r.home, &a);
    answer_wait(r.home, &b);
    assert_int_equal(a.err.code, ERR_CANCELLED);
    assert_int_equal(b.err.code, ERR_CANCELLED);
    ask_drop(r.held);
    free(path);
    rig_close(&r);
}

TEST("short type words become JSON Schema with sorted keys")
{
    struct err err = { 0 };
    json_t *fields = json_pack("{s:s,s:s,s:s,s:{s:s,s:i,s:b}}", "title", "string", "n", "integer?",
                               "tags", "string[]", "age", "type", "integer", "minimum", 0, "optional", 1);
    assert_json(tool_schema(fields, &err),
                "{\"additionalProperties\":false,\"properties\":{\"age\":{\"minimum\":0,\"type\":\"integer\"},"
                "\"n\":{\"type\":\"integer\"},\"tags\":{\"items\":{\"type\":\"string\"},\"type\":\"array\"},"
                "\"title\":{\"type\":\"string\"}},\"required\":[\"tags\",\"title\"],\"type\":\"object\"}");
    json_decref(fields);
    assert_json(tool_schema(NULL, &err), "{\"additionalProperties\":false,\"properties\":{},"
                                         "\"required\":[],\"type\":\"object\"}");
}
