#include "vision/guess.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "vision/boxes.h"
#include "vision/regions.h"
#include "vision/textlines.h"
#include "vision/windows.h"

#define WIDGET_TALL 100 /* pixels; taller boxes hold other things */
#define FAINT 112u      /* captions that stand out less are those of what is disabled */
#define ICON_MIN 9
#define ICONS_MAX 300u

static uint32_t light(uint32_t px)
{
    return (px >> 16 & 255) + (px >> 8 & 255) + (px & 255);
}

bool guess_taken(const struct look *l, const struct srect *box)
{
    for (size_t i = 0; i < l->n; i++) {
        const struct element *e = &l->items[i];
        if (role_holds_others(e->role) || strcmp(e->description, GUESS_ARROW) == 0)
            continue;
        if (box_share(box, &e->box) > 55 || box_share(&e->box, box) > 55)
            return true;
    }
    return false;
}

bool guess_has_hints(const struct look *l, uint32_t window)
{
    size_t n = 0;
    for (size_t i = 0; i < l->n; i++)
        n += l->items[i].window == window && l->items[i].source & SOURCE_ATSPI;
    return n >= 3;
}

struct inside guess_inside(const struct look *l, const struct srect *box)
{
    struct inside in = { 0 };
    for (size_t i = 0; i < l->lines_n; i++)
        if (!l->lines[i].used && box_share(&l->lines[i].box, box) > 85) {
            if (in.lines++ == 0)
                in.line = &l->lines[i];
            in.bounds = in.lines == 1 ? l->lines[i].box : srect_join(&in.bounds, &l->lines[i].box);
        }
    for (size_t i = 0; i < l->icons_n; i++)
        if (box_share(&l->icons[i], box) > 85) {
            in.icons++;
            in.icon = l->icons[i];
        }
    return in;
}

static bool in_middle(const struct srect *in, const struct srect *out)
{
    int32_t left = in->x - out->x, right = out->x + out->w - in->x - in->w;
    int32_t slack = out->w / 12 > 5 ? out->w / 12 : 5;
    return abs(left - right) <= slack;
}

/* Ticks and dots stand where a caption follows, or one to the left precedes. */
static struct reading *caption_of(const struct look *l, const struct srect *box)
{
    struct reading *best = NULL;
    int32_t least = 6 * box->w;
    for (size_t i = 0; i < l->lines_n; i++) {
        struct reading *r = &l->lines[i];
        int32_t gap = r->box.x - (box->x + box->w);
        if (r->used || r->decoration || !box_beside(&r->box, box) || gap < -2 || gap > least)
            continue;
        if (r->box.h > 3 * box->h || box->h > 4 * r->box.h || (gap > 2 * box->w && !r->text[1]))
            continue;
        best = r;
        least = gap;
    }
    return best;
}

static void guess_indicators(struct look *l)
{
    for (size_t i = 0; i < l->shapes->n; i++) {
        const struct shape *s = &l->shapes->items[i];
        if (s->kind == SHAPE_BOX || guess_taken(l, &s->box))
            continue;
        struct reading *caption = caption_of(l, &s->box);
        const struct window *w = look_window(l, &s->box);
        if (!caption || !w || !srect_holds(&w->box, s->box.x, s->box.y))
            continue;
        struct element *e = look_add(l, s->kind == SHAPE_SQUARE ? ROLE_CHECK : ROLE_RADIO, s->box,
                                     xstrdup(caption->text), NULL, SOURCE_PIXELS);
        e->states = s->on ? STATE_CHECKED : 0;
        e->score = 0.7f;
        caption->used = true;
    }
}

/* The face of something to write on: lighter than what is round it, or, where all is dark, just another
 * shade. */
static bool is_white(const struct shape *s)
{
    if (light(s->paper) < 300)
        return s->framed && colour_gap(s->fill, s->paper) > 6 && light(s->fill) < 384;
    return light(s->fill) > light(s->paper) + 24 || light(s->fill) >= 756;
}

