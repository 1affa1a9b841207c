/* The root's pixels: the server writes them into memory that we share, and from there they are copied
 * into an image of our own, which nobody writes any more. One request for all of it: bands, each copied
 * while the server writes the next, were tried and are slower, for the server answers in batches. */
#include "vision/x11_pixels.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xcb/shm.h>

#include "base/err.h"
#include "base/xalloc.h"
#include "vision/image_own.h"

#define KEPT 2 /* pictures whose memory is used again: the newest and the one before */

struct x11_pixels {
    struct x11_display *d;
    bool shared;
    xcb_shm_seg_t seg;
    void *map;
    size_t map_len;
    struct image *kept[KEPT];
};

static void unmap(struct x11_pixels *p)
{
    if (!p->map)
        return;
    xcb_shm_detach(p->d->c, p->seg);
    munmap(p->map, p->map_len);
    p->map = NULL;
}

/* Memory of at least len bytes that the server can write. */
static int map(struct x11_pixels *p, size_t len, struct err *err)
{
    xcb_generic_error_t *refused = NULL;
    int fd;

    if (p->map && p->map_len >= len)
        return 0;
    unmap(p);
    fd = memfd_create("agentd-screen", MFD_CLOEXEC);
    if (fd < 0 || ftruncate(fd, (off_t)len) < 0) {
        int why = errno;

        if (fd >= 0)
            close(fd);
        return err_set(err, ERR_IO, "no shared memory of %zu bytes: %s", len, strerror(why));
    }
    p->map = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, fd, 0);
    if (p->map == MAP_FAILED) {
        p->map = NULL;
        close(fd);
        return err_set(err, ERR_IO, "cannot map %zu bytes: %s", len, strerror(errno));
    }
    p->map_len = len;
    p->seg = xcb_generate_id(p->d->c);
    /* the descriptor is xcb's from here on */
    refused = xcb_request_check(p->d->c, xcb_shm_attach_fd_checked(p->d->c, p->seg, fd, 0));
    if (!refused && !xcb_connection_has_error(p->d->c))
        return 0;
    free(refused);
    munmap(p->map, p->map_len);
    p->map = NULL;
    return err_set(err, ERR_UNSUPPORTED, "display '%s' takes no shared memory", p->d->name);
}

struct x11_pixels *x11_pixels_new(struct x11_display *d)
{
    struct x11_pixels *p = xcalloc(1, sizeof *p);
    struct err ignored;

    p->d = d;
    /* over a network or between containers it is offered and then refused: tried, not believed */
    p->shared = d->shm && map(p, (size_t)d->w * d->h * 4, &ignored) == 0;
    return p;
}

bool x11_pixels_shared(const struct x11_pixels *p)
{
    return p->shared;
}

/* The unused byte of a pixel is the server's to fill; ours is opaque. Blocks of a fixed size are what
 * -O2 makes vectors of. */
static void copy_opaque(uint32_t *restrict to, const uint32_t *restrict from, size_t n)
{
    size_t i = 0;

    for (; i + 16 <= n; i += 16)
        for (size_t k = 0; k < 16; k++)
            to[i + k] = from[i + k] | 0xff000000u;
    for (; i < n; i++)
        to[i] = from[i] | 0xff000000u;
}

/* An image of that size whose pixels may be written: one that only we hold, or a new one. */
static struct image *image_for(struct x11_pixels *p, struct err *err)
{
    struct image *image;
    size_t slot = KEPT - 1;

    for (size_t i = 0; i < KEPT; i++) {
        if (!p->kept[i] || !image_sole(p->kept[i]))
            continue;
        if (p->kept[i]->w == p->d->w && p->kept[i]->h == p->d->h)
            return image_ref(p->kept[i]);
        slot = i;
    }
    image = image_new(p->d->w, p->d->h, err);
    if (!image)
        return NULL;
    image_unref(p->kept[slot]);
    memmove(p->kept + 1, p->kept, slot * sizeof *p->kept);
    p->kept[0] = image_ref(image);
    return image;
}

static int grab_shared(struct x11_pixels *p, struct image *image)
{
    xcb_shm_get_image_reply_t *r = xcb_shm_get_image_reply(
        p->d->c,
        xcb_shm_get_image(p->d->c, p->d->root, 0, 0, (uint16_t)image->w, (uint16_t)image->h, ~0u,
                          XCB_IMAGE_FORMAT_Z_PIXMAP, p->seg, 0),
        NULL);

    if (!r)
        return -1;
    copy_opaque(image->px, p->map, (size_t)image->w * image->h);
    free(r);
    return 0;
}

static int grab_plain(struct x11_pixels *p, struct image *image)
{
    xcb_get_image_reply_t *r = xcb_get_image_reply(
        p->d->c,
        xcb_get_image(p->d->c, XCB_IMAGE_FORMAT_Z_PIXMAP, p->d->root, 0, 0, (uint16_t)image->w,
                      (uint16_t)image->h, ~0u),
        NULL);
    size_t n = (size_t)image->w * image->h;
    bool whole = r && (size_t)xcb_get_image_data_length(r) >= n * 4;

    if (whole)
        copy_opaque(image->px, (const uint32_t *)(const void *)xcb_get_image_data(r), n);
    free(r);
    return whole ? 0 : -1;
}

static struct image *grab_once(struct x11_pixels *p, struct err *err)
{
    struct image *image = image_for(p, err);

    if (!image)
        return NULL;
    if (p->shared && map(p, (size_t)image->w * image->h * 4, err) < 0)
        goto failed;
    if ((p->shared ? grab_shared(p, image) : grab_plain(p, image)) == 0)
        return image;
    err_set(err, ERR_PROTOCOL, "display '%s' gives no picture of %u x %u", p->d->name, image->w,
            image->h);
failed:
    image_unref(image);
    return NULL;
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
    unmap(p);
    for (size_t i = 0; i < KEPT; i++)
        image_unref(p->kept[i]);
    free(p);
}
