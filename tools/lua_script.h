/* lua_script.h : the thread's half of lua_host.h. Only lua_host.c and lua_api.c see it. */
#ifndef TOOLS_LUA_SCRIPT_H
#define TOOLS_LUA_SCRIPT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "tools/lua_sandbox.h"

struct ask;
struct json_t;
struct lua_host;
struct mailbox;
struct script;

/* One load or call on its way to the thread and back. Whoever holds it, owns it. A letter to home carries a
 * reference to the script; one to the inbox needs none: the script's end runs what is left there. */
struct job {
    struct script *script;
    char *function;        /* NULL: load */
    struct json_t *args;
    uint32_t ms;
    struct ask *ask;       /* home's thread only; NULL once answered without us */
    struct json_t *result;
    struct err err;        /* ERR_NONE: result counts */
    struct job *next;      /* in the host's queue */
};

/* One command that the script waits for, on its way to home and back. */
struct crossing {
    struct script *script;
    char *command;
    struct json_t *params, *result;
    struct err err;
};

struct script {
    atomic_int refs;
    struct mailbox *home;    /* the thread's reference: a letter may hold the script, so it may not hold home */
    struct mailbox *inbox;   /* the thread's */
    /* What to load; never written once the thread runs. */
    char *name, *path, *source, *prelude, *setup;
    char **roots;            /* ends with NULL; NULL: no require */
    size_t memory_max;
    bool has_agent;
    /* Shared. */
    atomic_bool quit, lost, give_up;
    /* The thread's alone. */
    struct sandbox sandbox;
    struct err load_err;
    int table;               /* registry reference of what the script returned */
    struct job *job;         /* arrived, not begun */
    struct crossing *waiting; /* for this one's return */
    struct crossing *returned;
    struct err refused;      /* by a policy, a person or a stop, in this job; ERR_NONE: nothing */
    /* Home's thread alone. */
    struct lua_host *host;   /* NULL once freed or lost */
};

void script_main(void *data);           /* the thread; takes a reference, and home's */
struct script *script_ref(struct script *s);
void script_deliver(struct script *s, struct job *job); /* home: hands it to the thread */
void script_end(struct script *s);      /* home: the thread ends as soon as it can */
void script_unref(struct script *s);
void script_send(struct script *s, void (*fn)(void *data), void *data); /* thread: to home */
void crossing_free(struct crossing *c);
void job_free(struct job *job);         /* fails an ask that is still there with ERR_CANCELLED */
size_t script_lost_count(int change);   /* adds; gives the count after it */

/* lua_host.c: runs on home's thread when a job is back, when a crossing has come. */
void host_job_back(void *data);
void host_crossing(void *data);
/* lua_script.c: runs on the thread when a crossing is back. */
void script_crossing_back(void *data);

#endif
