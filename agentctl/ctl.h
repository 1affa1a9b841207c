/* ctl.h : what every verb works with: its arguments, the connection to the daemon, exit codes. */
#ifndef AGENTCTL_CTL_H
#define AGENTCTL_CTL_H

#include <stdbool.h>
#include <stdint.h>

struct args;
struct err;
struct json_t;
struct rpc;

/* Exit codes, the same as those of `agentd --once`; a task's outcome is one of them. */
enum ctl_exit {
    CTL_OK = 0,
    CTL_FAILED = 1,    /* the agent could not, or the command failed */
    CTL_USAGE = 2,
    CTL_STOPPED = 3,   /* stopped, or denied by policy or person */
    CTL_BUDGET = 4,    /* steps, time or tokens are spent */
    CTL_NO_DAEMON = 5, /* no daemon, or it has no display */
    CTL_INTERNAL = 6
};

struct verb;
struct ctl {
    const struct verb *verb; /* the row that runs */
    const char *socket;      /* from --socket, or NULL: the usual place */
    bool json;               /* --json: one JSON value a line on standard output */
    struct rpc *rpc;         /* open after ctl_connect */
};

struct verb {
    const char *name;
    const char *usage;   /* behind "agentctl NAME" */
    const char *summary; /* one line */
    const char *help;    /* options and examples, for `agentctl help NAME`; "" or whole lines */
    int (*run)(struct ctl *c, struct args *a); /* the exit code */
    bool raw;            /* a program behind it reads the options itself */
};
extern const struct verb verbs[]; /* in the order of help */
extern const unsigned int verbs_n;
const struct verb *verb_find(const char *name); /* NULL: none */

char *ctl_socket_path(const struct ctl *c, struct err *err); /* new */
/* CTL_OK, or an exit code once the reason and what to do have been printed. */
int ctl_connect(struct ctl *c);
void ctl_disconnect(struct ctl *c);
/* Takes params (NULL: none). The result, new, or NULL: printed, and *exit_code is set. Connects when
 * that was not done yet. Without a limit of time: slow commands are normal. */
struct json_t *ctl_call(struct ctl *c, const char *method, struct json_t *params, int *exit_code);
/* Prints err as "agentctl: VERB: …" and gives the exit code that fits. */
int ctl_fail(const struct ctl *c, const struct err *err);
/* The exit code of an ended task object. */
int ctl_outcome(const struct json_t *task);
/* Waits for a task's end; its answer goes to standard output, its outcome is the exit code. In tasks.c. */
int ctl_task_end(struct ctl *c, const char *id);

/* ctl_call for verbs that only say that it is done: prints "done" (a format for people) or {} . */
int ctl_simple(struct ctl *c, const char *method, struct json_t *params, const char *done, ...)
    __attribute__((format(printf, 4, 5)));

#endif
