#include "actions/action.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "actions/action_names.h"
#include "actions/keys.h"
#include "base/strbuf.h"
#include "base/utf8.h"
#include "base/xalloc.h"

static const char *const names[ACTION_KINDS_N] = {
    [ACTION_CLICK] = "click",
    [ACTION_MOVE] = "move",
    [ACTION_DRAG] = "drag",
    [ACTION_BUTTON_DOWN] = "button_down",
    [ACTION_BUTTON_UP] = "button_up",
    [ACTION_SCROLL] = "scroll",
    [ACTION_TYPE] = "type",
    [ACTION_KEY] = "key",
    [ACTION_HOLD_KEY] = "hold_key",
    [ACTION_KEY_DOWN] = "key_down",
    [ACTION_KEY_UP] = "key_up",
    [ACTION_WAIT] = "wait",
    [ACTION_SCREENSHOT] = "screenshot",
    [ACTION_ZOOM] = "zoom",
    [ACTION_OPEN] = "open",
    [ACTION_BACK] = "back",
    [ACTION_FORWARD] = "forward",
    [ACTION_FINISH] = "finish",
    [ACTION_ASK] = "ask",
    [ACTION_SAY] = "say",
    [ACTION_TOOL] = "tool",
    [ACTION_CODE] = "code",
    [ACTION_POINTS] = "points",
    [ACTION_BOXES] = "boxes",
    [ACTION_MARK] = "mark",
};

const char *const button_names[BUTTONS_N] = { "left", "middle", "right", "back", "forward" };
const char *const modifier_names[4] = { "ctrl", "alt", "shift", "super" };
const char *const expect_names[4] = { NULL, "window", "change", "none" };
const char *const mark_names[5] = { "point", "click", "double_click", "right_click", "move" };

const char *action_name(enum action_kind kind)
{
    return (unsigned int)kind < ACTION_KINDS_N ? names[kind] : "unknown";
}

bool action_is_input(const struct action *a)
{
    switch (a->kind) {
    case ACTION_CLICK:
    case ACTION_MOVE:
    case ACTION_DRAG:
    case ACTION_BUTTON_DOWN:
    case ACTION_BUTTON_UP:
    case ACTION_SCROLL:
    case ACTION_TYPE:
    case ACTION_KEY:
    case ACTION_HOLD_KEY:
    case ACTION_KEY_DOWN:
    case ACTION_KEY_UP:
    case ACTION_BACK:
    case ACTION_FORWARD:
        return true;
    default:
        return false;
    }
}

static void chord_copy(struct chord *to, const struct chord *from)
{
    to->n = from->n;
    to->keys = from->n ? xcalloc(from->n, sizeof *to->keys) : NULL;
    for (size_t i = 0; i < from->n; i++)
        to->keys[i] = xstrdup(from->keys[i]);
}

static void boxes_copy(struct action *to, const struct action *from)
{
    size_t n = from->u.boxes.n;
    to->u.boxes.items = n ? xcalloc(n, sizeof *to->u.boxes.items) : NULL;
    for (size_t i = 0; i < n; i++) {
        to->u.boxes.items[i].box = from->u.boxes.items[i].box;
        to->u.boxes.items[i].label = xstrdup(from->u.boxes.items[i].label);
    }
}

void action_copy(struct action *to, const struct action *from)
{
    *to = *from;
    switch (from->kind) {
    case ACTION_DRAG:
        to->u.drag.path = xmemdup(from->u.drag.path, from->u.drag.n * sizeof *to->u.drag.path);
        break;
    case ACTION_TYPE:
    case ACTION_OPEN:
    case ACTION_ASK:
    case ACTION_SAY:
        to->u.type.text = xstrdup(from->u.type.text);
        break;
    case ACTION_KEY:
    case ACTION_HOLD_KEY:
    case ACTION_KEY_DOWN:
    case ACTION_KEY_UP:
        chord_copy(&to->u.key.chord, &from->u.key.chord);
        break;
    case ACTION_FINISH:
        to->u.finish.text = xstrdup(from->u.finish.text);
        break;
    case ACTION_TOOL:
        to->u.tool.name = xstrdup(from->u.tool.name);
        to->u.tool.args = from->u.tool.args ? json_deep_copy(from->u.tool.args) : NULL;
        break;
    case ACTION_CODE:
        to->u.code.language = xstrdup(from->u.code.language);
        to->u.code.source = xstrdup(from->u.code.source);
        break;
    case ACTION_POINTS:
        to->u.points.items = xmemdup(from->u.points.items,
                                     from->u.points.n * sizeof *to->u.points.items);
        to->u.points.label = xstrdup(from->u.points.label);
        break;
    case ACTION_BOXES:
        boxes_copy(to, from);
        break;
    default:
        break;
    }
}

