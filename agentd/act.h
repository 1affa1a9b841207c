/* act.h : one action, from wish to report: policy, approval, journal, guard, hands, settle. The same for the
 * session, for scripts and for a person's act. Loop thread. */
#ifndef AGENTD_ACT_H
#define AGENTD_ACT_H

#include <stdbool.h>
#include <stdint.h>

#include "actions/action.h"
#include "agentd/client.h"
#include "agentd/report.h"
#include "agentd/settler.h"
#include "base/err.h"

struct act;
struct agentd;
struct json_t;
struct ruling;
struct screen;

struct act_request {
    struct action action;  /* taken */
    enum origin origin;    /* ORIGIN_PERSON: rules do not apply */
    struct screen *seen;   /* what the decision was made on; a reference is taken; may be NULL */
    bool fresh;            /* seen is as the model saw it: the target is compared before a press */
    const char *task;      /* for the policy; copied; may be NULL */
    int64_t task_id;       /* 0: of no task: nothing is journaled */
    int step, index;       /* for events and journal */
    /* Does it instead of act_execute, for commands that are no canonical action; ends in act_done or
     * act_fail. NULL: by kind. */
    void (*execute)(struct act *a);
};

struct act_result {
    enum effect effect;
    struct err err;               /* ERR_NONE: done */
    bool denied_by_person;        /* err is ERR_DENIED and a person said so */
    bool unwritten;               /* the journal could not be written */
    bool nobody;                  /* an approval was wanted and nobody was there to give it */
    struct settled settled;
    struct json_t *windows;       /* report_windows; NULL when not done */
    struct json_t *tool;          /* a tool's result; NULL: none */
    char *text;                   /* in words, the error's too */
};

enum act_stage { ACT_CHECKED, ACT_APPROVAL, ACT_APPROVED, ACT_DOING, ACT_SETTLING };

/* stage may be NULL. done is called once, never inside act_start; result is borrowed. */
struct act *act_start(struct agentd *d, struct act_request *request,
                      void (*stage)(void *data, enum act_stage stage),
                      void (*done)(void *data, struct act_result *result), void *data);
/* Ends it at the next safe point; done is not called. What is held is let go. */
void act_cancel(struct act *a);
/* Ends those of one task (0: all there are), as failed with err: done is called, from within. */
void acts_end(struct agentd *d, int64_t task_id, const struct err *err);

/* Inner parts, shared by act*.c. */
struct act {
    struct agentd *d;
    struct act *next;         /* of d->acts */
    struct act_request req;
    char *task;
    void (*stage)(void *data, enum act_stage stage);
    void (*done)(void *data, struct act_result *result);
    void *data;
    bool cancelled;
    uint64_t wish;            /* the approval that is waited for, 0: none */
    struct ask *ask;          /* what is waited for, NULL: none */
    struct ruling *ruling;
    uint64_t serial;
    uint32_t epoch;           /* of the permit */
    int64_t until_us;
    struct frame *before;
    struct lua_host *code;
    struct timer *timer;
    struct settling *settling; /* armed or waiting, NULL: neither */
    struct act_result result;
};

typedef void act_next_fn(struct act *a, void *result, const struct err *err);
/* A new ask whose answer goes to next, unless the act has been cancelled (then drop frees a result). */
struct ask *act_ask(struct act *a, uint32_t deadline_ms, act_next_fn *next, void (*drop)(void *));
void act_fail(struct act *a, const struct err *err);
void act_done(struct act *a);    /* executed: settle and report */
void act_execute(struct act *a); /* act_exec.c: by kind; ends in act_done or act_fail */

/* act_body.c; all new. */
struct json_t *act_wish(const struct act *a);    /* what is to be done, as it is shown */
struct json_t *act_line(const struct act *a);    /* the same for the journal, with what the policy judged by */
struct json_t *act_ruled(const struct act *a);
struct json_t *act_report(const struct act *a);
struct json_t *act_context(const struct act *a); /* policy_ask's */

#endif
