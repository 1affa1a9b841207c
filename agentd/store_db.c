#include "agentd/store_db.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>
#include <sqlite3.h>

#include "agentd/task.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/files.h"
#include "base/js.h"
#include "base/log.h"
#include "base/xalloc.h"

#define FLUSH_US 200000

struct store_db {
    sqlite3 *sql;
    bool open_transaction;
    int64_t due_us;
};

static const char schema[] =
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
    "CREATE TABLE IF NOT EXISTS tasks(id INTEGER PRIMARY KEY, state TEXT NOT NULL, row TEXT NOT NULL);"
    "CREATE TABLE IF NOT EXISTS events(cursor INTEGER PRIMARY KEY, event TEXT NOT NULL);";

static int fail(struct store_db *db, const char *what, struct err *err)
{
    return err_set(err, ERR_IO, "task database: %s: %s", what, sqlite3_errmsg(db->sql));
}

static int run(struct store_db *db, const char *sql, struct err *err)
{
    return sqlite3_exec(db->sql, sql, NULL, NULL, NULL) == SQLITE_OK ? 0 : fail(db, sql, err);
}

static int64_t number(struct store_db *db, const char *sql)
{
    sqlite3_stmt *stmt;
    int64_t value = 0;
    if (sqlite3_prepare_v2(db->sql, sql, -1, &stmt, NULL) == SQLITE_OK
        && sqlite3_step(stmt) == SQLITE_ROW)
        value = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    return value;
}

static bool is_sound(struct store_db *db)
{
    sqlite3_stmt *stmt;
    bool sound = false;
    if (sqlite3_prepare_v2(db->sql, "PRAGMA quick_check(1)", -1, &stmt, NULL) == SQLITE_OK
        && sqlite3_step(stmt) == SQLITE_ROW)
        sound = strcmp((const char *)sqlite3_column_text(stmt, 0), "ok") == 0;
    sqlite3_finalize(stmt);
    return sound;
}

static int open_file(struct store_db *db, const char *path, struct err *err)
{
    if (sqlite3_open_v2(path, &db->sql, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL)
        != SQLITE_OK)
        return err_set(err, ERR_IO, "task database '%s': %s", path, sqlite3_errmsg(db->sql));
    sqlite3_busy_timeout(db->sql, 2000);
    if (!is_sound(db))
        return err_set(err, ERR_PROTOCOL, "task database '%s' is damaged", path);
    return run(db, schema, err);
}

static void set_aside(const char *path, char **note)
{
    char *kept = xasprintf("%s.damaged-%lld", path, (long long)(clock_wall_ms() / 1000));
    const char *const tails[] = { "", "-wal", "-shm" };
    for (size_t i = 0; i < 3; i++) {
        char *from = xasprintf("%s%s", path, tails[i]);
        char *to = xasprintf("%s%s", kept, tails[i]);
        rename(from, to); /* a tail that is not there is fine; a base that stays fails the reopening */
        free(from);
        free(to);
    }
    *note = xasprintf("the task database was damaged: kept as '%s', a new one begun", kept);
    free(kept);
}

/* What ran when the daemon died is never run again by itself. */
static int mark_interrupted(struct store_db *db, struct err *err)
{
    json_t *rows = store_db_tasks(db, 1000, err);
    if (!rows)
        return -1;
    size_t i;
    json_t *row;
    int rc = 0;
    json_array_foreach(rows, i, row) {
        struct task *t = task_from_json(row);
        int to = t ? session_next(t->state, EV_DIED) : -1;
        if (to >= 0) {
            t->state = (enum session_state)to;
            t->outcome = session_state_outcome(t->state);
            t->ended_ms = clock_wall_ms();
            free(t->answer);
            t->answer = xstrdup("the daemon ended while this task ran; it is not run again by itself");
            json_t *now = task_to_json(t);
            rc |= store_db_task(db, t->id, now, err);
            json_decref(now);
        }
        task_free(t);
    }
    json_decref(rows);
    return rc;
}

struct store_db *store_db_open(const char *folder, char **note, struct err *err)
{
    struct store_db *db = xcalloc(1, sizeof *db);
    char *path = path_join(folder, "agentd.db");
    int rc = open_file(db, path, err);
    if (rc && file_exists(path) && err->code == ERR_PROTOCOL) {
        sqlite3_close(db->sql);
        db->sql = NULL;
        set_aside(path, note);
        rc = open_file(db, path, err);
    }
    if (rc == 0)
        rc = mark_interrupted(db, err);
    free(path);
    if (rc) {
        store_db_close(db);
        return NULL;
    }
    return db;
}

