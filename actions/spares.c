#include "actions/spares.h"

#include <string.h>

void spares_begin_run(struct spares *s)
{
    s->run++;
}

bool spares_find(struct spares *s, uint32_t keysym, uint8_t *keycode, uint8_t *level)
{
    for (size_t i = 0; i < s->n; i++)
        for (uint8_t l = 0; l < 2; l++)
            if (s->items[i].syms[l] == keysym) {
                s->items[i].used = s->run;
                *keycode = s->items[i].keycode;
                *level = l;
                return true;
            }
    return false;
}

static void put(struct spares *s, struct spare *spare, int level, uint32_t keysym)
{
    spare->syms[level] = keysym;
    spare->changed = true;
    spare->used = s->run;
}

bool spares_place(struct spares *s, uint32_t keysym, bool may_evict)
{
    struct spare *oldest = NULL;
    for (size_t i = 0; i < s->n; i++)
        if (s->items[i].syms[0] && !s->items[i].syms[1]) {
            put(s, &s->items[i], 1, keysym);
            return true;
        }
    for (size_t i = 0; i < s->n; i++) {
        if (!s->items[i].syms[0]) {
            put(s, &s->items[i], 0, keysym);
            return true;
        }
        if (s->items[i].used < s->run && (!oldest || s->items[i].used < oldest->used))
            oldest = &s->items[i];
    }
    if (!may_evict || !oldest)
        return false;
    oldest->syms[1] = 0;
    put(s, oldest, 0, keysym);
    return true;
}

void spares_changed_done(struct spares *s)
{
    for (size_t i = 0; i < s->n; i++)
        s->items[i].changed = false;
}

bool spares_has(const struct spares *s, uint8_t keycode)
{
    for (size_t i = 0; i < s->n; i++)
        if (s->items[i].keycode == keycode)
            return true;
    return false;
}

void spares_reset(struct spares *s, const uint8_t *keycodes, size_t n)
{
    struct spares kept = { .run = s->run };
    for (size_t i = 0; i < s->n; i++)
        if (s->items[i].syms[0])
            kept.items[kept.n++] = s->items[i];
    for (size_t i = 0; i < n && kept.n < SPARES_MAX; i++)
        if (!spares_has(&kept, keycodes[i]))
            kept.items[kept.n++].keycode = keycodes[i];
    *s = kept;
}
