#include "vision/guess.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "vision/boxes.h"
#include "vision/regions.h"
#include "vision/windows.h"

#define THIN 13       /* pixels: a bare trough is no thicker */
#define LONG 50
#define TROUGH_TALL 30 /* one that the knob moves within */

/* The same box with its axes swapped, so that upright sliders are like level ones. */
static struct srect turned(const struct srect *b, bool upright)
{
    return upright ? (struct srect){ b->y, b->x, b->h, b->w } : *b;
}

/* Pieces of a thin trough before and behind a knob, joined with it; false: there is none. */
static bool bare_trough(const struct look *l, const struct srect *knob_on_screen, bool upright,
                        struct srect *out)
{
    struct srect knob = turned(knob_on_screen, upright), whole = knob;
    int32_t middle = knob.y + knob.h / 2;
    bool found = false;
    for (size_t i = 0; i < l->regions->n; i++) {
        struct srect b = turned(&l->regions->items[i].box, upright);
        if (b.h > THIN || b.h * 3 > knob.h * 2 || b.w < 8 || middle < b.y - 1 || middle > b.y + b.h)
            continue;
        int32_t end = b.x + b.w, knob_end = knob.x + knob.w;
        bool meets = abs(end - knob.x) <= 3 || abs(b.x - knob_end) <= 3 ||
                     (b.x < knob.x && end >= knob.x) || (b.x <= knob_end && end > knob_end);
        if (!meets)
            continue;
        struct srect joined = srect_join(&whole, &b);
        whole = (struct srect){ joined.x, knob.y, joined.w, knob.h };
        found = true;
    }
    *out = turned(&whole, upright);
    return found && whole.w >= 3 * knob.w && whole.w >= LONG;
}

static uint32_t light(uint32_t px)
{
    return (px >> 16 & 255) + (px >> 8 & 255) + (px & 255);
}

static bool in_track(const struct srect *a, const struct srect *b)
{
    bool next = abs(a->x + a->w - b->x) <= 3 || abs(b->x + b->w - a->x) <= 3 || box_share(a, b) > 90;
    return next && abs(a->y - b->y) <= 4 && abs(a->h - b->h) <= 6;
}

/* A dark trough, whole or cut in two, with a raised knob, or the two halves of one, in or beside it. */
static bool relief_trough(const struct look *l, const struct shape *s, struct srect *whole,
                          struct srect *knob)
{
    bool found = false;
    *whole = s->box;
    if (s->kind != SHAPE_BOX || s->raised || s->box.h > TROUGH_TALL || s->box.h < 8 || s->box.w < 12 ||
        light(s->fill) + 12 > light(s->paper))
        return false;
    for (int pass = 0; pass < 3; pass++)
        for (size_t i = 0; i < l->shapes->n; i++) {
            const struct shape *k = &l->shapes->items[i];
            if (k == s || !in_track(&k->box, whole))
                continue;
            if (k->raised && k->box.w <= 3 * k->box.h && k->box.w * 2 <= whole->w + 40)
                *knob = found ? srect_join(knob, &k->box) : k->box;
            else if (k->raised || colour_gap(k->fill, s->fill) > 6)
                continue;
            found |= k->raised;
            *whole = srect_join(whole, &k->box);
        }
    return found && knob->w * 2 < whole->w && whole->w >= LONG && whole->w >= 3 * whole->h;
}

/* A framed trough that a knob as tall or taller lies over: two pieces, or one at either end. */
static bool framed_trough(const struct look *l, const struct shape *s, struct srect *whole,
                          struct srect *knob)
{
    bool found = false;
    if (s->kind != SHAPE_BOX || !s->framed || s->box.h > 48 || s->box.h < 6 || s->box.w < 12)
        return false;
    *whole = s->box;
    for (size_t i = 0; i < l->shapes->n && !found; i++) {
        const struct srect *k = &l->shapes->items[i].box;
        int32_t before = s->box.x - k->x - k->w, after = k->x - s->box.x - s->box.w;
        bool meets = (before >= -4 && before <= 3) || (after >= -4 && after <= 3);
        bool over = k->y <= s->box.y && k->y + k->h >= s->box.y + s->box.h && k->h >= s->box.h + 6;
        if (&l->shapes->items[i] == s || !meets || !over || k->h > 2 * s->box.h || k->w > 2 * k->h)
            continue;
        *knob = *k;
        *whole = srect_join(whole, k);
        found = true;
    }
    for (size_t i = 0; i < l->shapes->n && found; i++) {
        const struct shape *o = &l->shapes->items[i];
        bool like = abs(o->box.y - s->box.y) <= 2 && abs(o->box.h - s->box.h) <= 3 && o->framed;
        bool meets = abs(o->box.x - knob->x - knob->w) <= 4 || abs(o->box.x + o->box.w - knob->x) <= 4;
        if (o != s && like && meets)
            *whole = srect_join(whole, &o->box);
    }
    *whole = (struct srect){ whole->x, knob->y, whole->w, knob->h };
    return found && whole->w >= LONG && whole->w >= 3 * knob->w;
}

