#include "tools/provider_embedded.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "actions/action.h"
#include "base/ask.h"
#include "base/loop.h"
#include "base/strbuf.h"
#include "base/test.h"
#include "base/xalloc.h"
#include "model/dialect.h"
#include "model/prompt.h"
#include "model/provider.h"
#include "tools/lua_test.h"
#include "tools/native_message.h"

struct rig {
    struct loop *loop;
    struct mailbox *home;
    struct provider *provider;
    struct strbuf shown;
};

static void delta(void *data, enum delta_kind kind, const char *text, size_t len)
{
    struct rig *r = data;
    assert_int_equal(kind, DELTA_TEXT);
    strbuf_add(&r->shown, text, len);
}

/* planner: text of a planner's own; NULL: the shipped one. */
static void rig_open(struct rig *r, const char *planner)
{
    struct err err;
    char *path = planner ? script_file("planner/init.lua", planner) : NULL;
    json_t *config = path ? json_pack("{s:s}", "planner", path) : NULL;
    if (!provider_driver_find("embedded"))
        assert_int_equal(provider_embedded_register(), 0);
    r->loop = loop_new(&err);
    r->home = loop_mailbox(r->loop);
    strbuf_init(&r->shown);
    r->provider = provider_open("embedded", r->loop, config, &err);
    assert_non_null(r->provider);
    json_decref(config);
    free(path);
}

static void rig_close(struct rig *r)
{
    provider_close(r->provider);
    strbuf_release(&r->shown);
    loop_free(r->loop);
}

static void ask_planner(struct rig *r, const char *context, struct answer *a)
{
    struct prompt *p = prompt_new();
    p->context = json_loads(context, 0, NULL);
    assert_non_null(p->context);
    provider_ask(r->provider, p, delta, r, answer_ask(r->home, a));
}

static struct answer plan(struct rig *r, const char *context)
{
    struct answer a;
    ask_planner(r, context, &a);
    answer_wait(r->home, &a);
    return a;
}

static const char screen[] = "{\"task\":\"t\",\"step\":1,\"screen\":{\"w\":1366,\"h\":768}}";

TEST("a planner's answer comes as a native message, and its thought is shown")
{
    struct rig r;
    rig_open(&r, "local n = 0 return { plan = function(c) n = n + 1"
                 " return { thought = 'step ' .. n .. ' of ' .. c.task,"
                 " actions = { { action = 'key', chord = { 'ctrl', 's' } }, { action = 'tool', name = 'look',"
                 " arguments = { deep = true } } } } end }");
    struct answer a = plan(&r, screen);
    struct completion *c = a.result;
    assert_non_null(c);
    assert_string_equal(c->text,
                        "{\"role\":\"assistant\",\"content\":\"step 1 of t\",\"tool_calls\":["
                        "{\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":\"key\","
                        "\"arguments\":\"{\\\"keys\\\":[\\\"ctrl\\\",\\\"s\\\"]}\"}},"
                        "{\"id\":\"call_2\",\"type\":\"function\",\"function\":{\"name\":\"look\","
                        "\"arguments\":\"{\\\"deep\\\":true}\"}}]}");
    completion_free(c);
    a = plan(&r, screen); /* the state is kept */
    completion_free(a.result);
    assert_string_equal(r.shown.s, "step 1 of tstep 2 of t");
    rig_close(&r);
}

/* Every pixel of each axis, through the dialect's own parser. */
TEST("each pixel that a planner names is the pixel that is clicked")
{
    static const struct viewport shown[] = {
        { { 0, 0, 1366, 768 }, 1366, 768 },
        { { 0, 0, 1921, 1081 }, 1921, 1081 },
        { { 0, 0, 997, 13 }, 997, 13 },
    };
    const struct dialect *native = dialect_find("native");
    struct err err;
    for (size_t v = 0; v < sizeof shown / sizeof *shown; v++)
        for (int32_t x = 0; x < shown[v].crop.w; x++) {
            int32_t y = x % shown[v].crop.h;
            struct reply reply;
            json_t *answer = json_pack("{s:[{s:s,s:i,s:i,s:s,s:i}]}", "actions", "action", "click", "x",
                                       x, "y", y, "button", "left", "count", 1);
            char *text = native_message(answer, &shown[v], &err);
            assert_non_null(text);
            native->parse(text, strlen(text), &shown[v], FRAME_THOUSAND, &reply);
            if (reply.code != PARSE_OK || reply.actions[0].at.x != x || reply.actions[0].at.y != y)
                fail_msg("%d,%d of %dx%d: %s", x, y, shown[v].crop.w, shown[v].crop.h, text);
            reply_release(&reply);
            free(text);
            json_decref(answer);
        }
}

