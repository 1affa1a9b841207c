/* report.h : what an action did: windows that came, went or changed, boxes that moved, in JSON and in
 * words. Pure. */
#ifndef AGENTD_REPORT_H
#define AGENTD_REPORT_H

#include <stddef.h>

#include "vision/image.h"

struct json_t;
struct settled;
struct windows;

enum effect { EFFECT_UNKNOWN, EFFECT_CONFIRMED, EFFECT_NONE };
const char *effect_name(enum effect e); /* "unknown", "confirmed", "no effect" */

/* {"opened":[{"id","title","type"}],"closed":[…],"retitled":[{"id","from","to"}],"focused":id|null}; new */
struct json_t *report_windows(const struct windows *before, const struct windows *after);
/* One or two sentences for the model and the person; new. */
char *report_text(enum effect effect, const struct json_t *windows, const struct settled *settled);
struct json_t *report_boxes(const struct srect *boxes, size_t n); /* [[x,y,w,h],…], new */

#endif
