/* test_daemon.h : a whole daemon in the test's own process, with a grey screen, hands that do nothing, and a
 * state folder of its own; and a client of it that needs no socket. */
#ifndef AGENTD_TEST_DAEMON_H
#define AGENTD_TEST_DAEMON_H

#include <stdbool.h>

#include "agentd/agentd.h"
#include "agentd/client.h"

struct json_t;

struct test_daemon {
    struct agentd *d;
    char folder[64];
    struct agentd_opts opts; /* to be changed between end and start */
    char *config, *state, *socket, *policy;
};

/* lines: more of config.lua, or NULL. */
void test_daemon_new(struct test_daemon *t, const char *lines);
void test_daemon_start(struct test_daemon *t);
void test_daemon_end(struct test_daemon *t);  /* the folder stays */
void test_daemon_free(struct test_daemon *t); /* ends it when it runs; the folder goes */
/* Runs the loop until there(data); fails the test after 20 s. */
void test_daemon_until(struct test_daemon *t, bool (*there)(void *data), void *data);

struct test_peer {
    struct client *client;
    struct json_t *got; /* messages, oldest first */
};
void test_peer_new(struct test_peer *p, struct agentd *d, enum rank rank, enum origin origin);
void test_peer_gone(struct test_peer *p);
/* Sends one line and waits for what comes next: new. */
struct json_t *test_peer_say(struct test_daemon *t, struct test_peer *p, const char *line);
/* A call; its "result", or its "error": new. params: JSON text. */
struct json_t *test_peer_call(struct test_daemon *t, struct test_peer *p, const char *method,
                              const char *params);

#endif
