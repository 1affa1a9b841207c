/* capture.h : the eyes' thread and its table of drivers. */
#ifndef VISION_CAPTURE_H
#define VISION_CAPTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vision/image.h"

struct ask;
struct capture;
struct err;
struct frame;
struct mailbox;

struct capture_driver { /* called on the capture thread only */
    const char *name;   /* "x11", "replay", "null" */
    /* where: a display name; a journal's folder for replay; "WIDTHxHEIGHT" for null. */
    void *(*open)(const char *where, struct err *err);
    int (*fd)(void *self); /* readable when damage may wait; -1: none */
    /* Takes what has come; boxes of damage since the last call go to out (at most cap, merged).
     * Count >= 0, or -1: the display is gone (ERR_NO_DISPLAY). Never blocks. */
    int (*pump)(void *self, struct srect *out, size_t cap, struct err *err);
    /* New; NULL: err. Damage that only this picture shows may be in it already. */
    struct frame *(*grab)(void *self, struct err *err);
    void (*close)(void *self);
    /* The rest may be NULL: nothing is lacking, windows never come or go, no saver is there. */
    const char *(*lacks)(void *self); /* as capture_lacks; never changes while it is open */
    bool (*restacked)(void *self);    /* a top-level window came or went since the last call */
    void (*awake)(void *self, bool on);
    void (*at)(void *self, int64_t step, int act); /* as capture_at */
};
extern const struct capture_driver *const capture_drivers[]; /* ends with NULL */
const struct capture_driver *capture_driver_find(const char *name); /* NULL: none */

struct capture *capture_start(const struct capture_driver *driver, const char *where,
                              struct err *err);
void capture_ask(struct capture *c, struct ask *ask); /* takes ask; answers a struct frame */
/* Damage as it happens, on home's thread, with the time it was seen; what settle is fed with: boxes
 * for settle_damage, and n == 0 when a top-level window was mapped or closed, for settle_window.
 * One watcher; call it on home's thread; fn NULL ends it, and nothing comes after that. gone is called
 * once when the display is lost. */
void capture_watch(struct capture *c, struct mailbox *home,
                   void (*fn)(void *data, const struct srect *boxes, size_t n, int64_t at_us),
                   void (*gone)(void *data, const struct err *err), void *data);
/* Holds the screen saver off (true), and wakes a blanked screen; false: it may come again. A lock stays. */
void capture_awake(struct capture *c, bool on);
/* Where the task is, for replay: at the look of a step (act 0), or behind its act-th action. A driver of a
 * living display has no need of it. Before the first call a journal's pictures come one a look. */
void capture_at(struct capture *c, int64_t step, int act);
/* What the display lacks: "damage", "shm", "" … one word each, blank between; borrowed. */
const char *capture_lacks(const struct capture *c);
void capture_stop(struct capture *c); /* fails what is queued, joins, frees */

#endif
