#include "vision/viewport.h"

#include <math.h>

#include "base/err.h"

static int32_t axis_to_screen(double x, int32_t origin, int32_t size)
{
    double at = floor(x + 0.5);

    if (at < 0)
        at = 0;
    if (at > size - 1)
        at = size - 1;
    return origin + (int32_t)at;
}

int viewport_from_unit(const struct viewport *v, double ux, double uy, struct spoint *out,
                       struct err *err)
{
    double x = ux * v->crop.w, y = uy * v->crop.h;

    /* written so that a NaN is out of frame too */
    if (!(x >= -1 && x <= v->crop.w && y >= -1 && y <= v->crop.h))
        return err_set(err, ERR_OUT_OF_FRAME, "point %g,%g of the picture is outside of it", ux, uy);
    *out = (struct spoint){axis_to_screen(x, v->crop.x, v->crop.w),
                           axis_to_screen(y, v->crop.y, v->crop.h)};
    return 0;
}

int viewport_to_screen(const struct viewport *v, struct vpoint p, struct spoint *out, struct err *err)
{
    return viewport_from_unit(v, p.x / v->w, p.y / v->h, out, err);
}

struct vpoint viewport_from_screen(const struct viewport *v, struct spoint p)
{
    return (struct vpoint){(double)(p.x - v->crop.x) * v->w / v->crop.w,
                           (double)(p.y - v->crop.y) * v->h / v->crop.h};
}

struct vpoint viewport_from_norm(const struct viewport *v, struct npoint p)
{
    return (struct vpoint){p.x / 1000 * v->w, p.y / 1000 * v->h};
}

struct npoint viewport_to_norm(const struct viewport *v, struct spoint p)
{
    return (struct npoint){(double)(p.x - v->crop.x) * 1000 / v->crop.w,
                           (double)(p.y - v->crop.y) * 1000 / v->crop.h};
}
