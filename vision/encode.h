/* encode.h : PNG (libpng) and JPEG (libjpeg-turbo), both ways. For the pool. All results are new
 * bytes for free(). Decoding is total: any bytes give an image or an error; a picture that names more
 * than IMAGE_MAX on a side or PICTURE_PIXELS_MAX in all is ERR_LIMIT before memory is taken. */
#ifndef VISION_ENCODE_H
#define VISION_ENCODE_H

#include <stddef.h>
#include <stdint.h>

struct err;
struct image;

#define PICTURE_PIXELS_MAX (1u << 26) /* two 8K screens abreast have 66.4 million */

uint8_t *png_encode(const struct image *image, size_t *len, struct err *err);
struct image *png_decode(const void *data, size_t len, struct err *err);
uint8_t *jpeg_encode(const struct image *image, int quality, size_t *len, struct err *err); /* 1..100 */
struct image *jpeg_decode(const void *data, size_t len, struct err *err);
/* Either of the two, by its first bytes. */
struct image *picture_decode(const void *data, size_t len, struct err *err);

#endif
