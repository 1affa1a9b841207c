/* image.h : pixels, 0xFFRRGGBB in a native word, counted; once shared an image is never written, so
 * any thread may read it. */
#ifndef VISION_IMAGE_H
#define VISION_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;

struct srect { int32_t x, y, w, h; }; /* screen pixels; w, h >= 1 */

#define IMAGE_MAX 16384u /* two 8K screens abreast are 15360; squared, times 4: 2^30 bytes */
struct image {
    uint32_t *px;
    uint32_t w, h, stride; /* in pixels; w, h 1..IMAGE_MAX */
};

struct image *image_new(uint32_t w, uint32_t h, struct err *err); /* pixels unset; NULL: ERR_LIMIT */
struct image *image_ref(struct image *image);
void image_unref(struct image *image); /* NULL is fine */
/* Area average of crop (NULL: all of it; must lie inside, else ERR_OUT_OF_FRAME) as w x h; new. */
struct image *image_scale(const struct image *image, const struct srect *crop,
                          uint32_t w, uint32_t h, struct err *err);
struct image *image_crop(const struct image *image, const struct srect *crop, struct err *err);
bool image_same(const struct image *a, const struct image *b); /* size and pixels */
uint64_t image_hash(const struct image *image, const struct srect *box); /* box NULL: all */

/* Boxes; empty results are false. */
bool srect_meet(const struct srect *a, const struct srect *b, struct srect *out);
bool srect_holds(const struct srect *r, int32_t x, int32_t y);
struct srect srect_join(const struct srect *a, const struct srect *b);
/* Merges overlapping and near (gap <= slack px) boxes in place; the new count. */
size_t srect_merge(struct srect *boxes, size_t n, int32_t slack);

#endif
