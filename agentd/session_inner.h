/* session_inner.h : a session's insides, shared by session*.c only. */
#ifndef AGENTD_SESSION_INNER_H
#define AGENTD_SESSION_INNER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agentd/loop_detect.h"
#include "agentd/session.h"
#include "base/strbuf.h"
#include "model/dialect.h"
#include "model/provider.h"

struct session {
    struct agentd *d;
    struct task *task;
    enum session_state state;
    bool ended;               /* freed when the last thing that is waited for has come back */
    int waiting;              /* asks and pool jobs that will come back */
    bool resume_when_back;    /* resumed while answers from before the pause are still out */

    struct provider *provider;
    const struct dialect *dialect;
    enum frame_kind frame;
    struct resize_rule resize;
    char *system;             /* the family's prompt text */
    size_t images_max;
    struct history *history;
    struct timer *wall;       /* the time budget; NULL while paused */
    int64_t wall_due_us, wall_left_us;
    int64_t tokens;

    struct screen *screen;    /* of this step */
    uint64_t screen_hash;     /* of its pixels */
    struct viewport view;
    struct picture { void *data; size_t len; } picture; /* the view, encoded; NULL data: none */
    bool logged, replied;     /* this step's frame is in the journal; the model has answered */
    struct reply reply;
    bool cut;                 /* the answer ended by its length limit */
    size_t next;              /* of reply.actions */
    struct act *act;
    struct strbuf report;     /* told to the model with the next picture */
    struct json_t *last;      /* {"actions","results"} of the step before, for the planner */
    struct json_t *answers;   /* what the person said */
    struct json_t *tools;     /* offered to the model */
    struct loop_detect loops;
    int confused;             /* answers in a row that could not be used */
    int denied;               /* actions that policy denied in a row */

    int64_t step_us, mark_us; /* when the step, and the stage in it, began */
    struct { int look, think, act; } ms;
};

void session_move(struct session *s, enum session_event event); /* a move that must exist */
void session_end(struct session *s, enum session_event event, const char *answer);
void session_look(struct session *s);
void session_think(struct session *s);   /* session_think.c */
void session_do_next(struct session *s); /* session_do.c */
void session_step_end(struct session *s);
void session_wait_back(struct session *s); /* one thing that was waited for is back; may free s */
struct json_t *session_event_body(const struct session *s); /* {"id","n"}, new */

#endif
