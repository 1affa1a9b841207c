#include "vision/guess.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "vision/boxes.h"
#include "vision/regions.h"
#include "vision/windows.h"

#define BAR_TALL 44    /* pixels from the top of a window that a menu bar may take */
#define CAPTION_MAX 24 /* bytes of a menu's name */
#define THIN 12        /* pixels: a slider's trough */

static bool is_popup(const struct window *w)
{
    if (w->type == WINDOW_TOOLTIP || w->type == WINDOW_DOCK || w->type == WINDOW_DESKTOP)
        return false;
    return !w->managed || w->type == WINDOW_MENU;
}

static bool has_hints(const struct look *l, uint32_t window)
{
    size_t n = 0;
    for (size_t i = 0; i < l->n; i++)
        n += l->items[i].window == window && l->items[i].source & SOURCE_ATSPI;
    return n >= 3;
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
            if (strlen(r->text) > CAPTION_MAX || r->box.h > 22)
                return;
        }
    }
    if (!first || n < 2)
        return;
    for (size_t i = 0; i < l->shapes->n; i++) { /* not a row of buttons or a field */
        const struct shape *s = &l->shapes->items[i];
        if (s->framed && box_share(&first->box, &s->box) > 90 && s->box.h < 40 && s->box.w < w->box.w / 2)
            return;
    }
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
        if (w->minimised || has_hints(l, w->id))
            continue;
        if (is_popup(w))
            guess_popup(l, w);
        else if (w->type == WINDOW_NORMAL)
            guess_bar(l, w);
    }
}

/* Pieces of a trough to the left and right of a knob, joined; false: there is none. */
static bool trough_of(const struct look *l, const struct srect *knob, struct srect *out)
{
    int32_t cy = knob->y + knob->h / 2;
    bool found = false;
    *out = *knob;
    for (size_t i = 0; i < l->regions->n; i++) {
        const struct region *g = &l->regions->items[i];
        const struct srect *b = &g->box;
        if (b->h > THIN || b->w < 8 || cy < b->y - 1 || cy > b->y + b->h)
            continue;
        bool left = abs(b->x + b->w - knob->x) <= 3 || (b->x < knob->x && b->x + b->w > knob->x);
        bool right = abs(b->x - knob->x - knob->w) <= 3 ||
                     (b->x < knob->x + knob->w && b->x + b->w > knob->x + knob->w);
        if (!left && !right)
            continue;
        struct srect joined = srect_join(out, b);
        *out = (struct srect){ joined.x, knob->y, joined.w, knob->h };
        found = true;
    }
    return found && out->w >= 3 * knob->w && out->w >= 50;
}

static void add_slider(struct look *l, const struct srect *trough, const struct srect *knob)
{
    int32_t room = trough->w - knob->w;
    int32_t share = room > 0 ? (knob->x - trough->x) * 100 / room : 0;
    struct element *e = look_add(l, ROLE_SLIDER, *trough, NULL, xasprintf("%d", share), SOURCE_PIXELS);
    e->min = 0;
    e->max = 100;
    e->score = 0.5f;
}

static void use_lines(struct look *l, const struct srect *box)
{
    for (size_t i = 0; i < l->lines_n; i++)
        if (box_share(&l->lines[i].box, box) > 70)
            l->lines[i].used = true;
}

void guess_sliders(struct look *l)
{
    for (size_t i = 0; i < l->shapes->n; i++) {
        const struct shape *s = &l->shapes->items[i];
        struct srect trough;
        const struct window *w = look_window(l, &s->box);
        if (s->kind != SHAPE_CIRCLE || !w || guess_taken(l, &s->box) ||
            !trough_of(l, &s->box, &trough) || box_share(&trough, &w->box) < 95)
            continue;
        add_slider(l, &trough, &s->box);
        use_lines(l, &trough);
    }
}

/* A framed area with rows of text, or with one passage of it. */
static bool is_list_area(const struct look *l, const struct shape *s)
{
    const struct window *w = look_window(l, &s->box);
    if (s->kind != SHAPE_BOX || s->box.h <= 36 || s->box.w < 60 || !w)
        return false;
    if (box_share(&s->box, &w->box) < 95)
        return false;
    return s->box.w * 100 < w->box.w * 92 || s->box.h * 100 < w->box.h * 75;
}

static void guess_rows(struct look *l, const struct shape *s)
{
    struct reading *rows[64];
    size_t n = 0, aligned = 0;
    for (size_t i = 0; i < l->lines_n && n < 64; i++) {
        struct reading *r = &l->lines[i];
        if (r->used || r->score < 0.3f || box_share(&r->box, &s->box) < 95)
            continue;
        rows[n++] = r;
        aligned += abs(r->box.x - rows[0]->box.x) <= 3;
    }
    if (n < 2 || aligned * 2 < n)
        return;
    for (size_t i = 0; i < n; i++) {
        struct element *e = look_add(l, ROLE_ITEM, rows[i]->box, xstrdup(rows[i]->text), NULL,
                                     SOURCE_PIXELS);
        e->score = 0.5f;
        rows[i]->used = true;
    }
}

void guess_lists(struct look *l)
{
    for (size_t i = l->shapes->n; i-- > 0;) {
        const struct shape *s = &l->shapes->items[i];
        uint32_t white = (s->fill >> 16 & 255) + (s->fill >> 8 & 255) + (s->fill & 255);
        uint32_t paper = (s->paper >> 16 & 255) + (s->paper >> 8 & 255) + (s->paper & 255);
        if (!is_list_area(l, s) || !(s->framed || white > paper + 12) || guess_taken(l, &s->box))
            continue;
        struct inside in = guess_inside(l, &s->box);
        if (in.lines == 0 && s->framed && in.icons == 0 && white > paper) {
            struct element *e = look_add(l, ROLE_TEXTAREA, s->box, NULL, xstrdup(""), SOURCE_PIXELS);
            e->states = STATE_EDITABLE | STATE_FOCUSABLE;
            e->score = 0.5f;
        } else if (in.lines >= 2) {
            guess_rows(l, s);
        }
    }
}
