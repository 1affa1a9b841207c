#include "vision/guess.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "base/xalloc.h"
#include "vision/boxes.h"
#include "vision/ocr.h"
#include "vision/regions.h"

/* What is drawn on a face, if it is small: signs that are no text line ("-", "=", "."). */
static bool sign_on(const struct look *l, const struct shape *s, struct srect *out)
{
    const struct srect f = { s->face.x + 3, s->face.y + 3, s->face.w - 6, s->face.h - 6 };
    int32_t x0 = f.x + f.w, x1 = f.x, y0 = f.y + f.h, y1 = f.y;
    for (int32_t y = f.y; y < f.y + f.h; y++)
        for (int32_t x = f.x; x < f.x + f.w; x++)
            if (colour_gap(l->image->px[(size_t)y * l->image->stride + (size_t)x], s->fill) > 60) {
                x0 = x < x0 ? x : x0, x1 = x > x1 ? x : x1;
                y0 = y < y0 ? y : y0, y1 = y > y1 ? y : y1;
            }
    *out = (struct srect){ x0, y0, x1 - x0 + 1, y1 - y0 + 1 };
    return x1 >= x0 && out->w <= 40 && out->h <= 40;
}

static bool inked(const struct look *l, const struct shape *s, int32_t x, int32_t y)
{
    return colour_gap(l->image->px[(size_t)y * l->image->stride + (size_t)x], s->fill) > 60;
}

/* One bar, as long below as above: neither the two of "=" nor an arrow's triangle. */
static bool is_dash(const struct look *l, const struct shape *s, const struct srect *ink)
{
    for (int32_t y = ink->y; y < ink->y + ink->h; y++)
        if (!inked(l, s, ink->x + ink->w / 2, y) || !inked(l, s, ink->x + 1, y) ||
            !inked(l, s, ink->x + ink->w - 2, y))
            return false;
    return ink->h <= 8 && ink->w >= 4 && ink->w >= 2 * ink->h;
}

/* Of one piece from top to bottom, as a plus is and a division sign is not. */
static bool is_upright(const struct look *l, const struct shape *s, const struct srect *ink)
{
    for (int32_t y = ink->y + 1; y < ink->y + ink->h - 1; y++)
        if (!inked(l, s, ink->x + ink->w / 2, y) && !inked(l, s, ink->x + (ink->w - 1) / 2, y))
            return false;
    return true;
}

char *guess_sign(const struct look *l, const struct shape *s)
{
    struct srect ink, line;
    if (!l->ocr || s->face.h < 12 || s->face.w < 12 || s->box.w > 140 || !sign_on(l, s, &ink))
        return NULL;
    int32_t most = 2 * (ink.w > ink.h ? ink.w : ink.h), middle = s->face.y + s->face.h / 2;
    int32_t tall = s->face.h * 4 / 10;
    most = most > 14 ? most : 14;
    tall = tall < 10 ? 10 : tall > most ? most : tall;
    line = (struct srect){ ink.x - 2, middle - tall / 2, ink.w + 4, tall };
    if (!srect_meet(&line, &s->face, &line))
        return NULL;
    line = srect_join(&line, &ink);
    if (is_dash(l, s, &ink))
        return xstrdup("-");
    struct ocr_text text = ocr_line(l->ocr, l->image, &line);
    bool sign = utf8_count(text.text) == 1 && text.score >= 0.5f;
    if (sign && strcmp(text.text, "+") == 0 && !is_upright(l, s, &ink))
        return xstrdup("÷");
    return sign ? xstrdup(text.text) : NULL;
}
