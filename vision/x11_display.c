#include "vision/x11_display.h"

#include <stdlib.h>
#include <string.h>
#include <xcb/damage.h>
#include <xcb/dpms.h>
#include <xcb/randr.h>
#include <xcb/screensaver.h>
#include <xcb/shape.h>
#include <xcb/shm.h>
#include <xcb/xfixes.h>

#include "base/err.h"
#include "base/xalloc.h"

/* The server of a Wayland compositor's X clients says so by an extension of this name (xserver 21.1.9
 * and later) or by the names of its outputs (all). Its root window shows nothing of the screen. */
#define XWAYLAND "XWAYLAND"

static const xcb_screen_t *screen_at(xcb_connection_t *c, int number)
{
    xcb_screen_iterator_t it = xcb_setup_roots_iterator(xcb_get_setup(c));

    for (; it.rem > 1 && number > 0; number--)
        xcb_screen_next(&it);
    return it.data;
}

static const xcb_visualtype_t *visual_of(const xcb_screen_t *screen, uint8_t depth)
{
    for (xcb_depth_iterator_t d = xcb_screen_allowed_depths_iterator(screen); d.rem; xcb_depth_next(&d)) {
        xcb_visualtype_iterator_t v = xcb_depth_visuals_iterator(d.data);

        for (; d.data->depth == depth && v.rem; xcb_visualtype_next(&v))
            if (v.data->visual_id == screen->root_visual)
                return v.data;
    }
    return NULL;
}

static uint8_t bits_per_pixel(xcb_connection_t *c, uint8_t depth)
{
    xcb_format_iterator_t it = xcb_setup_pixmap_formats_iterator(xcb_get_setup(c));

    for (; it.rem; xcb_format_next(&it))
        if (it.data->depth == depth)
            return it.data->bits_per_pixel;
    return 0;
}

static int check_pixels(struct x11_display *d, const xcb_screen_t *screen, struct err *err)
{
    const xcb_visualtype_t *v = visual_of(screen, screen->root_depth);
    bool little = xcb_get_setup(d->c)->image_byte_order == XCB_IMAGE_ORDER_LSB_FIRST;
    bool ours = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__;

    d->depth = screen->root_depth;
    if (d->depth != 24 && d->depth != 32)
        return err_set(err, ERR_UNSUPPORTED, "display '%s' has depth %u, wanted 24 or 32", d->name,
                       d->depth);
    if (!v || v->_class != XCB_VISUAL_CLASS_TRUE_COLOR)
        return err_set(err, ERR_UNSUPPORTED, "display '%s' has no TrueColor root", d->name);
    if (v->red_mask != 0xff0000 || v->green_mask != 0xff00 || v->blue_mask != 0xff ||
        bits_per_pixel(d->c, d->depth) != 32)
        return err_set(err, ERR_UNSUPPORTED,
                       "display '%s' has masks %x/%x/%x, wanted ff0000/ff00/ff in 32 bits", d->name,
                       v->red_mask, v->green_mask, v->blue_mask);
    if (little != ours)
        return err_set(err, ERR_UNSUPPORTED, "display '%s' has the other byte order", d->name);
    return 0;
}

static bool has_xwayland(xcb_connection_t *c)
{
    xcb_query_extension_reply_t *r = xcb_query_extension_reply(
        c, xcb_query_extension(c, (uint16_t)strlen(XWAYLAND), XWAYLAND), NULL);
    bool has = r && r->present;

    free(r);
    return has;
}

static bool output_is_xwayland(struct x11_display *d, xcb_randr_output_t output, xcb_timestamp_t at)
{
    xcb_randr_get_output_info_reply_t *o = xcb_randr_get_output_info_reply(
        d->c, xcb_randr_get_output_info(d->c, output, at), NULL);
    bool is = o && o->name_len >= strlen(XWAYLAND) &&
              memcmp(xcb_randr_get_output_info_name(o), XWAYLAND, strlen(XWAYLAND)) == 0;

    free(o);
    return is;
}

static bool is_xwayland(struct x11_display *d)
{
    xcb_randr_get_screen_resources_current_reply_t *r;
    bool is = has_xwayland(d->c);

    if (is || !d->randr_event)
        return is;
    r = xcb_randr_get_screen_resources_current_reply(
        d->c, xcb_randr_get_screen_resources_current(d->c, d->root), NULL);
    for (int i = 0; r && !is && i < xcb_randr_get_screen_resources_current_outputs_length(r); i++)
        is = output_is_xwayland(d, xcb_randr_get_screen_resources_current_outputs(r)[i],
                                r->config_timestamp);
    free(r);
    return is;
}

