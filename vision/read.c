#include "vision/read.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
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
#define OCR_US 2500000 /* one look reads no longer; what is left is read by the next */

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

static bool column_inked(const struct image *image, const struct textline *t, int32_t x)
{
    for (int32_t y = t->box.y; y < t->box.y + t->box.h; y++)
        if (colour_gap(image->px[(size_t)y * image->stride + (size_t)x], t->paper) > 20)
            return true;
    return false;
}

/* Width of the first (or last) sign of a line, and of the blank beside it; 0: not set apart. */
static int32_t end_width(const struct image *image, const struct textline *t, bool last, int32_t *blank)
{
    int32_t w = t->box.w, runs = 0, x = 0, from = 0;
    for (; x < w && runs < 4; x++) {
        bool ink = column_inked(image, t, last ? t->box.x + w - 1 - x : t->box.x + x);
        if ((runs & 1) != ink) { /* odd runs are ink */
            if (runs == 2 && x - from < 3)
                runs = 0; /* a faint column within the sign */
            from = runs == 1 ? x : from;
            runs++;
        }
        if (runs == 3)
            break;
    }
    *blank = x - from;
    return runs == 3 && *blank >= 3 && from <= t->box.h ? from : 0;
}

static void add_reading(struct look *l, const struct textline *t, const struct window *w, struct srect box,
                        const char *text, size_t len, float score)
{
    int32_t cx = box.x + box.w / 2, cy = box.y + box.h / 2;
    l->lines[l->lines_n++] = (struct reading){
        .box = box, .text = xstrndup(text, len), .score = score, .window = w ? w->id : 0,
        .paper = t->paper, .ink = t->ink, .decoration = w && !srect_holds(&w->box, cx, cy) };
}

/* "< November >": the arrows are buttons of their own. */
static void add_parts(struct look *l, const struct textline *t, const struct window *w, const char *text,
                      float score)
{
    size_t n = strlen(text), from = 0;
    struct srect box = t->box;
    int32_t blank, width;
    if (n > 2 && text[0] == '<' && text[1] == ' ' && (width = end_width(l->image, t, false, &blank))) {
        add_reading(l, t, w, (struct srect){ box.x, box.y, width, box.h }, "<", 1, score);
        box.x += width + blank;
        box.w -= width + blank;
        from = 2;
    }
    size_t end = n;
    width = 0;
    if (n > from + 2 && text[n - 1] == '>' && text[n - 2] == ' ' &&
        (width = end_width(l->image, t, true, &blank))) {
        box.w -= width + blank;
        end = n - 2;
    }
    add_reading(l, t, w, box, text + from, end - from, score);
    if (end < n)
        add_reading(l, t, w, (struct srect){ t->box.x + t->box.w - width, box.y, width, box.h }, ">", 1,
                    score);
}

static void read_line(struct look *l, const struct textline *t, const struct window *w)
{
    struct ocr_text text = ocr_line(l->ocr, l->image, &t->box);
    bool dots = t->box.h <= 9 && t->blobs >= 3; /* a password's */
    if (!legible(t, &text) && !dots) {
        l->icons[l->icons_n++] = t->box;
        return;
    }
    add_parts(l, t, w, text.text, text.score);
}

/* Which lines this look reads: all that are known already, and new ones, those of the active window first,
 * while there is time. */
static bool *chosen(struct look *l, const struct textlines *found, size_t n)
{
    bool *read = xcalloc(n + 1, sizeof *read);
    int64_t end = clock_now_us() + OCR_US;
    for (int active = 1; active >= 0; active--)
        for (size_t i = 0; i < n; i++) {
            const struct srect *box = &found->items[i].box;
            const struct window *w = look_window(l, box);
            bool first = w && (w->id == l->windows->active || !w->managed);
            if (first != active)
                continue;
            read[i] = ocr_knows(l->ocr, l->image, box) || clock_now_us() < end;
            if (read[i])
                ocr_line(l->ocr, l->image, box);
        }
    return read;
}

static void read_lines(struct look *l, const struct textlines *found)
{
    size_t n = found->n < LINES_MAX ? found->n : LINES_MAX;
    l->lines = xcalloc(3 * n + 1, sizeof *l->lines); /* a line may come in three parts */
    l->icons = xcalloc(found->icons_n + n + 1, sizeof *l->icons);
    for (size_t i = 0; i < found->icons_n; i++)
        l->icons[l->icons_n++] = found->icons[i];
    if (!l->ocr)
        return;
    bool *read = chosen(l, found, n);
    for (size_t i = 0; i < n; i++)
        if (read[i])
            read_line(l, &found->items[i], look_window(l, &found->items[i].box));
    free(read);
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
