#include "vision/guess.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "vision/boxes.h"
#include "vision/regions.h"
#include "vision/windows.h"

#define BAR_TALL 44    /* pixels from the top of a window that a menu bar may take */
#define FIELD_SLACK 60 /* pixels that a frame is wider than the word in it */
#define CAPTION_MAX 24 /* bytes of a menu's name */

static bool is_popup(const struct window *w)
{
    if (w->type == WINDOW_TOOLTIP || w->type == WINDOW_DOCK || w->type == WINDOW_DESKTOP)
        return false;
    return !w->managed || w->type == WINDOW_MENU;
}

/* A row of a popup is as wide as the popup; what stands at its right end is the shortcut. */
static void guess_popup(struct look *l, const struct window *w)
{
    for (size_t i = 0; i < l->lines_n; i++) {
        struct reading *r = &l->lines[i];
        if (r->used || r->window != w->id || !*r->text || r->score < 0.3f)
            continue;
        struct srect row = { w->box.x + 1, r->box.y - 3, w->box.w - 2, r->box.h + 6 };
        struct element *e = look_add(l, ROLE_MENUITEM, row, xstrdup(r->text), NULL, SOURCE_PIXELS);
        e->score = 0.7f;
        e->window = w->id;
        r->used = true;
        if (colour_gap(r->ink, r->paper) < 110)
            e->states |= STATE_DISABLED;
        for (size_t j = 0; j < l->lines_n; j++) {
            struct reading *o = &l->lines[j];
            if (o->used || o->window != w->id || !box_beside(&o->box, &r->box))
                continue;
            o->used = true;
            if (o->box.x < r->box.x || *e->description)
                continue;
            free(e->description);
            e->description = xstrdup(o->text);
        }
    }
}

/* How many of a row's words stand in a frame of their own: a menu bar has one at most, the open menu's. */
static size_t framed_in_row(const struct look *l, const struct window *w, const struct reading *first)
{
    size_t n = 0;
    for (size_t i = 0; i < l->lines_n; i++) {
        const struct reading *r = &l->lines[i];
        bool framed = false, field = false;
        if (r->window != w->id || !box_beside(&first->box, &r->box))
            continue;
        for (size_t j = 0; j < l->shapes->n; j++) {
            const struct shape *s = &l->shapes->items[j];
            framed |= s->framed && box_share(&r->box, &s->box) > 90 && s->box.h < 40 &&
                      s->box.w < w->box.w / 2;
            field |= s->framed && box_share(&r->box, &s->box) > 90 && s->box.h < 40 &&
                     s->box.w > r->box.w + FIELD_SLACK && s->box.w < w->box.w - 40;
        }
        n += field ? 2 : framed; /* much wider than its word: a field's frame, not a menu's */
    }
    return n;
}

/* Short words in one row at the very top of a window. */
static void guess_bar(struct look *l, const struct window *w)
{
    struct reading *first = NULL;
    size_t n = 0;
    for (size_t i = 0; i < l->lines_n; i++) {
        struct reading *r = &l->lines[i];
        if (r->window != w->id || r->used || r->decoration || r->score < 0.5f)
            continue;
        if (!first && r->box.y + r->box.h <= w->box.y + BAR_TALL && r->box.x < w->box.x + 40)
            first = r;
        if (first && box_beside(&first->box, &r->box)) {
            n++;
            if (strlen(r->text) > CAPTION_MAX || strlen(r->text) < 2 || r->box.h > 22)
                return;
        }
    }
    if (!first || n < 2)
        return;
    if (framed_in_row(l, w, first) > 1)
        return;
    for (size_t i = 0; i < l->lines_n; i++) {
        struct reading *r = &l->lines[i];
        if (r->window != w->id || r->used || !box_beside(&first->box, &r->box))
            continue;
        struct srect box = { r->box.x - 4, r->box.y - 3, r->box.w + 8, r->box.h + 6 };
        look_add(l, ROLE_MENU, box, xstrdup(r->text), NULL, SOURCE_PIXELS)->score = 0.6f;
        r->used = true;
    }
}

void guess_menus(struct look *l)
{
    for (size_t i = 0; i < l->windows->n; i++) {
        const struct window *w = &l->windows->items[i];
        if (w->minimised || guess_has_hints(l, w->id))
            continue;
        if (is_popup(w))
            guess_popup(l, w);
        else if (w->type == WINDOW_NORMAL)
            guess_bar(l, w);
    }
}