static const xcb_query_extension_reply_t *present(xcb_connection_t *c, xcb_extension_t *id)
{
    const xcb_query_extension_reply_t *r = xcb_get_extension_data(c, id);

    return r && r->present ? r : NULL;
}

/* Each extension's version has to be told before its first use. */
static void find_extensions(struct x11_display *d)
{
    const xcb_query_extension_reply_t *damage, *randr;
    xcb_shm_query_version_reply_t *shm;
    xcb_randr_query_version_reply_t *version;

    xcb_prefetch_extension_data(d->c, &xcb_damage_id);
    xcb_prefetch_extension_data(d->c, &xcb_randr_id);
    xcb_prefetch_extension_data(d->c, &xcb_shm_id);
    xcb_prefetch_extension_data(d->c, &xcb_xfixes_id);
    xcb_prefetch_extension_data(d->c, &xcb_shape_id);
    xcb_prefetch_extension_data(d->c, &xcb_screensaver_id);
    xcb_prefetch_extension_data(d->c, &xcb_dpms_id);
    damage = present(d->c, &xcb_damage_id);
    if (damage && present(d->c, &xcb_xfixes_id)) {
        free(xcb_xfixes_query_version_reply(d->c, xcb_xfixes_query_version(d->c, 4, 0), NULL));
        free(xcb_damage_query_version_reply(d->c, xcb_damage_query_version(d->c, 1, 1), NULL));
        d->damage_event = (uint8_t)(damage->first_event + XCB_DAMAGE_NOTIFY);
    }
    randr = present(d->c, &xcb_randr_id);
    if (randr) {
        version = xcb_randr_query_version_reply(d->c, xcb_randr_query_version(d->c, 1, 5), NULL);
        if (version && (version->major_version > 1 || version->minor_version >= 5))
            d->randr_event = (uint8_t)(randr->first_event + XCB_RANDR_SCREEN_CHANGE_NOTIFY);
        free(version);
    }
    if (present(d->c, &xcb_shm_id)) {
        shm = xcb_shm_query_version_reply(d->c, xcb_shm_query_version(d->c), NULL);
        d->shm = shm && (shm->major_version > 1 || shm->minor_version >= 2);
        free(shm);
    }
    d->screensaver = present(d->c, &xcb_screensaver_id) != NULL;
    d->dpms = present(d->c, &xcb_dpms_id) != NULL;
}

int x11_display_open(struct x11_display *d, const char *name, struct err *err)
{
    const char *from = name && name[0] ? name : getenv("DISPLAY");
    const xcb_screen_t *screen;
    int number = 0;

    *d = (struct x11_display){.name = xstrdup(from ? from : "")};
    if (!from || !from[0])
        return err_set(err, ERR_NO_DISPLAY, "no display is named and 'DISPLAY' is not set");
    d->c = xcb_connect(from, &number);
    if (xcb_connection_has_error(d->c))
        return err_set(err, ERR_NO_DISPLAY, "cannot open display '%s'", from);
    screen = screen_at(d->c, number);
    d->root = screen->root;
    d->w = screen->width_in_pixels;
    d->h = screen->height_in_pixels;
    if (check_pixels(d, screen, err) < 0)
        return -1;
    find_extensions(d);
    if (is_xwayland(d))
        return err_set(err, ERR_UNSUPPORTED,
                       "display '%s' belongs to a Wayland session, whose screen X cannot show: log in "
                       "to an X11 session",
                       d->name);
    return x11_display_alive(d, err);
}

void x11_display_close(struct x11_display *d)
{
    if (d->c)
        xcb_disconnect(d->c);
    free(d->name);
    d->c = NULL;
    d->name = NULL;
}

int x11_display_alive(const struct x11_display *d, struct err *err)
{
    if (!xcb_connection_has_error(d->c))
        return 0;
    return err_set(err, ERR_NO_DISPLAY, "display '%s' is gone", d->name);
}

int x11_display_measure(struct x11_display *d, struct err *err)
{
    xcb_get_geometry_reply_t *g = xcb_get_geometry_reply(d->c, xcb_get_geometry(d->c, d->root), NULL);

    if (!g)
        return x11_display_alive(d, err) < 0
                   ? -1 : err_set(err, ERR_PROTOCOL, "display '%s' does not tell its size", d->name);
    d->w = g->width;
    d->h = g->height;
    free(g);
    return 0;
}
