#include "actions/hands.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "actions/hands_drivers.h"
#include "actions/ledger.h"
#include "actions/permits.h"
#include "base/ask.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/log.h"
#include "base/mailbox.h"
#include "base/stop.h"
#include "base/thread.h"
#include "base/xalloc.h"

#define SLICE_MS 5       /* how often a pause looks at the stop flag, which has no descriptor */
#define APART_MS 510     /* over the longest double-click time in use (500: Tk, Chromium; GTK, Qt 400) */
#define APART_PX 10      /* and how far two clicks of one double click may lie apart */

const struct hands_driver *const hands_drivers[] = { &hands_null, &hands_record, &hands_xtest,
                                                     NULL };

enum job_kind { JOB_GESTURE, JOB_WINDOW, JOB_CLIPBOARD, JOB_RELEASE };

struct job {
    enum job_kind kind;
    struct hands *hands;
    struct gesture *gesture;
    struct permit permit;
    enum window_op op;
    uint32_t window;
    struct srect box;
    bool has_box;
    char *text;
    struct ask *ask; /* NULL: nobody asked */
    struct job *next;
};

struct hands {
    const struct hands_driver *driver;
    void *self;
    struct mailbox *box;
    struct thread *thread;
    struct job *first, **last;
    struct job *running;
    struct ledger held;
    struct spoint at;        /* the last motion of ours */
    struct held clicked;     /* the last press of a button; when and where that was */
    struct spoint clicked_at;
    int64_t clicked_us;
    struct permits permits;
    bool interrupted; /* what runs now is to end */
    bool leaving;
};

const struct hands_driver *hands_driver_find(const char *name)
{
    for (size_t i = 0; hands_drivers[i]; i++)
        if (strcmp(hands_drivers[i]->name, name) == 0)
            return hands_drivers[i];
    return NULL;
}

/* Jobs: letters of the mailbox put them into the queue, the thread's loop takes them out. */

static void job_free(struct job *job)
{
    gesture_free(job->gesture);
    free(job->text);
    free(job);
}

static void job_end(struct job *job, const struct err *err)
{
    if (job->ask && err)
        ask_fail(job->ask, err);
    else if (job->ask)
        ask_answer(job->ask, NULL);
    job_free(job);
}

static struct job *job_take(struct hands *h)
{
    struct job *job = h->first;
    if (job) {
        h->first = job->next;
        if (!h->first)
            h->last = &h->first;
    }
    return job;
}

static void drop_queue(struct hands *h, const char *why)
{
    struct job *job;
    while ((job = job_take(h))) {
        struct err err;
        err_set(&err, ERR_CANCELLED, "%s", why);
        job_end(job, &err);
    }
}

static void on_job(void *data)
{
    struct job *job = data;
    struct hands *h = job->hands;
    if (h->leaving || job->kind == JOB_RELEASE) {
        drop_queue(h, "the hands were told to let go");
        h->interrupted = true;
    }
    job->next = NULL;
    *h->last = job;
    h->last = &job->next;
}

static void on_leave(void *data)
{
    struct hands *h = data;
    h->leaving = h->interrupted = true;
}

static void post(struct hands *h, struct job job)
{
    struct job *copy = xmemdup(&job, sizeof job);
    copy->hands = h;
    mailbox_post(h->box, on_job, copy);
}

/* The ledger. */

static void release_all(struct hands *h)
{
    struct err err;
    struct held last;
    bool any = false;
    while (ledger_take_last(&h->held, &last)) {
        struct hand_event up = { .kind = last.kind, .code = last.code };
        if (h->driver->inject(h->self, &up, &err) < 0)
            log_warn("hands", "cannot let go: %s", err.msg);
        any = true;
    }
    if (any && h->driver->sync(h->self, &err) < 0)
        log_warn("hands", "cannot let go: %s", err.msg);
}

static bool is_press(const struct hand_event *e)
{
    return (e->kind == HAND_BUTTON || e->kind == HAND_KEY) && e->down;
}

