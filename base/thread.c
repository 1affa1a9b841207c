#include "base/thread.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/xalloc.h"

struct thread {
    pthread_t id;
};

struct start {
    void (*fn)(void *data);
    void *data;
    char name[16];
};

static void *enter(void *data)
{
    struct start start = *(struct start *)data;
    free(data);
    pthread_setname_np(pthread_self(), start.name);
    start.fn(start.data);
    return NULL;
}

struct thread *thread_start(const char *name, void (*fn)(void *data), void *data, struct err *err)
{
    struct thread *t = xcalloc(1, sizeof *t);
    struct start *start = xcalloc(1, sizeof *start);
    start->fn = fn;
    start->data = data;
    snprintf(start->name, sizeof start->name, "%s", name);
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int failed = pthread_create(&t->id, NULL, enter, start);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (failed) {
        err_set(err, ERR_IO, "no thread '%s': %s", name, strerror(failed));
        free(start);
        free(t);
        return NULL;
    }
    return t;
}

void thread_join(struct thread *t)
{
    if (!t)
        return;
    pthread_join(t->id, NULL);
    free(t);
}

void thread_detach(struct thread *t)
{
    if (!t)
        return;
    pthread_detach(t->id);
    free(t);
}
