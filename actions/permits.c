#include "actions/permits.h"

#include <stdbool.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/stop.h"

static bool used_before(const struct permits *p, const struct permit *permit)
{
    for (size_t i = 0; i < PERMITS_KEPT; i++)
        if (p->used[i].until_us == permit->until_us &&
            p->used[i].action_serial == permit->action_serial &&
            p->used[i].stop_epoch == permit->stop_epoch)
            return true;
    return false;
}

int permits_use(struct permits *p, const struct permit *permit, const uint64_t *serial,
                struct err *err)
{
    if (stop_raised())
        return err_set(err, ERR_STOPPED, "stopped");
    if (permit->stop_epoch != stop_epoch())
        return err_set(err, ERR_DENIED, "the permit is older than the last stop");
    if (clock_now_us() > permit->until_us)
        return err_set(err, ERR_DENIED, "the permit has run out");
    if (serial && permit->action_serial != *serial)
        return err_set(err, ERR_DENIED, "the permit is for another action");
    if (used_before(p, permit))
        return err_set(err, ERR_DENIED, "the permit was used before");
    p->used[p->n++ % PERMITS_KEPT] = *permit;
    return 0;
}
