/* families.h : the rows of the dialect table, a file each. */
#ifndef MODEL_FAMILIES_H
#define MODEL_FAMILIES_H

#include "model/dialect.h"

extern const struct dialect dialect_native;
extern const struct dialect dialect_uitars;

#endif
