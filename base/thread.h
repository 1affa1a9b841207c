/* thread.h : a named thread and its join. Signals are blocked in it: the loop takes them. */
#ifndef BASE_THREAD_H
#define BASE_THREAD_H

struct err;
struct thread;

/* name: at most 15 bytes, as /proc shows it. NULL: err says why. */
struct thread *thread_start(const char *name, void (*fn)(void *data), void *data, struct err *err);
void thread_join(struct thread *t);   /* frees t; NULL is fine */
void thread_detach(struct thread *t); /* frees t; the thread runs on by itself */

#endif
