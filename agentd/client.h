/* client.h : one caller of the command table: a connection of the Unix socket or the WebSocket, a Lua
 * script, this process itself. Counted: an answer may come after the connection has gone. Loop thread. */
#ifndef AGENTD_CLIENT_H
#define AGENTD_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct agentd;
struct bus_sub;
struct client;
struct json_t;

enum rank { RANK_NONE = 0, RANK_VIEWER, RANK_OPERATOR, RANK_ADMIN };
const char *rank_name(enum rank rank);

/* Whose hand it is: a person's acts need no policy, a script's and a model's do. */
enum origin { ORIGIN_PERSON, ORIGIN_TOOL, ORIGIN_MODEL };
const char *origin_name(enum origin origin); /* "person", "tool", "model" */

struct client_ops {
    void (*send)(void *conn, const char *text, size_t len); /* one whole message; copies */
    /* One picture; NULL: this kind of client takes none. Copies. ready() of watch.h follows. */
    void (*send_binary)(void *conn, const void *bytes, size_t len);
    void (*drop)(void *conn); /* too slow or misbehaving: close it */
    bool (*has_room)(void *conn); /* little waits to be read; NULL: always */
};

struct client {
    int refs;
    enum rank rank;
    enum origin origin;
    struct agentd *d;
    const struct client_ops *ops; /* NULL once the connection has gone */
    void *conn;
    struct bus_sub *events;       /* its one subscription, or NULL */
    struct screen_watch *watch;   /* live pictures, or NULL */
};

struct client *client_new(struct agentd *d, enum rank rank, enum origin origin,
                          const struct client_ops *ops, void *conn);
struct client *client_ref(struct client *c);
void client_unref(struct client *c);
void client_gone(struct client *c); /* ends subscriptions, drops the connection's reference */
void client_drained(struct client *c); /* has_room again: what waited for it goes on */
void client_send(struct client *c, const struct json_t *message);

#endif
