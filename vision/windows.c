#include "vision/windows.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/xalloc.h"

struct counted {
    struct windows windows; /* first: a struct windows * is one of these */
    atomic_int refs;
};

struct windows *windows_new_empty(void)
{
    struct counted *c = xcalloc(1, sizeof *c);

    atomic_init(&c->refs, 1);
    return &c->windows;
}

struct windows *windows_ref(struct windows *w)
{
    atomic_fetch_add_explicit(&((struct counted *)w)->refs, 1, memory_order_relaxed);
    return w;
}

void windows_unref(struct windows *w)
{
    struct counted *c = (struct counted *)w;

    if (!c || atomic_fetch_sub_explicit(&c->refs, 1, memory_order_acq_rel) > 1)
        return;
    for (size_t i = 0; i < w->n; i++) {
        free(w->items[i].title);
        free(w->items[i].instance);
        free(w->items[i].klass);
    }
    free(w->items);
    free(c);
}

const struct window *windows_by_id(const struct windows *w, uint32_t id)
{
    for (size_t i = 0; i < w->n; i++)
        if (w->items[i].id == id)
            return &w->items[i];
    return NULL;
}

const struct window *windows_at(const struct windows *w, int32_t x, int32_t y)
{
    for (size_t i = w->n; i-- > 0;)
        if (!w->items[i].minimised && srect_holds(&w->items[i].frame, x, y))
            return &w->items[i];
    return NULL;
}

static const char *const type_names[] = {
    [WINDOW_NORMAL] = "normal", [WINDOW_DIALOG] = "dialog", [WINDOW_MENU] = "menu",
    [WINDOW_TOOLTIP] = "tooltip", [WINDOW_DOCK] = "dock", [WINDOW_DESKTOP] = "desktop",
    [WINDOW_UTILITY] = "utility", [WINDOW_SPLASH] = "splash", [WINDOW_OTHER] = "other",
};

const char *window_type_name(enum window_type type)
{
    assert((size_t)type < sizeof type_names / sizeof *type_names);
    return type_names[type];
}
