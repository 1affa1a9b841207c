#include "agentd/bus.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "agentd/store.h"
#include "agentd/store_db.h"
#include "base/ask.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/js.h"
#include "base/log.h"
#include "base/xalloc.h"

#define PAGE 500 /* events of the past that are read and sent in one go */

struct bus_sub {
    struct bus *bus;
    struct bus_sub *next;
    char **topics; /* ends with NULL; NULL: all */
    bus_fn *fn;    /* NULL: unsubscribed, freed when nothing walks or loads any more */
    void *data;
    bool (*room)(void *data); /* NULL: always */
    bool loading;  /* events of the past are on their way, page by page; new ones come with them */
    bool stalled;  /* … and the next page waits for room */
    int64_t asked; /* the last cursor given or asked for */
    struct ask *load;
};

struct bus {
    struct store *store;
    int64_t cursor;
    struct bus_sub *subs;
    int walking;
    struct mailbox *home;
};

struct bus *bus_new(struct store *store, struct mailbox *home, int64_t last_cursor)
{
    struct bus *b = xcalloc(1, sizeof *b);
    b->store = store;
    b->home = home;
    b->cursor = last_cursor;
    return b;
}

static void free_sub(struct bus_sub *s)
{
    for (char **t = s->topics; t && *t; t++)
        free(*t);
    free(s->topics);
    free(s);
}

static void sweep(struct bus *b)
{
    for (struct bus_sub **at = &b->subs; *at;) {
        struct bus_sub *s = *at;
        if (s->fn || s->load) {
            at = &s->next;
            continue;
        }
        *at = s->next;
        free_sub(s);
    }
}

void bus_free(struct bus *b)
{
    if (!b)
        return;
    for (struct bus_sub *s = b->subs; s;) {
        struct bus_sub *next = s->next;
        free_sub(s);
        s = next;
    }
    free(b);
}

int64_t bus_cursor(const struct bus *b)
{
    return b->cursor;
}

static bool wants(const struct bus_sub *s, const char *topic)
{
    if (!s->topics)
        return true;
    for (char **t = s->topics; *t; t++)
        if (strncmp(topic, *t, strlen(*t)) == 0)
            return true;
    return false;
}

static void give(struct bus_sub *s, json_t *event)
{
    if (s->fn && wants(s, js_str(event, "topic")))
        s->fn(s->data, event);
}

void bus_publish(struct bus *b, const char *topic, json_t *body)
{
    char at[25];
    clock_iso(clock_wall_ms(), at);
    json_t *event = json_pack("{s:I, s:s, s:s, s:o}", "cursor", (json_int_t)++b->cursor, "at", at,
                              "topic", topic, "body", body);
    if (!event) {
        log_error("bus", "event '%s' has a body that is no JSON", topic);
        return;
    }
    b->walking++;
    for (struct bus_sub *s = b->subs; s; s = s->next) {
        if (!s->loading)
            give(s, event);
    }
    if (--b->walking == 0)
        sweep(b);
    store_event(b->store, event);
}

static void load_page(struct bus_sub *s);

static void on_past(void *data, void *result, const struct err *err)
{
    struct bus_sub *s = data;
    struct bus *b = s->bus;
    json_t *past = result;
    size_t i;
    json_t *event;
    s->load = NULL;
    if (err && s->fn) {
        log_error("bus", "past events: %s", err->msg);
        bus_fn *fn = s->fn;
        s->fn = NULL;
        fn(s->data, NULL); /* better dropped than with a hole that it does not know of */
    }
    b->walking++;
    json_array_foreach(past, i, event)
        give(s, event);
    json_decref(past);
    if (s->fn)
        load_page(s);
    if (--b->walking == 0)
        sweep(b);
}

/* The next page, up to the last event: what is published meanwhile is stored before the page is read. */
static void load_page(struct bus_sub *s)
{
    struct bus *b = s->bus;
    int64_t since = s->asked;
    s->loading = since < b->cursor;
    s->stalled = s->loading && s->room && !s->room(s->data);
    if (!s->loading || s->stalled)
        return;
    s->asked = since + PAGE < b->cursor ? since + PAGE : b->cursor;
    s->load = ask_new(b->home, 0, on_past, s);
    store_events(b->store, since, s->asked, s->load);
}

void bus_pace(struct bus_sub *s, bool (*room)(void *data))
{
    s->room = room;
}

void bus_drained(struct bus_sub *s)
{
    if (s && s->stalled)
        load_page(s);
}

static char **copy_topics(const char *const *topics)
{
    size_t n = 0;
    while (topics[n])
        n++;
    char **copy = xcalloc(n + 1, sizeof *copy);
    for (size_t i = 0; i < n; i++)
        copy[i] = xstrdup(topics[i]);
    return copy;
}

struct bus_sub *bus_subscribe(struct bus *b, const char *const *topics, int64_t since, bus_fn *fn,
                              void *data)
{
    struct bus_sub *s = xcalloc(1, sizeof *s);
    s->bus = b;
    s->topics = topics ? copy_topics(topics) : NULL;
    s->fn = fn;
    s->data = data;
    s->next = b->subs;
    b->subs = s;
    int64_t oldest = b->cursor - STORE_EVENTS_MAX;
    s->asked = since < 0 ? b->cursor : since < oldest ? oldest : since;
    load_page(s);
    return s;
}

void bus_unsubscribe(struct bus_sub *s)
{
    if (!s)
        return;
    s->fn = NULL;
    if (!s->bus->walking)
        sweep(s->bus);
}