TEST("every kind of action keeps its meaning on the way through the dialect")
{
    static const char *const actions[] = {
        "{\"action\":\"click\",\"button\":\"right\",\"count\":2,\"modifiers\":[\"ctrl\"],\"x\":3,\"y\":4}",
        "{\"action\":\"click\",\"button\":\"left\",\"count\":1}",
        "{\"action\":\"move\",\"x\":1365,\"y\":767}",
        "{\"action\":\"drag\",\"button\":\"left\",\"path\":[[1,2],[500,300],[7,8]]}",
        "{\"action\":\"button_down\",\"button\":\"left\",\"x\":9,\"y\":9}",
        "{\"action\":\"button_up\",\"button\":\"left\"}",
        "{\"action\":\"scroll\",\"dx\":0,\"dy\":-3,\"x\":640,\"y\":400}",
        "{\"action\":\"type\",\"text\":\"a \\\"b\\\"\\né\"}",
        "{\"action\":\"key\",\"chord\":[\"alt\",\"Page_Up\"],\"count\":3}",
        "{\"action\":\"hold_key\",\"chord\":[\"shift\",\"a\"],\"ms\":50}",
        "{\"action\":\"key_down\",\"key\":\"shift\"}",
        "{\"action\":\"key_up\",\"key\":\"shift\"}",
        "{\"action\":\"wait\",\"ms\":500}",
        "{\"action\":\"screenshot\"}",
        "{\"action\":\"zoom\",\"box\":[10,20,300,400]}",
        "{\"action\":\"open\",\"expect\":\"window\",\"target\":\"files\"}",
        "{\"action\":\"back\"}",
        "{\"action\":\"forward\"}",
        "{\"action\":\"finish\",\"status\":\"failed\",\"text\":\"no\"}",
        "{\"action\":\"ask\",\"text\":\"which?\"}",
        "{\"action\":\"say\",\"text\":\"hello\"}",
        "{\"action\":\"tool\",\"arguments\":{\"a\":[1]},\"name\":\"x_y\"}",
        "{\"action\":\"code\",\"language\":\"lua\",\"source\":\"return 1\"}",
        "{\"action\":\"mark\",\"do\":\"click\",\"index\":3}",
    };
    static const struct viewport shown = { { 0, 0, 1366, 768 }, 1366, 768 };
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++) {
        struct err err;
        struct reply reply;
        json_t *one = json_loads(actions[i], 0, NULL);
        json_t *answer = json_pack("{s:[o]}", "actions", one);
        char *text = native_message(answer, &shown, &err);
        if (!text)
            fail_msg("%s: %s", actions[i], err.msg);
        dialect_find("native")->parse(text, strlen(text), &shown, FRAME_THOUSAND, &reply);
        if (reply.code != PARSE_OK)
            fail_msg("%s: %s", text, reply.detail);
        assert_json(action_to_json(&reply.actions[0]), actions[i]);
        reply_release(&reply);
        free(text);
        json_decref(answer);
    }
}

TEST("a planner's mistake is an error that names the action or the line")
{
    static const struct { const char *planner, *part; } cases[] = {
        { "return { plan = function() error('lost') end }", "init.lua:1: lost" },
        { "return { plan = function() return { actions = { { action = 'clik' } } } end }",
          "the planner's action 1" },
        { "return { plan = function() return { actions = { { action = 'click', x = 1.5, y = 2, button = 'left',"
          " count = 1 } } } end }", "the planner's action 1" },
        { "return { plan = function() end }", "the planner gave no table" },
        { "return {}", "no function 'plan'" },
        { "return {", "init.lua:1:" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct rig r;
        rig_open(&r, cases[i].planner);
        struct answer a = plan(&r, screen);
        assert_int_equal(a.err.code, ERR_INVALID);
        if (!strstr(a.err.msg, cases[i].part))
            fail_msg("'%s', wanted '%s'", a.err.msg, cases[i].part);
        a = plan(&r, "{\"task\":\"t\"}");
        assert_string_equal(a.err.msg, "the planner was shown no screen");
        rig_close(&r);
    }
}

TEST("a planner that thinks for ever is ended by a cancel or a close")
{
    struct rig r;
    struct answer a;
    rig_open(&r, "return { plan = function(c) while c.step == 1 do end return { thought = 'now' } end }");
    ask_planner(&r, screen, &a);
    provider_cancel(r.provider);
    answer_wait(r.home, &a);
    assert_int_equal(a.err.code, ERR_CANCELLED);
    a = plan(&r, "{\"task\":\"t\",\"step\":2,\"screen\":{\"w\":10,\"h\":10}}");
    assert_string_equal(((struct completion *)a.result)->text,
                        "{\"role\":\"assistant\",\"content\":\"now\"}");
    completion_free(a.result);
    ask_planner(&r, screen, &a);
    provider_close(r.provider);
    r.provider = NULL;
    answer_wait(r.home, &a);
    assert_int_equal(a.err.code, ERR_CANCELLED);
    rig_close(&r);
}

TEST("the shipped planner answers a task with actions that the dialect takes")
{
    static const char context[] =
        "{\"task\":\"Click the OK button\",\"task_id\":\"t1\",\"step\":1,\"screen\":{\"frame\":1,\"w\":800,\"h\":600,"
        "\"pointer\":[0,0],\"app\":\"Dialog\",\"focus\":null,\"windows\":[{\"id\":7,\"title\":\"Dialog\","
        "\"class\":\"Dialog\",\"type\":\"normal\",\"box\":[100,100,300,200],\"active\":true,\"managed\":true}],"
        "\"elements\":[{\"id\":1,\"role\":\"button\",\"name\":\"OK\",\"box\":[300,250,80,30],\"states\":[],"
        "\"window\":7,\"source\":[\"atspi\"],\"score\":1}],\"lines\":[]}}";
    static const struct viewport shown = { { 0, 0, 800, 600 }, 800, 600 };
    struct rig r;
    struct reply reply;
    rig_open(&r, NULL);
    struct answer a = plan(&r, context);
    if (a.err.code != ERR_NONE)
        fail_msg("%s", a.err.msg);
    struct completion *c = a.result;
    dialect_find("native")->parse(c->text, strlen(c->text), &shown, FRAME_THOUSAND, &reply);
    assert_int_equal(reply.code, PARSE_OK);
    assert_int_equal(reply.actions[0].kind, ACTION_CLICK);
    assert_true(reply.actions[0].at.x >= 300 && reply.actions[0].at.x < 380);
    assert_true(reply.actions[0].at.y >= 250 && reply.actions[0].at.y < 280);
    reply_release(&reply);
    completion_free(c);
    rig_close(&r);
}
