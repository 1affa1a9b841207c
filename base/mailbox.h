/* mailbox.h : the one door between threads: functions to run on the mailbox's home thread. A home
 * that polls watches mailbox_fd; a home with nothing else to do calls mailbox_wait. */
#ifndef BASE_MAILBOX_H
#define BASE_MAILBOX_H

#include <stdbool.h>
#include <stdint.h>

struct err;
struct mailbox;
typedef void mailbox_fn(void *data);

struct mailbox *mailbox_new(struct err *err);          /* NULL: no descriptor left */
struct mailbox *mailbox_ref(struct mailbox *m);
/* The last reference runs what is queued, so that no letter's data leaks. */
void mailbox_unref(struct mailbox *m);

/* Any thread. Letters run in the order of posting, exactly once. */
void mailbox_post(struct mailbox *m, mailbox_fn *fn, void *data);

/* Home thread only. */
int mailbox_fd(const struct mailbox *m);               /* readable when a letter waits */
int mailbox_timeout_ms(struct mailbox *m);             /* until the next ask's deadline; -1: none */
void mailbox_run(struct mailbox *m);                   /* letters and expired asks; never blocks */
void mailbox_wait(struct mailbox *m, int timeout_ms);  /* blocks, then runs; -1: no limit */

#endif
