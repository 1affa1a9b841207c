/* atspi.h : what applications say of themselves over AT-SPI, as hints; on a thread of its own. It
 * never blocks anyone: a frozen application costs one time-out and is then left out for a while. */
#ifndef VISION_ATSPI_H
#define VISION_ATSPI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vision/image.h"

struct ask;
struct atspi;
struct err;
struct windows;

struct hint {
    char *role;         /* our role names, as in screen.h: "button", "field", … */
    char *name;         /* "" */
    char *description;  /* tooltip or long name, "" */
    char *value;        /* text content (first 4096 bytes) or number; NULL when it has none */
    double min, max;    /* of sliders and spin buttons; both 0: none */
    struct srect box;   /* screen pixels */
    uint32_t states;    /* STATE_* of screen.h */
    uint32_t window;    /* the X window it lies in, 0: not known */
    int32_t parent;     /* index in the same list, -1: none */
    bool unsure;        /* its program does not say whether it is in sight (GTK 4) */
};

struct hints { struct hint *items; size_t n; };

/* bus_address NULL: from the environment or the root window's AT_SPI_BUS property on display. A bus
 * that is not there is no error: every ask is then answered with no hints. */
struct atspi *atspi_start(const char *display, struct err *err);
/* Takes ask; answers a struct hints of the windows shown (borrowed for the call only, copied) within
 * 150 ms; what did not answer by then is left out. */
void atspi_ask(struct atspi *a, const struct windows *windows, struct ask *ask);
void atspi_stop(struct atspi *a); /* joins, frees */
void hints_free(struct hints *h); /* NULL is fine */

#endif
