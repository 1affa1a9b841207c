#include "vision/capture_drivers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>
#include <xcb/damage.h>
#include <xcb/screensaver.h>
#include <xcb/randr.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/xalloc.h"
#include "vision/damage_list.h"
#include "vision/diff.h"
#include "vision/frame.h"
#include "vision/windows.h"
#include "vision/x11_display.h"
#include "vision/x11_pixels.h"

/* Without DAMAGE the screen is compared with the last picture: often while it moves, ever more seldom
 * while it is still. */
#define COMPARE_FAST_MS 50u
#define COMPARE_SLOW_MS 500u

struct x11 {
    struct x11_display d;
    struct x11_pixels *pixels;
    xcb_damage_damage_t damage;
    bool told; /* of damage that is still on the server's list */
    struct damage_list waiting;
    struct monitor *monitors;
    size_t monitors_n;
    bool restacked, resized;
    char lacks[32];
    /* comparing: the descriptor that is polled covers the connection and the timer */
    int epoll, timer;
    uint32_t compare_ms;
    struct image *last;
};

static void add_word(char *words, size_t cap, const char *word)
{
    size_t len = strlen(words);

    snprintf(words + len, cap - len, "%s%s", len ? " " : "", word);
}

static void arm(struct x11 *x, uint32_t ms)
{
    struct itimerspec t = {.it_value = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L}};

    x->compare_ms = ms;
    timerfd_settime(x->timer, 0, &t, NULL);
}

static int watch_by_comparing(struct x11 *x, struct err *err)
{
    struct epoll_event event = {.events = EPOLLIN};

    x->epoll = epoll_create1(EPOLL_CLOEXEC);
    x->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    if (x->epoll < 0 || x->timer < 0 ||
        epoll_ctl(x->epoll, EPOLL_CTL_ADD, x->timer, &event) < 0 ||
        epoll_ctl(x->epoll, EPOLL_CTL_ADD, xcb_get_file_descriptor(x->d.c), &event) < 0)
        return err_set(err, ERR_IO, "no descriptors to watch display '%s' with", x->d.name);
    arm(x, COMPARE_FAST_MS);
    return 0;
}

static int watch(struct x11 *x, struct err *err)
{
    const uint32_t events = XCB_EVENT_MASK_STRUCTURE_NOTIFY | XCB_EVENT_MASK_SUBSTRUCTURE_NOTIFY;

    xcb_change_window_attributes(x->d.c, x->d.root, XCB_CW_EVENT_MASK, &events);
    if (x->d.randr_event)
        xcb_randr_select_input(x->d.c, x->d.root,
                               XCB_RANDR_NOTIFY_MASK_SCREEN_CHANGE |
                                   XCB_RANDR_NOTIFY_MASK_CRTC_CHANGE |
                                   XCB_RANDR_NOTIFY_MASK_OUTPUT_CHANGE);
    if (!x->d.damage_event)
        return watch_by_comparing(x, err);
    x->damage = xcb_generate_id(x->d.c);
    xcb_damage_create(x->d.c, x->damage, x->d.root, XCB_DAMAGE_REPORT_LEVEL_DELTA_RECTANGLES);
    return 0;
}

static void x11_close(void *self)
{
    struct x11 *x = self;

    x11_pixels_free(x->pixels);
    x11_display_close(&x->d);
    image_unref(x->last);
    free(x->monitors);
    if (x->epoll >= 0)
        close(x->epoll);
    if (x->timer >= 0)
        close(x->timer);
    free(x);
}

static void *x11_open(const char *where, struct err *err)
{
    struct x11 *x = xcalloc(1, sizeof *x);

    x->epoll = x->timer = -1;
    if (x11_display_open(&x->d, where, err) < 0)
        goto failed;
    x->pixels = x11_pixels_new(&x->d);
    if (watch(x, err) < 0)
        goto failed;
    x->monitors = x11_monitors(&x->d, &x->monitors_n);
    if (!x->d.damage_event)
        add_word(x->lacks, sizeof x->lacks, "damage");
    if (!x11_pixels_shared(x->pixels))
        add_word(x->lacks, sizeof x->lacks, "shm");
    if (!x->d.randr_event)
        add_word(x->lacks, sizeof x->lacks, "randr");
    xcb_flush(x->d.c);
    if (x11_display_alive(&x->d, err) == 0)
        return x;
failed:
    x11_close(x);
    return NULL;
}

static int x11_fd(void *self)
{
    struct x11 *x = self;

    return x->epoll >= 0 ? x->epoll : xcb_get_file_descriptor(x->d.c);
}

static void on_damage(struct x11 *x, const xcb_damage_notify_event_t *e)
{
    struct srect all = {0, 0, (int32_t)x->d.w, (int32_t)x->d.h};
    struct srect box = {e->area.x, e->area.y, e->area.width, e->area.height};

    x->told = true;
    if (srect_meet(&all, &box, &box))
        damage_list_add(&x->waiting, &box);
}

static void on_root_size(struct x11 *x, uint32_t w, uint32_t h)
{
    x->resized = true;
    if (w == x->d.w && h == x->d.h)
        return;
    x->d.w = w;
    x->d.h = h;
    x->waiting.n = 0; /* boxes of the old size may lie outside */
    damage_list_add(&x->waiting, &(struct srect){0, 0, (int32_t)w, (int32_t)h});
}

