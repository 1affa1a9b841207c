#include "vision/read.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/utf8.h"
#include "base/xalloc.h"
#include "vision/atspi.h"
#include "vision/boxes.h"
#include "vision/ids.h"
#include "vision/merge.h"
#include "vision/ocr.h"
#include "vision/regions.h"
#include "vision/screen.h"
#include "vision/textlines.h"
#include "vision/windows.h"

#define LINES_MAX 1500u

struct read {
    struct ocr *ocr;
    char lacks[320];
    struct ids ids;
};

struct read *read_new(const char *languages)
{
    struct read *r = xcalloc(1, sizeof *r);
    struct err err;
    err_clear(&err);
    if (languages && !(r->ocr = ocr_new(languages, &err)))
        snprintf(r->lacks, sizeof r->lacks,
                 "text on the screen cannot be read: %s (Debian: tesseract-ocr-eng)", err.msg);
    return r;
}

const char *read_lacks(const struct read *r)
{
    return r->lacks;
}

void read_free(struct read *r)
{
    if (!r)
        return;
    ocr_free(r->ocr);
    ids_release(&r->ids);
    free(r);
}

/* Pictures, too, give the net letters to see: short ones, odd ones, and none too surely. */
static bool legible(const struct textline *t, const struct ocr_text *text)
{
    size_t n = utf8_count(text->text), marks = 0;
    for (const char *p = text->text; *p; p++)
        marks += ispunct((unsigned char)*p) && *p != '.' && *p != '/' && *p != '*';
    if (n == 0 || (t->box.h >= 6 && strspn(text->text, "~_\"'`^") == n))
        return false; /* arrows and ticks look like these */
    if (n <= 3 && t->blobs == 1 && (t->box.h > 26 || t->box.w > 4 * t->box.h))
        return text->score >= 0.88f;
    if (n <= 3)
        return text->score >= (t->blobs == 1 ? 0.72f : 0.6f) && n <= 3 * t->blobs + 1;
    return text->score >= (marks * 5 > n * 2 ? 0.7f : t->blobs > 3 ? 0.3f : t->blobs > 1 ? 0.45f : 0.65f);
}

static void read_lines(struct look *l, const struct textlines *found)
{
    size_t n = found->n < LINES_MAX ? found->n : LINES_MAX;
    l->lines = xcalloc(n + 1, sizeof *l->lines);
    l->icons = xcalloc(found->icons_n + n + 1, sizeof *l->icons);
    for (size_t i = 0; i < found->icons_n; i++)
        l->icons[l->icons_n++] = found->icons[i];
    for (size_t i = 0; i < n && l->ocr; i++) {
        const struct textline *t = &found->items[i];
        const struct window *w = look_window(l, &t->box);
        struct ocr_text text = ocr_line(l->ocr, l->image, &t->box);
        bool dots = t->box.h <= 9 && t->blobs >= 3; /* a password's */
        if (!legible(t, &text) && !dots) {
            l->icons[l->icons_n++] = t->box;
            continue;
        }
        struct reading *line = &l->lines[l->lines_n++];
        *line = (struct reading){ .box = t->box, .text = xstrdup(text.text), .score = text.score,
                                  .window = w ? w->id : 0, .paper = t->paper, .ink = t->ink };
        line->decoration = w && !srect_holds(&w->box, t->box.x + t->box.w / 2, t->box.y + t->box.h / 2);
    }
}

/* What stands in a password field is nobody's business, dots or not. */
static bool in_secret(const struct look *l, const struct srect *box)
{
    for (size_t i = 0; i < l->n; i++)
        if (l->items[i].states & STATE_SECRET && box_share(box, &l->items[i].box) > 50)
            return true;
    return false;
}

static void take_lines(struct screen *s, const struct look *l)
{
    s->lines = xcalloc(l->lines_n + 1, sizeof *s->lines);
    for (size_t i = 0; i < l->lines_n; i++) {
        struct reading *r = &l->lines[i];
        if (!*r->text || in_secret(l, &r->box))
            continue;
        s->lines[s->lines_n++] = (struct text_line){ r->box, xstrdup(r->text), r->window, r->score };
    }
}

/* Window by window from the bottom, each in reading order; what holds others comes before them. */
static void sort_items(struct look *l)
{
    const struct srect **boxes = xcalloc(l->n + 1, sizeof *boxes);
    uint32_t *order = xcalloc(l->n + 1, sizeof *order), *from = xcalloc(l->n + 1, sizeof *from);
    struct element *sorted = xcalloc(l->n + 1, sizeof *sorted);
    size_t done = 0;
    for (size_t k = 0; k <= l->windows->n; k++) {
        uint32_t window = k < l->windows->n ? l->windows->items[k].id : 0;
        for (int holders = 1; holders >= 0; holders--) {
            size_t n = 0;
            for (size_t i = 0; i < l->n; i++) {
                const struct element *e = &l->items[i];
                bool here = k < l->windows->n ? e->window == window
                                              : !windows_by_id(l->windows, e->window);
                bool holder = role_holds_others(e->role) && e->role != ROLE_ITEM &&
                              e->role != ROLE_TREEITEM && e->role != ROLE_TEXTAREA;
                if (!here || holder != holders)
                    continue;
                boxes[n] = &e->box;
                from[n++] = (uint32_t)i;
            }
            reading_order(boxes, n, order);
            for (size_t i = 0; i < n; i++)
                sorted[done++] = l->items[from[order[i]]];
        }
    }
    free(l->items);
    l->items = sorted;
    free(boxes);
    free(order);
    free(from);
}

struct screen *read_frame(struct read *r, struct frame *frame, const struct hints *hints)
{
    struct screen *s = screen_new(frame);
    struct regions *regions = regions_find(frame->screen);
    struct shapes *shapes = shapes_find(frame->screen, regions);
    struct textlines *found = textlines_find(frame->screen, regions, shapes);
    struct look l = { .image = frame->screen, .windows = frame->windows, .regions = regions,
                      .shapes = shapes, .hints = hints, .ocr = r->ocr };
    read_lines(&l, found);
    merge_windows(&l);
    merge_hints(&l);
    guess_elements(&l);
    merge_labels(&l);
    ids_assign(&r->ids, l.items, l.n, frame->windows);
    sort_items(&l);
    take_lines(s, &l);
    s->items = l.items;
    s->n = l.n;
    for (size_t i = 0; i < l.lines_n; i++)
        free(l.lines[i].text);
    free(l.lines);
    free(l.icons);
    textlines_free(found);
    shapes_free(shapes);
    regions_free(regions);
    return s;
}
