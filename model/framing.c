#include "model/framing.h"

#include <math.h>

#include "base/err.h"

void framing_init(struct framing *f, const struct viewport *shown, enum frame_kind kind,
                  const struct resize_rule *qwen)
{
    *f = (struct framing){ .view = shown, .per_x = 1000, .per_y = 1000 };
    if (kind == FRAME_UNIT) {
        f->per_x = f->per_y = 1;
    } else if (kind == FRAME_PIXEL) {
        uint32_t w = shown->w, h = shown->h;
        if (qwen)
            smart_resize(w, h, qwen, &w, &h);
        f->per_x = w;
        f->per_y = h;
    }
}

static enum parse_code convert(const struct framing *f, double x, double y, struct spoint *out)
{
    struct err err;
    if (isnan(x) || isnan(y))
        return PARSE_BAD_ARGUMENT;
    if (viewport_from_unit(f->view, x / f->per_x, y / f->per_y, out, &err))
        return PARSE_OUT_OF_FRAME;
    return PARSE_OK;
}

static enum parse_code corners(const struct framing *f, const struct place *p, struct spoint out[2])
{
    enum parse_code first = convert(f, p->v[0], p->v[1], &out[0]);
    enum parse_code second = convert(f, p->v[2], p->v[3], &out[1]);
    if (first == PARSE_OK || second == PARSE_OK)
        return first == PARSE_OK ? second : first;
    return first < second ? first : second;
}

enum parse_code framing_point(const struct framing *f, const struct place *place,
                              struct spoint *out)
{
    if (place->n == 2)
        return convert(f, place->v[0], place->v[1], out);
    struct spoint at[2];
    enum parse_code code = corners(f, place, at);
    if (code != PARSE_OK)
        return code;
    return convert(f, (place->v[0] + place->v[2]) / 2, (place->v[1] + place->v[3]) / 2, out);
}

enum parse_code framing_box(const struct framing *f, const struct place *place, struct srect *out)
{
    struct spoint at[2];
    if (place->n != 4)
        return PARSE_BAD_ARGUMENT;
    enum parse_code code = corners(f, place, at);
    if (code != PARSE_OK)
        return code;
    int32_t x0 = at[0].x < at[1].x ? at[0].x : at[1].x, x1 = at[0].x + at[1].x - x0;
    int32_t y0 = at[0].y < at[1].y ? at[0].y : at[1].y, y1 = at[0].y + at[1].y - y0;
    *out = (struct srect){ x0, y0, x1 - x0 + 1, y1 - y0 + 1 };
    return PARSE_OK;
}
