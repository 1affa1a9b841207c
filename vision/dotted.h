/* dotted.h : finds dotted rules: the ring that toolkits draw round what has the focus. Pure; for the pool. */
#ifndef VISION_DOTTED_H
#define VISION_DOTTED_H

#include <stdbool.h>

struct regions;

/* A flag for each of r->blobs: part of a dotted rule. New; the caller frees it. */
bool *dotted_find(const struct regions *r);

#endif