static int inject(struct hands *h, const struct hand_event *e, struct err *err)
{
    if (is_press(e) && ledger_add(&h->held, e->kind, e->code, err) < 0)
        return -1;
    if (h->driver->inject(h->self, e, err) < 0)
        return -1;
    if (e->kind == HAND_MOVE)
        h->at = e->at;
    if (e->kind == HAND_BUTTON && e->down) {
        h->clicked = (struct held){ e->kind, e->code };
        h->clicked_at = h->at;
        h->clicked_us = clock_now_us();
    }
    if ((e->kind == HAND_BUTTON || e->kind == HAND_KEY) && !e->down)
        ledger_remove(&h->held, e->kind, e->code);
    return 0;
}

static bool stopped(void *data, struct err *err)
{
    struct hands *h = data;
    const struct job *job = h->running;
    if (stop_raised() || stop_epoch() != job->permit.stop_epoch) {
        err_set(err, ERR_STOPPED, "stopped");
        return true;
    }
    mailbox_run(h->box);
    if (h->interrupted || (job->ask && ask_decided(job->ask))) {
        err_set(err, ERR_CANCELLED, "cancelled");
        return true;
    }
    return false;
}

/* Waits with an open ear: for letters, for the display, and in short slices for the stop flag. */
static int pause_for(struct hands *h, uint32_t ms, struct err *err)
{
    int64_t until_us = clock_now_us() + (int64_t)ms * 1000;
    if (h->driver->sync(h->self, err) < 0)
        return -1;
    for (;;) {
        int64_t left_us = until_us - clock_now_us();
        if (stopped(h, err))
            return -1;
        if (left_us <= 0)
            return 0;
        int slice = left_us > SLICE_MS * 1000 ? SLICE_MS : (int)((left_us + 999) / 1000);
        struct pollfd p[2] = { { .fd = mailbox_fd(h->box), .events = POLLIN },
                               { .fd = h->driver->fd(h->self), .events = POLLIN } };
        if (poll(p, 2, slice) > 0 && p[1].revents && h->driver->pump(h->self, err) < 0)
            return -1;
    }
}

/* How long a click has to wait so that it is one of its own for the application under it. */
static uint32_t wait_apart(const struct hands *h, const struct gesture *g)
{
    struct spoint at = h->at;
    int64_t since_ms = (clock_now_us() - h->clicked_us) / 1000;
    if (!g->apart || !h->clicked_us || since_ms >= APART_MS)
        return 0;
    for (size_t i = 0; i < g->n; i++) {
        const struct hand_event *e = &g->events[i];
        if (e->kind == HAND_MOVE)
            at = e->at;
        if (e->kind != HAND_BUTTON)
            continue;
        bool joins = e->code == h->clicked.code && abs(at.x - h->clicked_at.x) <= APART_PX &&
                     abs(at.y - h->clicked_at.y) <= APART_PX;
        return joins ? (uint32_t)(APART_MS - since_ms) : 0;
    }
    return 0;
}

static int do_gesture(struct hands *h, const struct gesture *g, struct err *err)
{
    uint32_t apart_ms = wait_apart(h, g);
    if (apart_ms && pause_for(h, apart_ms, err) < 0)
        return -1;
    for (size_t i = 0; i < g->n; i++) {
        const struct hand_event *e = &g->events[i];
        size_t typed = 0;
        int ret;
        if (stopped(h, err))
            return -1;
        if (e->kind == HAND_PAUSE)
            ret = pause_for(h, e->code, err);
        else if (e->kind == HAND_TEXT)
            ret = h->driver->type(h->self, e->text, stopped, h, &typed, err);
        else
            ret = inject(h, e, err);
        if (ret < 0 && typed)
            return err_prefix(err, "after %zu characters", typed);
        if (ret < 0)
            return -1;
    }
    return h->driver->sync(h->self, err);
}

