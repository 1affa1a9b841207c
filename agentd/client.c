#include "agentd/client.h"

#include <stdlib.h>
#include <string.h>

#include "agentd/bus.h"
#include "agentd/watch.h"
#include "base/js.h"
#include "base/xalloc.h"

const char *rank_name(enum rank rank)
{
    static const char *const names[] = { "none", "viewer", "operator", "admin" };
    return names[rank];
}

const char *origin_name(enum origin origin)
{
    static const char *const names[] = { "person", "tool", "model" };
    return names[origin];
}

struct client *client_new(struct agentd *d, enum rank rank, enum origin origin,
                          const struct client_ops *ops, void *conn)
{
    struct client *c = xcalloc(1, sizeof *c);
    c->refs = 1;
    c->d = d;
    c->rank = rank;
    c->origin = origin;
    c->ops = ops;
    c->conn = conn;
    return c;
}

struct client *client_ref(struct client *c)
{
    c->refs++;
    return c;
}

void client_unref(struct client *c)
{
    if (c && --c->refs == 0)
        free(c);
}

void client_gone(struct client *c)
{
    c->ops = NULL;
    bus_unsubscribe(c->events);
    c->events = NULL;
    watch_end(c);
    client_unref(c);
}

void client_drained(struct client *c)
{
    bus_drained(c->events);
}

void client_send(struct client *c, const struct json_t *message)
{
    if (!c->ops)
        return;
    char *text = js_dump(message);
    c->ops->send(c->conn, text, strlen(text));
    free(text);
}
