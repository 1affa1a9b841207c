/* merge.h : pixels, hints and windows become one list of elements. Pure; for the pool. */
#ifndef VISION_MERGE_H
#define VISION_MERGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vision/screen.h"

struct hints;
struct ocr;
struct regions;
struct shapes;
struct textlines;

struct reading {            /* a text line that has been read */
    struct srect box;
    char *text;
    float score;            /* 0..1 */
    uint32_t window;        /* XID, 0: none */
    uint32_t paper, ink;
    bool decoration;        /* in the window manager's frame */
    bool used;              /* an element holds it already */
};

struct look {
    const struct image *image;
    const struct windows *windows;
    const struct regions *regions;
    const struct shapes *shapes;
    const struct hints *hints;  /* may be NULL */
    struct ocr *ocr;            /* may be NULL */
    struct reading *lines; size_t lines_n;
    struct srect *icons; size_t icons_n; /* drawn, but no text */
    struct element *items; size_t n, cap; /* what comes out; ids 0, parent 1 + an index */
};

void merge_windows(struct look *l);
void merge_hints(struct look *l);   /* those that the pixels do not belie */
void guess_elements(struct look *l); /* the rest, from pixels alone */
/* The hints' boxes, put right window by window. New, one for each hint. */
struct srect *merge_aligned(const struct look *l);
/* Names for what has none: the caption beside or above it. */
void merge_labels(struct look *l);

/* For the files that add elements. Takes name and value (value may be NULL). */
struct element *look_add(struct look *l, enum role role, struct srect box, char *name, char *value,
                         unsigned int source);
const struct window *look_window(const struct look *l, const struct srect *box); /* at its middle */
bool look_blank(const struct look *l, const struct srect *box); /* nothing at all is drawn there */
/* How much of a lies in b, per cent. */
int32_t box_share(const struct srect *a, const struct srect *b);
/* Both on one row of a layout. */
bool box_beside(const struct srect *a, const struct srect *b);
/* Share (0..1) of pairs of letters that two texts have in common: Dice's coefficient. */
double text_alike(const char *a, const char *b);
bool role_holds_others(enum role role); /* lists, groups, windows … */

#endif
