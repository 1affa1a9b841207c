#include "vision/guess.h"

#include <stdlib.h>

#include "base/xalloc.h"
#include "vision/boxes.h"
#include "vision/windows.h"

const char *guess_colour(uint32_t px)
{
    static const struct { const char *name; int hue; } hues[] = {
        { "red", 0 }, { "orange", 32 }, { "yellow", 58 }, { "green", 120 }, { "cyan", 180 },
        { "blue", 228 }, { "purple", 280 }, { "pink", 322 }, { "red", 360 },
    };
    int r = (int)(px >> 16 & 255), g = (int)(px >> 8 & 255), b = (int)(px & 255), hue, best = 0;
    int max = r > g ? (r > b ? r : b) : (g > b ? g : b), min = r < g ? (r < b ? r : b) : (g < b ? g : b);
    if (max - min < 60)
        return NULL;
    if (max == r)
        hue = 60 * (g - b) / (max - min) + (g < b ? 360 : 0);
    else
        hue = max == g ? 120 + 60 * (b - r) / (max - min) : 240 + 60 * (r - g) / (max - min);
    for (size_t i = 1; i < sizeof hues / sizeof *hues; i++)
        if (abs(hues[i].hue - hue) < abs(hues[best].hue - hue))
            best = (int)i;
    return hues[best].name;
}

/* The inside of a letter. */
static bool in_letter(const struct look *l, const struct srect *box)
{
    for (size_t i = 0; i < l->lines_n; i++)
        if (box_share(box, &l->lines[i].box) > 80)
            return true;
    return false;
}

/* Coloured surfaces without words: swatches, tiles, shapes of a drawing. */
void guess_swatches(struct look *l)
{
    for (size_t i = 0; i < l->shapes->n; i++) {
        const struct shape *s = &l->shapes->items[i];
        const struct window *w = look_window(l, &s->box);
        const char *word = guess_colour(s->fill);
        if (!word || !w || s->box.w < 10 || s->box.h < 10 || s->box.w > 240 || s->box.h > 240 ||
            box_share(&s->box, &w->box) < 95 || guess_taken(l, &s->box) ||
            guess_inside(l, &s->box).lines || in_letter(l, &s->box))
            continue;
        struct element *e = look_add(l, ROLE_IMAGE, s->box, NULL, NULL, SOURCE_PIXELS);
        free(e->description);
        e->description = xstrdup(word);
        e->score = 0.4f;
    }
}