static int commit(struct store_db *db, struct err *err)
{
    if (!db->open_transaction)
        return 0;
    db->open_transaction = false;
    if (run(db, "COMMIT", err) == 0)
        return 0;
    sqlite3_exec(db->sql, "ROLLBACK", NULL, NULL, NULL); /* else no later one can begin */
    return -1;
}

void store_db_close(struct store_db *db)
{
    struct err err;
    if (!db)
        return;
    if (db->sql && commit(db, &err))
        log_error("writer", "events are lost: %s", err.msg);
    sqlite3_close(db->sql);
    free(db);
}

int64_t store_db_last_cursor(const struct store_db *db)
{
    return number((struct store_db *)db, "SELECT max(cursor) FROM events");
}

int64_t store_db_last_task(const struct store_db *db)
{
    return number((struct store_db *)db, "SELECT max(id) FROM tasks");
}

/* One statement, with id, a and b (NULL: none) bound to ?1 ?2 ?3. */
static int write_row(struct store_db *db, const char *sql, int64_t id, const char *a, const char *b,
                     struct err *err)
{
    sqlite3_stmt *stmt;
    if (sqlite3_prepare_v2(db->sql, sql, -1, &stmt, NULL) != SQLITE_OK)
        return fail(db, sql, err);
    sqlite3_bind_int64(stmt, 1, id);
    sqlite3_bind_text(stmt, 2, a, -1, SQLITE_STATIC);
    if (b)
        sqlite3_bind_text(stmt, 3, b, -1, SQLITE_STATIC);
    int rc = sqlite3_step(stmt) == SQLITE_DONE ? 0 : fail(db, "writing", err);
    sqlite3_finalize(stmt);
    return rc;
}

int store_db_task(struct store_db *db, int64_t id, const json_t *row, struct err *err)
{
    if (commit(db, err))
        return -1;
    char *text = js_dump(row);
    int rc = write_row(db, "INSERT OR REPLACE INTO tasks(id, state, row) VALUES(?1, ?2, ?3)", id,
                       js_str(row, "state"), text, err);
    free(text);
    return rc;
}

int store_db_event(struct store_db *db, const json_t *event, struct err *err)
{
    int64_t cursor = js_int(event, "cursor", 0);
    if (!db->open_transaction) {
        if (run(db, "BEGIN", err))
            return -1;
        db->open_transaction = true;
        db->due_us = clock_now_us() + FLUSH_US;
    }
    char *text = js_dump(event);
    int rc = write_row(db, "INSERT INTO events(cursor, event) VALUES(?1, ?2)", cursor, text, NULL,
                       err);
    free(text);
    if (rc == 0 && cursor % 1000 == 0) {
        char *sql = xasprintf("DELETE FROM events WHERE cursor <= %lld",
                              (long long)(cursor - STORE_EVENTS_MAX));
        rc = run(db, sql, err);
        free(sql);
    }
    return rc;
}

int store_db_flush_ms(struct store_db *db)
{
    struct err err;
    if (!db->open_transaction)
        return -1;
    int64_t left = db->due_us - clock_now_us();
    if (left > 0)
        return (int)(left / 1000) + 1;
    if (commit(db, &err))
        log_error("writer", "events are lost: %s", err.msg);
    return -1;
}

/* Rows of one text column, parsed; a row that is no JSON is left out. */
static json_t *read_rows(struct store_db *db, const char *sql, int64_t a, int64_t b, struct err *err)
{
    sqlite3_stmt *stmt;
    if (commit(db, err))
        return NULL;
    if (sqlite3_prepare_v2(db->sql, sql, -1, &stmt, NULL) != SQLITE_OK) {
        fail(db, sql, err);
        return NULL;
    }
    sqlite3_bind_int64(stmt, 1, a);
    sqlite3_bind_int64(stmt, 2, b);
    json_t *rows = json_array();
    int rc;
    while ((rc = sqlite3_step(stmt)) == SQLITE_ROW) {
        struct err bad;
        json_t *row = js_parse((const char *)sqlite3_column_text(stmt, 0),
                               (size_t)sqlite3_column_bytes(stmt, 0), JS_MESSAGE_MAX, &bad);
        if (row)
            json_array_append_new(rows, row);
    }
    if (rc != SQLITE_DONE) {
        fail(db, "reading", err);
        json_decref(rows);
        rows = NULL;
    }
    sqlite3_finalize(stmt);
    return rows;
}

json_t *store_db_tasks(struct store_db *db, size_t limit, struct err *err)
{
    return read_rows(db, "SELECT row FROM tasks ORDER BY id DESC LIMIT ?1", (int64_t)limit, 0, err);
}

json_t *store_db_events(struct store_db *db, int64_t since, int64_t upto, struct err *err)
{
    return read_rows(db, "SELECT event FROM events WHERE cursor > ?1 AND cursor <= ?2 ORDER BY cursor",
                     since, upto, err);
}