static bool is_secret(const char *text, const struct srect *box)
{
    size_t dots = 0, n = strlen(text);
    for (const char *p = text; *p; p++)
        dots += *p == '*' || *p == '.' || *p == 'e' || *p == 'o';
    if (strstr(text, "•") || strstr(text, "●"))
        return true;
    return box->h <= 8 && box->w >= 3 * box->h && (n == 0 || dots * 2 >= n);
}

static void add_field(struct look *l, const struct shape *s, struct reading *line, enum role role)
{
    bool secret = line && is_secret(line->text, &line->box);
    char *value = secret ? NULL : xstrdup(line ? line->text : "");
    struct element *e = look_add(l, role, s->box, NULL, value, SOURCE_PIXELS);
    e->states = STATE_EDITABLE | STATE_FOCUSABLE | (secret ? STATE_SECRET : 0);
    e->score = 0.6f;
    if (line)
        line->used = true;
}

static void add_button(struct look *l, const struct shape *s, struct reading *line, enum role role)
{
    char *value = role == ROLE_COMBO && line ? xstrdup(line->text) : NULL;
    char *name = xstrdup(role != ROLE_COMBO && line ? line->text : "");
    struct element *e = look_add(l, role, s->box, name, value, SOURCE_PIXELS);
    e->states = STATE_FOCUSABLE;
    e->score = line ? 0.7f : 0.5f;
    if (line && colour_gap(line->ink, line->paper) < FAINT)
        e->states |= STATE_DISABLED;
    if (line)
        line->used = true;
}

/* Small flat marks close to the right end, inside or just beyond: one for a combo box, two above each
 * other for a spin button. */
static size_t arrows_of(const struct look *l, const struct shape *s)
{
    int32_t right = s->box.x + s->box.w, middle = s->box.y + s->box.h / 2;
    int32_t first = INT32_MAX, last = 0;
    size_t n = 0;
    for (size_t i = 0; i < l->icons_n; i++) {
        const struct srect *b = &l->icons[i];
        int32_t cx = b->x + b->w / 2, cy = b->y + b->h / 2;
        if (b->w > s->box.h || b->h * 4 > s->box.h * 3 || b->w < b->h || b->h < 3 ||
            cx < right - s->box.h * 3 / 2 || cx > right + s->box.h || abs(cy - middle) > s->box.h / 2)
            continue;
        first = cy < first ? cy : first;
        last = cy > last ? cy : last;
        n++;
    }
    return n >= 2 && last - first >= s->box.h / 3 ? 2 : n ? 1 : 0;
}

/* The button with the arrow at the end of a wider box of the same height: the box's own. */
static bool opens_wider(const struct look *l, const struct shape *s)
{
    for (size_t i = 0; i < l->shapes->n && s->box.w <= 2 * s->box.h; i++) {
        const struct srect *b = &l->shapes->items[i].box;
        int32_t off = s->box.x + s->box.w - b->x - b->w;
        if (l->shapes->items[i].framed && b->w >= 3 * s->box.w && abs(b->h - s->box.h) <= 6 &&
            box_beside(b, &s->box) && off >= -4 && off <= s->box.w + 2)
            return true;
    }
    return false;
}

static void mark_arrow(struct look *l)
{
    struct element *e = &l->items[l->n - 1];
    free(e->description);
    e->description = xstrdup(GUESS_ARROW);
}

static void guess_unread(struct look *l, const struct shape *s, const struct inside *in)
{
    bool wide = s->box.w >= 2 * s->box.h && s->box.w >= 36;
    size_t arrows = arrows_of(l, s);
    if (wide && (in->icons == 0 || arrows) && is_white(s)) {
        add_field(l, s, NULL, arrows == 2 ? ROLE_SPIN : arrows ? ROLE_COMBO : ROLE_FIELD);
        return;
    }
    char *sign = guess_sign(l, s);
    if (sign || (in->icons == 1 && s->box.w <= 120)) {
        add_button(l, s, NULL, ROLE_BUTTON);
        if (!wide && opens_wider(l, s))
            mark_arrow(l);
        if (sign) {
            free(l->items[l->n - 1].name);
            l->items[l->n - 1].name = sign;
        }
    }
}

