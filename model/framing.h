/* framing.h : from the numbers that a model wrote to screen pixels, through the viewport. */
#ifndef MODEL_FRAMING_H
#define MODEL_FRAMING_H

#include <stddef.h>

#include "model/dialect.h"
#include "model/value.h"
#include "vision/viewport.h"

struct framing {
    const struct viewport *view;
    double per_x, per_y; /* what one whole side of the picture is in the model's numbers */
};

/* kind: not FRAME_DEFAULT. qwen: the pixels are those of the picture after smart_resize by this rule; NULL:
 * of the picture that was sent. */
void framing_init(struct framing *f, const struct viewport *shown, enum frame_kind kind,
                  const struct resize_rule *qwen);

/* Two numbers are a point, four a box, of which a click means the centre. */
struct place { double v[4]; size_t n; /* 2 or 4 */ };

/* PARSE_OK, PARSE_BAD_ARGUMENT (NaN), PARSE_OUT_OF_FRAME. */
enum parse_code framing_point(const struct framing *f, const struct place *place,
                              struct spoint *out);
/* Corner by corner, put in order; a box that holds one pixel is 1 x 1: (x0,y0) and (x0+w-1,y0+h-1) are the
 * corners' pixels. */
enum parse_code framing_box(const struct framing *f, const struct place *place, struct srect *out);

/* "(x,y)" and its kin: `(x,y)` `[x,y]` `x,y` `x y` `<point>x y</point>` `<bbox>…</bbox>`, two corner pairs;
 * box tokens and stray quotes around are dropped. PARSE_MISSING_ARGUMENT when nothing is left,
 * PARSE_BAD_ARGUMENT when it is no such thing. *bracketed (may be NULL): it had brackets or a tag. */
enum parse_code place_read(const char *s, size_t len, struct place *out, bool *bracketed);
/* A text as above, or a list of 2 or 4 numbers, or of 2 pairs. */
enum parse_code place_from_value(const struct value *v, struct place *out);

#endif