/* A knob that is one blob with the filled part of its thin trough; the rest of the trough goes on. */
static bool filled_trough(const struct look *l, const struct srect *b, struct srect *whole,
                          struct srect *knob)
{
    const struct image *image = l->image;
    int32_t ink = 0, middle = b->y + b->h / 2, end = b->x + b->w;
    if (b->h < 10 || b->h > 54 || b->w * 10 < b->h * 13)
        return false;
    uint32_t paper = image->px[(size_t)b->y * image->stride + (size_t)b->x];
    for (int32_t y = b->y; y < b->y + b->h; y++)
        ink += colour_gap(image->px[(size_t)y * image->stride + (size_t)(b->x + 2)], paper) > 24;
    if (ink * 10 > b->h * 6 || ink < 2)
        return false;
    *knob = (struct srect){ end - b->h, b->y, b->h, b->h };
    *whole = *b;
    for (size_t i = 0; i < l->regions->n; i++) {
        const struct srect *r = &l->regions->items[i].box;
        if (r->h <= THIN && r->h * 3 <= b->h * 2 && r->w >= 8 && abs(r->x - end) <= 4 &&
            middle >= r->y - 1 && middle <= r->y + r->h)
            whole->w = r->x + r->w - b->x;
    }
    return whole->w > b->w && whole->w >= LONG;
}

/* Rows of a column that are inked, first to last; false: none. */
static bool column_span(const struct look *l, const struct srect *b, int32_t x, uint32_t paper,
                        int32_t *top, int32_t *bottom)
{
    *top = -1;
    for (int32_t y = b->y; y < b->y + b->h; y++)
        if (colour_gap(l->image->px[(size_t)y * l->image->stride + (size_t)x], paper) > 20) {
            *top = *top < 0 ? y : *top;
            *bottom = y;
        }
    return *top >= 0;
}

/* Trough, knob and focus ring that all touch: the knob is the one place where the drawing is of its full
 * height, the trough what runs through the middle. */
static bool drawn_as_one(const struct look *l, const struct srect *b, struct srect *whole,
                         struct srect *knob)
{
    int32_t first = -1, last = -1, from = -1, to = -1, middle = b->y + b->h / 2, inked = 0, top, bottom;
    if (b->h < 8 || b->h > 60 || b->w < LONG || b->w < 3 * b->h)
        return false;
    uint32_t paper = l->image->px[(size_t)b->y * l->image->stride + (size_t)b->x];
    for (int32_t x = b->x; x < b->x + b->w; x++) {
        if (!column_span(l, b, x, paper, &top, &bottom))
            continue;
        if (colour_gap(l->image->px[(size_t)middle * l->image->stride + (size_t)x], paper) > 20) {
            from = from < 0 ? x : from;
            to = x;
            inked++;
        }
        if (top > b->y + 2 || bottom < b->y + b->h - 3)
            continue;
        if (first >= 0 && x - last > 3)
            return false; /* a second one: letters */
        first = first < 0 ? x : first;
        last = x;
    }
    int32_t wide = last - first + 1;
    if (first < 0 || wide * 10 < b->h * 3 || wide * 10 > b->h * 17 || inked * 10 < (to - from + 1) * 8)
        return false;
    int32_t spare = wide < b->h ? (b->h - wide) / 2 : 0; /* a circle is of full height in its middle only */
    *knob = (struct srect){ first - spare, b->y, wide + 2 * spare, b->h };
    *whole = (struct srect){ from, b->y, to - from + 1, b->h };
    return whole->w >= LONG && whole->w >= 3 * knob->w;
}

/* The number that stands beside the slider or at its knob; false: none. */
static bool shown_value(const struct look *l, const struct srect *whole, const struct srect *knob,
                        const char **text)
{
    for (size_t i = 0; i < l->lines_n; i++) {
        const struct reading *r = &l->lines[i];
        const struct srect *b = &r->box;
        if (r->text[strspn(r->text, "0123456789.,-")] || !*r->text)
            continue;
        int32_t after = b->x - whole->x - whole->w, before = whole->x - b->x - b->w;
        int32_t off = abs(2 * b->x + b->w - 2 * knob->x - knob->w) / 2;
        int32_t above = whole->y - b->y - b->h, below = b->y - whole->y - whole->h;
        bool beside = box_beside(b, whole) && ((after >= -4 && after <= 40) || (before >= -4 && before <= 40));
        bool at_knob = off <= knob->w && ((above >= -2 && above <= 14) || (below >= -2 && below <= 14));
        if (!beside && !at_knob)
            continue;
        *text = r->text;
        return true;
    }
    return false;
}

