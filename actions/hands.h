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

/* stopped: asked before each injected event and between characters; true: end now, ERR_STOPPED. */
struct hands_driver {      /* called on the hands thread only */
    const char *name;      /* "null", "record", "xtest" */
    void *(*open)(const char *display, struct err *err); /* record: display is the file it writes */
    int (*inject)(void *self, const struct hand_event *event, struct err *err); /* not HAND_TEXT, HAND_PAUSE */
    int (*type)(void *self, const char *text, bool (*stopped)(void *data), void *data,
                size_t *typed, struct err *err); /* exact; *typed: characters done */
    int (*sync)(void *self, struct err *err);    /* all injected events have reached the server */
    int (*window)(void *self, enum window_op op, uint32_t id, const struct srect *box,
                  struct err *err);              /* box for WINDOW_MOVE; verified before it returns */
    int (*clipboard)(void *self, const char *text, struct err *err); /* owns the selection from now on */
    void (*close)(void *self);
};
extern const struct hands_driver *const hands_drivers[];
const struct hands_driver *hands_driver_find(const char *name);

struct hands *hands_start(const struct hands_driver *driver, const char *display,
                          struct err *err);
/* Takes g and ask; answers NULL when all is injected and synced. The stop flag is read before each event:
 * raised, what is held down is let go, the rest dropped: ERR_STOPPED. Stale or foreign permit: ERR_DENIED. */
void hands_do(struct hands *h, struct gesture *g, struct permit permit, struct ask *ask);
void hands_window(struct hands *h, enum window_op op, uint32_t id, const struct srect *box,
                  struct permit permit, struct ask *ask);
void hands_clipboard(struct hands *h, const char *text, struct permit permit, struct ask *ask);
void hands_release_all(struct hands *h, struct ask *ask); /* needs no permit; ask may be NULL */
void hands_stop(struct hands *h); /* releases, joins, frees */

#endif
