/* Text: what the layout has is typed as it is, all else on borrowed keycodes, which are all mapped before
 * the first press. */
#include <stdlib.h>
#include <string.h>

#include "actions/watchdog.h"
#include "actions/xtest.h"
#include "base/err.h"
#include "base/utf8.h"
#include "base/xalloc.h"

#define CHUNK 64         /* characters between two round trips */
#define LET_GO_MS 2000   /* for a person to take the hand off Shift or Ctrl */
#define FOREIGN_MAX 32   /* modifier keys down at once */

struct typist {
    struct xtest *x;
    hands_stopped_fn *stopped;
    void *data;
    struct err *err;
    const char *text;
    size_t len, at;      /* bytes */
    size_t *typed;
    /* what was so before, and is put back */
    struct xkb_now before;
    uint8_t held[FOREIGN_MAX];
    size_t held_n;
    /* what is so now */
    uint8_t group;
    uint8_t shifts, shift_keys[SHIFTS_N];
};

static uint32_t next_char(const struct typist *t, size_t at, size_t *n)
{
    uint32_t cp = 0;
    *n = utf8_decode(t->text + at, t->len - at, &cp);
    if (cp != '\r')
        return cp;
    if (at + 1 < t->len && t->text[at + 1] == '\n')
        *n = 2;
    return '\n';
}

/* Held and locked modifiers of others, which would change every character. */

static uint8_t locked_wrongly(const struct typist *t, const struct xkb_now *now)
{
    return now->locked_mods & (uint8_t)~layout_num_lock(t->x->layout);
}

static bool hands_off(struct xtest *x, void *data)
{
    struct err err;
    struct xkb_now now;
    (void)data;
    return xtest_state(x, &now, &err) < 0 || !now.base_mods;
}

static int query_keys(struct xtest *x, uint8_t keys[32], struct err *err)
{
    xcb_query_keymap_reply_t *reply =
        xcb_query_keymap_reply(x->c, xcb_query_keymap(x->c), NULL);
    if (!reply)
        return xtest_check(x, err) < 0 ? -1 : err_set(err, ERR_PROTOCOL, "no state of the keys");
    memcpy(keys, reply->keys, 32);
    free(reply);
    return 0;
}

static bool is_down(const uint8_t keys[32], unsigned int k)
{
    return keys[k / 8] & 1u << k % 8;
}

/* Keys that another client (or we, by key_down) hold through XTEST go up for the time; those under a
 * person's finger do not, and are waited for. */
static int free_modifiers(struct typist *t)
{
    struct xtest *x = t->x;
    uint8_t keys[32], after[32];
    if (query_keys(x, keys, t->err) < 0)
        return -1;
    for (unsigned int k = 8; k < 256 && t->held_n < FOREIGN_MAX; k++)
        if (is_down(keys, k) && layout_modifiers(x->layout, (uint8_t)k)) {
            xtest_fake_key(x, (uint8_t)k, false);
            t->held[t->held_n++] = (uint8_t)k;
        }
    if (query_keys(x, after, t->err) < 0)
        return -1;
    size_t n = 0;
    for (size_t i = 0; i < t->held_n; i++)
        if (!is_down(after, t->held[i]))
            t->held[n++] = t->held[i];
    t->held_n = n;
    int ret = xtest_wait(x, hands_off, NULL, LET_GO_MS, t->stopped, t->data, t->err);
    if (ret == 0)
        return err_set(t->err, ERR_BUSY, "someone holds a modifier key down");
    return ret < 0 ? -1 : 0;
}

static int begin(struct typist *t)
{
    struct xtest *x = t->x;
    if (xtest_pump(x, t->err) < 0 || xtest_keymap_refresh(x, t->err) < 0 ||
        xtest_state(x, &t->before, t->err) < 0)
        return -1;
    t->group = t->before.group;
    if (t->before.base_mods && free_modifiers(t) < 0)
        return -1;
    uint8_t locked = locked_wrongly(t, &t->before);
    if (locked)
        xtest_lock_mods(x, locked, 0);
    if (t->before.latched_mods)
        xtest_unlatch(x, t->before.latched_mods);
    return 0;
}

static int set_shifts(struct typist *t, uint8_t shifts, uint8_t group)
{
    for (int i = SHIFTS_N; i-- > 0;)
        if (t->shift_keys[i] && !(shifts & 1 << i)) {
            if (xtest_key(t->x, t->shift_keys[i], false, t->err) < 0)
                return -1;
            t->shift_keys[i] = 0;
        }
    for (int i = 0; i < SHIFTS_N; i++)
        if ((shifts & 1 << i) && !t->shift_keys[i]) {
            uint8_t key = layout_shift_key(t->x->layout, 1u << i, group);
            if (!key)
                return err_set(t->err, ERR_UNSUPPORTED, "the keyboard has no Shift key");
            if (xtest_key(t->x, key, true, t->err) < 0)
                return -1;
            t->shift_keys[i] = key;
        }
    return 0;
}

