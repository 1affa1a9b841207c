/* ask.h : a question to another thread. Of answer, fail, deadline and cancel the first wins, and
 * `done` runs once, on home's thread, never inside the call that decided it. */
#ifndef BASE_ASK_H
#define BASE_ASK_H

#include <stdbool.h>
#include <stdint.h>

struct ask;
struct err;
struct mailbox;

/* err is NULL on success; result is then done's to free. */
typedef void ask_done_fn(void *data, void *result, const struct err *err);

/* New, with two references: the asker's, dropped by the library after `done` has run, and the
 * answerer's, which answer and fail drop. deadline_ms 0: none. The asker may keep the pointer for
 * ask_cancel until `done` runs, not longer. */
struct ask *ask_new(struct mailbox *home, uint32_t deadline_ms, ask_done_fn *done, void *data);

/* The answerer's side: exactly one of these, once; each takes the answerer's reference. */
bool ask_answer(struct ask *ask, void *result); /* false: too late, result stays yours */
bool ask_fail(struct ask *ask, const struct err *err);
bool ask_failf(struct ask *ask, int code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
void ask_drop(struct ask *ask);                 /* an answerer that never will: ERR_CANCELLED */
bool ask_decided(const struct ask *ask);        /* answered, failed, cancelled or expired: give up */

/* The asker's side, on home's thread: `done` comes with ERR_CANCELLED. */
void ask_cancel(struct ask *ask);

#endif
