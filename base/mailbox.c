#include "base/mailbox.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/ask_queue.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/xalloc.h"

struct letter {
    mailbox_fn *fn;
    void *data;
    struct letter *next;
};

struct mailbox {
    pthread_mutex_t lock;
    struct letter *first, **last;
    struct ask_queue asks; /* those with a deadline; under lock */
    int refs;              /* under lock */
    int fd;
};

struct mailbox *mailbox_new(struct err *err)
{
    int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (fd < 0) {
        err_set(err, ERR_IO, "no event descriptor: %s", strerror(errno));
        return NULL;
    }
    struct mailbox *m = xcalloc(1, sizeof *m);
    pthread_mutex_init(&m->lock, NULL);
    m->last = &m->first;
    m->refs = 1;
    m->fd = fd;
    return m;
}

struct mailbox *mailbox_ref(struct mailbox *m)
{
    pthread_mutex_lock(&m->lock);
    m->refs++;
    pthread_mutex_unlock(&m->lock);
    return m;
}

static struct letter *take(struct mailbox *m)
{
    pthread_mutex_lock(&m->lock);
    struct letter *letter = m->first;
    if (letter) {
        m->first = letter->next;
        if (!m->first)
            m->last = &m->first;
    }
    pthread_mutex_unlock(&m->lock);
    return letter;
}

static void run_letters(struct mailbox *m)
{
    struct letter *letter;
    while ((letter = take(m))) {
        letter->fn(letter->data);
        free(letter);
    }
}

void mailbox_unref(struct mailbox *m)
{
    if (!m)
        return;
    pthread_mutex_lock(&m->lock);
    /* The last holder runs what is queued while it still holds the box: a letter may post another. */
    while (m->refs == 1 && m->first) {
        pthread_mutex_unlock(&m->lock);
        run_letters(m);
        pthread_mutex_lock(&m->lock);
    }
    int left = --m->refs;
    pthread_mutex_unlock(&m->lock);
    if (left)
        return;
    pthread_mutex_destroy(&m->lock);
    close(m->fd);
    free(m->asks.items);
    free(m);
}

static void wake(struct mailbox *m)
{
    uint64_t one = 1;
    /* It can only fail when the counter is full, and then the reader is awake anyway. */
    ssize_t n = write(m->fd, &one, sizeof one);
    (void)n;
}

void mailbox_post(struct mailbox *m, mailbox_fn *fn, void *data)
{
    struct letter *letter = xmalloc(sizeof *letter);
    *letter = (struct letter){ fn, data, NULL };
    pthread_mutex_lock(&m->lock);
    *m->last = letter;
    m->last = &letter->next;
    wake(m); /* under the lock: after it the home may be gone */
    pthread_mutex_unlock(&m->lock);
}

int mailbox_fd(const struct mailbox *m)
{
    return m->fd;
}

void mailbox_add_deadline(struct mailbox *m, struct ask *ask, int64_t at_us)
{
    pthread_mutex_lock(&m->lock);
    ask_queue_add(&m->asks, ask, at_us);
    wake(m);
    pthread_mutex_unlock(&m->lock);
}

void mailbox_drop_deadline(struct mailbox *m, struct ask *ask)
{
    pthread_mutex_lock(&m->lock);
    ask_queue_remove(&m->asks, ask);
    pthread_mutex_unlock(&m->lock);
}

int mailbox_timeout_ms(struct mailbox *m)
{
    pthread_mutex_lock(&m->lock);
    int64_t at = ask_queue_first(&m->asks);
    pthread_mutex_unlock(&m->lock);
    if (at < 0)
        return -1;
    int64_t left = at - clock_now_us();
    if (left <= 0)
        return 0;
    return left > 3600000000 ? 3600000 : (int)((left + 999) / 1000);
}

void mailbox_run(struct mailbox *m)
{
    uint64_t count;
    ssize_t n = read(m->fd, &count, sizeof count); /* non-blocking: nothing there is fine */
    (void)n;
    run_letters(m);
    for (;;) {
        pthread_mutex_lock(&m->lock);
        struct ask *late = ask_queue_expired(&m->asks, clock_now_us());
        pthread_mutex_unlock(&m->lock);
        if (!late)
            break;
        ask_expire(late);
    }
    run_letters(m); /* an expired ask's done is a letter */
}

void mailbox_wait(struct mailbox *m, int timeout_ms)
{
    int asks_ms = mailbox_timeout_ms(m);
    if (asks_ms >= 0 && (timeout_ms < 0 || asks_ms < timeout_ms))
        timeout_ms = asks_ms;
    struct pollfd p = { .fd = m->fd, .events = POLLIN };
    while (poll(&p, 1, timeout_ms) < 0 && errno == EINTR)
        ;
    mailbox_run(m);
}