static void use_lines(struct look *l, const struct srect *box)
{
    for (size_t i = 0; i < l->lines_n; i++)
        if (box_share(&l->lines[i].box, box) > 60)
            l->lines[i].used = true;
}

static void add_slider(struct look *l, const struct srect *on_screen, const struct srect *knob,
                       bool upright)
{
    struct srect whole = turned(on_screen, upright), part = turned(knob, upright);
    int32_t room = whole.w - part.w, share = room > 0 ? (part.x - whole.x) * 100 / room : 0;
    share = share < 0 ? 0 : share > 100 ? 100 : share;
    const char *shown = NULL;
    bool told = shown_value(l, on_screen, knob, &shown);
    struct element *e = look_add(l, ROLE_SLIDER, *on_screen, NULL,
                                 told ? xstrdup(shown) : xasprintf("%d", share), SOURCE_PIXELS);
    e->states = STATE_FOCUSABLE;
    /* Without a number, or with one that fits, it is taken to go from 0 to 100. */
    if (!told || fabs(strtod(shown, NULL) - share) <= 12)
        e->max = 100;
    e->score = 0.5f;
    use_lines(l, on_screen);
}

/* A pill about twice as wide as tall, round at both ends: a switch; on when its knob is at the right. */
static bool is_switch(const struct look *l, const struct srect *b, bool *on)
{
    const struct image *image = l->image;
    uint32_t paper = image->px[(size_t)b->y * image->stride + (size_t)b->x];
    int32_t left = 0, right = 0, third = b->w / 3;
    if (b->h < 12 || b->h > 80 || b->w * 10 < b->h * 15 || b->w * 10 > b->h * 26)
        return false;
    for (int32_t i = 0; i < 4; i++) { /* the corners are the window's */
        int32_t x = i & 1 ? b->x + b->w - 1 : b->x, y = i & 2 ? b->y + b->h - 1 : b->y;
        if (colour_gap(image->px[(size_t)y * image->stride + (size_t)x], paper) > 12)
            return false;
    }
    for (int32_t x = b->x + third; x < b->x + b->w - third; x++) { /* the sides are not */
        left += colour_gap(image->px[(size_t)(b->y) * image->stride + (size_t)x], paper) > 6;
        right += colour_gap(image->px[(size_t)(b->y + b->h - 1) * image->stride + (size_t)x], paper) > 6;
    }
    int32_t across = b->w - 2 * third;
    if (left * 10 < across * 9 || right * 10 < across * 9)
        return false;
    uint64_t light[2] = { 0 };
    for (int32_t y = b->y + b->h / 4; y < b->y + b->h * 3 / 4; y++)
        for (int32_t x = 0; x < b->w; x++) {
            uint32_t px = image->px[(size_t)y * image->stride + (size_t)(b->x + x)];
            light[x >= b->w / 2] += (px >> 16 & 255) + (px >> 8 & 255) + (px & 255);
        }
    *on = light[1] > light[0];
    return true;
}

static void guess_switches(struct look *l)
{
    for (size_t i = 0; i < l->icons_n; i++) {
        const struct srect b = l->icons[i];
        const struct window *w = look_window(l, &b);
        bool on;
        if (!w || box_share(&b, &w->box) < 95 || guess_taken(l, &b) || !is_switch(l, &b, &on))
            continue;
        struct element *e = look_add(l, ROLE_SWITCH, b, NULL, NULL, SOURCE_PIXELS);
        e->states = STATE_FOCUSABLE | (on ? STATE_CHECKED : 0);
        e->score = 0.5f;
    }
}

static bool in_client(const struct look *l, const struct srect *box)
{
    const struct window *w = look_window(l, box);
    return w && box_share(box, &w->box) >= 95 && !guess_taken(l, box);
}

void guess_sliders(struct look *l)
{
    struct srect whole, knob;
    for (size_t i = 0; i < l->shapes->n; i++) {
        const struct shape *s = &l->shapes->items[i];
        if (!in_client(l, &s->box))
            continue;
        if (relief_trough(l, s, &whole, &knob) ||
            (guess_inside(l, &s->box).lines == 0 && framed_trough(l, s, &whole, &knob)))
            add_slider(l, &whole, &knob, false);
        else if (s->kind == SHAPE_CIRCLE && bare_trough(l, &s->box, false, &whole))
            add_slider(l, &whole, &s->box, false);
        else if (s->kind == SHAPE_CIRCLE && bare_trough(l, &s->box, true, &whole))
            add_slider(l, &whole, &s->box, true);
    }
    for (size_t i = 0; i < l->icons_n; i++)
        if (in_client(l, &l->icons[i]) && (filled_trough(l, &l->icons[i], &whole, &knob) ||
                                           drawn_as_one(l, &l->icons[i], &whole, &knob)))
            add_slider(l, &whole, &knob, false);
    guess_switches(l);
}
