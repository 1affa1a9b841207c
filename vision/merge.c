#include "vision/merge.h"

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

void merge_hints(struct look *l)
{
    if (!l->hints)
        return;
    struct srect *boxes = merge_aligned(l);
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
