#include "agentd/store.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "agentd/store_db.h"
#include "agentd/task.h"
#include "base/ask.h"
#include "base/err.h"
#include "base/journal.h"
#include "base/log.h"
#include "base/mailbox.h"
#include "base/thread.h"
#include "base/xalloc.h"

struct open_journal {
    int64_t task_id;
    struct journal *journal;
    struct err failed; /* a line that is missing: no later one is taken, so nothing is done */
};

struct store {
    struct thread *thread;
    struct mailbox *box;
    atomic_bool ending;
    struct store_db *db;           /* writer thread */
    struct open_journal *journals; /* writer thread */
    size_t journals_n, journals_cap;
    struct err row_err;            /* writer thread: why the last task row is not on the disk */
    int64_t last_cursor, last_task; /* as of opening */
};

static void writer(void *data)
{
    struct store *s = data;
    while (!atomic_load(&s->ending))
        mailbox_wait(s->box, store_db_flush_ms(s->db));
    mailbox_run(s->box);
}

struct store *store_open(const char *folder, char **note, struct err *err)
{
    struct store *s = xcalloc(1, sizeof *s);
    *note = NULL;
    s->box = mailbox_new(err);
    if (!s->box)
        goto fail;
    s->db = store_db_open(folder, note, err);
    if (!s->db)
        goto fail;
    s->last_cursor = store_db_last_cursor(s->db);
    s->last_task = store_db_last_task(s->db);
    s->thread = thread_start("writer", writer, s, err);
    if (!s->thread)
        goto fail;
    return s;
fail:
    store_db_close(s->db);
    mailbox_unref(s->box);
    free(s);
    return NULL;
}

int64_t store_last_cursor(const struct store *s)
{
    return s->last_cursor;
}

int64_t store_last_task(const struct store *s)
{
    return s->last_task;
}

static void end(void *data)
{
    atomic_store((atomic_bool *)data, true);
}

void store_close(struct store *s)
{
    if (!s)
        return;
    mailbox_post(s->box, end, &s->ending);
    thread_join(s->thread);
    for (size_t i = 0; i < s->journals_n; i++)
        journal_close(s->journals[i].journal);
    free(s->journals);
    store_db_close(s->db);
    mailbox_unref(s->box);
    free(s);
}

/* One order to the writer; what it does not use stays zero. */
struct order {
    struct store *store;
    int64_t id, upto;
    char *text;
    struct json_t *body;
    void *data;
    size_t len;
    void *(*fn)(void *data, struct err *err);
    struct ask *ask;
};

static void post(struct store *s, mailbox_fn *fn, struct order order)
{
    order.store = s;
    mailbox_post(s->box, fn, xmemdup(&order, sizeof order));
}

/* Answers or fails o's ask (or logs) and frees o; a result that came too late goes to drop. */
static void finish(struct order *o, void *result, const struct err *err, void (*drop)(void *))
{
    if (!o->ask) {
        if (err)
            log_error("writer", "%s", err->msg);
        else if (drop && result)
            drop(result);
    } else if (err) {
        ask_fail(o->ask, err);
    } else if (!ask_answer(o->ask, result) && drop && result) {
        drop(result);
    }
    free(o->text);
    json_decref(o->body);
    free(o->data);
    free(o);
}

static void drop_json(void *value)
{
    json_decref(value);
}

static void do_task(void *data)
{
    struct order *o = data;
    struct err err;
    int rc = store_db_task(o->store->db, o->id, o->body, &err);
    if (rc)
        o->store->row_err = err;
    else
        err_clear(&o->store->row_err);
    finish(o, NULL, rc ? &err : NULL, NULL);
}

void store_task(struct store *s, const struct task *task)
{
    post(s, do_task, (struct order){ .id = task->id, .body = task_to_json(task) });
}

static void do_answer(void *data)
{
    struct order *o = data;
    const struct err *row = &o->store->row_err;
    bool lost = o->len && row->code != ERR_NONE;
    struct json_t *value = o->body;
    if (!lost)
        o->body = NULL; /* the asker's, not the order's */
    finish(o, lost ? NULL : value, lost ? row : NULL, drop_json);
}

void store_answer(struct store *s, struct json_t *value, bool needs_row, struct ask *ask)
{
    post(s, do_answer, (struct order){ .body = value, .len = needs_row, .ask = ask });
}

static void do_event(void *data)
{
    struct order *o = data;
    struct err err;
    int rc = store_db_event(o->store->db, o->body, &err);
    finish(o, NULL, rc ? &err : NULL, NULL);
}

void store_event(struct store *s, struct json_t *event)
{
    post(s, do_event, (struct order){ .body = event });
}

