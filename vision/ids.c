#include "vision/ids.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "vision/merge.h"
#include "vision/windows.h"

#define MISSING_MAX 20 /* looks that a thing may be out of sight before it is forgotten */

/* Relative to its window, so that moving the window changes nothing. */
static struct srect in_window(const struct element *e, const struct windows *windows)
{
    const struct window *w = windows_by_id(windows, e->window);
    struct srect box = e->box;
    if (w && e->role != ROLE_WINDOW && e->role != ROLE_DIALOG) {
        box.x -= w->box.x;
        box.y -= w->box.y;
    }
    return box;
}

/* How surely k is e: 0 not, more is surer. Same name counts even when it has scrolled away. */
static int32_t sameness(const struct known *k, const struct element *e, const struct srect *box)
{
    if (k->window != e->window || k->role != e->role)
        return 0;
    if (e->role == ROLE_WINDOW || e->role == ROLE_DIALOG)
        return e->source == SOURCE_WINDOW ? 1000 : 0;
    bool same_name = strcmp(k->name, e->name) == 0;
    int32_t overlap = box_share(box, &k->box);
    int32_t back = box_share(&k->box, box);
    overlap = overlap < back ? overlap : back;
    if (!same_name)
        return overlap >= 60 && e->role != ROLE_TEXT && e->role != ROLE_ITEM &&
               e->role != ROLE_MENUITEM && e->role != ROLE_LINK && e->role != ROLE_CELL ? overlap : 0;
    if (overlap > 0)
        return 200 + overlap;
    if (!*e->name)
        return 0;
    int32_t far = abs(k->box.x - box->x) + abs(k->box.y - box->y);
    bool same_size = abs(k->box.w - box->w) <= 3 && abs(k->box.h - box->h) <= 3;
    return same_size ? 190 - (far < 180 ? far : 180) : 0;
}

struct pair { int32_t score; uint32_t known, item; };

static int by_score(const void *a, const void *b)
{
    const struct pair *p = a, *q = b;
    if (p->score != q->score)
        return p->score > q->score ? -1 : 1;
    if (p->item != q->item)
        return p->item < q->item ? -1 : 1;
    return (p->known > q->known) - (p->known < q->known);
}

static void match(struct ids *ids, struct element *items, size_t n, const struct srect *boxes)
{
    struct pair *pairs = NULL;
    size_t pairs_n = 0, cap = 0;
    bool *taken = xcalloc(ids->n + 1, sizeof *taken);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < ids->n; k++) {
            int32_t score = sameness(&ids->items[k], &items[i], &boxes[i]);
            if (score <= 0)
                continue;
            GROW(pairs, pairs_n, cap);
            pairs[pairs_n++] = (struct pair){ score, (uint32_t)k, (uint32_t)i };
        }
    if (pairs_n)
        qsort(pairs, pairs_n, sizeof *pairs, by_score);
    for (size_t i = 0; i < pairs_n; i++) {
        struct element *e = &items[pairs[i].item];
        if (e->id || taken[pairs[i].known])
            continue;
        e->id = ids->items[pairs[i].known].id;
        taken[pairs[i].known] = true;
    }
    free(pairs);
    free(taken);
}

static struct known *known_of(struct ids *ids, uint32_t id)
{
    for (size_t i = 0; i < ids->n; i++)
        if (ids->items[i].id == id)
            return &ids->items[i];
    GROW(ids->items, ids->n, ids->cap);
    ids->items[ids->n] = (struct known){ .id = id };
    return &ids->items[ids->n++];
}

static void forget_missing(struct ids *ids)
{
    size_t kept = 0;
    for (size_t i = 0; i < ids->n; i++) {
        if (ids->items[i].missing++ <= MISSING_MAX)
            ids->items[kept++] = ids->items[i];
        else
            free(ids->items[i].name);
    }
    ids->n = kept;
}

void ids_assign(struct ids *ids, struct element *items, size_t n, const struct windows *windows)
{
    struct srect *boxes = xcalloc(n + 1, sizeof *boxes);
    for (size_t i = 0; i < n; i++)
        boxes[i] = in_window(&items[i], windows);
    match(ids, items, n, boxes);
    forget_missing(ids);
    for (size_t i = 0; i < n; i++) {
        if (!items[i].id)
            items[i].id = ++ids->last;
        struct known *k = known_of(ids, items[i].id);
        free(k->name);
        *k = (struct known){ items[i].id, items[i].window, items[i].role, xstrdup(items[i].name),
                             boxes[i], 0 };
    }
    for (size_t i = 0; i < n; i++)
        if (items[i].parent)
            items[i].parent = items[items[i].parent - 1].id;
    free(boxes);
}

void ids_release(struct ids *ids)
{
    for (size_t i = 0; i < ids->n; i++)
        free(ids->items[i].name);
    free(ids->items);
    *ids = (struct ids){ 0 };
}
