#include "vision/atspi.h"

#include <dbus/dbus.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "base/ask.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/log.h"
#include "base/mailbox.h"
#include "base/thread.h"
#include "base/xalloc.h"
#include "vision/atspi_bus.h"
#include "vision/atspi_walk.h"
#include "vision/windows.h"

#define ANSWER_US 150000   /* an ask waits no longer */
#define SILENT_US 700000   /* an application that has said nothing by then is frozen */
#define WALK_US 2500000    /* a walk goes on in the background for so long */
#define KEPT_US 8000000    /* what a finished walk found is good for so long */
#define RETRY_US 5000000   /* a bus that is not there is looked for again */
#define ASKS_MAX 8

struct look { struct walk *walk; struct ask *ask; bool noted; }; /* ask NULL: answered */

struct atspi {
    struct thread *thread;
    struct mailbox *mailbox;
    char *display, *session, *address;
    bool quit;
    /* The a11y thread's own. */
    DBusConnection *bus;
    int64_t next_try_us;
    struct peers peers;
    struct look looks[ASKS_MAX]; size_t looks_n;
    struct hints *kept;        /* of the last walk that came to its end */
    int64_t kept_us;
};

struct letter { struct atspi *a; struct window *windows; size_t n; struct ask *ask; };

static void free_windows(struct window *windows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        free(windows[i].title);
        free(windows[i].instance);
        free(windows[i].klass);
    }
    free(windows);
}

static void answer(struct ask *ask, struct hints *hints)
{
    if (!ask_answer(ask, hints))
        hints_free(hints);
}

/* Connected, or tried not long ago. */
static bool connected(struct atspi *a, int64_t now)
{
    if (a->bus && dbus_connection_get_is_connected(a->bus))
        return true;
    atspi_bus_close(a->bus);
    a->bus = NULL;
    if (now < a->next_try_us)
        return false;
    a->next_try_us = now + RETRY_US;
    char *found = a->address ? xstrdup(a->address) : atspi_bus_address(a->session, a->display);
    if (found)
        a->bus = atspi_bus_open(found);
    free(found);
    if (!a->bus)
        log_info("atspi", "no accessibility bus: elements come from pixels alone");
    return a->bus != NULL;
}

static void end_look(struct atspi *a, size_t i)
{
    walk_free(a->looks[i].walk);
    a->looks[i] = a->looks[--a->looks_n];
}

static bool same_hint(const struct hint *a, const struct hint *b)
{
    return a->window == b->window && memcmp(&a->box, &b->box, sizeof a->box) == 0 &&
           strcmp(a->role, b->role) == 0;
}

static bool has_hint(const struct hints *h, const struct hint *x)
{
    for (size_t i = 0; i < h->n; i++)
        if (same_hint(&h->items[i], x))
            return true;
    return false;
}

/* What an unfinished walk has not come to is taken from the last finished one. */
static void add_kept(const struct atspi *a, const struct look *l, struct hints *h)
{
    size_t own = h->n;
    if (!a->kept || clock_now_us() - a->kept_us > KEPT_US)
        return;
    h->items = xreallocarray(h->items, h->n + a->kept->n + 1, sizeof *h->items);
    for (size_t i = 0; i < a->kept->n; i++) {
        const struct hint *k = &a->kept->items[i];
        struct hints first = { h->items, own };
        if (!walk_shows(l->walk, k->window) || has_hint(&first, k))
            continue;
        struct hint *n = &h->items[h->n++];
        *n = *k;
        n->role = xstrdup(k->role);
        n->name = xstrdup(k->name);
        n->description = xstrdup(k->description);
        n->value = xstrdup(k->value);
        n->parent = -1;
    }
}

static void answer_look(struct atspi *a, struct look *l)
{
    struct hints *h = walk_hints(l->walk);
    if (!walk_done(l->walk))
        add_kept(a, l, h);
    answer(l->ask, h);
    l->ask = NULL;
}

static void keep_found(struct atspi *a, const struct look *l)
{
    hints_free(a->kept);
    a->kept = walk_hints(l->walk);
    a->kept_us = clock_now_us();
}

