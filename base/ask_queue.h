/* ask_queue.h : the deadlines that a mailbox watches for its asks; between mailbox.c and ask.c only. */
#ifndef BASE_ASK_QUEUE_H
#define BASE_ASK_QUEUE_H

#include <stddef.h>
#include <stdint.h>

struct ask;
struct mailbox;

struct ask_queue {
    struct ask_deadline { struct ask *ask; int64_t at_us; } *items;
    size_t n, cap;
};

void ask_queue_add(struct ask_queue *q, struct ask *ask, int64_t at_us);
void ask_queue_remove(struct ask_queue *q, const struct ask *ask);
int64_t ask_queue_first(const struct ask_queue *q); /* earliest time, -1: none */
/* One ask that is late, with a reference of its own for ask_expire; NULL: none. */
struct ask *ask_queue_expired(struct ask_queue *q, int64_t now_us);

void mailbox_add_deadline(struct mailbox *m, struct ask *ask, int64_t at_us);
void mailbox_drop_deadline(struct mailbox *m, struct ask *ask);
void ask_expire(struct ask *ask); /* drops the reference that ask_queue_expired gave */
void ask_hold(struct ask *ask);

#endif
