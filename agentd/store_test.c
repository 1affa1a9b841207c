#include "base/test.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "agentd/bus.h"
#include "agentd/store.h"
#include "agentd/task.h"
#include "base/ask.h"
#include "base/err.h"
#include "base/files.h"
#include "base/journal.h"
#include "base/js.h"
#include "base/mailbox.h"

struct fixture {
    char folder[64];
    struct mailbox *home;
    struct store *store;
    char *note;
};

static void open_store(struct fixture *f)
{
    struct err err;
    f->store = store_open(f->folder, &f->note, &err);
    if (!f->store)
        fail_msg("%s", err.msg);
}

static struct fixture set_up(void)
{
    struct fixture f = { .folder = "/tmp/agentd-store-XXXXXX" };
    struct err err;
    assert_non_null(mkdtemp(f.folder));
    f.home = mailbox_new(&err);
    assert_non_null(f.home);
    open_store(&f);
    return f;
}

static void tear_down(struct fixture *f)
{
    struct err err;
    store_close(f->store);
    mailbox_run(f->home);
    mailbox_unref(f->home);
    free(f->note);
    assert_int_equal(folder_remove(f->folder, &err), 0);
}

struct answer { int done; void *result; struct err err; };

static void on_answer(void *data, void *result, const struct err *err)
{
    struct answer *a = data;
    a->done = 1;
    a->result = result;
    if (err)
        a->err = *err;
}

static void *wait_for(struct fixture *f, struct answer *a)
{
    while (!a->done)
        mailbox_wait(f->home, 1000);
    return a->result;
}

static json_t *tasks(struct fixture *f)
{
    struct answer a = { 0 };
    store_tasks(f->store, 10, ask_new(f->home, 0, on_answer, &a));
    return wait_for(f, &a);
}

TEST("a task that ran when the daemon died is interrupted, one that waited still waits")
{
    struct fixture f = set_up();
    struct task *ran = task_new(1, "it ran");
    struct task *waits = task_new(2, "it waits");
    ran->state = SESSION_ACT;
    store_task(f.store, ran);
    store_task(f.store, waits);
    store_close(f.store);
    open_store(&f);
    json_t *rows = tasks(&f);
    assert_int_equal(json_array_size(rows), 2);
    assert_string_equal(js_str(json_array_get(rows, 0), "state"), "queued");
    assert_string_equal(js_str(json_array_get(rows, 1), "state"), "interrupted");
    assert_int_equal(store_last_task(f.store), 2);
    json_decref(rows);
    task_free(ran);
    task_free(waits);
    tear_down(&f);
}

TEST("a damaged database is kept aside and named, and a new one begun")
{
    struct fixture f = set_up();
    struct err err;
    store_close(f.store);
    char *path = path_join(f.folder, "agentd.db");
    char junk[8192];
    memset(junk, 'x', sizeof junk);
    assert_int_equal(file_write(path, junk, sizeof junk, 0600, &err), 0);
    open_store(&f);
    assert_non_null(f.note);
    assert_non_null(strstr(f.note, "agentd.db.damaged-"));
    json_t *rows = tasks(&f);
    assert_int_equal(json_array_size(rows), 0);
    json_decref(rows);
    free(path);
    tear_down(&f);
}

static void collect(void *data, const json_t *event)
{
    assert_non_null(event);
    json_array_append_new((json_t *)data, json_deep_copy((json_t *)event));
}

struct slow { json_t *got; bool full; };

static void take_slowly(void *data, const json_t *event)
{
    struct slow *s = data;
    json_array_append_new(s->got, json_integer((json_int_t)js_int(event, "cursor", 0)));
    s->full = true;
}

static bool has_room(void *data)
{
    return !((struct slow *)data)->full;
}

