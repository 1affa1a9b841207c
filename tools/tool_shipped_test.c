/* The shipped tools and the prelude, over a command table that answers like the daemon's. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/ask.h"
#include "base/js.h"
#include "base/mailbox.h"
#include "base/paths.h"
#include "base/strbuf.h"
#include "base/test.h"
#include "tools/lua_test.h"
#include "tools/tool.h"

struct desk {
    struct mailbox *home;
    struct tools *tools;
    struct strbuf calls; /* "command params" lines of what is not only looked at */
    int looks;           /* screen.elements so far: "Late" appears at the third */
};

static json_t *elements(struct desk *d)
{
    json_t *screen = json_pack(
        "{s:[{s:s,s:s,s:[iiii],s:[],s:i},{s:s,s:s,s:[iiii],s:[s],s:i},{s:s,s:s,s:[iiii],s:[],s:i}],"
        "s:[{s:s,s:[iiii],s:i},{s:s,s:[iiii],s:i}]}",
        "elements", "role", "button", "name", "Save As", "box", 10, 10, 40, 20, "states", "window", 2,
        "role", "button", "name", "Save", "box", 60, 10, 40, 20, "states", "focused", "window", 2, "role",
        "field", "name", "Save to", "box", 0, 0, 9, 9, "states", "window", 3, "lines", "text", "First line",
        "box", 0, 50, 100, 10, "window", 2, "text", "Other", "box", 0, 60, 100, 10, "window", 3);
    if (++d->looks >= 3)
        json_array_append_new(js_get(screen, "elements"),
                              json_pack("{s:s,s:s,s:[iiii],s:[],s:i}", "role", "button", "name", "Late",
                                        "box", 1, 2, 3, 4, "states", "window", 2));
    return screen;
}

static void desk_call(void *data, const char *command, const json_t *params, struct ask *ask)
{
    struct desk *d = data;
    if (strcmp(command, "screen.elements") == 0) {
        ask_answer(ask, elements(d));
    } else if (strcmp(command, "screen.windows") == 0) {
        ask_answer(ask, json_pack("{s:[{s:i,s:s,s:s,s:s,s:b},{s:i,s:s,s:s,s:s,s:b}]}", "windows", "id", 2,
                                  "title", "Letter", "class", "Mousepad", "type", "normal", "active", 0,
                                  "id", 3, "title", "Files", "class", "Pcmanfm", "type", "normal",
                                  "active", 1));
    } else if (strcmp(command, "clipboard.get") == 0) {
        ask_answer(ask, json_pack("{s:s}", "text", "copied"));
    } else if (strcmp(command, "app.list") == 0) {
        ask_answer(ask, json_pack("{s:[{s:s,s:s,s:s},{s:s,s:s}]}", "apps", "id", "mousepad.desktop", "name",
                                  "Mousepad", "generic", "Text Editor", "id", "x.desktop", "name", "X"));
    } else {
        char *text = js_dump_sorted(params);
        strbuf_addf(&d->calls, "%s %s\n", command, text);
        free(text);
        ask_answer(ask, json_object());
    }
}

static void desk_open(struct desk *d, const char *folder)
{
    struct err err;
    struct answer a;
    memset(d, 0, sizeof *d);
    strbuf_init(&d->calls);
    d->home = mailbox_new(&err);
    d->tools = tools_new(d->home, &(struct tools_host){ desk_call, d });
    tools_load(d->tools, &folder, 1, answer_ask(d->home, &a));
    answer_wait(d->home, &a);
}

static void desk_close(struct desk *d)
{
    tools_free(d->tools);
    mailbox_unref(d->home);
    strbuf_release(&d->calls);
}

static void desk_shipped(struct desk *d)
{
    struct err err;
    char *folder = paths_data("scripts/tools", &err);
    assert_non_null(folder);
    desk_open(d, folder);
    free(folder);
}

static json_t *call(struct desk *d, const char *name, const char *args)
{
    struct answer a;
    json_t *value = json_loads(args, 0, NULL);
    tools_call(d->tools, name, value, answer_ask(d->home, &a));
    json_decref(value);
    answer_wait(d->home, &a);
    if (a.err.code != ERR_NONE)
        fail_msg("%s: %s", name, a.err.msg);
    return a.result;
}

TEST("each shipped tool loads")
{
    struct desk d;
    desk_shipped(&d);
    json_t *list = tools_list(d.tools);
    json_t *one;
    size_t i;
    assert_true(json_array_size(list) >= 12);
    json_array_foreach(list, i, one)
        if (js_str(one, "error"))
            fail_msg("%s: %s", js_str(one, "name"), js_str(one, "error"));
    json_decref(list);
    desk_close(&d);
}

