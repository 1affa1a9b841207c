/* regions.h : a picture cut into connected regions of nearly one colour. Screens are mostly flat: what
 * is large or rectangular is a surface (a panel, a button's face, a row), what is long and thin is a
 * rule (a border, a separator), what runs thinly round something is a frame, and what is left are marks:
 * letters, icons, ticks. Marks that touch are gathered into blobs. Pure; for the pool. */
#ifndef VISION_REGIONS_H
#define VISION_REGIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vision/image.h"

enum region_kind { REGION_MARK, REGION_SURFACE, REGION_RULE, REGION_FRAME };

enum { SIDE_TOP = 1, SIDE_BOTTOM = 2, SIDE_LEFT = 4, SIDE_RIGHT = 8, SIDE_ALL = 15 };

struct region {
    struct srect box;
    uint32_t area;      /* pixels */
    uint32_t colour;    /* of its first pixel, 0xFFRRGGBB */
    uint8_t kind;       /* enum region_kind */
    uint8_t sides;      /* which sides of the box it lies on, corners aside */
};

struct blob {
    struct srect box;
    uint32_t area;      /* pixels of its marks */
};

struct run { int32_t x0, x1; uint32_t region; }; /* [x0, x1) of one row */

struct regions {
    int32_t w, h;
    struct region *items; size_t n;
    struct run *runs; size_t runs_n;
    size_t *rows;       /* h + 1 indices into runs */
    struct blob *blobs; size_t blobs_n;
};

struct regions *regions_find(const struct image *image); /* new */
void regions_free(struct regions *r);                    /* NULL is fine */
/* The region at a pixel; it must lie inside. */
const struct region *regions_at(const struct regions *r, int32_t x, int32_t y);

/* Largest difference in one channel, 0..255. */
uint32_t colour_gap(uint32_t a, uint32_t b);

#endif
