#include "base/test.h"

#include <jansson.h>

#include "agentd/queue.h"
#include "agentd/task.h"
#include "agentd/test_daemon.h"
#include "base/err.h"
#include "base/files.h"
#include "base/js.h"

static struct test_daemon t;
static struct test_peer peer;

static bool has_ended(void *data)
{
    return task_ended(data);
}

static struct task *run_task(void)
{
    struct err err;
    const struct queue_opts plain = { 0 };
    struct task *task = queue_add(t.d->queue, "nothing", &plain, &err);
    test_daemon_until(&t, has_ended, task);
    return task;
}

static void set_up(void)
{
    test_daemon_new(&t, NULL);
    test_daemon_start(&t);
    test_peer_new(&peer, t.d, RANK_ADMIN, ORIGIN_PERSON);
}

static void tear_down(void)
{
    test_peer_gone(&peer);
    test_daemon_free(&t);
}

TEST("a journal is listed, shown from a line on, and holds")
{
    set_up();
    struct task *task = run_task();
    json_t *listed = test_peer_call(&t, &peer, "journal.list", "{}");
    assert_string_equal(js_str(json_array_get(js_get(listed, "journals"), 0), "path"), task->journal);
    json_t *all = test_peer_call(&t, &peer, "journal.show", "{\"id\":\"t1\"}");
    json_t *rest = test_peer_call(&t, &peer, "journal.show", "{\"id\":\"t1\",\"after\":2}");
    size_t n = json_array_size(js_get(all, "lines"));
    assert_int_equal(json_array_size(js_get(rest, "lines")), n - 2);
    json_t *held = test_peer_call(&t, &peer, "journal.verify", "{\"id\":\"t1\"}");
    assert_int_equal(js_int(held, "lines", 0), n);
    json_decref(listed);
    json_decref(all);
    json_decref(rest);
    json_decref(held);
    tear_down();
}

TEST("pruning to a size takes the oldest journals first, and only their folders")
{
    set_up();
    struct task *task = run_task();
    json_t *kept = test_peer_call(&t, &peer, "journal.prune", "{\"days\":1,\"megabytes\":1}");
    assert_int_equal(json_array_size(js_get(kept, "removed")), 0);
    json_t *gone = test_peer_call(&t, &peer, "journal.prune", "{\"megabytes\":0}");
    assert_string_equal(json_string_value(json_array_get(js_get(gone, "removed"), 0)), "t1");
    assert_false(file_exists(task->journal));
    json_t *shown = test_peer_call(&t, &peer, "task.show", "{\"id\":\"t1\"}");
    assert_string_equal(js_str(js_get(shown, "task"), "state"), "failed");
    json_decref(kept);
    json_decref(gone);
    json_decref(shown);
    tear_down();
}

TEST("a journal of nobody, and a blob that is none, are named as not there")
{
    set_up();
    run_task();
    json_t *none = test_peer_call(&t, &peer, "journal.show", "{\"id\":\"t9\"}");
    assert_string_equal(js_str(js_get(none, "data"), "error"), "not_found");
    json_t *bad = test_peer_call(&t, &peer, "journal.blob", "{\"id\":\"t1\",\"hash\":\"../journal.jsonl\"}");
    assert_string_equal(js_str(js_get(bad, "data"), "error"), "invalid");
    json_decref(none);
    json_decref(bad);
    tear_down();
}
