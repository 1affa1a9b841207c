#include "base/test.h"

#include <string.h>
#include <xkbcommon/xkbcommon.h>

#include "actions/layout.h"
#include "actions/spares.h"

static struct layout *named(const char *layouts)
{
    struct xkb_context *context = xkb_context_new(XKB_CONTEXT_NO_FLAGS);
    struct xkb_rule_names names = { .rules = "evdev", .model = "pc105", .layout = layouts };
    struct xkb_keymap *keymap = xkb_keymap_new_from_names(context, &names, XKB_KEYMAP_COMPILE_NO_FLAGS);
    assert_non_null(keymap);
    struct layout *l = layout_new(keymap, NULL);
    xkb_keymap_unref(keymap);
    xkb_context_unref(context);
    return l;
}

TEST("a letter, its capital, a sign with AltGr: each with the fewest shifts")
{
    struct layout *l = named("de");
    struct stroke a, capital, euro, at;
    assert_true(layout_char(l, 'a', 0, &a));
    assert_true(layout_char(l, 'A', 0, &capital));
    assert_true(layout_char(l, 0x20AC, 0, &euro));
    assert_true(layout_char(l, '@', 0, &at));
    assert_int_equal(a.shifts, 0);
    assert_int_equal(capital.shifts, SHIFT_ONE);
    assert_int_equal(capital.keycode, a.keycode);
    assert_int_equal(euro.shifts, SHIFT_THREE);
    assert_int_equal(at.shifts, SHIFT_THREE);
    assert_int_not_equal(layout_shift_key(l, SHIFT_THREE, 0), 0);
    assert_int_equal(layout_shift_mask(l, SHIFT_ONE), 1);
    layout_free(l);
}

TEST("newline and tab are Return and Tab, digits are never the keypad's")
{
    struct layout *l = named("us");
    struct stroke s;
    assert_true(layout_char(l, '\n', 0, &s));
    assert_int_equal(s.keycode, 36);
    assert_true(layout_char(l, '\t', 0, &s));
    assert_int_equal(s.keycode, 23);
    assert_true(layout_char(l, '1', 0, &s));
    assert_int_equal(s.keycode, 10);
    assert_false(layout_char(l, 0x6F22, 0, &s));
    layout_free(l);
}

TEST("the group in use is preferred, another is found")
{
    struct layout *l = named("us,ru");
    struct stroke s;
    assert_true(layout_char(l, 0x436, 0, &s));
    assert_int_equal(s.group, 1);
    assert_true(layout_char(l, 'a', 1, &s));
    assert_int_equal(s.group, 0);
    assert_true(layout_char(l, '1', 1, &s));
    assert_int_equal(s.group, 1);
    layout_free(l);
}

TEST("modifier keys and spare keycodes are known")
{
    struct layout *l = named("us");
    uint8_t spare[SPARES_MAX];
    assert_int_equal(layout_modifiers(l, 50), 1); /* left Shift */
    assert_int_equal(layout_modifiers(l, 37), 4); /* left Control */
    assert_int_equal(layout_modifiers(l, 38), 0); /* a */
    assert_int_not_equal(layout_num_lock(l), 0);
    size_t n = layout_spares(l, spare, SPARES_MAX);
    assert_true(n >= 4);
    for (size_t i = 0; i < n; i++)
        assert_true(spare[i] > 8 && spare[i] != 38);
    layout_free(l);
}

TEST("a spare key is given away only when it is not of this run, the oldest first")
{
    static const uint8_t keycodes[] = { 100, 101 };
    struct spares s = { .n = 0 };
    uint8_t keycode, level;
    spares_reset(&s, keycodes, 2);
    spares_begin_run(&s);
    assert_true(spares_place(&s, 1, false) && spares_place(&s, 2, false));
    spares_begin_run(&s);
    assert_true(spares_place(&s, 3, false) && spares_place(&s, 4, false));
    assert_false(spares_place(&s, 5, false));
    spares_begin_run(&s);
    assert_true(spares_find(&s, 2, &keycode, &level));
    assert_int_equal(keycode, 100);
    assert_int_equal(level, 1);
    assert_true(spares_place(&s, 5, true));
    assert_true(spares_find(&s, 5, &keycode, &level));
    assert_int_equal(keycode, 101);
    assert_false(spares_find(&s, 3, &keycode, &level));
    assert_true(spares_place(&s, 6, true));
    assert_false(spares_place(&s, 7, true));
}
