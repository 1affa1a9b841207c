/* bus.h : the event bus. Each event has a cursor that only grows, over restarts too, and is stored before
 * a later one is, so that a client that lost its connection misses nothing. Loop thread. */
#ifndef AGENTD_BUS_H
#define AGENTD_BUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bus;
struct bus_sub;
struct json_t;
struct mailbox;
struct store;

/* event: {"cursor","at","topic","body"}, borrowed; NULL once: the subscriber was dropped. */
typedef void bus_fn(void *data, const struct json_t *event);

struct bus *bus_new(struct store *store, struct mailbox *home, int64_t last_cursor);
void bus_free(struct bus *b); /* with its subscribers; their fn is not called */
/* Takes body, with all that is in it: the writer thread gets it. Copied to the subscribers before it returns. */
void bus_publish(struct bus *b, const char *topic, struct json_t *body);
int64_t bus_cursor(const struct bus *b); /* of the last event */

/* topics: prefixes, ends with NULL; NULL: all. since >= 0: the events after that cursor first, from the
 * store; -1: from now on. */
struct bus_sub *bus_subscribe(struct bus *b, const char *const *topics, int64_t since, bus_fn *fn,
                              void *data);
/* The past comes in pages; the next one only when room(data), else after bus_drained. NULL is fine there. */
void bus_pace(struct bus_sub *s, bool (*room)(void *data));
void bus_drained(struct bus_sub *s);
void bus_unsubscribe(struct bus_sub *s); /* also from inside its fn */

#endif