static void on_event(struct x11 *x, const xcb_generic_event_t *event)
{
    uint8_t type = event->response_type & 0x7f;
    const xcb_configure_notify_event_t *c = (const void *)event;

    if (type == XCB_CONFIGURE_NOTIFY) {
        if (c->window == x->d.root)
            on_root_size(x, c->width, c->height);
    } else if (type == XCB_MAP_NOTIFY || type == XCB_UNMAP_NOTIFY) {
        x->restacked = true; /* a window that is destroyed is unmapped first */
    } else if (x->d.damage_event && type == x->d.damage_event) {
        on_damage(x, (const void *)event);
    } else if (x->d.randr_event && (type == x->d.randr_event || type == x->d.randr_event + 1)) {
        x->resized = true;
    }
}

static int read_events(struct x11 *x, struct err *err)
{
    xcb_generic_event_t *event;

    while ((event = xcb_poll_for_event(x->d.c))) {
        on_event(x, event);
        free(event);
    }
    if (x->damage && x->told) {
        x->told = false;
        /* nothing more is told of a damaged place until it is taken off the server's list */
        xcb_damage_subtract(x->d.c, x->damage, XCB_XFIXES_REGION_NONE, XCB_XFIXES_REGION_NONE);
        xcb_flush(x->d.c);
    }
    return x11_display_alive(&x->d, err);
}

/* Refs now, the picture that the next one is compared with; boxes has room for DAMAGE_LIST_MAX. */
static size_t compare(struct x11 *x, struct image *now, struct srect *boxes)
{
    size_t n = x->last ? diff_boxes(x->last, now, 0, boxes, DAMAGE_LIST_MAX) : 0;

    for (size_t i = 0; i < n; i++)
        damage_list_add(&x->waiting, &boxes[i]);
    image_ref(now);
    image_unref(x->last);
    x->last = now;
    return n;
}

static int compare_when_due(struct x11 *x, struct err *err)
{
    struct srect boxes[DAMAGE_LIST_MAX];
    uint32_t slower = x->compare_ms * 2 < COMPARE_SLOW_MS ? x->compare_ms * 2 : COMPARE_SLOW_MS;
    uint64_t expired;
    struct image *now;

    if (read(x->timer, &expired, sizeof expired) != (ssize_t)sizeof expired)
        return 0;
    now = x11_pixels_grab(x->pixels, err);
    if (!now)
        return -1;
    arm(x, compare(x, now, boxes) ? COMPARE_FAST_MS : slower);
    image_unref(now);
    return 0;
}

static int x11_pump(void *self, struct srect *out, size_t cap, struct err *err)
{
    struct x11 *x = self;

    if (read_events(x, err) < 0 || (x->timer >= 0 && compare_when_due(x, err) < 0))
        return -1;
    return (int)damage_list_take(&x->waiting, out, cap);
}

static void read_pointer(struct x11 *x, xcb_query_pointer_cookie_t cookie, struct frame *f)
{
    xcb_query_pointer_reply_t *r = xcb_query_pointer_reply(x->d.c, cookie, NULL);

    if (r)
        f->pointer = (struct spoint){r->root_x, r->root_y};
    free(r);
}

static void give_monitors(struct x11 *x, struct frame *f)
{
    if (x->resized) {
        free(x->monitors);
        x->monitors = x11_monitors(&x->d, &x->monitors_n);
        x->resized = false;
    }
    free(f->monitors);
    f->monitors = xmemdup(x->monitors, x->monitors_n * sizeof *x->monitors);
    f->monitors_n = x->monitors_n;
}

static struct frame *x11_grab(void *self, struct err *err)
{
    struct x11 *x = self;
    int64_t at = clock_now_us();
    struct image *image = x11_pixels_grab(x->pixels, err);
    xcb_query_pointer_cookie_t pointer;
    struct windows *windows;
    struct frame *f;

    if (!image)
        return NULL;
    pointer = xcb_query_pointer(x->d.c, x->d.root);
    windows = windows_read(x->d.c, x->d.root, err);
    if (!windows) {
        xcb_discard_reply(x->d.c, pointer.sequence);
        image_unref(image);
        return NULL;
    }
    f = frame_new(image, windows, at);
    read_pointer(x, pointer, f);
    give_monitors(x, f);
    f->blanked = x11_blanked(&x->d, windows);
    if (x->timer >= 0) {
        f->damage = xcalloc(DAMAGE_LIST_MAX, sizeof *f->damage);
        f->damage_n = compare(x, image, f->damage);
        arm(x, COMPARE_FAST_MS);
    }
    return f;
}

static const char *x11_lacks(void *self)
{
    return ((struct x11 *)self)->lacks;
}

static bool x11_restacked(void *self)
{
    struct x11 *x = self;
    bool was = x->restacked;

    x->restacked = false;
    return was;
}

/* The suspension is the connection's: it ends with it, however the daemon dies. A screen that is blanked
 * already stays so: somebody left it, and what is under it is not for the agent. */
static void x11_awake(void *self, bool on)
{
    struct x11 *x = self;

    if (!x->d.screensaver)
        return;
    xcb_screensaver_suspend(x->d.c, on);
    xcb_flush(x->d.c);
}

const struct capture_driver capture_x11 = {
    .name = "x11", .open = x11_open, .fd = x11_fd, .pump = x11_pump, .grab = x11_grab,
    .close = x11_close, .lacks = x11_lacks, .restacked = x11_restacked, .awake = x11_awake,
};
