/* textlines.h : where text stands on a picture: blobs of marks in a row, cut where the gap is wider than
 * one between words, so that captions, cells and menu items come apart. Pure; for the pool. */
#ifndef VISION_TEXTLINES_H
#define VISION_TEXTLINES_H

#include <stddef.h>
#include <stdint.h>

#include "vision/image.h"

struct regions;
struct shapes;

struct textline {
    struct srect box;     /* tight round the ink */
    uint32_t paper, ink;  /* colours, 0xFFRRGGBB */
    uint32_t blobs;       /* letters, or groups of letters that touch */
};

struct textlines {
    struct textline *items; size_t n; /* top to bottom, left to right */
    struct srect *icons; size_t icons_n; /* blobs that are no text: pictures, ticks, arrows */
};

/* Indicators and scraps of borders among the shapes are left out. New. */
struct textlines *textlines_find(const struct image *image, const struct regions *r,
                                 const struct shapes *shapes);
void textlines_free(struct textlines *t); /* NULL is fine */
/* The commonest colour just round a box, and the one in it that stands out most from that. */
void box_colours(const struct image *image, const struct srect *box, uint32_t *paper, uint32_t *ink);

/* Row by row from the top, each from left to right: order[i] is the index of the i-th box. */
void reading_order(const struct srect *const *boxes, size_t n, uint32_t *order);

#endif
