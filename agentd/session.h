/* session.h : the ReAct loop of one task: look, think, check, act, settle, and again. Loop thread. */
#ifndef AGENTD_SESSION_H
#define AGENTD_SESSION_H

#include "agentd/session_state.h"

struct agentd;
struct session;
struct task;

/* Takes over the desktop for the task (borrowed; it outlives the session). What fails ends the task. */
struct session *session_start(struct agentd *d, struct task *task);
struct task *session_task(const struct session *s);
enum session_state session_state(const struct session *s);

/* EV_STOP, EV_CANCEL, EV_PAUSE, EV_RESUME, EV_DISPLAY_GONE, EV_DIED; false: no such move now. An end frees
 * the session and lets the queue go on. */
bool session_signal(struct session *s, enum session_event event, const char *why);
/* A person's words: the answer to a question that waits, else a hint for the next step. False: too long
 * after the end. */
bool session_say(struct session *s, const char *text);
/* Nobody is there who could answer (--once without a terminal). */
void session_nobody(struct session *s);

#endif
