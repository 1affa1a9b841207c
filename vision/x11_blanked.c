#include "vision/x11_display.h"

#include <stdlib.h>
#include <strings.h>
#include <xcb/dpms.h>
#include <xcb/screensaver.h>

#include "vision/windows.h"

/* Classes of the windows that screen lockers lay over everything. */
static const char *const lockers[] = {
    "xscreensaver", "i3lock", "xlock", "light-locker", "gnome-screensaver", "mate-screensaver",
    "cinnamon-screensaver", "xfce4-screensaver", "kscreenlocker_greet", "xsecurelock", "xtrlock",
    "slock", "physlock", "betterlockscreen",
};

static bool is_locker(const struct window *w)
{
    for (size_t i = 0; i < sizeof lockers / sizeof *lockers; i++)
        if (strcasecmp(w->klass, lockers[i]) == 0 || strcasecmp(w->instance, lockers[i]) == 0)
            return true;
    return false;
}

static bool locked(const struct x11_display *d, const struct windows *windows)
{
    for (size_t i = 0; i < windows->n; i++) {
        const struct window *w = &windows->items[i];

        if ((!w->managed || w->fullscreen) && !w->minimised && w->box.x <= 0 && w->box.y <= 0 &&
            (int64_t)w->box.x + w->box.w >= d->w && (int64_t)w->box.y + w->box.h >= d->h &&
            is_locker(w))
            return true;
    }
    return false;
}

bool x11_blanked(struct x11_display *d, const struct windows *windows)
{
    xcb_screensaver_query_info_cookie_t saver_cookie = {0};
    xcb_dpms_info_cookie_t dpms_cookie = {0};
    xcb_screensaver_query_info_reply_t *saver = NULL;
    xcb_dpms_info_reply_t *dpms = NULL;
    bool blanked;

    if (d->screensaver)
        saver_cookie = xcb_screensaver_query_info(d->c, d->root);
    if (d->dpms)
        dpms_cookie = xcb_dpms_info(d->c);
    if (d->screensaver)
        saver = xcb_screensaver_query_info_reply(d->c, saver_cookie, NULL);
    if (d->dpms)
        dpms = xcb_dpms_info_reply(d->c, dpms_cookie, NULL);
    blanked = (saver && saver->state == XCB_SCREENSAVER_STATE_ON) ||
              (dpms && dpms->state && dpms->power_level != XCB_DPMS_DPMS_MODE_ON) ||
              locked(d, windows);
    free(saver);
    free(dpms);
    return blanked;
}
