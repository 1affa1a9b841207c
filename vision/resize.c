/* The sizes of the pictures that are sent. */
#include <math.h>

#include "vision/viewport.h"

/* rint is half to even in the default rounding mode, as Python's round is */
static double multiple(double v, double factor)
{
    return fmax(factor, rint(v / factor) * factor);
}

void smart_resize(uint32_t w, uint32_t h, const struct resize_rule *rule, uint32_t *out_w,
                  uint32_t *out_h)
{
    double f = rule->factor ? rule->factor : 1;
    double rw = multiple(w, f), rh = multiple(h, f);
    double pixels = (double)w * h;

    if (rw * rh > rule->max_pixels) {
        double b = sqrt(pixels / rule->max_pixels);

        rw = fmax(f, floor(w / b / f) * f);
        rh = fmax(f, floor(h / b / f) * f);
    } else if (rw * rh < rule->min_pixels) {
        double b = sqrt(rule->min_pixels / pixels);

        rw = ceil(w * b / f) * f;
        rh = ceil(h * b / f) * f;
    }
    *out_w = (uint32_t)rw;
    *out_h = (uint32_t)rh;
}

static int fixed(uint32_t w, uint32_t h, const struct resize_rule *rule)
{
    uint32_t rw, rh;

    smart_resize(w, h, rule, &rw, &rh);
    return rw == w && rh == h;
}

/* How far the shape of w x h is from that of the crop: 1 is the same, more is worse. */
static double stretch(uint32_t w, uint32_t h, const struct srect *crop)
{
    double s = (double)w * crop->h / ((double)h * crop->w);

    return s < 1 ? 1 / s : s;
}

/* Of all sizes with the height h the width whose shape is nearest the crop's. */
static uint32_t width_for(uint32_t h, const struct srect *crop, uint32_t f)
{
    double w = multiple((double)h * crop->w / crop->h, f);

    return (uint32_t)w;
}

/* Size first, shape second: a picture that is one step smaller loses a few per cent of detail, one
 * that is stretched by as much makes every circle an egg. STRETCH_FREE is what nobody sees. */
#define STRETCH_FREE 1.01

struct viewport viewport_fit(struct srect crop, const struct resize_rule *rule)
{
    struct viewport best = {.crop = crop};
    uint32_t f = rule->factor ? rule->factor : 1;
    uint32_t h_max = (uint32_t)crop.h < f ? f : (uint32_t)crop.h / f * f;
    double best_score = -1;

    for (uint32_t h = h_max; h >= f; h -= f) {
        uint32_t w = width_for(h, &crop, f);
        double score;

        while (w > f && w > (uint32_t)crop.w)
            w -= f;
        if ((double)w * h > rule->max_pixels || !fixed(w, h, rule))
            continue;
        score = sqrt((double)w * h) / pow(fmax(stretch(w, h, &crop) / STRETCH_FREE, 1), 4);
        if (score > best_score) {
            best_score = score;
            best.w = w;
            best.h = h;
        }
    }
    if (best_score < 0) /* the crop is below the rule's least: it has to grow */
        smart_resize((uint32_t)crop.w, (uint32_t)crop.h, rule, &best.w, &best.h);
    return best;
}
