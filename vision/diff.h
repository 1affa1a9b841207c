/* diff.h : boxes round what differs by more than delta (0..255) in any channel. Returns how many,
 * writes at most cap of them. Of images unlike in size: one box, the whole of b. */
#ifndef VISION_DIFF_H
#define VISION_DIFF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct image;
struct srect;

size_t diff_boxes(const struct image *a, const struct image *b, uint8_t delta,
                  struct srect *out, size_t cap);

/* What of boxes (of damage, of b's screen) really differs: each is shrunk to that in place; those that
 * were only painted anew are dropped. So is a text caret that blinks (a bar of at most CARET_W x
 * CARET_H), which *caret (may be NULL) tells: a focused field alone makes one or two a second. The new
 * count. */
#define CARET_W 4
#define CARET_H 64
size_t diff_confirm(const struct image *a, const struct image *b, struct srect *boxes, size_t n,
                    bool *caret);

#endif