/* Answers what is due, ends what is over; the time of the next turn, or -1. */
static int64_t turn(struct atspi *a, int64_t now)
{
    int64_t next = -1;
    for (size_t i = a->looks_n; i-- > 0;) {
        struct look *l = &a->looks[i];
        int64_t age = now - walk_began_us(l->walk);
        bool done = walk_done(l->walk), lost = !dbus_connection_get_is_connected(a->bus);
        if (age > SILENT_US && !l->noted) {
            walk_note_frozen(l->walk, now);
            l->noted = true;
        }
        if (done)
            keep_found(a, l);
        if (l->ask && (done || lost || age >= ANSWER_US))
            answer_look(a, l);
        if (done || lost || age >= WALK_US) {
            end_look(a, i);
            continue;
        }
        int64_t left = (l->ask ? ANSWER_US : !l->noted ? SILENT_US : WALK_US) - age;
        int64_t at = now + (left > 0 ? left : 0) + 1000;
        next = next < 0 || at < next ? at : next;
    }
    return next;
}

static void on_ask(void *data)
{
    struct letter *l = data;
    struct atspi *a = l->a;
    int64_t now = clock_now_us();
    if (!connected(a, now)) {
        answer(l->ask, xcalloc(1, sizeof(struct hints)));
        free_windows(l->windows, l->n);
        free(l);
        return;
    }
    if (a->looks_n == ASKS_MAX) {
        if (a->looks[0].ask)
            answer_look(a, &a->looks[0]);
        end_look(a, 0);
    }
    a->looks[a->looks_n++] = (struct look){
        .walk = walk_new(a->bus, &a->peers, l->windows, l->n, now), .ask = l->ask };
    free(l);
}

static void on_quit(void *data)
{
    struct atspi *a = data;
    a->quit = true;
}

/* Takes what has come and sends what that leads to, until nothing is left to do now. */
static void exchange(DBusConnection *bus)
{
    if (!bus || !dbus_connection_get_is_connected(bus))
        return;
    do {
        dbus_connection_read_write(bus, 0);
        while (dbus_connection_dispatch(bus) == DBUS_DISPATCH_DATA_REMAINS)
            ;
        dbus_connection_read_write(bus, 0);
    } while (dbus_connection_get_dispatch_status(bus) == DBUS_DISPATCH_DATA_REMAINS);
}

static void run(void *data)
{
    struct atspi *a = data;
    while (!a->quit) {
        int fd = -1, wait = -1;
        if (a->bus && dbus_connection_get_is_connected(a->bus))
            dbus_connection_get_unix_fd(a->bus, &fd);
        int64_t next = a->looks_n ? turn(a, clock_now_us()) : -1;
        if (next >= 0)
            wait = (int)((next - clock_now_us()) / 1000);
        struct pollfd fds[2] = { { .fd = mailbox_fd(a->mailbox), .events = POLLIN },
                                 { .fd = fd, .events = POLLIN } };
        if (fd >= 0 && dbus_connection_has_messages_to_send(a->bus))
            fds[1].events |= POLLOUT;
        if (poll(fds, 2, next >= 0 && wait < 0 ? 0 : wait) < 0 && errno != EINTR)
            break;
        mailbox_run(a->mailbox);
        exchange(a->bus);
    }
    while (a->looks_n) {
        if (a->looks[0].ask)
            ask_drop(a->looks[0].ask);
        end_look(a, 0);
    }
    atspi_bus_close(a->bus);
    hints_free(a->kept);
    peers_release(&a->peers);
}

struct atspi *atspi_start(const char *display, struct err *err)
{
    struct atspi *a = xcalloc(1, sizeof *a);
    dbus_threads_init_default();
    a->display = xstrdup(display);
    a->session = xstrdup(getenv("DBUS_SESSION_BUS_ADDRESS"));
    a->address = xstrdup(getenv("AT_SPI_BUS_ADDRESS"));
    a->mailbox = mailbox_new(err);
    if (a->mailbox)
        a->thread = thread_start("a11y", run, a, err);
    if (a->thread)
        return a;
    atspi_stop(a);
    return NULL;
}

void atspi_ask(struct atspi *a, const struct windows *windows, struct ask *ask)
{
    struct letter *l = xcalloc(1, sizeof *l);
    l->a = a;
    l->ask = ask;
    l->windows = xcalloc(windows->n + 1, sizeof *l->windows);
    for (size_t i = 0; i < windows->n; i++) {
        if (windows->items[i].minimised)
            continue;
        struct window *w = &l->windows[l->n++];
        *w = windows->items[i];
        w->title = xstrdup(w->title);
        w->instance = xstrdup(w->instance);
        w->klass = xstrdup(w->klass);
    }
    mailbox_post(a->mailbox, on_ask, l);
}

void atspi_stop(struct atspi *a)
{
    if (!a)
        return;
    if (a->thread) {
        mailbox_post(a->mailbox, on_quit, a);
        thread_join(a->thread);
    }
    mailbox_unref(a->mailbox);
    free(a->display);
    free(a->session);
    free(a->address);
    free(a);
}
