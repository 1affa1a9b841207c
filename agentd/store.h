/* store.h : the writer thread: SQLite (the task queue, the events) and the journals, with their fsyncs.
 * Everything asked of it is done in the order of asking. Callable from the loop. */
#ifndef AGENTD_STORE_H
#define AGENTD_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ask;
struct err;
struct json_t;
struct mailbox;
struct store;
struct task;

/* Opens folder/agentd.db and starts the thread. A damaged database is put aside as agentd.db.damaged-TIME,
 * named in *note (new text or NULL), and a new one begun. Tasks that ran become interrupted. */
struct store *store_open(const char *folder, char **note, struct err *err);
int64_t store_last_cursor(const struct store *s);
int64_t store_last_task(const struct store *s);
void store_close(struct store *s); /* writes what is queued, joins, frees */

/* Copied; failures are logged. */
void store_task(struct store *s, const struct task *task);
/* Answers value once all that was asked before is on the disk, so that who has the answer may count on
 * it. needs_row: fails when the last task row could not be written. Takes value and ask. */
void store_answer(struct store *s, struct json_t *value, bool needs_row, struct ask *ask);
void store_event(struct store *s, struct json_t *event); /* takes */
/* Answers a JSON array of task rows, newest first / of events after `since` up to `upto`. Takes ask. */
void store_tasks(struct store *s, size_t limit, struct ask *ask);
void store_events(struct store *s, int64_t since, int64_t upto, struct ask *ask);

/* Journals: one open at a time for each task. Takes body, with all that is in it, and ask (may be NULL);
 * answers a line's number as (void *)(intptr_t)n once it is on the disk. */
void store_journal_open(struct store *s, int64_t task_id, const char *folder, struct ask *ask);
void store_line(struct store *s, int64_t task_id, const char *kind, struct json_t *body,
                struct ask *ask);
/* Takes data (malloc'd); writes the blob, then the line with body["blob"] set to its hash; answers the
 * hash as a new string. */
void store_blob(struct store *s, int64_t task_id, const char *kind, struct json_t *body, void *data,
                size_t len, struct ask *ask);
void store_journal_close(struct store *s, int64_t task_id);

/* Runs fn(data) on the writer thread, for journal look-ups and pruning; answers what fn returns. */
void store_run(struct store *s, void *(*fn)(void *data, struct err *err), void *data,
               struct ask *ask);

#endif
