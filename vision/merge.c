#include "vision/merge.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "base/xalloc.h"
#include "vision/atspi.h"
#include "vision/boxes.h"
#include "vision/regions.h"
#include "vision/textlines.h"
#include "vision/windows.h"

#define ELEMENTS_MAX 5000u
#define LABEL_FAR 260 /* pixels between a caption and its field */

int32_t box_share(const struct srect *a, const struct srect *b)
{
    struct srect both;
    if (!srect_meet(a, b, &both))
        return 0;
    return (int32_t)((int64_t)both.w * both.h * 100 / ((int64_t)a->w * a->h));
}

bool box_beside(const struct srect *a, const struct srect *b)
{
    int32_t top = a->y > b->y ? a->y : b->y;
    int32_t end = a->y + a->h < b->y + b->h ? a->y + a->h : b->y + b->h;
    int32_t least = a->h < b->h ? a->h : b->h;
    return (end - top) * 2 > least;
}

bool role_holds_others(enum role role)
{
    return role == ROLE_LIST || role == ROLE_GROUP || role == ROLE_WINDOW || role == ROLE_DIALOG ||
           role == ROLE_TEXTAREA || role == ROLE_IMAGE || role == ROLE_OTHER || role == ROLE_ITEM ||
           role == ROLE_TREEITEM;
}

const struct window *look_window(const struct look *l, const struct srect *box)
{
    return windows_at(l->windows, box->x + box->w / 2, box->y + box->h / 2);
}

static bool on_image(const struct look *l, const struct srect *box, struct srect *out)
{
    struct srect all = { 0, 0, (int32_t)l->image->w, (int32_t)l->image->h };
    return srect_meet(box, &all, out);
}

bool look_blank(const struct look *l, const struct srect *box)
{
    struct srect b;
    if (!on_image(l, box, &b))
        return true;
    uint32_t first = l->image->px[(size_t)b.y * l->image->stride + (size_t)b.x];
    for (int32_t y = b.y; y < b.y + b.h; y++)
        for (int32_t x = b.x; x < b.x + b.w; x++)
            if (colour_gap(l->image->px[(size_t)y * l->image->stride + (size_t)x], first) > 6)
                return false;
    return true;
}

struct element *look_add(struct look *l, enum role role, struct srect box, char *name, char *value,
                         unsigned int source)
{
    GROW(l->items, l->n, l->cap);
    const struct window *w = look_window(l, &box);
    struct element *e = &l->items[l->n++];
    *e = (struct element){ .role = role, .box = box, .name = name ? name : xstrdup(""),
                           .value = value, .description = xstrdup(""), .source = source,
                           .window = w ? w->id : 0, .score = 1 };
    return e;
}

void merge_windows(struct look *l)
{
    for (size_t i = 0; i < l->windows->n; i++) {
        const struct window *w = &l->windows->items[i];
        if (w->minimised || !w->managed || w->type == WINDOW_DESKTOP || w->type == WINDOW_TOOLTIP)
            continue;
        bool dialog = w->type == WINDOW_DIALOG || w->modal || w->transient_for;
        struct element *e = look_add(l, dialog ? ROLE_DIALOG : ROLE_WINDOW, w->frame,
                                     xstrdup(w->title), NULL, SOURCE_WINDOW);
        e->window = w->id;
        e->states = w->active ? STATE_FOCUSED : 0;
    }
}

/* Some part of the box is seen: no other window lies over all of it. */
static bool seen(const struct look *l, const struct hint *h, const struct srect *at, struct srect *box)
{
    if (!on_image(l, at, box))
        return false;
    const struct window *own = windows_by_id(l->windows, h->window);
    if (own && !srect_meet(box, &own->frame, box))
        return false;
    int32_t xs[3] = { box->x + box->w / 2, box->x + 1, box->x + box->w - 2 };
    int32_t ys[3] = { box->y + box->h / 2, box->y + 1, box->y + box->h - 2 };
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++) {
            const struct window *w = windows_at(l->windows, xs[i], ys[j]);
            if (!h->window || (w && w->id == h->window))
                return true;
        }
    return false;
}

static bool drawn(const struct look *l, const struct srect *box)
{
    struct srect wide = { box->x - 2, box->y - 2, box->w + 4, box->h + 4 };
    return !look_blank(l, &wide);
}

