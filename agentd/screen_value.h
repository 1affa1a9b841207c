/* screen_value.h : the JSON value of a screen, made once for each. Loop thread. */
#ifndef AGENTD_SCREEN_VALUE_H
#define AGENTD_SCREEN_VALUE_H

struct agentd;
struct json_t;
struct screen;

struct json_t *screen_value(struct agentd *d, struct screen *screen); /* borrowed until the next call */
void screen_value_forget(struct agentd *d);

#endif