static void do_tasks(void *data)
{
    struct order *o = data;
    struct err err;
    struct json_t *rows = store_db_tasks(o->store->db, o->len, &err);
    finish(o, rows, rows ? NULL : &err, drop_json);
}

void store_tasks(struct store *s, size_t limit, struct ask *ask)
{
    post(s, do_tasks, (struct order){ .len = limit, .ask = ask });
}

static void do_events(void *data)
{
    struct order *o = data;
    struct err err;
    struct json_t *rows = store_db_events(o->store->db, o->id, o->upto, &err);
    finish(o, rows, rows ? NULL : &err, drop_json);
}

void store_events(struct store *s, int64_t since, int64_t upto, struct ask *ask)
{
    post(s, do_events, (struct order){ .id = since, .upto = upto, .ask = ask });
}

static struct open_journal *find_journal(struct store *s, int64_t id)
{
    for (size_t i = 0; i < s->journals_n; i++)
        if (s->journals[i].task_id == id)
            return &s->journals[i];
    return NULL;
}

static void do_open(void *data)
{
    struct order *o = data;
    struct store *s = o->store;
    struct err err;
    struct journal *j = journal_open(o->text, &err);
    if (j) {
        GROW(s->journals, s->journals_n, s->journals_cap);
        s->journals[s->journals_n++] = (struct open_journal){ .task_id = o->id, .journal = j };
    }
    finish(o, NULL, j ? NULL : &err, NULL);
}

void store_journal_open(struct store *s, int64_t task_id, const char *folder, struct ask *ask)
{
    post(s, do_open, (struct order){ .id = task_id, .text = xstrdup(folder), .ask = ask });
}

/* The journal of o's task, when it is open and whole; NULL: err. */
static struct open_journal *whole_journal(struct order *o, struct err *err)
{
    struct open_journal *open = find_journal(o->store, o->id);
    if (!open)
        err_set(err, ERR_NOT_FOUND, "task t%lld has no open journal", (long long)o->id);
    else if (open->failed.code != ERR_NONE)
        *err = open->failed;
    else
        return open;
    return NULL;
}

static void do_line(void *data)
{
    struct order *o = data;
    struct err err;
    struct open_journal *open = whole_journal(o, &err);
    int64_t n = open ? journal_append(open->journal, o->text, o->body, &err) : -1;
    if (open && n < 0)
        open->failed = err;
    finish(o, (void *)(intptr_t)n, n < 0 ? &err : NULL, NULL);
}

void store_line(struct store *s, int64_t task_id, const char *kind, struct json_t *body,
                struct ask *ask)
{
    post(s, do_line,
         (struct order){ .id = task_id, .text = xstrdup(kind), .body = body, .ask = ask });
}

static void do_blob(void *data)
{
    struct order *o = data;
    struct err err;
    char hex[65];
    struct open_journal *open = whole_journal(o, &err);
    int rc = -1;
    if (open)
        rc = journal_blob(open->journal, o->data, o->len, hex, &err);
    if (rc == 0) {
        json_object_set_new(o->body, "blob", json_string(hex));
        rc = journal_append(open->journal, o->text, o->body, &err) < 0 ? -1 : 0;
    }
    if (open && rc)
        open->failed = err;
    finish(o, rc ? NULL : xstrdup(hex), rc ? &err : NULL, free);
}

void store_blob(struct store *s, int64_t task_id, const char *kind, struct json_t *body, void *bytes,
                size_t len, struct ask *ask)
{
    post(s, do_blob, (struct order){ .id = task_id, .text = xstrdup(kind), .body = body,
                                     .data = bytes, .len = len, .ask = ask });
}

static void do_close(void *data)
{
    struct order *o = data;
    struct open_journal *open = find_journal(o->store, o->id);
    if (open) {
        journal_close(open->journal);
        *open = o->store->journals[--o->store->journals_n];
    }
    finish(o, NULL, NULL, NULL);
}

void store_journal_close(struct store *s, int64_t task_id)
{
    post(s, do_close, (struct order){ .id = task_id });
}

static void do_run(void *data)
{
    struct order *o = data;
    struct err err = { 0 };
    void *arg = o->data;
    o->data = NULL; /* fn's, not ours to free */
    void *result = o->fn(arg, &err);
    finish(o, result, err.code == ERR_NONE ? NULL : &err, NULL);
}

void store_run(struct store *s, void *(*fn)(void *data, struct err *err), void *data,
               struct ask *ask)
{
    post(s, do_run, (struct order){ .fn = fn, .data = data, .ask = ask });
}