static bool is_plain(const char *role)
{
    return strcmp(role, "text") == 0 || strcmp(role, "image") == 0;
}

/* A hint that only says again what the one it lies in has said (the text in a cell). */
static bool repeats(const struct hint *h, const struct hint *outer)
{
    if (box_share(&h->box, &outer->box) < 90)
        return false;
    if (is_plain(h->role) && *h->name && strcmp(h->name, outer->name) == 0)
        return true;
    bool same_place = box_share(&outer->box, &h->box) >= 50;
    return same_place && ((is_plain(h->role) && *outer->name) ||
                          (strcmp(h->role, outer->role) == 0 && !*h->name));
}

/* A heading's own box is as wide as the page: that of the text in it is better. */
static void tighten(struct look *l, const struct srect *box, const struct hint *outer, uint32_t place)
{
    struct element *e = &l->items[place - 1];
    if (strcmp(outer->role, "text") == 0 && box_share(&e->box, box) < 90)
        e->box = *box;
}

static void add_hint(struct look *l, const struct hint *h, struct srect box, uint32_t parent)
{
    enum role role = role_from_name(h->role);
    bool says = role == ROLE_TEXT && !*h->name && h->value; /* what a text says is its name */
    struct element *e = look_add(l, role, box, xstrdup(says ? h->value : h->name),
                                 says ? NULL : xstrdup(h->value), SOURCE_ATSPI | SOURCE_PIXELS);
    free(e->description);
    e->description = xstrdup(h->description);
    e->min = h->min;
    e->max = h->max;
    e->states = h->states;
    e->parent = parent;
    if (h->window)
        e->window = h->window;
}

/* A paragraph that is no more than the pieces it is made of (U+FFFC stands for each). */
static bool is_husk(const struct hint *h)
{
    return strcmp(h->role, "text") == 0 && !*h->name && (!h->value || strstr(h->value, "\xEF\xBF\xBC"));
}

/* Takes out what has been marked with the role ROLE_N; parents are numbered anew. */
static void drop_marked(struct look *l)
{
    uint32_t *place = xcalloc(l->n + 1, sizeof *place);
    size_t kept = 0;
    for (size_t i = 0; i < l->n; i++) {
        struct element *e = &l->items[i];
        if (e->role != ROLE_N) {
            place[i] = (uint32_t)kept + 1;
            l->items[kept++] = *e;
            continue;
        }
        place[i] = e->parent ? place[e->parent - 1] : 0;
        free(e->name);
        free(e->value);
        free(e->description);
    }
    l->n = kept;
    for (size_t i = 0; i < l->n; i++)
        if (l->items[i].parent)
            l->items[i].parent = place[l->items[i].parent - 1];
    free(place);
}

/* A row without a name is called by what its cells say; what is all there is of it goes into it. */
static void name_rows(struct look *l)
{
    for (size_t i = 0; i < l->n; i++) {
        struct element *e = &l->items[i], *child = NULL;
        struct strbuf name = STRBUF_INIT;
        size_t n = 0;
        if ((e->role != ROLE_ITEM && e->role != ROLE_TREEITEM) || *e->name)
            continue;
        for (size_t j = i + 1; j < l->n; j++)
            if (l->items[j].parent == i + 1 && *l->items[j].name) {
                child = &l->items[j];
                strbuf_addf(&name, "%s%s", n++ ? " " : "", child->name);
            }
        free(e->name);
        e->name = strbuf_detach(&name);
        if (n == 1 && child->role == ROLE_TEXT)
            child->role = ROLE_N;
    }
    drop_marked(l);
}

/* Words are read where the hint is, and they are others: it lies on a page that is not in sight. */
static bool is_belied(const struct look *l, const struct hint *h, const struct srect *box)
{
    enum role role = role_from_name(h->role);
    if (!h->unsure || role_holds_others(role) || strlen(h->name) < 3)
        return false;
    for (size_t i = 0; i < l->lines_n; i++) {
        const struct reading *r = &l->lines[i];
        if (r->score < 0.75f || strlen(r->text) < 3 || box_share(&r->box, box) < 80)
            continue;
        if (text_alike(r->text, h->name) < 0.35 && (!h->value || text_alike(r->text, h->value) < 0.35))
            return true;
    }
    return false;
}

