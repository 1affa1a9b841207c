/* loop.h : the loop thread (libuv): timers, descriptors, the pool, a mailbox. */
#ifndef BASE_LOOP_H
#define BASE_LOOP_H

#include <stdint.h>

struct ask;
struct err;
struct loop;
struct mailbox;
struct uv_loop_s;

struct loop *loop_new(struct err *err);
void loop_run(struct loop *l);      /* until loop_stop */
void loop_run_once(struct loop *l); /* waits for one round of events (tests, shutdown) */
void loop_stop(struct loop *l);     /* loop thread */
void loop_free(struct loop *l);     /* closes what is left; l may not run any more */
struct mailbox *loop_mailbox(struct loop *l); /* its home is the loop; borrowed */
struct uv_loop_s *loop_uv(struct loop *l);    /* for the files that speak libuv themselves */

/* Timers: one shot; the handle is gone after fn has run. Loop thread only. */
struct timer;
struct timer *loop_after(struct loop *l, uint32_t ms, void (*fn)(void *data), void *data);
void timer_cancel(struct timer *t); /* NULL is fine; not after fn has begun */

/* Descriptors: fn is called while fd is readable (1), writable (2) or both (3). */
struct watch;
struct watch *loop_watch(struct loop *l, int fd, int events, void (*fn)(void *data, int events),
                         void *data, struct err *err);
void watch_set(struct watch *w, int events);
void watch_free(struct watch *w); /* the descriptor stays the caller's */

/* Runs work(data) on the pool, then done(data) on the loop. Always both. */
void loop_work(struct loop *l, void (*work)(void *data), void (*done)(void *data), void *data);

#endif
