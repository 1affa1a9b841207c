#include "actions/indicator.h"

#include <stdlib.h>

#include <xcb/shape.h>
#include <xcb/xcb.h>

#include "base/err.h"
#include "base/xalloc.h"
#include "vision/windows.h"

/* Wide enough to be seen, thin enough to hide no text, in the middle where panels have no buttons. */
#define WIDTH 160
#define HEIGHT 3
#define COLOUR 0xFF3D71

struct indicator {
    xcb_connection_t *c;
    xcb_window_t window;
};

struct indicator *indicator_new(const char *display, struct err *err)
{
    struct indicator *i = xcalloc(1, sizeof *i);
    i->c = xcb_connect(display, NULL);
    if (xcb_connection_has_error(i->c)) {
        err_set(err, ERR_NO_DISPLAY, "cannot open the display '%s'", display);
        indicator_free(i);
        return NULL;
    }
    const xcb_query_extension_reply_t *shape = xcb_get_extension_data(i->c, &xcb_shape_id);
    if (!shape || !shape->present) {
        err_set(err, ERR_UNSUPPORTED, "the display '%s' lacks the SHAPE extension", display);
        indicator_free(i);
        return NULL;
    }
    xcb_screen_t *screen = xcb_setup_roots_iterator(xcb_get_setup(i->c)).data;
    uint32_t values[] = { COLOUR, 1 };
    i->window = xcb_generate_id(i->c);
    xcb_create_window(i->c, XCB_COPY_FROM_PARENT, i->window, screen->root,
                      (int16_t)((screen->width_in_pixels - WIDTH) / 2), 0, WIDTH, HEIGHT, 0,
                      XCB_WINDOW_CLASS_INPUT_OUTPUT, screen->root_visual,
                      XCB_CW_BACK_PIXEL | XCB_CW_OVERRIDE_REDIRECT, values);
    xcb_change_property(i->c, XCB_PROP_MODE_REPLACE, i->window, XCB_ATOM_WM_CLASS, XCB_ATOM_STRING, 8,
                        sizeof WINDOWS_OWN_CLASS, WINDOWS_OWN_CLASS);
    xcb_shape_rectangles(i->c, XCB_SHAPE_SO_SET, XCB_SHAPE_SK_INPUT, XCB_CLIP_ORDERING_UNSORTED,
                         i->window, 0, 0, 0, NULL); /* no place of it takes a click */
    xcb_flush(i->c);
    return i;
}

void indicator_show(struct indicator *i, bool on)
{
    if (!i)
        return;
    if (on) {
        xcb_configure_window(i->c, i->window, XCB_CONFIG_WINDOW_STACK_MODE,
                             (const uint32_t[]){ XCB_STACK_MODE_ABOVE });
        xcb_map_window(i->c, i->window);
    } else {
        xcb_unmap_window(i->c, i->window);
    }
    xcb_flush(i->c);
}

void indicator_free(struct indicator *i)
{
    if (!i)
        return;
    xcb_disconnect(i->c);
    free(i);
}