/* A cell that shows a tick is a check box; it is named after its row. */
static void name_ticks(struct look *l)
{
    for (size_t i = 0; i < l->n; i++) {
        struct element *e = &l->items[i];
        const struct shape *tick = NULL;
        const struct element *named = NULL;
        if (e->role != ROLE_CELL || *e->name)
            continue;
        for (size_t j = 0; j < l->shapes->n && !tick; j++)
            if (l->shapes->items[j].kind != SHAPE_BOX && box_share(&l->shapes->items[j].box, &e->box) > 90)
                tick = &l->shapes->items[j];
        if (!tick)
            continue;
        for (size_t j = 0; j < l->n; j++) {
            const struct element *o = &l->items[j];
            if (o->role == ROLE_CELL && *o->name && o->window == e->window &&
                box_beside(&o->box, &e->box) && (!named || o->box.x < named->box.x))
                named = o;
        }
        e->role = tick->kind == SHAPE_SQUARE ? ROLE_CHECK : ROLE_RADIO;
        e->box = tick->box;
        if (named) {
            free(e->name);
            e->name = xstrdup(named->name);
        }
    }
}

#define SHIFT_MAX 12

/* Votes for how far a window's hints lie beside what is drawn: pairs of a widget and a box of its size. */
static void count_shifts(const struct look *l, uint32_t window, uint32_t votes[][2 * SHIFT_MAX + 1])
{
    for (size_t i = 0; i < l->hints->n; i++) {
        const struct hint *h = &l->hints->items[i];
        if (h->window != window || is_plain(h->role) || h->box.w < 9 || h->box.h < 9)
            continue;
        for (size_t j = 0; j < l->shapes->n; j++) {
            const struct srect *b = &l->shapes->items[j].box;
            int32_t dx = b->x + b->w / 2 - h->box.x - h->box.w / 2;
            int32_t dy = b->y + b->h / 2 - h->box.y - h->box.h / 2;
            if (abs(b->w - h->box.w) <= 2 && abs(b->h - h->box.h) <= 2 && abs(dx) <= SHIFT_MAX &&
                abs(dy) <= SHIFT_MAX)
                votes[dy + SHIFT_MAX][dx + SHIFT_MAX]++;
        }
    }
}

/* Some programs give their boxes a few pixels off (by a border or a shadow of theirs). */
static struct spoint shift_of(const struct look *l, uint32_t window)
{
    uint32_t votes[2 * SHIFT_MAX + 1][2 * SHIFT_MAX + 1] = { 0 }, most = 0, here = 0;
    struct spoint shift = { 0, 0 };
    count_shifts(l, window, votes);
    for (int32_t y = -SHIFT_MAX; y <= SHIFT_MAX; y++)
        for (int32_t x = -SHIFT_MAX; x <= SHIFT_MAX; x++) {
            uint32_t n = votes[y + SHIFT_MAX][x + SHIFT_MAX];
            here += abs(x) <= 1 && abs(y) <= 1 ? n : 0;
            if (n > most) {
                most = n;
                shift = (struct spoint){ x, y };
            }
        }
    return most >= 3 && most > 2 * here ? shift : (struct spoint){ 0, 0 };
}

/* The hints' boxes, put right window by window. New, one for each hint. */
static struct srect *aligned(const struct look *l)
{
    struct srect *boxes = xcalloc(l->hints->n + 1, sizeof *boxes);
    struct spoint shift = { 0, 0 };
    uint32_t window = 0;
    for (size_t i = 0; i < l->hints->n; i++) {
        const struct hint *h = &l->hints->items[i];
        if (i == 0 || h->window != window)
            shift = shift_of(l, window = h->window);
        boxes[i] = h->box;
        boxes[i].x += shift.x;
        boxes[i].y += shift.y;
    }
    return boxes;
}

