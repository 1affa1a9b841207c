#include "base/loop.h"

#include <assert.h>
#include <stdlib.h>

#include <uv.h>

#include "base/err.h"
#include "base/mailbox.h"
#include "base/xalloc.h"

struct loop {
    uv_loop_t uv;
    uv_poll_t mail_poll;
    uv_timer_t mail_timer; /* the next ask's deadline */
    uv_prepare_t prepare;
    struct mailbox *mailbox;
};

static void on_mail(uv_poll_t *handle, int status, int events)
{
    (void)status;
    (void)events;
    struct loop *l = handle->data;
    mailbox_run(l->mailbox);
}

static void on_mail_timer(uv_timer_t *handle)
{
    struct loop *l = handle->data;
    mailbox_run(l->mailbox);
}

static void before_poll(uv_prepare_t *handle)
{
    struct loop *l = handle->data;
    int ms = mailbox_timeout_ms(l->mailbox);
    if (ms < 0)
        uv_timer_stop(&l->mail_timer);
    else
        uv_timer_start(&l->mail_timer, on_mail_timer, (uint64_t)ms, 0);
}

struct loop *loop_new(struct err *err)
{
    struct loop *l = xcalloc(1, sizeof *l);
    l->mailbox = mailbox_new(err);
    if (!l->mailbox)
        goto fail;
    int rc = uv_loop_init(&l->uv);
    if (rc) {
        err_set(err, ERR_IO, "no event loop: %s", uv_strerror(rc));
        goto fail;
    }
    rc = uv_poll_init(&l->uv, &l->mail_poll, mailbox_fd(l->mailbox));
    assert(rc == 0);
    uv_timer_init(&l->uv, &l->mail_timer);
    uv_prepare_init(&l->uv, &l->prepare);
    l->mail_poll.data = l->mail_timer.data = l->prepare.data = l;
    uv_poll_start(&l->mail_poll, UV_READABLE, on_mail);
    uv_prepare_start(&l->prepare, before_poll);
    return l;
fail:
    mailbox_unref(l->mailbox);
    free(l);
    return NULL;
}

void loop_run(struct loop *l)
{
    uv_run(&l->uv, UV_RUN_DEFAULT);
}

void loop_run_once(struct loop *l)
{
    uv_run(&l->uv, UV_RUN_ONCE);
}

void loop_stop(struct loop *l)
{
    uv_stop(&l->uv);
}

static void close_left(uv_handle_t *handle, void *data)
{
    (void)data;
    if (!uv_is_closing(handle))
        uv_close(handle, NULL);
}

void loop_free(struct loop *l)
{
    if (!l)
        return;
    mailbox_run(l->mailbox);
    uv_close((uv_handle_t *)&l->mail_poll, NULL);
    uv_close((uv_handle_t *)&l->mail_timer, NULL);
    uv_close((uv_handle_t *)&l->prepare, NULL);
    do {
        uv_run(&l->uv, UV_RUN_DEFAULT); /* work in the pool ends; close callbacks run */
        mailbox_run(l->mailbox);        /* its answers, which may ask the pool for more */
    } while (uv_loop_alive(&l->uv));
    if (uv_loop_close(&l->uv) == UV_EBUSY) {
        uv_walk(&l->uv, close_left, NULL);
        uv_run(&l->uv, UV_RUN_DEFAULT);
        uv_loop_close(&l->uv);
    }
    mailbox_unref(l->mailbox);
    free(l);
}

struct mailbox *loop_mailbox(struct loop *l)
{
    return l->mailbox;
}

struct uv_loop_s *loop_uv(struct loop *l)
{
    return &l->uv;
}

struct timer {
    uv_timer_t uv;
    void (*fn)(void *data);
    void *data;
};

static void free_timer(uv_handle_t *handle)
{
    free(handle->data);
}

static void on_timer(uv_timer_t *handle)
{
    struct timer *t = handle->data;
    void (*fn)(void *data) = t->fn;
    void *data = t->data;
    uv_close((uv_handle_t *)&t->uv, free_timer);
    fn(data);
}

struct timer *loop_after(struct loop *l, uint32_t ms, void (*fn)(void *data), void *data)
{
    struct timer *t = xcalloc(1, sizeof *t);
    uv_timer_init(&l->uv, &t->uv);
    t->uv.data = t;
    t->fn = fn;
    t->data = data;
    uv_update_time(&l->uv); /* else the time already spent in this round is taken off */
    /* libuv counts whole milliseconds, rounded down: without one more it would fire early. */
    uv_timer_start(&t->uv, on_timer, ms ? (uint64_t)ms + 1 : 0, 0);
    return t;
}

void timer_cancel(struct timer *t)
{
    if (t)
        uv_close((uv_handle_t *)&t->uv, free_timer);
}

struct watch {
    uv_poll_t uv;
    void (*fn)(void *data, int events);
    void *data;
};

static void on_watch(uv_poll_t *handle, int status, int events)
{
    struct watch *w = handle->data;
    /* A descriptor in error is readable and writable: the owner's next call tells it what is wrong. */
    w->fn(w->data, status < 0 ? 3 : events & (UV_READABLE | UV_WRITABLE));
}

struct watch *loop_watch(struct loop *l, int fd, int events, void (*fn)(void *data, int events),
                         void *data, struct err *err)
{
    struct watch *w = xcalloc(1, sizeof *w);
    int rc = uv_poll_init(&l->uv, &w->uv, fd);
    if (rc) {
        err_set(err, ERR_IO, "cannot watch descriptor %d: %s", fd, uv_strerror(rc));
        free(w);
        return NULL;
    }
    w->uv.data = w;
    w->fn = fn;
    w->data = data;
    watch_set(w, events);
    return w;
}

void watch_set(struct watch *w, int events)
{
    if (events)
        uv_poll_start(&w->uv, events, on_watch);
    else
        uv_poll_stop(&w->uv);
}

static void free_watch(uv_handle_t *handle)
{
    free(handle->data);
}

void watch_free(struct watch *w)
{
    if (w)
        uv_close((uv_handle_t *)&w->uv, free_watch);
}

struct work {
    uv_work_t uv;
    void (*run)(void *data);
    void (*done)(void *data);
    void *data;
};

static void run_work(uv_work_t *req)
{
    struct work *w = req->data;
    w->run(w->data);
}

static void end_work(uv_work_t *req, int status)
{
    (void)status; /* work is never cancelled */
    struct work *w = req->data;
    void (*done)(void *data) = w->done;
    void *data = w->data;
    free(w);
    done(data);
}

void loop_work(struct loop *l, void (*work)(void *data), void (*done)(void *data), void *data)
{
    struct work *w = xcalloc(1, sizeof *w);
    w->uv.data = w;
    w->run = work;
    w->done = done;
    w->data = data;
    int rc = uv_queue_work(&l->uv, &w->uv, run_work, end_work);
    assert(rc == 0); /* it fails only without a work function */
}
