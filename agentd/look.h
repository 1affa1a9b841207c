/* look.h : from the display to a screen: frame, hints and reading in one question. Loop thread. */
#ifndef AGENTD_LOOK_H
#define AGENTD_LOOK_H

struct agentd;
struct ask;

void look_frame(struct agentd *d, struct ask *ask);  /* takes ask; answers a struct frame */
void look_screen(struct agentd *d, struct ask *ask); /* takes ask; answers a struct screen; d->screen too */

#endif