struct srect guess_area(const struct look *l, const struct shape *s, bool *striped)
{
    struct srect area = s->box;
    *striped = false;
    for (int pass = 0; pass < 3; pass++)
        for (size_t i = 0; i < l->shapes->n; i++) {
            const struct shape *o = &l->shapes->items[i];
            const struct srect *b = &o->box;
            bool same = abs(b->x - area.x) <= 3 && abs(b->x + b->w - area.x - area.w) <= 3;
            bool below = abs(area.y + area.h - b->y) <= 3, above = abs(b->y + b->h - area.y) <= 3;
            if (!same || !(below || above) || o->kind != SHAPE_BOX || b->h < 10)
                continue;
            area = srect_join(&area, b);
            *striped |= colour_gap(o->fill, s->fill) > 24;
        }
    return area;
}

/* An area within a window, with rows of text or one passage of it. */
static bool is_list_area(const struct look *l, const struct srect *area)
{
    const struct window *w = look_window(l, area);
    if (area->h <= 36 || area->w < 60 || !w || box_share(area, &w->box) < 95)
        return false;
    return area->w * 100 < w->box.w * 92 || area->h * 100 < w->box.h * 75;
}

/* The row's paper is not the list's: it is the selected one. */
static bool is_selected(const struct reading *r, const struct shape *s)
{
    return colour_gap(r->paper, s->fill) > 24;
}

static void guess_rows(struct look *l, const struct shape *s, const struct srect *area)
{
    struct reading *rows[128];
    size_t n = 0, aligned = 0;
    for (size_t i = 0; i < l->lines_n && n < 128; i++) {
        struct reading *r = &l->lines[i];
        if (r->used || box_share(&r->box, area) < 95)
            continue;
        rows[n++] = r;
        aligned += abs(r->box.x - rows[0]->box.x) <= 3;
    }
    if (aligned < 2 || aligned * 3 < n)
        return;
    for (size_t i = 0; i < n; i++) {
        struct element *e = look_add(l, ROLE_ITEM, rows[i]->box, xstrdup(rows[i]->text), NULL,
                                     SOURCE_PIXELS);
        e->states = is_selected(rows[i], s) ? STATE_SELECTED : 0;
        e->score = 0.5f;
        rows[i]->used = true;
    }
}

static void add_textarea(struct look *l, const struct shape *s, struct reading *line)
{
    struct element *e = look_add(l, ROLE_TEXTAREA, s->box, NULL, xstrdup(line ? line->text : ""),
                                 SOURCE_PIXELS);
    e->states = STATE_EDITABLE | STATE_FOCUSABLE;
    e->score = 0.5f;
    if (line)
        line->used = true;
}

static uint32_t light(uint32_t px)
{
    return (px >> 16 & 255) + (px >> 8 & 255) + (px & 255);
}

static bool has_rows(const struct look *l, const struct srect *area)
{
    for (size_t i = 0; i < l->n; i++)
        if (l->items[i].role == ROLE_ITEM && box_share(&l->items[i].box, area) > 90)
            return true;
    return false;
}

void guess_lists(struct look *l)
{
    for (size_t i = l->shapes->n; i-- > 0;) {
        const struct shape *s = &l->shapes->items[i];
        bool white = light(s->fill) > light(s->paper) + 12;
        bool striped;
        struct srect area = guess_area(l, s, &striped);
        if (s->kind != SHAPE_BOX || !is_list_area(l, &area) || !(s->framed || white) ||
            s->box.h < 20 || guess_taken(l, &area) || has_rows(l, &area))
            continue;
        struct inside in = guess_inside(l, &area);
        bool open = s->framed && (white || s->sunken || light(s->fill) >= 750) &&
                    !guess_has_hints(l, look_window(l, &s->box)->id);
        if (in.lines == 0 && in.icons <= 1 && open)
            add_textarea(l, s, NULL);
        else if (in.lines == 1 && in.icons <= 1 && open &&
                 in.line->box.y < s->box.y + in.line->box.h + 8 && in.line->box.x < s->box.x + 16)
            add_textarea(l, s, in.line);
        else if (in.lines >= 2)
            guess_rows(l, s, &area);
    }
}
