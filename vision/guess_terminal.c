#include "vision/guess.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/strbuf.h"
#include "base/xalloc.h"
#include "vision/windows.h"

#define VALUE_MAX 4096u /* bytes; the end of the text is what matters */

/* Terminals draw all their text themselves; their class says what they are. */
static bool is_terminal(const struct window *w)
{
    static const char *const words[] = { "term", "konsole", "rxvt" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcasestr(w->klass, words[i]) || strcasestr(w->instance, words[i]))
            return true;
    return false;
}

/* Pieces of one row, put together with as many blanks as the gaps are wide. */
static void add_row(struct strbuf *text, struct look *l, size_t first, uint32_t window)
{
    const struct srect row = l->lines[first].box;
    int32_t end = -1;
    for (size_t i = first; i < l->lines_n; i++) {
        struct reading *r = &l->lines[i];
        if (r->used || r->window != window || !box_beside(&r->box, &row))
            continue;
        size_t n = strlen(r->text);
        int32_t wide = n ? r->box.w / (int32_t)n : 1;
        int32_t blanks = end < 0 ? 0 : (r->box.x - end) / (wide > 4 ? wide : 4);
        for (int32_t k = 0; k < blanks && k < 40; k++)
            strbuf_addch(text, ' ');
        strbuf_adds(text, r->text);
        end = r->box.x + r->box.w;
        r->used = true;
    }
    strbuf_addch(text, '\n');
}

static void guess_terminal(struct look *l, const struct window *w)
{
    struct strbuf text = STRBUF_INIT;
    for (size_t i = 0; i < l->lines_n; i++)
        if (l->lines[i].window == w->id && !l->lines[i].used && !l->lines[i].decoration)
            add_row(&text, l, i, w->id);
    const char *tail = text.len > VALUE_MAX ? text.s + text.len - VALUE_MAX : text.s;
    while (tail > text.s && ((unsigned char)*tail & 0xC0) == 0x80)
        tail++;
    struct element *e = look_add(l, ROLE_TEXTAREA, w->box, xstrdup(w->title), xstrdup(tail),
                                 SOURCE_PIXELS);
    e->window = w->id;
    e->states = STATE_EDITABLE | STATE_FOCUSABLE | (w->active ? STATE_FOCUSED : 0);
    e->score = 0.6f;
    strbuf_release(&text);
}

void guess_terminals(struct look *l)
{
    for (size_t i = 0; i < l->windows->n; i++) {
        const struct window *w = &l->windows->items[i];
        if (!w->minimised && w->managed && is_terminal(w) && !guess_has_hints(l, w->id))
            guess_terminal(l, w);
    }
}
