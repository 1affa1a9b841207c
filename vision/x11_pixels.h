/* x11_pixels.h : copies the root window's pixels. Inside vision/ only. */
#ifndef VISION_X11_PIXELS_H
#define VISION_X11_PIXELS_H

#include "vision/x11_display.h"

struct err;
struct image;
struct x11_pixels;

struct x11_pixels *x11_pixels_new(struct x11_display *d);
bool x11_pixels_shared(const struct x11_pixels *p); /* false: no shared memory, pictures are slow */
/* New reference. Memory of pictures that nobody holds any more is used again. */
struct image *x11_pixels_grab(struct x11_pixels *p, struct err *err);
void x11_pixels_free(struct x11_pixels *p); /* before the display is closed; NULL is fine */

#endif
