/* read.h : the work of the reader, without its queue: one frame into one screen. Blocking; one thread
 * at a time. */
#ifndef VISION_READ_H
#define VISION_READ_H

struct frame;
struct hints;
struct read;
struct screen;

/* languages NULL: no OCR is wanted. OCR data that is not there is no error: read_lacks tells. */
struct read *read_new(const char *languages);
struct screen *read_frame(struct read *r, struct frame *frame, const struct hints *hints); /* new */
const char *read_lacks(const struct read *r); /* "" or a sentence */
void read_free(struct read *r); /* NULL is fine */

#endif
