/* ocr.h : reads one line of text from pixels, with Tesseract's LSTM. One thread at a time. What has been
 * read is kept by its pixels, so that an unchanged line is never read again. */
#ifndef VISION_OCR_H
#define VISION_OCR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;
struct image;
struct ocr;
struct srect;

#define OCR_KEPT 4096u /* lines remembered; the longest unused goes first */

struct ocr_text { char *text; float score; }; /* score 0..1; text "" when nothing is legible */

/* languages: Tesseract's, "eng" or "eng+deu". NULL: ERR_UNSUPPORTED, the data is not there. */
struct ocr *ocr_new(const char *languages, struct err *err);
/* Tight box of one line. The text is borrowed until the next call. */
struct ocr_text ocr_line(struct ocr *o, const struct image *image, const struct srect *box);
bool ocr_knows(struct ocr *o, const struct image *image, const struct srect *box); /* no reading needed */
void ocr_free(struct ocr *o);          /* NULL is fine */

#endif
