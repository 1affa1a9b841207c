#include "actions/xtest.h"

#include <stdlib.h>
#include <string.h>
#include <xcb/xkb.h>
#include <xkbcommon/xkbcommon-x11.h>
#include <xkbcommon/xkbcommon.h>

#include "actions/watchdog.h"
#include "base/err.h"
#include "base/log.h"

#define MAPPED_MS 1000 /* a change is told back at once; later than this the server is in trouble */

static int select_events(struct xtest *x, struct err *err)
{
    static const xcb_xkb_map_part_t parts =
        XCB_XKB_MAP_PART_KEY_TYPES | XCB_XKB_MAP_PART_KEY_SYMS | XCB_XKB_MAP_PART_MODIFIER_MAP |
        XCB_XKB_MAP_PART_VIRTUAL_MODS | XCB_XKB_MAP_PART_VIRTUAL_MOD_MAP;
    static const xcb_xkb_event_type_t events =
        XCB_XKB_EVENT_TYPE_NEW_KEYBOARD_NOTIFY | XCB_XKB_EVENT_TYPE_MAP_NOTIFY;
    xcb_void_cookie_t cookie = xcb_xkb_select_events(x->c, (uint16_t)x->keyboard, events, 0,
                                                     events, parts, parts, NULL);
    xcb_generic_error_t *error = xcb_request_check(x->c, cookie);
    if (!error)
        return 0;
    free(error);
    return err_set(err, ERR_UNSUPPORTED, "display '%s' tells nothing of its keyboard", x->display);
}

int xtest_keymap_open(struct xtest *x, struct err *err)
{
    if (!xkb_x11_setup_xkb_extension(x->c, XKB_X11_MIN_MAJOR_XKB_VERSION,
                                     XKB_X11_MIN_MINOR_XKB_VERSION,
                                     XKB_X11_SETUP_XKB_EXTENSION_NO_FLAGS, NULL, NULL,
                                     &x->xkb_event, NULL))
        return err_set(err, ERR_UNSUPPORTED, "display '%s' has no XKB extension", x->display);
    x->xkb = xkb_context_new(XKB_CONTEXT_NO_DEFAULT_INCLUDES | XKB_CONTEXT_NO_ENVIRONMENT_NAMES);
    x->keyboard = xkb_x11_get_core_keyboard_device_id(x->c);
    if (!x->xkb || x->keyboard < 0)
        return err_set(err, ERR_UNSUPPORTED, "display '%s' has no keyboard", x->display);
    if (select_events(x, err) < 0)
        return -1;
    x->stale = true;
    return xtest_keymap_refresh(x, err);
}

/* A borrowed keycode that no longer holds our symbols was taken back, by setxkbmap for one. */
static void forget_lost(struct xtest *x, struct xkb_keymap *keymap)
{
    for (size_t i = 0; i < x->spares.n; i++) {
        struct spare *s = &x->spares.items[i];
        const xkb_keysym_t *syms;
        if (!s->syms[0] ||
            (xkb_keymap_key_get_syms_by_level(keymap, s->keycode, 0, 0, &syms) == 1 &&
             syms[0] == s->syms[0]))
            continue;
        s->syms[0] = s->syms[1] = 0;
        s->changed = false;
        watchdog_borrow(x->dog, s->keycode, false);
    }
}

int xtest_keymap_refresh(struct xtest *x, struct err *err)
{
    if (!x->stale)
        return 0;
    x->stale = false;
    struct xkb_keymap *keymap = xkb_x11_keymap_new_from_device(x->xkb, x->c, x->keyboard,
                                                               XKB_KEYMAP_COMPILE_NO_FLAGS);
    if (!keymap) {
        if (xtest_check(x, err) < 0)
            return -1;
        return err_set(err, ERR_PROTOCOL, "the keyboard map of display '%s' cannot be read",
                       x->display);
    }
    forget_lost(x, keymap);
    uint32_t ours[8] = { 0 };
    for (size_t i = 0; i < x->spares.n; i++)
        if (x->spares.items[i].syms[0])
            ours[x->spares.items[i].keycode / 32] |= 1u << x->spares.items[i].keycode % 32;
    layout_free(x->layout);
    x->layout = layout_new(keymap, ours);
    xkb_keymap_unref(keymap);
    uint8_t spare[SPARES_MAX];
    spares_reset(&x->spares, spare, layout_spares(x->layout, spare, SPARES_MAX));
    return 0;
}

/* Our own change comes back to us too, and more than once: with just these keys, while the same request
 * of ours is the last one that the server has done. */