TEST("the shipped tools do what they say")
{
    struct desk d;
    desk_shipped(&d);
    assert_json(call(&d, "window_title", "{}"), "{\"title\":\"Files\"}");
    assert_json(call(&d, "window_focus", "{\"window\":\"lett\"}"), "{\"title\":\"Letter\"}");
    assert_json(call(&d, "window_close", "{\"window\":\"pcman\"}"), "{\"title\":\"Files\"}");
    assert_json(call(&d, "clipboard_get", "{}"), "{\"text\":\"copied\"}");
    assert_json(call(&d, "clipboard_set", "{\"text\":\"new\"}"), "{}");
    assert_json(call(&d, "app_list", "{\"text\":\"editor\"}"),
                "{\"apps\":[{\"generic\":\"Text Editor\",\"id\":\"mousepad.desktop\",\"name\":\"Mousepad\"}]}");
    assert_json(call(&d, "screen_text", "{\"window\":\"Letter\"}"), "{\"lines\":[\"First line\"]}");
    assert_json(call(&d, "screen_find", "{\"label\":\"save\",\"most\":1}"),
                "{\"found\":[{\"box\":[60,10,40,20],\"name\":\"Save\",\"role\":\"button\",\"states\":[\"focused\"]}]}");
    assert_json(call(&d, "screen_find", "{\"label\":\"nowhere\"}"), "{\"found\":[]}");
    assert_string_equal(d.calls.s, "window.focus {\"id\":2}\nwindow.close {\"id\":3}\n"
                                   "clipboard.set {\"text\":\"new\"}\n");
    desk_close(&d);
}

TEST("waiting looks again until it is there")
{
    struct desk d;
    desk_shipped(&d);
    assert_json(call(&d, "wait_for", "{\"label\":\"Late\"}"), "{\"box\":[1,2,3,4],\"name\":\"Late\"}");
    assert_int_equal(d.looks, 3);
    desk_close(&d);
}

TEST("agent's actions are canonical, at the middle of what was found")
{
    struct desk d;
    char *file = script_file("acts/acts.lua",
                             "return tool { name = 'acts', effect = 'input', doc = 'Acts.', run = function()\n"
                             "agent.click(agent.find { role = 'button', label = 'Save' })\n"
                             "agent.double_click({ 5, 6 })\n"
                             "agent.right_click({ x = 5, y = 6 }, { modifiers = { 'ctrl' } })\n"
                             "agent.drag({ 1, 2 }, { 3, 4 })\n"
                             "agent.scroll({ 1, 2 }, -3)\n"
                             "agent.type('hi')\n"
                             "agent.key('ctrl+shift+s')\nagent.key('+')\nagent.key('ctrl++', 2)\n"
                             "agent.open('Mousepad')\n"
                             "local ok, why = pcall(agent.click, (agent.find('nowhere')))\n"
                             "assert(not ok and why:find('nothing was found'))\nend }");
    char *slash = strrchr(file, '/');
    *slash = '\0';
    desk_open(&d, file);
    json_decref(call(&d, "acts", "{}"));
    assert_string_equal(
        d.calls.s,
        "input.act {\"action\":{\"action\":\"click\",\"button\":\"left\",\"count\":1,\"x\":80,\"y\":20}}\n"
        "input.act {\"action\":{\"action\":\"click\",\"button\":\"left\",\"count\":2,\"x\":5,\"y\":6}}\n"
        "input.act {\"action\":{\"action\":\"click\",\"button\":\"right\",\"count\":1,"
        "\"modifiers\":[\"ctrl\"],\"x\":5,\"y\":6}}\n"
        "input.act {\"action\":{\"action\":\"drag\",\"button\":\"left\",\"path\":[[1,2],[3,4]]}}\n"
        "input.act {\"action\":{\"action\":\"scroll\",\"dx\":0,\"dy\":-3,\"x\":1,\"y\":2}}\n"
        "input.act {\"action\":{\"action\":\"type\",\"text\":\"hi\"}}\n"
        "input.act {\"action\":{\"action\":\"key\",\"chord\":[\"ctrl\",\"shift\",\"s\"]}}\n"
        "input.act {\"action\":{\"action\":\"key\",\"chord\":[\"+\"]}}\n"
        "input.act {\"action\":{\"action\":\"key\",\"chord\":[\"ctrl\",\"plus\"],\"count\":2}}\n"
        "app.open {\"target\":\"Mousepad\"}\n");
    free(file);
    desk_close(&d);
}
