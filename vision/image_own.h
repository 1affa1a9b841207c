/* image_own.h : of images, what only the code that fills them needs; inside vision/ only. */
#ifndef VISION_IMAGE_OWN_H
#define VISION_IMAGE_OWN_H

#include "vision/image.h"

/* True while the caller's reference is the only one: the image may be written again. */
bool image_sole(const struct image *image);

/* New; takes the mapping of len bytes, which the last unref unmaps. */
struct image *image_mapped(void *map, size_t len, uint32_t w, uint32_t h);

/* crop, or the whole image when it is NULL; outside: -1, ERR_OUT_OF_FRAME. */
int image_box(const struct image *image, const struct srect *crop, struct srect *out, struct err *err);

/* image_new under the decoders' cap. */
struct image *picture_new(uint32_t w, uint32_t h, struct err *err);

#endif
