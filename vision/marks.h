/* marks.h : set-of-marks: numbered boxes drawn on a copy of a frame's pixels. */
#ifndef VISION_MARKS_H
#define VISION_MARKS_H

struct err;
struct image;
struct screen;
struct srect;

/* New picture of crop (NULL: all) at native size; each element gets its id as the number, in a colour
 * of its own, with the number beside the box where there is room. */
struct image *marks_draw(const struct screen *s, const struct srect *crop, struct err *err);

#endif
