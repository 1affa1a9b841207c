/* ids.h : gives the elements of a screen their ids: those of the last screen where they are the same
 * thing, moved or scrolled, and new ones, never used before in this run, for the others. */
#ifndef VISION_IDS_H
#define VISION_IDS_H

#include <stddef.h>
#include <stdint.h>

#include "vision/image.h"
#include "vision/screen.h"

struct known { uint32_t id, window; enum role role; char *name; struct srect box; /* in its window */
               int missing; };
struct ids { struct known *items; size_t n, cap; uint32_t last; };

/* Sets id of each element, and turns parent (1 + an index) into an id. */
void ids_assign(struct ids *ids, struct element *items, size_t n, const struct windows *windows);
void ids_release(struct ids *ids);

#endif