static void on_map(struct xtest *x, const xcb_xkb_map_notify_event_t *e)
{
    bool ours = (e->changed & ~XCB_XKB_MAP_PART_KEY_SYMS) == 0 &&
                e->firstKeySym == x->mapping_first && e->nKeySyms == x->mapping_n;
    if (ours && x->mapping_due) {
        x->mapping_due = false;
        x->mapping_sequence = e->sequence;
    } else if (!ours || e->sequence != x->mapping_sequence) {
        x->stale = true;
    }
}

void xtest_keymap_event(struct xtest *x, const xcb_generic_event_t *event)
{
    const xcb_xkb_map_notify_event_t *e = (const xcb_xkb_map_notify_event_t *)event;
    if ((event->response_type & 0x7F) == XCB_MAPPING_NOTIFY || e->deviceID != x->keyboard)
        return; /* XKB's own event says the same; that of the device behind does not count */
    if (e->xkbType == XCB_XKB_NEW_KEYBOARD_NOTIFY)
        x->stale = true;
    else if (e->xkbType == XCB_XKB_MAP_NOTIFY)
        on_map(x, e);
}

static bool all_mapped(struct xtest *x, void *data)
{
    (void)data;
    return !x->mapping_due;
}

int xtest_keymap_send(struct xtest *x, hands_stopped_fn *stopped, void *data, struct err *err)
{
    for (size_t i = 0; i < x->spares.n; i++)
        if (x->spares.items[i].changed)
            watchdog_borrow(x->dog, x->spares.items[i].keycode, true);
    if (xtest_map_write(x, false, err) < 0)
        return -1;
    spares_changed_done(&x->spares);
    if (!x->mapping_due)
        return 0;
    if (xtest_sync(x, err) < 0)
        return -1;
    int ret = xtest_wait(x, all_mapped, NULL, MAPPED_MS, stopped, data, err);
    if (ret == 0) {
        x->stale = true;
        return err_set(err, ERR_TIMEOUT, "display '%s' did not take the new keys", x->display);
    }
    return ret < 0 ? -1 : xtest_sync(x, err);
}

int xtest_state(struct xtest *x, struct xkb_now *now, struct err *err)
{
    xcb_xkb_get_state_reply_t *r =
        xcb_xkb_get_state_reply(x->c, xcb_xkb_get_state(x->c, (uint16_t)x->keyboard), NULL);
    if (!r)
        return xtest_check(x, err) < 0 ? -1 : err_set(err, ERR_PROTOCOL, "no keyboard state");
    *now = (struct xkb_now){ .base_mods = r->baseMods, .locked_mods = r->lockedMods,
                             .latched_mods = r->latchedMods, .mods = r->mods, .group = r->group,
                             .locked_group = r->lockedGroup };
    free(r);
    return 0;
}

void xtest_lock_group(struct xtest *x, uint8_t group, const struct xkb_now *now)
{
    /* What is locked adds to what is latched and held; those are left alone. */
    uint8_t lock = (uint8_t)((group - now->group + now->locked_group) & 3);
    xcb_xkb_latch_lock_state(x->c, (uint16_t)x->keyboard, 0, 0, 1, lock, 0, 0, 0);
}

void xtest_lock_mods(struct xtest *x, uint8_t affect, uint8_t mods)
{
    xcb_xkb_latch_lock_state(x->c, (uint16_t)x->keyboard, affect, mods, 0, 0, 0, 0, 0);
}

void xtest_unlatch(struct xtest *x, uint8_t mods)
{
    xcb_xkb_latch_lock_state(x->c, (uint16_t)x->keyboard, 0, 0, 0, 0, mods, 0, 0);
}

static void give_back(struct xtest *x)
{
    struct err err;
    bool any = false;
    for (size_t i = 0; i < x->spares.n; i++)
        any = any || x->spares.items[i].syms[0];
    if (!any || xcb_connection_has_error(x->c))
        return;
    if (xtest_drain(x, NULL, NULL, &err) < 0 || xtest_keymap_refresh(x, &err) < 0 ||
        xtest_map_write(x, true, &err) < 0 || xtest_sync(x, &err) < 0) {
        log_warn("hands", "the borrowed keys stay: %s", err.msg);
        return;
    }
    for (size_t i = 0; i < x->spares.n; i++)
        watchdog_borrow(x->dog, x->spares.items[i].keycode, false);
}

/* The applications have had until now, the end of the hands, to read what was typed. */
void xtest_keymap_close(struct xtest *x)
{
    if (x->c && x->layout)
        give_back(x);
    layout_free(x->layout);
    if (x->xkb)
        xkb_context_unref(x->xkb);
}
