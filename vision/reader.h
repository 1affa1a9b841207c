/* reader.h : reads a frame into a screen: text by OCR (Tesseract), widgets by their edges, the window
 * list, and AT-SPI's hints, merged; ids carried over from the screen before. Work runs in the pool,
 * one frame at a time; text of unchanged lines is not read again. Loop thread. */
#ifndef VISION_READER_H
#define VISION_READER_H

#include <stdbool.h>

struct ask;
struct frame;
struct hints;
struct loop;
struct reader;

struct reader_opts {
    const char *languages; /* Tesseract's: "eng", "eng+deu" */
    bool ocr;              /* false: windows and hints only */
};

struct reader *reader_new(struct loop *loop, const struct reader_opts *opts);
/* Loads what reading needs, 0.1 s or more with OCR data, in the pool; else the first question does. Takes ask;
 * answers NULL, or fails with ERR_UNSUPPORTED: no OCR data, and lines stay empty. */
void reader_load(struct reader *r, struct ask *ask);
/* Takes ask and hints (may be NULL), refs frame; answers a struct screen. */
void reader_ask(struct reader *r, struct frame *frame, struct hints *hints, struct ask *ask);
void reader_free(struct reader *r); /* waits for what runs */

#endif
