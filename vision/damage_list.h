/* damage_list.h : boxes that are gathered until somebody takes them; never more than a handful, so a
 * busy screen costs precision and not memory. Inside vision/ only. */
#ifndef VISION_DAMAGE_LIST_H
#define VISION_DAMAGE_LIST_H

#include "vision/image.h"

#define DAMAGE_LIST_MAX 64

struct damage_list { struct srect boxes[DAMAGE_LIST_MAX]; size_t n; };

void damage_list_add(struct damage_list *d, const struct srect *box);
/* Merges, writes at most cap boxes that hold all that was added, empties the list; returns how many. */
size_t damage_list_take(struct damage_list *d, struct srect *out, size_t cap);

#endif
