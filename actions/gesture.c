#include "actions/gesture.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <xkbcommon/xkbcommon.h>

#include "actions/keys.h"
#include "base/err.h"
#include "base/utf8.h"
#include "base/xalloc.h"

/* A drag begins past the largest threshold in use (Qt's 10 px; GTK has 8, Tk and Chromium less) and
 * moves on in steps, since a toolkit that sees one jump takes it for a click or misses the target. */
#define DRAG_THRESHOLD 12
#define DRAG_STEP 24      /* px between two motions of a leg */
#define DRAG_STEPS_MAX 48 /* motions of one leg */
#define DRAG_PRESS_MS 20  /* before the first motion: a press that is a drag and no flick */
#define DRAG_MOVE_MS 4    /* between motions: each must be seen, not merged into one */
#define DRAG_DROP_MS 60   /* over the target: drag and drop waits for the target's answer (XdndStatus) */

static const uint32_t x_buttons[BUTTONS_N] = { 1, 2, 3, 8, 9 };

struct gesture *gesture_new(uint64_t action_serial)
{
    struct gesture *g = xcalloc(1, sizeof *g);
    g->action_serial = action_serial;
    return g;
}

void gesture_add(struct gesture *g, struct hand_event event)
{
    GROW(g->events, g->n, g->cap);
    g->events[g->n++] = event;
}

void gesture_free(struct gesture *g)
{
    if (!g)
        return;
    for (size_t i = 0; i < g->n; i++)
        free(g->events[i].text);
    free(g->events);
    free(g);
}

static void add_move(struct gesture *g, struct spoint at)
{
    gesture_add(g, (struct hand_event){ .kind = HAND_MOVE, .at = at });
}

static void add_button(struct gesture *g, uint32_t button, bool down)
{
    gesture_add(g, (struct hand_event){ .kind = HAND_BUTTON, .code = button, .down = down });
}

static void add_key(struct gesture *g, uint32_t keysym, bool down)
{
    gesture_add(g, (struct hand_event){ .kind = HAND_KEY, .code = keysym, .down = down });
}

static void add_pause(struct gesture *g, uint32_t ms)
{
    if (ms)
        gesture_add(g, (struct hand_event){ .kind = HAND_PAUSE, .code = ms });
}

static void add_modifiers(struct gesture *g, unsigned int modifiers, bool down)
{
    static const uint32_t keysyms[] = { XKB_KEY_Control_L, XKB_KEY_Alt_L, XKB_KEY_Shift_L,
                                        XKB_KEY_Super_L };
    for (int i = 0; i < 4; i++) {
        int bit = down ? i : 3 - i;
        if (modifiers & 1u << bit)
            add_key(g, keysyms[bit], down);
    }
}

static int add_chord(struct gesture *g, const struct chord *c, bool down, struct err *err)
{
    for (size_t i = 0; i < c->n; i++) {
        const char *name = c->keys[down ? i : c->n - 1 - i];
        uint32_t keysym = key_keysym(name);
        if (!keysym)
            return err_set(err, ERR_INVALID, "no key gives '%s'", name);
        add_key(g, keysym, down);
    }
    return 0;
}

static int check_point(struct spoint p, const struct frame *now, struct err *err)
{
    if (!now)
        return 0;
    for (size_t i = 0; i < now->monitors_n; i++)
        if (srect_holds(&now->monitors[i].box, p.x, p.y))
            return 0;
    return err_set(err, ERR_OUT_OF_FRAME, "%d,%d is on no monitor", p.x, p.y);
}

static int add_place(struct gesture *g, const struct action *a, const struct frame *now,
                     struct err *err)
{
    if (!a->has_point)
        return 0;
    if (check_point(a->at, now, err) < 0)
        return -1;
    add_move(g, a->at);
    return 0;
}

static void add_click(struct gesture *g, const struct action *a)
{
    for (int i = 0; i < a->u.click.count; i++) {
        add_button(g, x_buttons[a->u.click.button], true);
        add_button(g, x_buttons[a->u.click.button], false);
    }
}

static void add_notches(struct gesture *g, int n, uint32_t negative, uint32_t positive)
{
    for (int i = 0; i < abs(n); i++) {
        add_button(g, n < 0 ? negative : positive, true);
        add_button(g, n < 0 ? negative : positive, false);
    }
}

static int32_t between(int32_t from, int32_t to, int i, int n)
{
    return from + (int32_t)((int64_t)(to - from) * i / n);
}

/* From one point to the next, the last motion exactly on it. */
static void add_leg(struct gesture *g, struct spoint from, struct spoint to)
{
    int far = abs(to.x - from.x) > abs(to.y - from.y) ? abs(to.x - from.x) : abs(to.y - from.y);
    int steps = far / DRAG_STEP + 1;
    if (steps > DRAG_STEPS_MAX)
        steps = DRAG_STEPS_MAX;
    for (int i = 1; i <= steps; i++) {
        add_move(g, (struct spoint){ between(from.x, to.x, i, steps),
                                     between(from.y, to.y, i, steps) });
        add_pause(g, DRAG_MOVE_MS);
    }
}

/* A few short motions towards the target: the threshold is passed near the start, so that what is
 * picked up is what lies there. */
static struct spoint add_pickup(struct gesture *g, struct spoint from, struct spoint to)
{
    int dx = to.x - from.x, dy = to.y - from.y;
    int far = abs(dx) > abs(dy) ? abs(dx) : abs(dy);
    struct spoint at = from;
    for (int step = 4; step <= DRAG_THRESHOLD && step < far; step += 4) {
        at = (struct spoint){ between(from.x, to.x, step, far), between(from.y, to.y, step, far) };
        add_move(g, at);
        add_pause(g, DRAG_MOVE_MS);
    }
    return at;
}

