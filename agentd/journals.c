#include "agentd/journals.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <jansson.h>

#include "agentd/agentd.h"
#include "agentd/queue.h"
#include "agentd/store.h"
#include "agentd/task.h"
#include "base/ask.h"
#include "base/base64.h"
#include "base/clock.h"
#include "base/config.h"
#include "base/err.h"
#include "base/files.h"
#include "base/journal.h"
#include "base/js.h"
#include "base/log.h"
#include "base/loop.h"
#include "base/xalloc.h"

#define PRUNE_EVERY_US 3600000000
#define SHOWN_BYTES_MAX (6u << 20) /* of one answer; `after` gives the rest */

/* One job on the writer thread; it frees itself. */
struct job {
    json_t *task; /* as JSON: the task itself is the loop's */
    char *folder, *hash;
    int64_t after, days, megabytes;
    json_t *rows; /* of all tasks, for list and prune */
};

static void free_job(struct job *j)
{
    json_decref(j->task);
    json_decref(j->rows);
    free(j->folder);
    free(j->hash);
    free(j);
}

static struct job *job_for(const struct task *t)
{
    struct job *j = xcalloc(1, sizeof *j);
    j->task = t ? task_to_json(t) : NULL;
    j->folder = t ? xstrdup(t->journal) : NULL;
    return j;
}

/* Reads lines after `after`; fn says what to keep. */
static int each_line(const char *folder, int64_t after,
                     bool (*fn)(void *data, json_t *line), void *data, struct err *err)
{
    struct journal_reader *r = journal_read(folder, err);
    json_t *line;
    int rc = r ? 1 : -1;
    while (r && (rc = journal_next(r, &line, err)) == 1) {
        bool more = js_int(line, "n", 0) <= after || fn(data, line);
        json_decref(line);
        if (!more)
            break;
    }
    bool torn = r && rc < 0 && err->code == ERR_IO; /* as a killed daemon leaves it */
    journal_reader_free(r);
    return rc < 0 && !torn ? -1 : 0;
}

struct shown { json_t *lines; size_t bytes; };

static bool show_line(void *data, json_t *line)
{
    struct shown *s = data;
    char *text = js_dump(line);
    s->bytes += strlen(text);
    free(text);
    if (s->bytes > SHOWN_BYTES_MAX)
        return false;
    json_object_del(line, "prev");
    json_object_del(line, "hash");
    json_array_append(s->lines, line);
    return true;
}

static void *show(void *data, struct err *err)
{
    struct job *j = data;
    struct shown s = { json_array(), 0 };
    int rc = each_line(j->folder, j->after, show_line, &s, err);
    free_job(j);
    if (rc) {
        json_decref(s.lines);
        return NULL;
    }
    err_clear(err);
    return json_pack("{s:o}", "lines", s.lines);
}

void journals_lines(struct agentd *d, const struct task *t, int64_t after, struct ask *ask)
{
    struct job *j = job_for(t);
    j->after = after;
    store_run(d->store, show, j, ask);
}

/* Steps out of lines: replies, actions and results by their step's number. */
static json_t *step_of(json_t *steps, int64_t n)
{
    size_t i;
    json_t *step;
    json_array_foreach(steps, i, step)
        if (js_int(step, "n", 0) == n)
            return step;
    step = json_pack("{s:I, s:n, s:[]}", "n", (json_int_t)n, "thought", "actions");
    json_array_append_new(steps, step);
    return step;
}

static json_t *action_of(json_t *step, int64_t i)
{
    json_t *actions = js_get(step, "actions");
    size_t at;
    json_t *a;
    json_array_foreach(actions, at, a)
        if (js_int(a, "i", 0) == i)
            return a;
    a = json_pack("{s:I}", "i", (json_int_t)i);
    json_array_append_new(actions, a);
    return a;
}

static bool step_line(void *data, json_t *line)
{
    json_t *steps = data;
    const char *kind = js_str(line, "kind");
    json_t *body = js_get(line, "body");
    int64_t n = js_int(body, "n", 0);
    if (!n)
        return true;
    if (strcmp(kind, "reply") == 0 && js_get(body, "thought"))
        json_object_set(step_of(steps, n), "thought", js_get(body, "thought"));
    if (strcmp(kind, "step") == 0)
        json_object_set(step_of(steps, n), "ms", js_get(body, "ms"));
    if (strcmp(kind, "frame") == 0)
        json_object_set(step_of(steps, n), "picture", js_get(body, "blob"));
    if (strcmp(kind, "action") == 0 || strcmp(kind, "result") == 0 || strcmp(kind, "ruling") == 0)
        json_object_update(action_of(step_of(steps, n), js_int(body, "i", 0)), body);
    return true;
}

static void *steps(void *data, struct err *err)
{
    struct job *j = data;
    json_t *list = json_array();
    int rc = *j->folder && file_exists(j->folder)
                 ? each_line(j->folder, 0, step_line, list, err) : 0;
    json_t *result = rc ? NULL : json_pack("{s:O, s:O}", "task", j->task, "steps", list);
    if (!rc)
        err_clear(err);
    json_decref(list);
    free_job(j);
    return result;
}

void journals_steps(struct agentd *d, const struct task *t, struct ask *ask)
{
    store_run(d->store, steps, job_for(t), ask);
}

