/* calls.h : reads `name(key=value, …)` as models write it, unescaped quotes in strings included. The rules
 * are those of the dialects' page, section 5, "Calls". Nothing is evaluated. */
#ifndef MODEL_CALLS_H
#define MODEL_CALLS_H

#include <stdbool.h>

#include "model/scan.h"
#include "model/value.h"

struct call {
    char *name;          /* owned */
    struct value args;   /* VALUE_DICT */
};

bool call_at(const struct scan *c); /* `name(` stands at the cursor */
/* Reads the call at the cursor, which moves past it. -1: malformed; the cursor stands where it could not go
 * on (at the end: the call was cut off) and out is released. */
int call_read(struct scan *c, struct call *out);
void call_release(struct call *call);

#endif