static int set_group(struct typist *t, uint8_t group)
{
    struct xkb_now now;
    if (group == t->group)
        return 0;
    if (set_shifts(t, 0, t->group) < 0 || xtest_state(t->x, &now, t->err) < 0)
        return -1;
    xtest_lock_group(t->x, group, &now);
    t->group = group;
    return 0;
}

static void end(struct typist *t)
{
    struct err ignored;
    struct err *err = t->err;
    t->err = &ignored; /* what failed before is what is told */
    set_shifts(t, 0, t->group);
    set_group(t, t->before.group);
    uint8_t locked = locked_wrongly(t, &t->before);
    if (locked)
        xtest_lock_mods(t->x, locked, locked);
    for (size_t i = 0; i < t->held_n; i++)
        xtest_fake_key(t->x, t->held[i], true);
    xtest_flush(t->x, &ignored);
    t->err = err;
}

/* Finds places for the characters from t->at on. Returns the end of what fits, in bytes. */
static size_t plan(struct typist *t, bool may_evict)
{
    struct xtest *x = t->x;
    size_t at = t->at, n;
    spares_begin_run(&x->spares);
    for (; at < t->len; at += n) {
        struct stroke s;
        uint8_t keycode, level;
        uint32_t cp = next_char(t, at, &n);
        uint32_t keysym = layout_keysym_of(cp);
        if (layout_char(x->layout, cp, t->before.group, &s) ||
            spares_find(&x->spares, keysym, &keycode, &level))
            continue;
        if (!spares_place(&x->spares, keysym, may_evict))
            break;
    }
    return at;
}

static int prepare(struct typist *t, size_t *end_at)
{
    *end_at = plan(t, false);
    if (*end_at < t->len) {
        /* Keycodes get a new meaning: first, all that was typed with the old one must be read. */
        if (xtest_drain(t->x, t->stopped, t->data, t->err) < 0)
            return -1;
        *end_at = plan(t, true);
        if (*end_at == t->at)
            return err_set(t->err, ERR_UNSUPPORTED, "the keyboard has no spare key");
    }
    return xtest_keymap_send(t->x, t->stopped, t->data, t->err);
}

static int type_char(struct typist *t, uint32_t cp)
{
    struct xtest *x = t->x;
    struct stroke s;
    uint8_t level;
    if (!layout_char(x->layout, cp, t->before.group, &s)) {
        s.group = t->group;
        if (!spares_find(&x->spares, layout_keysym_of(cp), &s.keycode, &level))
            return err_set(t->err, ERR_BUSY, "the keyboard's layout changed while typing");
        s.shifts = level ? SHIFT_ONE : 0;
    }
    if (set_group(t, s.group) < 0 || set_shifts(t, s.shifts, s.group) < 0 ||
        xtest_key(x, s.keycode, true, t->err) < 0)
        return -1;
    return xtest_key(x, s.keycode, false, t->err);
}

/* Types up to end_at, or until the keymap changes under us: then the caller plans anew. */
static int type_run(struct typist *t, size_t end_at)
{
    for (size_t count = 1; t->at < end_at; count++) {
        size_t n;
        uint32_t cp = next_char(t, t->at, &n);
        if (t->stopped(t->data, t->err) || type_char(t, cp) < 0)
            return -1;
        t->at += n;
        ++*t->typed;
        if (count % CHUNK == 0 && xtest_pace(t->x, t->stopped, t->data, t->err) < 0)
            return -1;
        if (t->x->stale)
            return 0;
    }
    return 0;
}

int xtest_type(struct xtest *x, const char *text, hands_stopped_fn *stopped, void *data,
               size_t *typed, struct err *err)
{
    struct typist t = { .x = x, .stopped = stopped, .data = data, .err = err, .text = text,
                        .len = strlen(text), .typed = typed };
    *typed = 0;
    if (gesture_check_text(text, err) < 0)
        return -1;
    int ret = begin(&t);
    while (ret == 0 && t.at < t.len) {
        size_t end_at;
        ret = xtest_keymap_refresh(x, err);
        if (ret == 0)
            ret = prepare(&t, &end_at);
        if (ret == 0)
            ret = type_run(&t, end_at);
    }
    end(&t);
    if (ret == 0)
        ret = xtest_sync(x, err);
    return ret;
}
