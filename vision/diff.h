/* diff.h : boxes round what differs by more than delta (0..255) in any channel. Returns how many,
 * writes at most cap of them. Of images unlike in size: one box, the whole of b. */
#ifndef VISION_DIFF_H
#define VISION_DIFF_H

#include <stddef.h>
#include <stdint.h>

struct image;
struct srect;

size_t diff_boxes(const struct image *a, const struct image *b, uint8_t delta,
                  struct srect *out, size_t cap);

#endif
