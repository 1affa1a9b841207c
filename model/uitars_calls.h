/* uitars_calls.h : the table of UI-TARS calls. */
#ifndef MODEL_UITARS_CALLS_H
#define MODEL_UITARS_CALLS_H

#include "model/answer.h"

/* Adds what the call means. -1: a fault, which is the answer's. */
int uitars_call(struct answer *answer, const char *name, const struct value *args);

#endif
