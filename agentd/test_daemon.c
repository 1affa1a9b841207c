#include "agentd/test_daemon.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "agentd/rpc.h"
#include "base/err.h"
#include "base/files.h"
#include "base/js.h"
#include "base/loop.h"
#include "base/stop.h"
#include "base/test.h"
#include "base/xalloc.h"

#define LATE_MS 20000

void test_daemon_new(struct test_daemon *t, const char *lines)
{
    struct err err;
    *t = (struct test_daemon){ .folder = "/tmp/agentd-test-XXXXXX" };
    assert_non_null(mkdtemp(t->folder));
    t->config = path_join(t->folder, "config.lua");
    t->state = path_join(t->folder, "state");
    t->socket = path_join(t->folder, "s");
    t->policy = xstrdup(SRCDIR "/scripts/policies/allow-all.lua");
    char *text = xasprintf("capture = 'null'\nhands = 'null'\nocr = false\n%s\n",
                           lines ? lines : "");
    assert_int_equal(file_write(t->config, text, strlen(text), 0600, &err), 0);
    free(text);
    t->opts = (struct agentd_opts){ .display = "64x48", .config_file = t->config,
                                    .state_folder = t->state, .socket_path = t->socket,
                                    .policy_file = t->policy, .model = "null", .no_web = true };
}

void test_daemon_start(struct test_daemon *t)
{
    struct err err;
    int code = 0;
    stop_clear();
    t->d = agentd_start(&t->opts, &code, &err);
    if (!t->d)
        fail_msg("%s", err.msg);
}

void test_daemon_end(struct test_daemon *t)
{
    agentd_free(t->d);
    t->d = NULL;
}

void test_daemon_free(struct test_daemon *t)
{
    struct err err;
    test_daemon_end(t);
    if (folder_remove(t->folder, &err))
        fail_msg("%s", err.msg);
    free(t->config);
    free(t->state);
    free(t->socket);
    free(t->policy);
}

static void on_late(void *data)
{
    *(bool *)data = true;
}

void test_daemon_until(struct test_daemon *t, bool (*there)(void *data), void *data)
{
    bool late = false;
    struct timer *timer = loop_after(t->d->loop, LATE_MS, on_late, &late);
    while (!late && !there(data))
        loop_run_once(t->d->loop);
    if (late)
        fail_msg("not within %d ms", LATE_MS);
    timer_cancel(timer);
}

static void take(void *conn, const char *text, size_t len)
{
    struct err err;
    struct test_peer *p = conn;
    json_t *message = js_parse(text, len, JS_MESSAGE_MAX, &err);
    assert_non_null(message);
    json_array_append_new(p->got, message);
}

void test_peer_new(struct test_peer *p, struct agentd *d, enum rank rank, enum origin origin)
{
    static const struct client_ops ops = { .send = take };
    p->got = json_array();
    p->client = client_new(d, rank, origin, &ops, p);
}

void test_peer_gone(struct test_peer *p)
{
    client_gone(p->client);
    json_decref(p->got);
}

static bool has_message(void *data)
{
    return json_array_size(((struct test_peer *)data)->got) > 0;
}

json_t *test_peer_say(struct test_daemon *t, struct test_peer *p, const char *line)
{
    rpc_message(p->client, line, strlen(line));
    test_daemon_until(t, has_message, p);
    json_t *message = json_incref(json_array_get(p->got, 0));
    json_array_remove(p->got, 0);
    return message;
}

json_t *test_peer_call(struct test_daemon *t, struct test_peer *p, const char *method,
                       const char *params)
{
    char *line = xasprintf("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":%s}", method,
                           params);
    json_t *message = test_peer_say(t, p, line);
    free(line);
    json_t *body = js_get(message, "result") ? js_get(message, "result") : js_get(message, "error");
    json_incref(body);
    json_decref(message);
    return body;
}
