#include "vision/merge.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "vision/atspi.h"
#include "vision/boxes.h"

#define SHIFT_MAX 12

/* Votes for how far a window's hints lie beside what is drawn: pairs of a widget and a box of its
 * size. */
static void count_shifts(const struct look *l, uint32_t window, uint32_t votes[][2 * SHIFT_MAX + 1])
{
    for (size_t i = 0; i < l->hints->n; i++) {
        const struct hint *h = &l->hints->items[i];
        bool plain = strcmp(h->role, "text") == 0 || strcmp(h->role, "image") == 0;
        if (h->window != window || plain || h->box.w < 9 || h->box.h < 9)
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

struct srect *merge_aligned(const struct look *l)
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