/* One box with one line in it. */
static void guess_box(struct look *l, const struct shape *s, const struct inside *in)
{
    struct reading *line = in->line;
    size_t arrows = arrows_of(l, s);
    bool white = is_white(s), middle = in_middle(&line->box, &s->face);
    bool left = line->box.x - s->face.x <= 12 + s->box.h / 4 && !middle;
    bool shade = colour_gap(s->fill, s->paper) > 24;
    if (white && s->box.h > 3 * line->box.h + 12 && line->box.y < s->box.y + line->box.h)
        return; /* room for more lines: guess_lists knows these */
    if (arrows == 2 && white) {
        add_field(l, s, line, ROLE_SPIN);
    } else if (arrows && left) {
        add_button(l, s, line, ROLE_COMBO);
        l->items[l->n - 1].states |= s->sunken ? STATE_EDITABLE : 0;
    } else if (white && !middle && !s->raised) {
        add_field(l, s, line, ROLE_FIELD);
    } else if (s->sunken && !white) {
        return; /* a status bar: framed, but nothing to act on */
    } else if (left && !s->raised && s->box.w > 3 * line->box.w / 2) {
        if (shade)
            return; /* a row that is selected or striped */
        add_field(l, s, line, ROLE_FIELD);
    } else {
        add_button(l, s, line, ROLE_BUTTON);
    }
}

static bool touches(int32_t a, int32_t b)
{
    return abs(a - b) <= 4;
}

static void guess_cell(struct look *l, enum role role, const struct shape *s, const struct inside *in)
{
    if (!in->line)
        return;
    struct element *e = look_add(l, role, s->box, xstrdup(in->line->text), NULL, SOURCE_PIXELS);
    e->score = 0.6f;
    in->line->used = true;
}

/* Boxes of one height side by side, and others of one width above or below them, are a table; those that
 * stand on a white surface are its head. */

/* The surface of a list or table that begins just below. */
static bool heads_list(const struct shape *s, const struct shape *o)
{
    const struct srect *a = &s->box, *b = &o->box;
    return touches(a->y + a->h, b->y) && b->x <= a->x + 4 && b->x + b->w >= a->x + a->w - 4 &&
           b->w * 10 >= a->w * 12 && b->h >= a->h && is_white(o);
}

/* ROLE_CELL, ROLE_HEADER, or ROLE_OTHER: none of these. */
static enum role table_role(const struct look *l, const struct shape *s)
{
    bool beside = false, below = false, heads = false;
    if (s->raised)
        return ROLE_OTHER;
    for (size_t i = 0; i < l->shapes->n; i++) {
        const struct shape *o = &l->shapes->items[i];
        const struct srect *a = &s->box, *b = &o->box;
        if (o == s || o->kind != SHAPE_BOX)
            continue;
        if (touches(a->y, b->y) && touches(a->h, b->h))
            beside |= touches(a->x + a->w, b->x) || touches(b->x + b->w, a->x);
        if (touches(a->x, b->x) && touches(a->w, b->w))
            below |= touches(a->y + a->h, b->y) || touches(b->y + b->h, a->y);
        heads |= heads_list(s, o);
    }
    return beside && below ? ROLE_CELL : beside && heads ? ROLE_HEADER : ROLE_OTHER;
}

/* A face without a border is a button when its words stand in its very middle. */
static void guess_flat(struct look *l, const struct shape *s, const struct inside *in)
{
    int32_t above = in->bounds.y - s->face.y;
    int32_t below = s->face.y + s->face.h - in->bounds.y - in->bounds.h;
    if (colour_gap(s->fill, s->paper) < 5 || s->box.w > 420 || s->box.h < 16 || (in->icons && in->lines))
        return;
    if (in->lines == 0 && s->box.w <= 2 * s->box.h) {
        char *sign = guess_sign(l, s);
        if (!sign)
            return;
        add_button(l, s, NULL, ROLE_BUTTON);
        free(l->items[l->n - 1].name);
        l->items[l->n - 1].name = sign;
    } else if (in->lines == 1 && in_middle(&in->bounds, &s->face) && abs(above - below) <= 6 &&
               in->bounds.x - s->face.x >= 3) {
        add_button(l, s, in->line, ROLE_BUTTON);
        l->items[l->n - 1].score = 0.55f;
    }
}

