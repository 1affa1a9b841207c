#include "base/test.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "agentd/bus.h"
#include "agentd/command.h"
#include "agentd/rpc.h"
#include "agentd/test_daemon.h"
#include "base/err.h"
#include "base/js.h"
#include "base/xalloc.h"

static struct test_daemon t;
static struct test_peer peer;

static void set_up(enum rank rank, enum origin origin)
{
    test_daemon_new(&t, NULL);
    test_daemon_start(&t);
    test_peer_new(&peer, t.d, rank, origin);
}

static void tear_down(void)
{
    test_peer_gone(&peer);
    test_daemon_free(&t);
}

static void expect(const char *line, int code)
{
    json_t *answer = test_peer_say(&t, &peer, line);
    const json_t *error = js_get(answer, "error");
    if (js_int(error, "code", 0) != code)
        fail_msg("'%.80s' has the code %d, wanted %d", line, (int)js_int(error, "code", 0), code);
    if (code && strlen(js_str(error, "message")) < 5)
        fail_msg("'%.80s' is not told why", line);
    json_decref(answer);
}

TEST("what is no JSON, no request, no method is told apart, and an answer has its request's id")
{
    set_up(RANK_ADMIN, ORIGIN_PERSON);
    expect("{", -32700);
    expect("\"\xff\"", -32700);
    expect("[]", -32600);
    expect("{}", -32600);
    expect("{\"jsonrpc\":\"2.1\",\"id\":1,\"method\":\"status\"}", -32600);
    expect("{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"status\"}", -32600);
    expect("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":7}", -32600);
    expect("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"status\",\"params\":[]}", -32602);
    expect("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"statu\"}", -32601);
    expect("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"status\"}", 0);
    json_t *answer = test_peer_say(&t, &peer, "{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"method\":\"status\"}");
    assert_string_equal(js_str(answer, "id"), "x");
    assert_int_equal(js_int(js_get(answer, "result"), "queued", -1), 0);
    json_decref(answer);
    tear_down();
}

TEST("a client without the rank is refused by name")
{
    set_up(RANK_VIEWER, ORIGIN_PERSON);
    json_t *error = test_peer_call(&t, &peer, "task.start", "{\"task\":\"x\"}");
    assert_string_equal(js_str(js_get(error, "data"), "error"), "denied");
    assert_non_null(strstr(js_str(error, "message"), "operator"));
    json_decref(error);
    tear_down();
}

TEST("a script neither starts, resumes, approves, denies nor answers in a person's name")
{
    static const char *const calls[][2] = {
        { "task.start", "{\"task\":\"x\"}" }, { "task.resume", "{}" }, { "task.approve", "{}" },
        { "task.deny", "{}" }, { "task.say", "{\"id\":\"t1\",\"text\":\"yes\"}" },
    };
    set_up(RANK_OPERATOR, ORIGIN_TOOL);
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        json_t *error = test_peer_call(&t, &peer, calls[i][0], calls[i][1]);
        assert_string_equal(js_str(js_get(error, "data"), "error"), "denied");
        json_decref(error);
    }
    tear_down();
}

/* A value of the schema's type for each other required key, and `wrong` for this one. */
static json_t *params_with(const json_t *schema, const char *key, json_t *wrong)
{
    json_t *params = json_object();
    size_t i;
    json_t *name;
    json_array_foreach(js_get(schema, "required"), i, name) {
        const char *other = json_string_value(name);
        const char *type = js_str(js_get(js_get(schema, "properties"), other), "type");
        json_t *value = !type || strcmp(type, "string") == 0 ? json_string("t1")
                        : strcmp(type, "integer") == 0 ? json_integer(1)
                        : strcmp(type, "boolean") == 0 ? json_false()
                        : strcmp(type, "array") == 0 ? json_pack("[i, i, i, i]", 0, 0, 9, 9)
                                                     : json_object();
        json_object_set_new(params, other, value);
    }
    json_object_set(params, key, wrong);
    return params;
}

static void check_wrong(const char *method, const char *key, json_t *params)
{
    char *text = js_dump(params);
    json_t *error = test_peer_call(&t, &peer, method, text);
    if (js_int(error, "code", 0) != -32602)
        fail_msg("%s %s has the code %d", method, text, (int)js_int(error, "code", 0));
    if (!strstr(js_str(error, "message"), key) || !strstr(js_str(error, "message"), method))
        fail_msg("%s %s: '%s' names neither", method, text, js_str(error, "message"));
    json_decref(error);
    free(text);
}

TEST("every parameter of every command refuses every other type, by its name")
{
    set_up(RANK_ADMIN, ORIGIN_PERSON);
    json_t *wrongs = json_pack("{s:s, s:i, s:b, s:[], s:{}, s:n, s:f}", "string", "text", "integer", -77,
                               "boolean", 1, "array", "object", "null", "number", 0.5);
    for (size_t i = 0; i < commands_n; i++) {
        struct err err;
        json_t *schema = js_parse(commands[i].params, strlen(commands[i].params), 1 << 20, &err);
        const char *key;
        const char *type;
        json_t *field;
        json_t *wrong;
        json_object_foreach(js_get(schema, "properties"), key, field)
            json_object_foreach(wrongs, type, wrong) {
                const char *right = js_str(field, "type");
                bool is_number = right && strcmp(right, "integer") == 0 && strcmp(type, "integer") == 0;
                if (right && strcmp(right, type) == 0 && !(is_number && js_get(field, "minimum")))
                    continue;
                json_t *params = params_with(schema, key, wrong);
                check_wrong(commands[i].name, key, params);
                json_decref(params);
            }
        json_decref(schema);
    }
    json_decref(wrongs);
    tear_down();
}

TEST("an answer to a client that has gone is dropped")
{
    set_up(RANK_ADMIN, ORIGIN_PERSON);
    static const char *const methods[] = { "screen.shot", "screen.elements", "task.list", "doctor",
                                           "journal.list", "tool.list", "events.subscribe" };
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        struct test_peer gone;
        test_peer_new(&gone, t.d, RANK_ADMIN, ORIGIN_PERSON);
        char *line = xasprintf("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\"}", methods[i]);
        rpc_message(gone.client, line, strlen(line));
        free(line);
        test_peer_gone(&gone);
    }
    expect("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"screen.elements\"}", 0);
    tear_down();
}

TEST("the daemon ends with every kind of question open, and each is answered or dropped")
{
    for (size_t i = 0; i < commands_n; i++) {
        set_up(RANK_ADMIN, ORIGIN_PERSON);
        struct err err;
        json_t *schema = js_parse(commands[i].params, strlen(commands[i].params), 1 << 20, &err);
        json_t *params = params_with(schema, "none", NULL);
        char *text = js_dump(params);
        char *line = xasprintf("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":%s}",
                               commands[i].name, text);
        rpc_message(peer.client, line, strlen(line));
        bus_unsubscribe(peer.client->events); /* this client outlives the daemon, a socket's does not */
        peer.client->events = NULL;
        test_daemon_end(&t);
        if (json_array_size(peer.got) != 1)
            fail_msg("%s: %zu answers", commands[i].name, json_array_size(peer.got));
        free(line);
        free(text);
        json_decref(params);
        json_decref(schema);
        tear_down();
    }
}
