/* Single keys and chords: a keysym goes down with whatever the layout needs round it. */
#include <string.h>

#include "actions/xtest.h"
#include "base/err.h"

#define PRESSED_MAX (sizeof ((struct xtest *)0)->pressed / sizeof *((struct xtest *)0)->pressed)

/* A symbol that the layout has nowhere: on a spare keycode. */
static int borrow_key(struct xtest *x, uint32_t keysym, uint8_t group, struct stroke *out,
                      struct err *err)
{
    uint8_t keycode, level;
    spares_begin_run(&x->spares);
    if (!spares_find(&x->spares, keysym, &keycode, &level)) {
        if (!spares_place(&x->spares, keysym, false)) {
            if (xtest_drain(x, NULL, NULL, err) < 0)
                return -1;
            if (!spares_place(&x->spares, keysym, true))
                return err_set(err, ERR_UNSUPPORTED, "the keyboard has no spare key");
        }
        spares_find(&x->spares, keysym, &keycode, &level);
        if (xtest_keymap_send(x, NULL, NULL, err) < 0)
            return -1;
    }
    *out = (struct stroke){ keycode, level ? SHIFT_ONE : 0, group };
    return 0;
}

static int find_stroke(struct xtest *x, uint32_t keysym, uint8_t group, struct stroke *out,
                       struct err *err)
{
    if (layout_keysym(x->layout, keysym, group, out))
        return 0;
    return borrow_key(x, keysym, group, out, err);
}

static int press_around(struct xtest *x, const struct stroke *s, const struct xkb_now *now,
                        struct pressed *p, struct err *err)
{
    size_t n = 0;
    for (unsigned int shift = 1; shift < 1u << SHIFTS_N; shift <<= 1) {
        if (!(s->shifts & shift) || (now->mods & layout_shift_mask(x->layout, shift)))
            continue;
        uint8_t key = layout_shift_key(x->layout, shift, s->group);
        if (!key)
            return err_set(err, ERR_UNSUPPORTED, "the keyboard has no key for level %u", shift);
        if (xtest_key(x, key, true, err) < 0)
            return -1;
        p->around[n++] = key;
    }
    return 0;
}

static int put_back(struct xtest *x, const struct pressed *p, struct err *err)
{
    int ret = 0;
    for (size_t i = SHIFTS_N; i-- > 0;)
        if (p->around[i] && xtest_key(x, p->around[i], false, err) < 0)
            ret = -1;
    if (p->regrouped) {
        struct xkb_now now;
        if (xtest_state(x, &now, err) < 0)
            return -1;
        xtest_lock_group(x, p->group_before, &now);
    }
    return ret;
}

int xtest_press_keysym(struct xtest *x, uint32_t keysym, struct err *err)
{
    struct xkb_now now;
    struct stroke s;
    if (x->pressed_n == PRESSED_MAX)
        return err_set(err, ERR_LIMIT, "more than %zu keys are down", PRESSED_MAX);
    if (xtest_pump(x, err) < 0 || xtest_keymap_refresh(x, err) < 0 ||
        xtest_state(x, &now, err) < 0 || find_stroke(x, keysym, now.group, &s, err) < 0)
        return -1;
    struct pressed p = { .keysym = keysym, .keycode = s.keycode };
    if (s.group != now.group) {
        p.regrouped = true;
        p.group_before = now.group;
        xtest_lock_group(x, s.group, &now);
    }
    if (press_around(x, &s, &now, &p, err) < 0 || xtest_key(x, s.keycode, true, err) < 0) {
        struct err ignored;
        put_back(x, &p, &ignored);
        return -1;
    }
    x->pressed[x->pressed_n++] = p;
    return 0;
}

/* One that we did not press (a key_up alone) is let go all the same. */
static int release_foreign(struct xtest *x, uint32_t keysym, struct err *err)
{
    struct stroke s;
    if (layout_keysym(x->layout, keysym, 0, &s))
        return xtest_key(x, s.keycode, false, err);
    return 0;
}

int xtest_release_keysym(struct xtest *x, uint32_t keysym, struct err *err)
{
    for (size_t i = x->pressed_n; i-- > 0;) {
        if (x->pressed[i].keysym != keysym)
            continue;
        struct pressed p = x->pressed[i];
        memmove(&x->pressed[i], &x->pressed[i + 1], (x->pressed_n - i - 1) * sizeof p);
        x->pressed_n--;
        if (xtest_key(x, p.keycode, false, err) < 0)
            return -1;
        return put_back(x, &p, err);
    }
    return release_foreign(x, keysym, err);
}
