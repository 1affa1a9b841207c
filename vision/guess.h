/* guess.h : what the files that guess widgets from pixels share. */
#ifndef VISION_GUESS_H
#define VISION_GUESS_H

#include "vision/merge.h"

#define GUESS_ARROW "drop-down arrow" /* description of the button at the end of a combo box */

struct inside {             /* what a box holds */
    size_t lines, icons;
    struct reading *line;   /* the first, in reading order */
    struct srect bounds;    /* of all lines */
    struct srect icon;      /* the last */
};

struct shape;
/* The whole of a list that a selected row has cut through: surfaces of one width on top of each other;
 * striped: of several colours. */
struct srect guess_area(const struct look *l, const struct shape *s, bool *striped);
struct inside guess_inside(const struct look *l, const struct srect *box);
bool guess_taken(const struct look *l, const struct srect *box); /* an element is there already */

/* A single sign on a face that is no text line ("-", "=", "."), read in a box as tall as a line, so that
 * its place tells what it is. New text, or NULL. */
char *guess_sign(const struct look *l, const struct shape *s);
bool guess_has_hints(const struct look *l, uint32_t window); /* its program speaks AT-SPI */

/* Each adds elements and marks the lines that these hold as used; in this order. */
void guess_covered(struct look *l); /* lines that hints account for */
void guess_terminals(struct look *l);
void guess_menus(struct look *l);
void guess_sliders(struct look *l); /* guess_slider.c: switches too */
void guess_lists(struct look *l);
const char *guess_colour(uint32_t px); /* "red" and so on; NULL: a grey */
void guess_swatches(struct look *l); /* coloured surfaces without words */
void guess_texts(struct look *l);   /* links, captions under icons, and plain text */

#endif
