#include "vision/reader.h"

#include <stdlib.h>
#include <string.h>

#include "base/ask.h"
#include "base/err.h"
#include "base/loop.h"
#include "base/xalloc.h"
#include "vision/atspi.h"
#include "vision/frame.h"
#include "vision/read.h"
#include "vision/screen.h"

struct job {
    struct reader *reader;
    struct frame *frame;      /* NULL: only loads what reading needs */
    struct hints *hints;
    struct ask *ask;
    struct screen *screen;
    struct job *next;
};

struct reader {
    struct loop *loop;
    char *languages;          /* NULL: no OCR */
    struct read *read;        /* the pool's while a job runs, else the loop's; NULL: not loaded yet */
    struct job *running, *first, **last;
};

struct reader *reader_new(struct loop *loop, const struct reader_opts *opts)
{
    struct reader *r = xcalloc(1, sizeof *r);
    r->loop = loop;
    r->last = &r->first;
    r->languages = xstrdup(opts->ocr ? opts->languages : NULL);
    return r;
}

static void job_free(struct job *j)
{
    frame_unref(j->frame);
    hints_free(j->hints);
    free(j);
}

static void start_next(struct reader *r);

static void work(void *data)
{
    struct job *j = data;
    struct reader *r = j->reader;
    if (!r->read)
        r->read = read_new(r->languages);
    if (j->frame && !ask_decided(j->ask))
        j->screen = read_frame(r->read, j->frame, j->hints);
}

static void loaded(struct job *j)
{
    const char *lacks = read_lacks(j->reader->read);
    if (*lacks)
        ask_failf(j->ask, ERR_UNSUPPORTED, "%s", lacks);
    else
        ask_answer(j->ask, NULL);
}

static void done(void *data)
{
    struct job *j = data;
    struct reader *r = j->reader;
    r->running = NULL;
    if (!j->frame)
        loaded(j);
    else if (!j->screen)
        ask_drop(j->ask);
    else if (!ask_answer(j->ask, j->screen))
        screen_unref(j->screen);
    job_free(j);
    start_next(r);
}

static void start_next(struct reader *r)
{
    if (r->running || !r->first)
        return;
    r->running = r->first;
    r->first = r->running->next;
    if (!r->first)
        r->last = &r->first;
    loop_work(r->loop, work, done, r->running);
}

static void queue(struct reader *r, struct job job)
{
    struct job *j = xmemdup(&job, sizeof job);
    *r->last = j;
    r->last = &j->next;
    start_next(r);
}

void reader_load(struct reader *r, struct ask *ask)
{
    queue(r, (struct job){ .reader = r, .ask = ask });
}

void reader_ask(struct reader *r, struct frame *frame, struct hints *hints, struct ask *ask)
{
    queue(r, (struct job){ .reader = r, .frame = frame_ref(frame), .hints = hints, .ask = ask });
}

void reader_free(struct reader *r)
{
    if (!r)
        return;
    while (r->first) {
        struct job *j = r->first;
        r->first = j->next;
        ask_drop(j->ask);
        job_free(j);
    }
    r->last = &r->first;
    while (r->running)
        loop_run_once(r->loop);
    read_free(r->read);
    free(r->languages);
    free(r);
}
