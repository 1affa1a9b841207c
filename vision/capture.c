#include "vision/capture.h"

#include <poll.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/ask.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/log.h"
#include "base/mailbox.h"
#include "base/thread.h"
#include "base/xalloc.h"
#include "vision/capture_drivers.h"
#include "vision/damage_list.h"
#include "vision/frame.h"

/* Between two reports of damage: a game draws a thousand times a second, nobody acts on that. */
#define REPORT_EVERY_US 2000

const struct capture_driver *const capture_drivers[] = {&capture_x11, &capture_replay, &capture_null,
                                                        NULL};

const struct capture_driver *capture_driver_find(const char *name)
{
    for (size_t i = 0; capture_drivers[i]; i++)
        if (strcmp(capture_drivers[i]->name, name) == 0)
            return capture_drivers[i];
    return NULL;
}

/* Who is told of damage. Held by the watching side, the capture thread and each letter under way;
 * ended is written and read on home's thread only. */
struct watcher {
    atomic_int refs;
    bool ended;
    struct mailbox *home;
    void (*fn)(void *data, const struct srect *boxes, size_t n, int64_t at_us);
    void (*gone)(void *data, const struct err *err);
    void *data;
};

struct capture {
    const struct capture_driver *driver;
    const char *where; /* while it is opened only */
    struct thread *thread;
    struct mailbox *box;
    struct watcher *current; /* the watching side's */
    char lacks[64];
    /* the capture thread's own */
    void *self;
    struct watcher *watcher;
    struct damage_list since_frame;
    int64_t reported_us;
    bool owing; /* events may have come that were not pumped yet */
    bool quit, gone;
    struct err why; /* opening failed, or the display is gone */
};

static struct watcher *watcher_ref(struct watcher *w)
{
    atomic_fetch_add_explicit(&w->refs, 1, memory_order_relaxed);
    return w;
}

static void watcher_unref(struct watcher *w)
{
    if (!w || atomic_fetch_sub_explicit(&w->refs, 1, memory_order_acq_rel) > 1)
        return;
    mailbox_unref(w->home);
    free(w);
}

struct report {
    struct watcher *watcher;
    int64_t at_us;
    bool restacked, gone;
    struct err why;
    size_t n;
    struct srect boxes[];
};

/* On the watcher's home thread. */
static void deliver(void *data)
{
    struct report *r = data;
    struct watcher *w = r->watcher;

    if (!w->ended && r->restacked)
        w->fn(w->data, NULL, 0, r->at_us);
    if (!w->ended && r->n)
        w->fn(w->data, r->boxes, r->n, r->at_us);
    if (!w->ended && r->gone && w->gone)
        w->gone(w->data, &r->why);
    watcher_unref(w);
    free(r);
}

static struct report *report_new(struct capture *c, size_t n)
{
    struct report *r = xcalloc(1, sizeof *r + n * sizeof *r->boxes);

    r->watcher = watcher_ref(c->watcher);
    r->at_us = clock_now_us();
    r->n = n;
    return r;
}

static void tell_gone(struct capture *c)
{
    struct report *r;

    if (!c->watcher)
        return;
    r = report_new(c, 0);
    r->gone = true;
    r->why = c->why;
    mailbox_post(c->watcher->home, deliver, r);
}

/* Takes what the driver has and tells the watcher. */
static void pump(struct capture *c)
{
    struct srect boxes[DAMAGE_LIST_MAX];
    int n;
    bool restacked;

    c->owing = false;
    if (c->gone)
        return;
    n = c->driver->pump(c->self, boxes, DAMAGE_LIST_MAX, &c->why);
    if (n < 0) {
        log_warn("capture", "%s", c->why.msg);
        c->gone = true;
        tell_gone(c);
        return;
    }
    restacked = c->driver->restacked && c->driver->restacked(c->self);
    for (int i = 0; i < n; i++)
        damage_list_add(&c->since_frame, &boxes[i]);
    if (c->watcher && (n > 0 || restacked)) {
        struct report *r = report_new(c, (size_t)n);

        memcpy(r->boxes, boxes, (size_t)n * sizeof *boxes);
        r->restacked = restacked;
        mailbox_post(c->watcher->home, deliver, r);
    }
    c->reported_us = clock_now_us();
}

/* Damage since the last frame goes to the frame, with what the driver found by comparing. */
static void give_damage(struct capture *c, struct frame *f)
{
    struct srect *all = xcalloc(DAMAGE_LIST_MAX, sizeof *all);

    for (size_t i = 0; i < f->damage_n; i++)
        damage_list_add(&c->since_frame, &f->damage[i]);
    free(f->damage);
    f->damage = all;
    f->damage_n = damage_list_take(&c->since_frame, all, DAMAGE_LIST_MAX);
}

struct look {
    struct capture *c;
    struct ask *ask;
};

static void on_look(void *data)
{
    struct look *l = data;
    struct capture *c = l->c;
    struct err err = {.code = ERR_NONE};
    struct frame *f;

    if (c->quit) {
        ask_drop(l->ask);
    } else if (ask_decided(l->ask)) {
        ask_drop(l->ask);
    } else {
        pump(c);
        f = c->gone ? NULL : c->driver->grab(c->self, &err);
        if (!f) {
            ask_fail(l->ask, c->gone ? &c->why : &err);
        } else {
            give_damage(c, f);
            if (!ask_answer(l->ask, f))
                frame_unref(f);
        }
        c->owing = true; /* replies may have carried events with them */
    }
    free(l);
}

