#include "agentd/bus.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "agentd/store.h"
#include "base/ask.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/js.h"
#include "base/log.h"
#include "base/xalloc.h"

struct bus_sub {
    struct bus *bus;
    struct bus_sub *next;
    char **topics; /* ends with NULL; NULL: all */
    bus_fn *fn;    /* NULL: unsubscribed, freed when nothing walks or loads any more */
    void *data;
    bool loading;  /* events of the past are on their way; new ones wait in `held` */
    json_t *held;
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
    json_decref(s->held);
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
        if (s->loading)
            json_array_append_new(s->held, json_deep_copy(event)); /* the writer gets event itself */
        else
            give(s, event);
    }
    if (--b->walking == 0)
        sweep(b);
    store_event(b->store, event);
}

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
    json_array_foreach(s->held, i, event)
        give(s, event);
    s->loading = false;
    json_decref(past);
    json_decref(s->held);
    s->held = NULL;
    if (--b->walking == 0)
        sweep(b);
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
    if (since >= 0 && since < b->cursor) {
        s->loading = true;
        s->held = json_array();
        s->load = ask_new(b->home, 0, on_past, s);
        store_events(b->store, since, b->cursor, s->load);
    }
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
