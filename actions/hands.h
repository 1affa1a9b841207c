/* hands.h : the hands' thread, its table of drivers, and the ledger of what is held down. */
#ifndef ACTIONS_HANDS_H
#define ACTIONS_HANDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "actions/gesture.h"

struct ask;
struct err;
struct hands;
struct json_t;

/* For one action, once; stale after a stop. Made by tools/policy.c and by command code that acts for a
 * person, nowhere else. */
struct permit { uint64_t action_serial; uint32_t stop_epoch; int64_t until_us; };

enum window_op { WINDOW_FOCUS, WINDOW_CLOSE, WINDOW_MAXIMISE, WINDOW_RESTORE, WINDOW_MINIMISE,
                 WINDOW_MOVE };

/* Asked between characters and while something is waited for. True: end now; err is filled. */
typedef bool hands_stopped_fn(void *data, struct err *err);

struct hands_driver {      /* called on the hands thread only, but for open: before it starts */
    const char *name;      /* "null", "record", "xtest" */
    void *(*open)(const char *display, struct err *err); /* record: display is the file it writes */
    int (*fd)(void *self);                       /* readable when pump has work; -1: none */
    int (*pump)(void *self, struct err *err);    /* serves the clipboard; never blocks */
    int (*inject)(void *self, const struct hand_event *event, struct err *err); /* not HAND_TEXT, HAND_PAUSE */
    int (*type)(void *self, const char *text, hands_stopped_fn *stopped, void *data,
                size_t *typed, struct err *err); /* exact; *typed: characters done */
    int (*sync)(void *self, struct err *err);    /* all injected events have reached the server */
    int (*window)(void *self, enum window_op op, uint32_t id, const struct srect *box,
                  hands_stopped_fn *stopped, void *data,
                  struct err *err);              /* box for WINDOW_MOVE; verified before it returns */
    int (*clipboard)(void *self, const char *text, struct err *err); /* owns the selection from now on */
    void (*close)(void *self);
};
extern const struct hands_driver *const hands_drivers[]; /* ends with NULL */
const struct hands_driver *hands_driver_find(const char *name); /* NULL: none */

struct hands *hands_start(const struct hands_driver *driver, const char *display,
                          struct err *err);
/* Takes g and ask; answers NULL when all is injected and synced. The stop flag is read before each event:
 * raised, what is held down is let go, the rest dropped: ERR_STOPPED. A permit that is stale, foreign or
 * used before: ERR_DENIED. An ask that is cancelled or past its deadline ends the gesture too, and
 * everything is let go. */
void hands_do(struct hands *h, struct gesture *g, struct permit permit, struct ask *ask);
/* Verified by what the window manager then says, within 1 s, else ERR_TIMEOUT; no such window:
 * ERR_NOT_FOUND. WINDOW_CLOSE asks the window politely: it is done when the window has gone, or when it
 * answers with another window (a question) or keeps itself open. WINDOW_MOVE's box is that of the window
 * with its decorations; a window that keeps to whole rows or a least size comes as near as it can. */
void hands_window(struct hands *h, enum window_op op, uint32_t id, const struct srect *box,
                  struct permit permit, struct ask *ask);
/* Owns CLIPBOARD, and serves it for as long as the hands live or nobody else takes it. */
void hands_clipboard(struct hands *h, const char *text, struct permit permit, struct ask *ask);
/* Ends what runs (ERR_CANCELLED), drops what is queued, lets go of all in reverse order. Needs no permit;
 * ask may be NULL. */
void hands_release_all(struct hands *h, struct ask *ask);
void hands_stop(struct hands *h); /* releases, joins, frees; NULL is fine */

#endif
