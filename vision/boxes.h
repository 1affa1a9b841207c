/* boxes.h : proposals for widgets, from edges alone: faces and frames of buttons, fields and rows, and
 * the little squares and circles of check boxes and radio buttons. Pure; for the pool. */
#ifndef VISION_BOXES_H
#define VISION_BOXES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vision/image.h"

struct regions;

enum shape_kind { SHAPE_BOX, SHAPE_SQUARE, SHAPE_CIRCLE }; /* the last two: indicators */

struct shape {
    struct srect box;   /* with its border */
    struct srect face;  /* without */
    uint32_t fill;      /* colour of the face */
    uint32_t paper;     /* colour round it */
    enum shape_kind kind;
    bool framed;        /* a border of another colour runs round it */
    bool sunken;        /* darker above and left than below and right: a field of the old kind */
    bool raised;        /* the other way round: a button of the old kind */
    bool on;            /* indicators: ticked, dotted or filled */
    bool mark;          /* seen by its outline, not by its face */
};

struct shapes { struct shape *items; size_t n; }; /* larger ones first */

struct shapes *shapes_find(const struct image *image, const struct regions *r); /* new */
void shapes_free(struct shapes *s); /* NULL is fine */

#endif
