#include "vision/merge.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

#define LABEL_FAR 260 /* pixels between a caption and its field */

static bool wants_label(const struct element *e)
{
    if (e->role == ROLE_TEXTAREA && e->box.h > 160)
        return false; /* what stands above a document is not its caption */
    bool told = *e->name && !(e->role == ROLE_COMBO && e->value && strcmp(e->name, e->value) == 0);
    switch (e->role) {
    case ROLE_CHECK: case ROLE_RADIO: case ROLE_FIELD: case ROLE_COMBO: case ROLE_SPIN:
    case ROLE_SLIDER: case ROLE_TEXTAREA: case ROLE_SWITCH:
        return !told;
    default:
        return false;
    }
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
