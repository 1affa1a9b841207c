#include "vision/screen.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "vision/windows.h"

static const char *const role_names[ROLE_N] = {
    [ROLE_OTHER] = "other", [ROLE_BUTTON] = "button", [ROLE_TOGGLE] = "toggle", [ROLE_CHECK] = "check",
    [ROLE_RADIO] = "radio", [ROLE_SWITCH] = "switch", [ROLE_FIELD] = "field",
    [ROLE_TEXTAREA] = "textarea", [ROLE_COMBO] = "combo", [ROLE_SPIN] = "spin",
    [ROLE_SLIDER] = "slider", [ROLE_LINK] = "link", [ROLE_TAB] = "tab", [ROLE_MENU] = "menu",
    [ROLE_MENUITEM] = "menuitem", [ROLE_LIST] = "list", [ROLE_ITEM] = "item",
    [ROLE_TREEITEM] = "treeitem", [ROLE_CELL] = "cell", [ROLE_HEADER] = "header",
    [ROLE_ICON] = "icon", [ROLE_IMAGE] = "image", [ROLE_TEXT] = "text",
    [ROLE_SCROLLBAR] = "scrollbar", [ROLE_PROGRESS] = "progress", [ROLE_DIALOG] = "dialog",
    [ROLE_WINDOW] = "window", [ROLE_GROUP] = "group",
};

const char *role_name(enum role role)
{
    return role < ROLE_N ? role_names[role] : role_names[ROLE_OTHER];
}

enum role role_from_name(const char *name)
{
    for (int i = 0; name && i < ROLE_N; i++)
        if (strcmp(name, role_names[i]) == 0)
            return (enum role)i;
    return ROLE_OTHER;
}

struct screen *screen_new(struct frame *frame)
{
    struct screen *s = xcalloc(1, sizeof *s);
    s->frame = frame_ref(frame);
    s->refs = 1;
    return s;
}

struct screen *screen_ref(struct screen *s)
{
    __atomic_fetch_add(&s->refs, 1, __ATOMIC_RELAXED);
    return s;
}

void screen_unref(struct screen *s)
{
    if (!s || __atomic_sub_fetch(&s->refs, 1, __ATOMIC_ACQ_REL) > 0)
        return;
    for (size_t i = 0; i < s->n; i++) {
        free(s->items[i].name);
        free(s->items[i].value);
        free(s->items[i].description);
    }
    for (size_t i = 0; i < s->lines_n; i++)
        free(s->lines[i].text);
    free(s->items);
    free(s->lines);
    frame_unref(s->frame);
    free(s);
}

static int64_t size_of(const struct element *e)
{
    return (int64_t)e->box.w * e->box.h;
}

const struct element *screen_at(const struct screen *s, struct spoint p)
{
    const struct window *top = windows_at(s->frame->windows, p.x, p.y);
    const struct element *best = NULL;
    for (size_t i = 0; i < s->n; i++) {
        const struct element *e = &s->items[i];
        if (!srect_holds(&e->box, p.x, p.y) || (top && e->window && e->window != top->id))
            continue;
        if (!best || size_of(e) < size_of(best))
            best = e;
    }
    return best;
}

const struct element *screen_by_id(const struct screen *s, uint32_t id)
{
    for (size_t i = 0; id && i < s->n; i++)
        if (s->items[i].id == id)
            return &s->items[i];
    return NULL;
}

/* Focused windows and containers count only when nothing within them says that it has the focus. */
const struct element *screen_focus(const struct screen *s)
{
    const struct element *best = NULL;
    for (size_t i = 0; i < s->n; i++) {
        const struct element *e = &s->items[i];
        if (!(e->states & STATE_FOCUSED) || e->role == ROLE_WINDOW || e->role == ROLE_DIALOG)
            continue;
        if (!best || size_of(e) < size_of(best))
            best = e;
    }
    return best;
}