void capture_ask(struct capture *c, struct ask *ask)
{
    struct look *l = xmalloc(sizeof *l);

    *l = (struct look){c, ask};
    mailbox_post(c->box, on_look, l);
}

struct saver {
    struct capture *c;
    bool on;
};

static void on_awake(void *data)
{
    struct saver *s = data;

    if (!s->c->gone && s->c->driver->awake)
        s->c->driver->awake(s->c->self, s->on);
    free(s);
}

void capture_awake(struct capture *c, bool on)
{
    struct saver *s = xmalloc(sizeof *s);

    *s = (struct saver){c, on};
    mailbox_post(c->box, on_awake, s);
}

struct place {
    struct capture *c;
    int64_t step;
    int act;
};

static void on_at(void *data)
{
    struct place *p = data;

    p->c->driver->at(p->c->self, p->step, p->act);
    p->c->owing = true; /* what the action changed is reported as damage */
    free(p);
}

void capture_at(struct capture *c, int64_t step, int act)
{
    if (!c->driver->at)
        return;
    struct place *p = xmalloc(sizeof *p);

    *p = (struct place){c, step, act};
    mailbox_post(c->box, on_at, p);
}

struct hire {
    struct capture *c;
    struct watcher *watcher; /* NULL: nobody watches any more */
};

static void on_watch(void *data)
{
    struct hire *h = data;

    watcher_unref(h->c->watcher);
    h->c->watcher = h->watcher;
    if (h->c->gone)
        tell_gone(h->c);
    free(h);
}

static void end_watch(struct capture *c)
{
    if (!c->current)
        return;
    c->current->ended = true;
    watcher_unref(c->current);
    c->current = NULL;
}

void capture_watch(struct capture *c, struct mailbox *home,
                   void (*fn)(void *data, const struct srect *boxes, size_t n, int64_t at_us),
                   void (*gone)(void *data, const struct err *err), void *data)
{
    struct hire *h = xcalloc(1, sizeof *h);

    end_watch(c);
    if (fn) {
        c->current = xcalloc(1, sizeof *c->current);
        *c->current = (struct watcher){.home = mailbox_ref(home), .fn = fn, .gone = gone, .data = data};
        atomic_init(&c->current->refs, 2);
    }
    *h = (struct hire){c, c->current};
    mailbox_post(c->box, on_watch, h);
}

/* Sleeps until a letter or damage comes; damage right after a report waits its time. */
static void wait_for_work(struct capture *c)
{
    struct pollfd fds[2] = {{.fd = mailbox_fd(c->box), .events = POLLIN}, {.fd = -1, .events = POLLIN}};
    int64_t rest_us = c->reported_us + REPORT_EVERY_US - clock_now_us();
    int timeout = mailbox_timeout_ms(c->box);

    if (!c->gone) {
        if (rest_us <= 0 && c->owing)
            timeout = 0;
        else if (rest_us > 0 && (timeout < 0 || timeout > rest_us / 1000 + 1))
            timeout = (int)(rest_us / 1000) + 1;
        if (rest_us <= 0)
            fds[1].fd = c->driver->fd(c->self);
    }
    if (poll(fds, 2, timeout) > 0 && (fds[1].revents & (POLLIN | POLLERR | POLLHUP)))
        c->owing = true;
}

struct opening {
    struct capture *c;
    struct mailbox *starter;
    bool done, failed; /* the starter's */
};

static void on_opened(void *data)
{
    ((struct opening *)data)->done = true;
}

static void on_refused(void *data)
{
    struct opening *o = data;

    o->done = o->failed = true;
}

static void run(void *data)
{
    struct opening *o = data;
    struct capture *c = o->c;
    const char *lacks;

    c->self = c->driver->open(c->where, &c->why);
    if (!c->self) {
        mailbox_post(o->starter, on_refused, o); /* o is the starter's again */
        return;
    }
    lacks = c->driver->lacks ? c->driver->lacks(c->self) : "";
    strncat(c->lacks, lacks, sizeof c->lacks - 1);
    c->owing = true;
    mailbox_post(o->starter, on_opened, o);
    while (!c->quit) {
        wait_for_work(c);
        mailbox_run(c->box);
        if (c->owing && clock_now_us() - c->reported_us >= REPORT_EVERY_US)
            pump(c);
    }
    c->driver->close(c->self);
}

static void capture_free(struct capture *c)
{
    end_watch(c);
    c->quit = true;        /* the thread is over */
    mailbox_unref(c->box); /* letters that are left fail their asks */
    watcher_unref(c->watcher);
    free(c);
}

struct capture *capture_start(const struct capture_driver *driver, const char *where,
                              struct err *err)
{
    struct capture *c = xcalloc(1, sizeof *c);
    struct opening o = {.c = c};

    c->driver = driver;
    c->where = where;
    o.starter = mailbox_new(err);
    c->box = o.starter ? mailbox_new(err) : NULL;
    c->thread = c->box ? thread_start("eyes", run, &o, err) : NULL;
    while (c->thread && !o.done)
        mailbox_wait(o.starter, -1);
    if (o.starter)
        mailbox_unref(o.starter);
    if (c->thread && !o.failed)
        return c;
    if (o.failed)
        *err = c->why;
    thread_join(c->thread);
    if (c->box)
        capture_free(c);
    else
        free(c);
    return NULL;
}

const char *capture_lacks(const struct capture *c)
{
    return c->lacks;
}

static void on_quit(void *data)
{
    ((struct capture *)data)->quit = true;
}

void capture_stop(struct capture *c)
{
    if (!c)
        return;
    mailbox_post(c->box, on_quit, c);
    thread_join(c->thread);
    capture_free(c);
}
