#include "agentd/look.h"

#include <stdbool.h>
#include <stdlib.h>

#include "agentd/agentd.h"
#include "base/ask.h"
#include "base/err.h"
#include "base/loop.h"
#include "base/xalloc.h"
#include "vision/atspi.h"
#include "vision/capture.h"
#include "vision/frame.h"
#include "vision/reader.h"
#include "vision/screen.h"

#define GRAB_MS 5000
#define HINTS_MS 400 /* atspi answers within 150 ms; this is for a thread that died */

struct look {
    struct agentd *d;
    struct frame *frame;
    struct ask *ask;
};

void look_frame(struct agentd *d, struct ask *ask)
{
    if (d->ending)
        ask_failf(ask, ERR_CANCELLED, "the daemon ends");
    else if (d->display_gone)
        ask_failf(ask, ERR_NO_DISPLAY, "the display '%s' is gone", d->display);
    else
        capture_ask(d->capture, ask);
}

static void end(struct look *l, struct screen *screen, const struct err *err)
{
    if (err)
        ask_fail(l->ask, err);
    else if (!ask_answer(l->ask, screen))
        screen_unref(screen);
    frame_unref(l->frame);
    free(l);
}

static void on_screen(void *data, void *result, const struct err *err)
{
    struct look *l = data;
    if (!err) {
        screen_unref(l->d->screen);
        l->d->screen = screen_ref(result);
    }
    end(l, result, err);
}

static void read_it(struct look *l, struct hints *hints)
{
    struct ask *ask = ask_new(loop_mailbox(l->d->loop), 0, on_screen, l);
    reader_ask(l->d->reader, l->frame, hints, ask);
}

/* At the daemon's end answers still come, and who would be asked next is gone. True: l has ended. */
static bool is_late(struct look *l)
{
    struct err err;
    if (!l->d->ending)
        return false;
    err_set(&err, ERR_CANCELLED, "the daemon ends");
    end(l, NULL, &err);
    return true;
}

static void on_hints(void *data, void *result, const struct err *err)
{
    if (is_late(data)) {
        hints_free(result);
        return;
    }
    read_it(data, err ? NULL : result); /* hints are a help: without them the pixels are read */
}

static void on_frame(void *data, void *result, const struct err *err)
{
    struct look *l = data;
    if (err) {
        end(l, NULL, err);
        return;
    }
    l->frame = result;
    if (is_late(l))
        return;
    if (l->d->atspi)
        atspi_ask(l->d->atspi, l->frame->windows,
                  ask_new(loop_mailbox(l->d->loop), HINTS_MS, on_hints, l));
    else
        read_it(l, NULL);
}

void look_screen(struct agentd *d, struct ask *ask)
{
    struct look *l = xcalloc(1, sizeof *l);
    l->d = d;
    l->ask = ask;
    look_frame(d, ask_new(loop_mailbox(d->loop), GRAB_MS, on_frame, l));
}