void action_release(struct action *a)
{
    switch (a->kind) {
    case ACTION_DRAG:
        free(a->u.drag.path);
        break;
    case ACTION_TYPE:
    case ACTION_OPEN:
    case ACTION_ASK:
    case ACTION_SAY:
        free(a->u.type.text);
        break;
    case ACTION_KEY:
    case ACTION_HOLD_KEY:
    case ACTION_KEY_DOWN:
    case ACTION_KEY_UP:
        chord_release(&a->u.key.chord);
        break;
    case ACTION_FINISH:
        free(a->u.finish.text);
        break;
    case ACTION_TOOL:
        free(a->u.tool.name);
        json_decref(a->u.tool.args);
        break;
    case ACTION_CODE:
        free(a->u.code.language);
        free(a->u.code.source);
        break;
    case ACTION_POINTS:
        free(a->u.points.items);
        free(a->u.points.label);
        break;
    case ACTION_BOXES:
        for (size_t i = 0; i < a->u.boxes.n; i++)
            free(a->u.boxes.items[i].label);
        free(a->u.boxes.items);
        break;
    default:
        break;
    }
    memset(a, 0, sizeof *a);
    a->kind = ACTION_SCREENSHOT; /* nothing owned: releasing twice is harmless */
}

static void add_chord(struct strbuf *b, unsigned int modifiers, const struct chord *chord)
{
    const char *gap = "";
    for (unsigned int i = 0; i < 4; i++)
        if (modifiers & 1u << i) {
            strbuf_addf(b, "%s%s", gap, modifier_names[i]);
            gap = "+";
        }
    for (size_t i = 0; chord && i < chord->n; i++) {
        strbuf_addf(b, "%s%s", gap, chord->keys[i]);
        gap = "+";
    }
}

static void add_place(struct strbuf *b, const struct action *a)
{
    if (a->has_point)
        strbuf_addf(b, " at %d,%d", a->at.x, a->at.y);
    else
        strbuf_adds(b, " at the pointer");
    if (a->modifiers) {
        strbuf_adds(b, " with ");
        add_chord(b, a->modifiers, NULL);
    }
}

static void add_scroll(struct strbuf *b, const struct action *a)
{
    int dx = a->u.scroll.dx, dy = a->u.scroll.dy;
    strbuf_adds(b, "scroll");
    if (dy)
        strbuf_addf(b, " %s %d", dy > 0 ? "down" : "up", abs(dy));
    if (dx)
        strbuf_addf(b, " %s %d", dx > 0 ? "right" : "left", abs(dx));
    add_place(b, a);
}

static void add_drag(struct strbuf *b, const struct action *a)
{
    const struct spoint *path = a->u.drag.path;
    size_t n = a->u.drag.n;
    strbuf_addf(b, "drag %s", button_names[a->u.drag.button]);
    if (n > 1)
        strbuf_addf(b, " from %d,%d", path[0].x, path[0].y);
    if (n)
        strbuf_addf(b, " to %d,%d", path[n - 1].x, path[n - 1].y);
    if (a->modifiers) {
        strbuf_adds(b, " with ");
        add_chord(b, a->modifiers, NULL);
    }
}

