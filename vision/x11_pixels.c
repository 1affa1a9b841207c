/* The root's pixels: the server writes them into memory that we share, and that memory is the image: no
 * copy of ours. It is written again only when nobody but this file holds the image. One request for all
 * of it: bands, each made opaque while the server writes the next, were tried and are slower, for the
 * server answers in batches. */
#include "vision/x11_pixels.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xcb/shm.h>

#include "base/err.h"
#include "base/xalloc.h"
#include "vision/image_own.h"

#define KEPT 3 /* images whose memory is used again: a step holds the one before and the one after */

struct slot { struct image *image; xcb_shm_seg_t seg; }; /* image NULL: empty; seg 0: not shared */
struct x11_pixels {
    struct x11_display *d;
    bool shared;
    struct slot slots[KEPT];
};

/* Others may hold the image on: their mapping does not need the server's. */
static void slot_clear(struct x11_pixels *p, struct slot *slot)
{
    if (slot->seg)
        xcb_shm_detach(p->d->c, slot->seg);
    image_unref(slot->image);
    *slot = (struct slot){.image = NULL};
}

/* Memory of len bytes, and a descriptor of it for the server; NULL: err. */
static void *shareable(size_t len, int *fd, struct err *err)
{
    void *map;

    *fd = memfd_create("agentd-screen", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (*fd < 0) {
        err_set(err, ERR_IO, "no shared memory: %s", strerror(errno));
        return NULL;
    }
    /* sealed, or whoever else has the descriptor could cut it short under our feet: SIGBUS */
    if (ftruncate(*fd, (off_t)len) == 0 && fcntl(*fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_SEAL) == 0) {
        map = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, *fd, 0);
        if (map != MAP_FAILED)
            return map;
    }
    err_set(err, ERR_IO, "no shared memory of %zu bytes: %s", len, strerror(errno));
    close(*fd);
    return NULL;
}

/* Fills an empty slot with an image of the screen's size that the server can write. */
static int slot_share(struct x11_pixels *p, struct slot *slot, struct err *err)
{
    size_t len = (size_t)p->d->w * p->d->h * 4;
    xcb_generic_error_t *refused;
    void *map;
    int fd;

    if (p->d->w > IMAGE_MAX || p->d->h > IMAGE_MAX)
        return err_set(err, ERR_LIMIT, "screen of %u x %u, limit is %u on each side", p->d->w, p->d->h,
                       IMAGE_MAX);
    map = shareable(len, &fd, err);
    if (!map)
        return -1;
    slot->image = image_mapped(map, len, p->d->w, p->d->h);
    slot->seg = xcb_generate_id(p->d->c);
    /* the descriptor is xcb's from here on */
    refused = xcb_request_check(p->d->c, xcb_shm_attach_fd_checked(p->d->c, slot->seg, fd, 0));
    if (!refused && !xcb_connection_has_error(p->d->c))
        return 0;
    free(refused);
    slot->seg = 0;
    slot_clear(p, slot);
    return err_set(err, ERR_UNSUPPORTED, "display '%s' takes no shared memory", p->d->name);
}

struct x11_pixels *x11_pixels_new(struct x11_display *d)
{
    struct x11_pixels *p = xcalloc(1, sizeof *p);
    struct err ignored;

    p->d = d;
    /* over a network or between containers it is offered and then refused: tried, not believed */
    p->shared = d->shm && slot_share(p, &p->slots[0], &ignored) == 0;
    return p;
}

bool x11_pixels_shared(const struct x11_pixels *p)
{
    return p->shared;
}

/* A slot whose image may be written: one of the screen's size that only we hold, or a new one in place
 * of the oldest. */
static struct slot *slot_for(struct x11_pixels *p, struct err *err)
{
    struct slot *last = &p->slots[KEPT - 1];

    for (struct slot *s = p->slots; s <= last; s++)
        if (s->image && image_sole(s->image) && s->image->w == p->d->w && s->image->h == p->d->h)
            return s;
    slot_clear(p, last);
    memmove(p->slots + 1, p->slots, (KEPT - 1) * sizeof *p->slots);
    p->slots[0] = (struct slot){.image = NULL};
    if (p->shared)
        return slot_share(p, &p->slots[0], err) == 0 ? &p->slots[0] : NULL;
    p->slots[0].image = image_new(p->d->w, p->d->h, err);
    return p->slots[0].image ? &p->slots[0] : NULL;
}

/* The unused byte of a pixel is the server's to fill; ours is opaque. Blocks of a fixed size are what
 * -O2 makes vectors of. */
static void make_opaque(uint32_t *px, size_t n)
{
    size_t i = 0;

    for (; i + 16 <= n; i += 16)
        for (size_t k = 0; k < 16; k++)
            px[i + k] |= 0xff000000u;
    for (; i < n; i++)
        px[i] |= 0xff000000u;
}

static int grab_shared(struct x11_pixels *p, const struct slot *slot)
{
    xcb_shm_get_image_reply_t *r = xcb_shm_get_image_reply(
        p->d->c,
        xcb_shm_get_image(p->d->c, p->d->root, 0, 0, (uint16_t)slot->image->w,
                          (uint16_t)slot->image->h, ~0u, XCB_IMAGE_FORMAT_Z_PIXMAP, slot->seg, 0),
        NULL);

    free(r);
    return r ? 0 : -1;
}

static int grab_plain(struct x11_pixels *p, const struct slot *slot)
{
    xcb_get_image_reply_t *r = xcb_get_image_reply(
        p->d->c,
        xcb_get_image(p->d->c, XCB_IMAGE_FORMAT_Z_PIXMAP, p->d->root, 0, 0,
                      (uint16_t)slot->image->w, (uint16_t)slot->image->h, ~0u),
        NULL);
    size_t len = (size_t)slot->image->w * slot->image->h * 4;
    bool whole = r && (size_t)xcb_get_image_data_length(r) >= len;

    if (whole)
        memcpy(slot->image->px, xcb_get_image_data(r), len);
    free(r);
    return whole ? 0 : -1;
}

static struct image *grab_once(struct x11_pixels *p, struct err *err)
{
    struct slot *slot = slot_for(p, err);
    struct image *image = slot ? slot->image : NULL;

    if (!slot)
        return NULL;
    if ((p->shared ? grab_shared(p, slot) : grab_plain(p, slot)) < 0) {
        err_set(err, ERR_PROTOCOL, "display '%s' gives no picture of %u x %u", p->d->name, image->w,
                image->h);
        return NULL;
    }
    make_opaque(image->px, (size_t)image->w * image->h);
    return image_ref(image);
}

struct image *x11_pixels_grab(struct x11_pixels *p, struct err *err)
{
    struct image *image = grab_once(p, err);

    /* the screen may have shrunk since it was measured */
    if (!image && x11_display_measure(p->d, err) == 0)
        image = grab_once(p, err);
    if (!image)
        x11_display_alive(p->d, err); /* the more telling reason, if it is one */
    return image;
}

void x11_pixels_free(struct x11_pixels *p)
{
    if (!p)
        return;
    for (size_t i = 0; i < KEPT; i++)
        slot_clear(p, &p->slots[i]);
    free(p);
}