void merge_hints(struct look *l)
{
    if (!l->hints)
        return;
    struct srect *boxes = aligned(l);
    uint32_t *place = xcalloc(l->hints->n + 1, sizeof *place);
    for (size_t i = 0; i < l->hints->n && l->n < ELEMENTS_MAX; i++) {
        const struct hint *h = &l->hints->items[i];
        const struct hint *outer = h->parent >= 0 ? &l->hints->items[h->parent] : NULL;
        struct srect box;
        uint32_t parent = outer ? place[h->parent] : 0;
        place[i] = parent;
        if (!seen(l, h, &boxes[i], &box) || !drawn(l, &box) || is_husk(h) ||
            is_belied(l, h, &box))
            continue;
        if (outer && parent && repeats(h, outer)) {
            tighten(l, &box, outer, parent);
            continue;
        }
        add_hint(l, h, box, parent);
        place[i] = (uint32_t)l->n;
    }
    name_ticks(l);
    name_rows(l);
    free(place);
    free(boxes);
}

static bool wants_label(const struct element *e)
{
    if (e->role == ROLE_TEXTAREA && e->box.h > 160)
        return false; /* what stands above a document is not its caption */
    bool told = *e->name && !(e->role == ROLE_COMBO && e->value && strcmp(e->name, e->value) == 0);
    return !told && (e->role == ROLE_CHECK || e->role == ROLE_RADIO || e->role == ROLE_FIELD || e->role == ROLE_COMBO || e->role == ROLE_SPIN ||
                         e->role == ROLE_SLIDER || e->role == ROLE_TEXTAREA || e->role == ROLE_SWITCH);
}

static bool is_number(const char *s)
{
    return !s[strspn(s, "0123456789.,%+- ")];
}

/* How far a line stands from the element as its caption; -1: it is none. */
static int32_t caption_distance(const struct element *e, const struct reading *r)
{
    const struct srect *a = &r->box, *b = &e->box;
    if (r->window != e->window || r->decoration || box_share(a, b) > 50 || is_number(r->text))
        return -1;
    int32_t gap = b->x - (a->x + a->w), after = a->x - (b->x + b->w);
    if (e->role == ROLE_CHECK || e->role == ROLE_RADIO)
        return box_beside(a, b) && after >= -2 && after <= 3 * b->w ? after : -1;
    if (box_beside(a, b) && gap >= -2 && gap <= LABEL_FAR && a->y + a->h / 2 < b->y + 40)
        return gap > 0 ? gap : 0;
    int32_t above = b->y - (a->y + a->h);
    if (above >= -1 && above <= (e->role == ROLE_SLIDER ? 32 : 22) && a->x >= b->x - 24 && a->x < b->x + b->w / 2)
        return 40 + above * 3 + abs(a->x - b->x);
    return -1;
}

/* Words that some other thing holds are nobody's caption. */
static bool is_free(const struct look *l, const struct reading *r)
{
    for (size_t i = 0; i < l->n; i++) {
        const struct element *e = &l->items[i];
        if (e->role != ROLE_TEXT && e->role != ROLE_LINK && !role_holds_others(e->role) &&
            box_share(&r->box, &e->box) > 60)
            return false;
        if ((e->role == ROLE_ITEM || e->role == ROLE_TREEITEM) && box_share(&r->box, &e->box) > 60)
            return false;
    }
    return true;
}

static bool is_between(const struct look *l, const struct element *e, const struct reading *r)
{
    int32_t left = r->box.x + r->box.w, right = e->box.x;
    for (size_t i = 0; i < l->n; i++) {
        const struct element *o = &l->items[i];
        if (o != e && o->box.x >= left - 2 && o->box.x + o->box.w <= right + 2 &&
            box_beside(&o->box, &e->box) && o->window == e->window && o->role != ROLE_TEXT &&
            !role_holds_others(o->role))
            return true;
    }
    return false;
}

void merge_labels(struct look *l)
{
    for (size_t i = 0; i < l->n; i++) {
        struct element *e = &l->items[i];
        const struct reading *best = NULL;
        int32_t least = 0;
        if (!wants_label(e))
            continue;
        for (size_t j = 0; j < l->lines_n; j++) {
            const struct reading *r = &l->lines[j];
            int32_t distance = caption_distance(e, r);
            if (distance < 0 || !*r->text || (best && distance >= least) ||
                is_between(l, e, r) || !is_free(l, r))
                continue;
            best = r;
            least = distance;
        }
        const char *name = best ? best->text : e->role == ROLE_COMBO ? e->value : NULL;
        if (!name)
            continue;
        free(e->name);
        e->name = xstrdup(name);
    }
}
