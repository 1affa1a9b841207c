#include "vision/merge.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "vision/boxes.h"
#include "vision/guess.h"
#include "vision/regions.h"
#include "vision/windows.h"

#define WIDGET_TALL 80  /* pixels; taller boxes hold other things */
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
        if (role_holds_others(e->role))
            continue;
        if (box_share(box, &e->box) > 55 || box_share(&e->box, box) > 55)
            return true;
    }
    return false;
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

static bool is_arrow(const struct reading *r)
{
    static const char *const arrows[] = { "v", "V", "w", "~", "Y", "y", "vv", "¥", "+", "—", "-", "–" };
    for (size_t i = 0; i < sizeof arrows / sizeof *arrows; i++)
        if (strcmp(r->text, arrows[i]) == 0)
            return true;
    return r->score < 0.6f && r->box.w <= 20;
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
        if (r->box.h > 3 * box->h || box->h > 4 * r->box.h)
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

static bool whiter(const struct shape *s)
{
    return light(s->fill) > light(s->paper) + 12 || light(s->fill) >= 750;
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
    if (line && colour_gap(line->ink, line->paper) < 90)
        e->states |= STATE_DISABLED;
    if (line)
        line->used = true;
}

/* A small box with an arrow, close to the right end of this one or inside it. */
static bool has_arrow(const struct look *l, const struct shape *s, const struct reading *text)
{
    int32_t right = s->box.x + s->box.w;
    for (size_t i = 0; i < l->lines_n; i++) {
        const struct reading *r = &l->lines[i];
        int32_t middle = r->box.x + r->box.w / 2;
        if (r != text && box_beside(&r->box, &s->box) && r->box.w <= 18 && r->box.h <= 14 &&
            middle > right - 28 && middle < right + 28 && is_arrow(r))
            return true;
    }
    for (size_t i = 0; i < l->icons_n; i++) {
        const struct srect *b = &l->icons[i];
        int32_t middle = b->x + b->w / 2;
        if (box_beside(b, &s->box) && b->w <= 18 && b->h <= 14 && b->w >= b->h &&
            middle > right - 28 && middle < right + 28)
            return true;
    }
    return false;
}

static void use_arrows(struct look *l, const struct srect *box)
{
    for (size_t i = 0; i < l->lines_n; i++)
        if (box_share(&l->lines[i].box, box) > 85)
            l->lines[i].used = true;
}

/* One box with at most one line in it. */
static void guess_box(struct look *l, const struct shape *s, const struct inside *in)
{
    struct reading *line = in->line;
    bool empty = in->lines == 0, wide = s->box.w >= 2 * s->box.h && s->box.w >= 36;
    bool arrow = has_arrow(l, s, line);
    if (!s->framed)
        return;
    if (empty) {
        if (wide && in->icons == 0 && (whiter(s) || s->sunken))
            add_field(l, s, NULL, arrow ? ROLE_COMBO : ROLE_FIELD);
        else if (in->icons == 1 && s->box.w <= 120)
            add_button(l, s, NULL, ROLE_BUTTON);
        return;
    }
    bool middle = in_middle(&in->bounds, &s->face);
    bool tight = line->box.x - s->face.x <= 12 && !middle;
    if (arrow && tight) {
        add_button(l, s, line, ROLE_COMBO);
        l->items[l->n - 1].states |= whiter(s) || s->sunken ? STATE_EDITABLE : 0;
        use_arrows(l, &s->box);
    } else if (s->sunken || (whiter(s) && tight)) {
        add_field(l, s, line, ROLE_FIELD);
    } else if (middle || s->raised) {
        add_button(l, s, line, ROLE_BUTTON);
    } else if (tight && s->box.w > 3 * line->box.w / 2) {
        add_field(l, s, line, ROLE_FIELD);
    } else {
        add_button(l, s, line, ROLE_BUTTON);
    }
}

static void guess_boxes(struct look *l)
{
    for (size_t i = l->shapes->n; i-- > 0;) { /* small ones first */
        const struct shape *s = &l->shapes->items[i];
        const struct window *w = look_window(l, &s->box);
        if (s->kind != SHAPE_BOX || s->box.h > WIDGET_TALL || s->box.h < 12 || s->box.w < 12)
            continue;
        if (!w || box_share(&s->box, &w->box) < 95 || s->box.w > w->box.w * 9 / 10 + 40 ||
            guess_taken(l, &s->box))
            continue;
        struct inside in = guess_inside(l, &s->face);
        if (in.lines <= 2 && (in.lines < 2 || is_arrow(in.line) || in.bounds.h <= in.line->box.h + 4))
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
        struct element *e = look_add(l, ROLE_ICON, *b, NULL, NULL, SOURCE_PIXELS);
        e->score = 0.4f;
        added++;
    }
}

void guess_elements(struct look *l)
{
    guess_covered(l);
    guess_menus(l);
    guess_sliders(l);
    guess_indicators(l);
    guess_boxes(l);
    guess_lists(l);
    guess_icons(l);
    guess_texts(l);
}