static int64_t folder_bytes(const char *folder)
{
    int64_t sum = 0;
    const char *const inside[] = { ".", "blobs" };
    for (size_t i = 0; i < 2; i++) {
        char *path = path_join(folder, inside[i]);
        DIR *dir = opendir(path);
        struct dirent *e;
        while (dir && (e = readdir(dir))) {
            char *file = path_join(path, e->d_name);
            struct stat st;
            if (stat(file, &st) == 0 && S_ISREG(st.st_mode))
                sum += st.st_size;
            free(file);
        }
        if (dir)
            closedir(dir);
        free(path);
    }
    return sum;
}

static json_t *journal_rows(const json_t *tasks)
{
    json_t *rows = json_array();
    size_t i;
    json_t *t;
    json_array_foreach(tasks, i, t) {
        const char *folder = js_str(t, "journal");
        if (!folder || !*folder || !file_exists(folder))
            continue;
        json_array_append_new(rows,
                              json_pack("{s:O, s:O, s:O, s:O, s:O, s:O, s:O, s:I}", "id", js_get(t, "id"),
                                        "task", js_get(t, "task"), "outcome", js_get(t, "outcome"),
                                        "state", js_get(t, "state"), "started", js_get(t, "started"),
                                        "started_ms", json_array_get(js_get(t, "times_ms"), 1), "path",
                                        js_get(t, "journal"), "bytes",
                                        (json_int_t)folder_bytes(folder)));
    }
    return rows;
}

static void *list(void *data, struct err *err)
{
    struct job *j = data;
    (void)err;
    json_t *rows = journal_rows(j->rows);
    free_job(j);
    return json_pack("{s:o}", "journals", rows);
}

void journals_list(struct agentd *d, struct ask *ask)
{
    struct job *j = job_for(NULL);
    j->rows = queue_list(d->queue, 1000);
    store_run(d->store, list, j, ask);
}

static void *verify(void *data, struct err *err)
{
    struct job *j = data;
    int64_t n = journal_verify(j->folder, err);
    free_job(j);
    if (n < 0)
        return NULL;
    err_clear(err);
    return json_pack("{s:I}", "lines", (json_int_t)n);
}

void journals_verify(struct agentd *d, const struct task *t, struct ask *ask)
{
    store_run(d->store, verify, job_for(t), ask);
}

static void *blob(void *data, struct err *err)
{
    struct job *j = data;
    size_t len;
    void *bytes = journal_blob_read(j->folder, j->hash, &len, err);
    free_job(j);
    if (!bytes)
        return NULL;
    char *text = base64_encode(bytes, len);
    free(bytes);
    json_t *result = json_pack("{s:s}", "data", text);
    free(text);
    return result;
}

void journals_blob(struct agentd *d, const struct task *t, const char *hash, struct ask *ask)
{
    if (strlen(hash) != 64 || strspn(hash, "0123456789abcdef") != 64) {
        ask_failf(ask, ERR_INVALID, "'hash' is no SHA-256 in lower-case hexadecimal");
        return;
    }
    struct job *j = job_for(t);
    j->hash = xstrdup(hash);
    store_run(d->store, blob, j, ask);
}

static void *delete(void *data, struct err *err)
{
    struct job *j = data;
    folder_remove(j->folder, err);
    free_job(j);
    return NULL;
}

void journals_delete(struct agentd *d, const struct task *t, struct ask *ask)
{
    store_run(d->store, delete, job_for(t), ask);
}

/* Newest first: what is too old, or lies beyond the size, goes. */
static void *prune(void *data, struct err *err)
{
    struct job *j = data;
    struct err why;
    (void)err;
    json_t *rows = journal_rows(j->rows);
    json_t *removed = json_array();
    int64_t left = j->megabytes * 1000000;
    int64_t oldest_ms = clock_wall_ms() - j->days * 86400000;
    size_t i;
    json_t *row;
    json_array_foreach(rows, i, row) {
        left -= js_int(row, "bytes", 0);
        bool ended = json_is_integer(js_get(row, "outcome"));
        bool goes = js_int(row, "started_ms", 0) < oldest_ms || left < 0;
        if (!ended || !goes)
            continue;
        if (folder_remove(js_str(row, "path"), &why) == 0)
            json_array_append_new(removed, json_deep_copy(js_get(row, "id")));
        else
            log_warn("journals", "%s", why.msg);
    }
    json_decref(rows);
    free_job(j);
    return json_pack("{s:o}", "removed", removed);
}

void journals_prune(struct agentd *d, int64_t days, int64_t megabytes, struct ask *ask)
{
    struct job *j = job_for(NULL);
    j->rows = queue_list(d->queue, 1000);
    j->days = days;
    j->megabytes = megabytes;
    store_run(d->store, prune, j, ask);
}

static void on_pruned(void *data, void *result, const struct err *err)
{
    (void)data;
    if (err)
        log_warn("journals", "%s", err->msg);
    json_decref(result);
}

void journals_keep_within(struct agentd *d)
{
    int64_t now = clock_now_us();
    if (d->pruned_us && now - d->pruned_us < PRUNE_EVERY_US)
        return;
    d->pruned_us = now;
    journals_prune(d, config_int(d->config, "journal_days"), config_int(d->config, "journal_megabytes"),
                   ask_new(loop_mailbox(d->loop), 0, on_pruned, NULL));
}
