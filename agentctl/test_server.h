/* test_server.h : a small JSON-RPC server on a Unix socket, for tests: it answers each command from
 * a table and plays a task's events. A thread of its own. */
#ifndef AGENTCTL_TEST_SERVER_H
#define AGENTCTL_TEST_SERVER_H

#include <stdbool.h>
#include <stddef.h>

struct json_t;
struct server;

struct server_answer {
    const char *method;
    const char *result; /* JSON; or {"error":{…}} for a failure */
};

struct server_play {
    const char *const *events; /* topic, body, topic, body …, NULL: sent after task.start */
    size_t drop_after;         /* events, after which connections are closed once; 0: never */
    bool dies;                 /* it does not come back from that */
    const char *const *on_stop; /* sent after task.stop or task.cancel */
};

/* Listens in a new folder in /tmp. answers ends with a NULL method; what is not in it is -32601. */
struct server *server_start(const struct server_answer *answers, const struct server_play *play);
const char *server_socket(const struct server *s);
/* Waits, at most five seconds, until method has come n times; fails the test else. */
void server_expect(struct server *s, const char *method, size_t n);
/* The params of the last call of method, as sorted JSON; new; NULL: it never came. */
char *server_params(struct server *s, const char *method);
void server_stop(struct server *s);

#endif