/* The other half of the kinds: those that move nothing. */
static void add_words(struct strbuf *b, const struct action *a)
{
    switch (a->kind) {
    case ACTION_WAIT:
        strbuf_addf(b, "wait %u ms", a->u.wait.ms);
        break;
    case ACTION_SCREENSHOT:
        strbuf_adds(b, "look again");
        break;
    case ACTION_ZOOM:
        strbuf_addf(b, "zoom to %d,%d %dx%d", a->u.zoom.box.x, a->u.zoom.box.y, a->u.zoom.box.w,
                    a->u.zoom.box.h);
        break;
    case ACTION_OPEN:
        strbuf_addf(b, "open %.200s", a->u.type.text);
        break;
    case ACTION_ASK:
    case ACTION_SAY:
        strbuf_addf(b, "%s: %.200s", names[a->kind], a->u.type.text);
        break;
    case ACTION_FINISH:
        strbuf_addf(b, "finish %s", a->u.finish.done ? "done" : "failed");
        if (*a->u.finish.text)
            strbuf_addf(b, ": %.200s", a->u.finish.text);
        break;
    case ACTION_TOOL:
        strbuf_addf(b, "tool %.100s", a->u.tool.name);
        break;
    case ACTION_CODE:
        strbuf_addf(b, "run %zu bytes of %s", strlen(a->u.code.source), a->u.code.language);
        break;
    case ACTION_POINTS:
        strbuf_addf(b, "%zu points", a->u.points.n);
        break;
    case ACTION_BOXES:
        strbuf_addf(b, "%zu boxes", a->u.boxes.n);
        break;
    case ACTION_MARK:
        strbuf_addf(b, "%s mark %u", mark_names[a->u.mark.what], a->u.mark.index);
        break;
    default:
        strbuf_adds(b, action_name(a->kind));
        break;
    }
}

/* A summary is one line: what a model wrote may hold any character. */
static void one_line(struct strbuf *b)
{
    for (size_t i = 0; i < b->len; i++)
        if ((unsigned char)b->s[i] < ' ')
            b->s[i] = ' ';
    size_t bad = utf8_check(b->s, b->len); /* a "%.200s" may have cut a character */
    if (bad) {
        b->len = bad - 1;
        b->s[b->len] = '\0';
        strbuf_adds(b, "…");
    }
}

char *action_summary(const struct action *a)
{
    static const char *const times[] = { "", "", "double ", "triple " };
    struct strbuf b = STRBUF_INIT;
    switch (a->kind) {
    case ACTION_CLICK:
        strbuf_addf(&b, "%sclick %s", times[a->u.click.count & 3],
                    button_names[a->u.click.button]);
        add_place(&b, a);
        break;
    case ACTION_MOVE:
        strbuf_addf(&b, "move to %d,%d", a->at.x, a->at.y);
        break;
    case ACTION_DRAG:
        add_drag(&b, a);
        break;
    case ACTION_BUTTON_DOWN:
    case ACTION_BUTTON_UP:
        strbuf_addf(&b, "%s %s", a->kind == ACTION_BUTTON_DOWN ? "press" : "release",
                    button_names[a->u.click.button]);
        add_place(&b, a);
        break;
    case ACTION_SCROLL:
        add_scroll(&b, a);
        break;
    case ACTION_TYPE: {
        size_t n = utf8_count(a->u.type.text);
        strbuf_addf(&b, "type %zu character%s", n, n == 1 ? "" : "s");
        break;
    }
    case ACTION_KEY:
        strbuf_adds(&b, "press ");
        add_chord(&b, 0, &a->u.key.chord);
        if (a->u.key.count > 1)
            strbuf_addf(&b, " %u times", a->u.key.count);
        break;
    case ACTION_HOLD_KEY:
        strbuf_adds(&b, "hold ");
        add_chord(&b, 0, &a->u.key.chord);
        strbuf_addf(&b, " for %u ms", a->u.key.ms);
        break;
    case ACTION_KEY_DOWN:
    case ACTION_KEY_UP:
        strbuf_addf(&b, "%s ", a->kind == ACTION_KEY_DOWN ? "press and keep" : "release");
        add_chord(&b, 0, &a->u.key.chord);
        break;
    case ACTION_BACK:
    case ACTION_FORWARD:
        strbuf_addf(&b, "go %s", names[a->kind]);
        break;
    default:
        add_words(&b, a);
        break;
    }
    one_line(&b);
    return strbuf_detach(&b);
}