/* Two captions in one row of a small box are one ("Sans Regular" and "12"); arrows are none. */
static bool join_two(struct look *l, const struct shape *s, struct inside *in)
{
    struct reading *other = NULL;
    for (size_t i = 0; i < l->lines_n; i++) {
        struct reading *r = &l->lines[i];
        if (r != in->line && !r->used && box_share(&r->box, &s->face) > 85)
            other = r;
    }
    if (in->lines != 2 || !other || in->bounds.h > in->line->box.h + 8)
        return false;
    if (strlen(other->text) == 1 && other->box.x > s->face.x + s->face.w - 2 * s->face.h)
        return strlen(in->line->text) > 1; /* a picture at the end of a field */
    if (in->bounds.h > in->line->box.h + 4 || strlen(other->text) < 2 || strlen(in->line->text) < 2)
        return false;
    char *text = xasprintf("%s %s", in->line->text, other->text);
    free(in->line->text);
    in->line->text = text;
    in->line->box = in->bounds;
    other->used = true;
    *other->text = '\0'; /* it is in the first one now */
    return true;
}

static bool in_stripes(const struct look *l, const struct shape *s)
{
    bool striped;
    struct srect area = guess_area(l, s, &striped);
    return striped && area.h >= s->box.h + 10 && guess_inside(l, &area).lines >= 2;
}

static void guess_boxes(struct look *l)
{
    for (size_t i = l->shapes->n; i-- > 0;) { /* small ones first */
        const struct shape *s = &l->shapes->items[i];
        const struct window *w = look_window(l, &s->box);
        if (s->kind != SHAPE_BOX || s->box.h > WIDGET_TALL || s->box.h < 12 || s->box.w < 12 || !w)
            continue;
        if (box_share(&s->box, &w->box) < 95 || s->box.w > w->box.w * 9 / 10 + 40 ||
            guess_taken(l, &s->box))
            continue;
        struct inside in = guess_inside(l, &s->face);
        if (in_stripes(l, s))
            continue; /* a row of a list: guess_lists takes them all */
        if (in.lines == 0 && guess_has_hints(l, w->id))
            continue;
        if (!s->framed) {
            guess_flat(l, s, &in);
            continue;
        }
        enum role role = in.lines || !s->sunken ? table_role(l, s) : ROLE_OTHER;
        if (role != ROLE_OTHER)
            guess_cell(l, role, s, &in);
        else if (in.lines == 0)
            guess_unread(l, s, &in);
        else if (in.lines == 1 || join_two(l, s, &in))
            guess_box(l, s, &in);
    }
}

static void guess_icons(struct look *l)
{
    size_t added = 0;
    for (size_t i = 0; i < l->icons_n && added < ICONS_MAX; i++) {
        const struct srect *b = &l->icons[i];
        const struct window *w = look_window(l, b);
        if (b->w < ICON_MIN || b->h < ICON_MIN || b->w > 160 || b->h > 160 || !w ||
            box_share(b, &w->box) < 95 || guess_taken(l, b))
            continue;
        uint32_t paper, ink;
        box_colours(l->image, b, &paper, &ink);
        struct element *e = look_add(l, ROLE_ICON, *b, NULL, NULL, SOURCE_PIXELS);
        e->score = 0.4f;
        free(e->description);
        e->description = xstrdup(guess_colour(ink) ? guess_colour(ink) : "");
        added++;
    }
}

void guess_elements(struct look *l)
{
    guess_covered(l);
    guess_terminals(l);
    guess_menus(l);
    guess_sliders(l);
    guess_indicators(l);
    guess_boxes(l);
    guess_lists(l);
    guess_swatches(l);
    guess_icons(l);
    guess_texts(l);
}
