#include "agentd/guard.h"

#include <stdlib.h>

#include "actions/action.h"
#include "base/err.h"
#include "vision/screen.h"
#include "vision/windows.h"

/* Half the side of the patch: a small button; and the share of its pixels that may differ: a caret, a hover
 * colour on part of it, but not another widget. */
#define PATCH 12
#define DIFFERENT_PERCENT 50
#define CHANNEL_DELTA 24

static bool differs(uint32_t a, uint32_t b)
{
    for (int shift = 0; shift < 24; shift += 8)
        if (abs((int)(a >> shift & 0xFF) - (int)(b >> shift & 0xFF)) > CHANNEL_DELTA)
            return true;
    return false;
}

static unsigned int changed_percent(const struct image *a, const struct image *b, struct srect box)
{
    struct srect all = { 0, 0, (int32_t)a->w, (int32_t)a->h };
    struct srect r;
    unsigned int n = 0;
    if (a->w != b->w || a->h != b->h)
        return 100;
    if (!srect_meet(&all, &box, &r))
        return 0;
    for (int32_t y = r.y; y < r.y + r.h; y++)
        for (int32_t x = r.x; x < r.x + r.w; x++)
            n += differs(a->px[(size_t)y * a->stride + (size_t)x],
                         b->px[(size_t)y * b->stride + (size_t)x]);
    return n * 100 / (unsigned int)(r.w * r.h);
}

int guard_check(const struct action *action, const struct screen *seen, const struct frame *now,
                struct err *err)
{
    if (now->blanked && action_is_input(action))
        return err_set(err, ERR_LOCKED, "the screen is locked or blanked: nothing is typed or clicked");
    if (!seen || !action->has_point || !action_is_input(action) || action->kind == ACTION_MOVE)
        return 0;
    struct spoint at = action->at;
    const struct window *was = windows_at(seen->frame->windows, at.x, at.y);
    const struct window *is = windows_at(now->windows, at.x, at.y);
    if (is && (!was || was->id != is->id))
        return err_set(err, ERR_COVERED, "the window '%.60s' lies over the target at %d,%d now",
                       is->title, at.x, at.y);
    if (was && !is)
        return err_set(err, ERR_TARGET_MOVED, "the window '%.60s' is gone from %d,%d", was->title,
                       at.x, at.y);
    struct srect patch = { at.x - PATCH, at.y - PATCH, 2 * PATCH, 2 * PATCH };
    unsigned int percent = changed_percent(seen->frame->screen, now->screen, patch);
    if (percent > DIFFERENT_PERCENT)
        return err_set(err, ERR_TARGET_MOVED, "%u %% of the pixels around %d,%d changed since it was seen",
                       percent, at.x, at.y);
    return 0;
}
