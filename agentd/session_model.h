/* session_model.h : which model, dialect, frame and prompt a session uses, from the configuration. */
#ifndef AGENTD_SESSION_MODEL_H
#define AGENTD_SESSION_MODEL_H

struct err;
struct session;

/* Fills s->provider, dialect, frame, resize, system, images_max from the models of config.lua; the task's
 * model "embedded" needs no row there. */
int session_open_model(struct session *s, struct err *err);

#endif