TEST("a long past comes in pages, at the reader's pace, in order and with what is published meanwhile")
{
    struct fixture f = set_up();
    struct bus *bus = bus_new(f.store, f.home, store_last_cursor(f.store));
    struct slow slow = { json_array(), false };
    for (int i = 0; i < 1200; i++)
        bus_publish(bus, "t", json_pack("{s:i}", "i", i));
    struct bus_sub *sub = bus_subscribe(bus, NULL, 0, take_slowly, &slow);
    bus_pace(sub, has_room);
    while (!slow.full)
        mailbox_wait(f.home, 1000);
    size_t page = json_array_size(slow.got);
    assert_true(page > 0 && page < 1200);
    bus_publish(bus, "t", json_object());
    assert_int_equal(json_array_size(slow.got), page);
    while (json_array_size(slow.got) < 1201) {
        slow.full = false;
        bus_drained(sub);
        while (!slow.full)
            mailbox_wait(f.home, 1000);
    }
    bus_publish(bus, "t", json_object());
    for (size_t i = 0; i < 1202; i++)
        assert_int_equal(json_integer_value(json_array_get(slow.got, i)), i + 1);
    assert_int_equal(json_array_size(slow.got), 1202);
    json_decref(slow.got);
    bus_unsubscribe(sub);
    bus_free(bus);
    tear_down(&f);
}

TEST("a subscriber with a cursor of before a restart misses nothing and sees each event once")
{
    struct fixture f = set_up();
    struct bus *bus = bus_new(f.store, f.home, store_last_cursor(f.store));
    for (int i = 0; i < 5; i++)
        bus_publish(bus, "step.begin", json_pack("{s:i}", "n", i));
    bus_free(bus);
    store_close(f.store);
    open_store(&f);
    bus = bus_new(f.store, f.home, store_last_cursor(f.store));
    assert_int_equal(bus_cursor(bus), 5);
    json_t *got = json_array();
    bus_subscribe(bus, NULL, 2, collect, got);
    bus_publish(bus, "step.begin", json_pack("{s:i}", "n", 5)); /* while the past is loading */
    while (json_array_size(got) < 4)
        mailbox_wait(f.home, 1000);
    bus_publish(bus, "step.begin", json_pack("{s:i}", "n", 6));
    assert_int_equal(json_array_size(got), 5);
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(js_int(json_array_get(got, i), "cursor", 0), 3 + (int)i);
    json_decref(got);
    bus_free(bus);
    tear_down(&f);
}

static struct bus_sub *self;

static void leave(void *data, const json_t *event)
{
    (void)event;
    (*(int *)data)++;
    bus_unsubscribe(self);
}

TEST("a subscriber may leave from inside its own event, and topics are prefixes")
{
    struct fixture f = set_up();
    struct bus *bus = bus_new(f.store, f.home, 0);
    int calls = 0;
    const char *const topics[] = { "task.", NULL };
    self = bus_subscribe(bus, topics, -1, leave, &calls);
    bus_publish(bus, "step.begin", json_object());
    assert_int_equal(calls, 0);
    bus_publish(bus, "task.end", json_object());
    bus_publish(bus, "task.end", json_object());
    assert_int_equal(calls, 1);
    bus_free(bus);
    tear_down(&f);
}

TEST("a journal's line is answered once it is on the disk, and the whole verifies")
{
    struct fixture f = set_up();
    struct err err;
    struct answer line = { 0 };
    struct answer blob = { 0 };
    char *folder = path_join(f.folder, "journals/t1");
    store_journal_open(f.store, 1, folder, NULL);
    store_blob(f.store, 1, "frame", json_object(), strdup("pixels"), 6,
               ask_new(f.home, 0, on_answer, &blob));
    store_line(f.store, 1, "action", json_pack("{s:i}", "x", 1),
               ask_new(f.home, 0, on_answer, &line));
    char *hex = wait_for(&f, &blob);
    assert_int_equal(strlen(hex), 64);
    assert_int_equal((intptr_t)wait_for(&f, &line), 2);
    assert_int_equal(journal_verify(folder, &err), 2);
    free(hex);
    free(folder);
    tear_down(&f);
}

TEST("a line for a task without a journal fails and says so")
{
    struct fixture f = set_up();
    struct answer a = { 0 };
    store_line(f.store, 9, "action", json_object(), ask_new(f.home, 0, on_answer, &a));
    wait_for(&f, &a);
    assert_int_equal(a.err.code, ERR_NOT_FOUND);
    tear_down(&f);
}
