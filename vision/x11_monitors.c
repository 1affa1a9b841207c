#include "vision/x11_display.h"

#include <stdio.h>
#include <stdlib.h>
#include <xcb/randr.h>

#include "base/xalloc.h"

#define MONITORS_MAX 64

static void name_monitor(struct x11_display *d, xcb_get_atom_name_cookie_t cookie, struct monitor *m)
{
    xcb_get_atom_name_reply_t *r = xcb_get_atom_name_reply(d->c, cookie, NULL);

    if (r)
        snprintf(m->name, sizeof m->name, "%.*s", xcb_get_atom_name_name_length(r),
                 xcb_get_atom_name_name(r));
    free(r);
}

static size_t read_monitors(struct x11_display *d, struct monitor *out)
{
    xcb_randr_get_monitors_reply_t *r =
        xcb_randr_get_monitors_reply(d->c, xcb_randr_get_monitors(d->c, d->root, 1), NULL);
    xcb_get_atom_name_cookie_t names[MONITORS_MAX];
    xcb_randr_monitor_info_iterator_t it;
    size_t n = 0;

    if (!r)
        return 0;
    for (it = xcb_randr_get_monitors_monitors_iterator(r); it.rem && n < MONITORS_MAX;
         xcb_randr_monitor_info_next(&it)) {
        if (it.data->width == 0 || it.data->height == 0)
            continue;
        names[n] = xcb_get_atom_name(d->c, it.data->name);
        out[n++].box =
            (struct srect){it.data->x, it.data->y, it.data->width, it.data->height};
    }
    free(r);
    for (size_t i = 0; i < n; i++)
        name_monitor(d, names[i], &out[i]);
    return n;
}

struct monitor *x11_monitors(struct x11_display *d, size_t *n)
{
    struct monitor *out = xcalloc(MONITORS_MAX, sizeof *out);

    *n = d->randr_event ? read_monitors(d, out) : 0;
    if (*n == 0) {
        out[0].box = (struct srect){0, 0, (int32_t)d->w, (int32_t)d->h};
        snprintf(out[0].name, sizeof out[0].name, "screen");
        *n = 1;
    }
    return out;
}
