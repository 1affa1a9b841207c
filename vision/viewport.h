/* viewport.h : the one place where coordinates change space. */
#ifndef VISION_VIEWPORT_H
#define VISION_VIEWPORT_H

#include "vision/frame.h"

struct err;

/* crop of the screen (origin may be negative on some layouts), sent as a picture of w x h. */
struct viewport { struct srect crop; uint32_t w, h; };

/* How a family's image sizes are chosen, so that its server's own resize is the identity. */
struct resize_rule {
    uint32_t factor;               /* both sides are multiples; 1: any */
    uint32_t min_pixels, max_pixels;
};

/* A fraction of the crop on each axis to a screen pixel, as the dialects' page has it:
 * X = u * cw; X < -1 or X > cw, or not finite: ERR_OUT_OF_FRAME; else rounded half up, clamped. */
int viewport_from_unit(const struct viewport *v, double ux, double uy, struct spoint *out,
                       struct err *err);
int viewport_to_screen(const struct viewport *v, struct vpoint p, struct spoint *out,
                       struct err *err);
struct vpoint viewport_from_screen(const struct viewport *v, struct spoint p);
struct vpoint viewport_from_norm(const struct viewport *v, struct npoint p);
struct npoint viewport_to_norm(const struct viewport *v, struct spoint p); /* round trips exactly */

/* Qwen's smart_resize (rounding half to even). */
void smart_resize(uint32_t w, uint32_t h, const struct resize_rule *rule, uint32_t *out_w,
                  uint32_t *out_h);
/* The largest size not over max_pixels (nor over the crop's own) that is a fixed point of the rule
 * and keeps the crop's aspect as well as the factor allows. */
struct viewport viewport_fit(struct srect crop, const struct resize_rule *rule);

#endif