/* A target sees a motion over it, not only the end of a jump. */
static void add_settle(struct gesture *g, struct spoint from, struct spoint to)
{
    struct spoint beside = { to.x + (from.x < to.x ? -1 : from.x > to.x), to.y };
    if (beside.x == to.x)
        beside.y += from.y < to.y ? -1 : 1;
    if (beside.y < 0)
        beside.y = to.y + 1;
    add_move(g, beside);
    add_pause(g, DRAG_MOVE_MS);
    add_move(g, to);
    add_pause(g, DRAG_DROP_MS);
}

static int add_drag(struct gesture *g, const struct action *a, const struct frame *now,
                    struct err *err)
{
    const struct spoint *path = a->u.drag.path;
    size_t n = a->u.drag.n, next = 0;
    struct spoint at = now ? now->pointer : path[0];
    uint32_t button = x_buttons[a->u.drag.button];
    assert(n);
    for (size_t i = 0; i < n; i++)
        if (check_point(path[i], now, err) < 0)
            return -1;
    if (n > 1) {
        at = path[next++];
        add_move(g, at);
    }
    struct spoint start = at;
    add_modifiers(g, a->modifiers, true);
    add_button(g, button, true);
    add_pause(g, DRAG_PRESS_MS);
    at = add_pickup(g, at, path[next]);
    for (; next < n; next++) {
        add_leg(g, at, path[next]);
        at = path[next];
    }
    add_settle(g, start, at);
    add_button(g, button, false);
    add_modifiers(g, a->modifiers, false);
    return 0;
}

int gesture_check_text(const char *text, struct err *err)
{
    size_t len = strlen(text);
    size_t bad = utf8_check(text, len);
    if (bad)
        return err_set(err, ERR_INVALID, "the text is not UTF-8 at byte %zu", bad - 1);
    if (len > ACTION_TEXT_MAX)
        return err_set(err, ERR_LIMIT, "the text is %zu bytes long, limit %u", len,
                       ACTION_TEXT_MAX);
    for (size_t at = 0; at < len;) {
        uint32_t cp = 0;
        size_t n = utf8_decode(text + at, len - at, &cp);
        if ((cp < ' ' && cp != '\n' && cp != '\r' && cp != '\t') || (cp >= 0x7F && cp < 0xA0))
            return err_set(err, ERR_INVALID,
                           "the text holds the control character U+%04X at byte %zu", cp, at);
        at += n;
    }
    return 0;
}

static int add_text(struct gesture *g, const struct action *a, struct err *err)
{
    if (gesture_check_text(a->u.type.text, err) < 0)
        return -1;
    if (*a->u.type.text)
        gesture_add(g, (struct hand_event){ .kind = HAND_TEXT,
                                            .text = xstrdup(a->u.type.text) });
    return 0;
}

static int add_keys(struct gesture *g, const struct action *a, struct err *err)
{
    const struct chord *c = &a->u.key.chord;
    uint32_t count = a->kind == ACTION_KEY ? a->u.key.count : 1;
    for (uint32_t i = 0; i < count; i++) {
        if (a->kind != ACTION_KEY_UP && add_chord(g, c, true, err) < 0)
            return -1;
        if (a->kind == ACTION_HOLD_KEY)
            add_pause(g, a->u.key.ms);
        if (a->kind != ACTION_KEY_DOWN && add_chord(g, c, false, err) < 0)
            return -1;
    }
    return 0;
}

static void add_history_key(struct gesture *g, uint32_t keysym)
{
    add_key(g, XKB_KEY_Alt_L, true);
    add_key(g, keysym, true);
    add_key(g, keysym, false);
    add_key(g, XKB_KEY_Alt_L, false);
}

static int add_events(struct gesture *g, const struct action *a, const struct frame *now,
                      struct err *err)
{
    switch (a->kind) {
    case ACTION_CLICK:
    case ACTION_MOVE:
    case ACTION_SCROLL:
        add_modifiers(g, a->modifiers, true);
        if (add_place(g, a, now, err) < 0)
            return -1;
        g->apart = a->kind == ACTION_CLICK;
        if (a->kind == ACTION_CLICK)
            add_click(g, a);
        if (a->kind == ACTION_SCROLL) {
            add_notches(g, a->u.scroll.dy, 4, 5);
            add_notches(g, a->u.scroll.dx, 6, 7);
        }
        add_modifiers(g, a->modifiers, false);
        return 0;
    case ACTION_DRAG:
        return add_drag(g, a, now, err);
    case ACTION_BUTTON_DOWN:
    case ACTION_BUTTON_UP:
        if (add_place(g, a, now, err) < 0)
            return -1;
        add_button(g, x_buttons[a->u.click.button], a->kind == ACTION_BUTTON_DOWN);
        return 0;
    case ACTION_TYPE:
        return add_text(g, a, err);
    case ACTION_KEY:
    case ACTION_HOLD_KEY:
    case ACTION_KEY_DOWN:
    case ACTION_KEY_UP:
        return add_keys(g, a, err);
    case ACTION_BACK:
    case ACTION_FORWARD:
        add_history_key(g, a->kind == ACTION_BACK ? XKB_KEY_Left : XKB_KEY_Right);
        return 0;
    default:
        assert(action_is_input(a));
        return err_set(err, ERR_INVALID, "'%s' moves no hand", action_name(a->kind));
    }
}

struct gesture *gesture_from_action(const struct action *a, const struct frame *now,
                                    struct err *err)
{
    struct gesture *g = gesture_new(0);
    if (add_events(g, a, now, err) < 0) {
        gesture_free(g);
        return NULL;
    }
    return g;
}