static int do_job(struct hands *h, struct job *job, struct err *err)
{
    if (job->kind != JOB_RELEASE &&
        permits_use(&h->permits, &job->permit, job->gesture ? &job->gesture->action_serial : NULL,
                    err) < 0)
        return -1;
    switch (job->kind) {
    case JOB_GESTURE:
        return do_gesture(h, job->gesture, err);
    case JOB_WINDOW:
        return h->driver->window(h->self, job->op, job->window, job->has_box ? &job->box : NULL,
                                 stopped, h, err);
    case JOB_CLIPBOARD:
        return h->driver->clipboard(h->self, job->text, err);
    case JOB_RELEASE:
        release_all(h);
        return 0;
    }
    return 0;
}

static void run_job(struct hands *h, struct job *job)
{
    struct err err = { .code = ERR_NONE };
    h->interrupted = h->leaving;
    h->running = job;
    int ret = do_job(h, job, &err);
    h->running = NULL;
    if (ret < 0)
        release_all(h);
    job_end(job, ret < 0 ? &err : NULL);
}

static void run(void *data)
{
    struct hands *h = data;
    bool lost = false;
    while (!h->leaving) {
        struct err err;
        struct job *job;
        mailbox_run(h->box);
        while (!h->leaving && (job = job_take(h))) {
            run_job(h, job);
            mailbox_run(h->box);
        }
        if (h->leaving)
            break;
        if (!lost && h->driver->pump(h->self, &err) < 0) {
            log_warn("hands", "%s", err.msg);
            lost = true; /* every job says so from now on */
        }
        struct pollfd p[2] = { { .fd = mailbox_fd(h->box), .events = POLLIN },
                               { .fd = lost ? -1 : h->driver->fd(h->self), .events = POLLIN } };
        if (poll(p, 2, mailbox_timeout_ms(h->box)) < 0 && errno != EINTR)
            log_error("hands", "poll: %s", strerror(errno));
    }
    release_all(h);
    drop_queue(h, "the hands have stopped");
    h->driver->close(h->self);
}

struct hands *hands_start(const struct hands_driver *driver, const char *display,
                          struct err *err)
{
    struct hands *h = xcalloc(1, sizeof *h);
    h->driver = driver;
    h->last = &h->first;
    h->box = mailbox_new(err);
    if (!h->box)
        goto fail;
    h->self = driver->open(display, err);
    if (!h->self)
        goto fail;
    h->thread = thread_start("hands", run, h, err);
    if (!h->thread) {
        driver->close(h->self);
        goto fail;
    }
    return h;
fail:
    mailbox_unref(h->box);
    free(h);
    return NULL;
}

void hands_do(struct hands *h, struct gesture *g, struct permit permit, struct ask *ask)
{
    assert(g);
    post(h, (struct job){ .kind = JOB_GESTURE, .gesture = g, .permit = permit, .ask = ask });
}

void hands_window(struct hands *h, enum window_op op, uint32_t id, const struct srect *box,
                  struct permit permit, struct ask *ask)
{
    struct job job = { .kind = JOB_WINDOW, .op = op, .window = id, .permit = permit, .ask = ask };
    if (box) {
        job.box = *box;
        job.has_box = true;
    }
    post(h, job);
}

void hands_clipboard(struct hands *h, const char *text, struct permit permit, struct ask *ask)
{
    post(h, (struct job){ .kind = JOB_CLIPBOARD, .text = xstrdup(text), .permit = permit,
                          .ask = ask });
}

void hands_release_all(struct hands *h, struct ask *ask)
{
    post(h, (struct job){ .kind = JOB_RELEASE, .ask = ask });
}

void hands_stop(struct hands *h)
{
    if (!h)
        return;
    mailbox_post(h->box, on_leave, h);
    thread_join(h->thread);
    mailbox_run(h->box); /* what came too late is failed by on_job and here */
    drop_queue(h, "the hands have stopped");
    mailbox_unref(h->box);
    free(h);
}
