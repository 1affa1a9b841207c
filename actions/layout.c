#include "actions/layout.h"

#include <stdlib.h>
#include <string.h>
#include <xkbcommon/xkbcommon.h>

#include "base/xalloc.h"

#define GROUPS_MAX 4 /* X's own limit */

struct entry {
    uint32_t keysym;
    uint32_t cp; /* 0: no character */
    struct stroke stroke;
};

struct layout {
    struct xkb_keymap *keymap;
    struct entry *entries; /* by keysym, then by how good the stroke is */
    size_t n, cap;
    struct entry *chars;   /* those with a character, by cp */
    size_t chars_n;
    uint8_t groups;
    uint8_t shift_keys[GROUPS_MAX][SHIFTS_N];
    uint8_t shift_masks[SHIFTS_N];
    uint8_t num_mask;
    uint8_t modifiers[256];
    uint32_t skip[8];
};

uint32_t layout_keysym_of(uint32_t cp)
{
    if (cp == '\n')
        return XKB_KEY_Return;
    if (cp == '\t')
        return XKB_KEY_Tab;
    return xkb_utf32_to_keysym(cp);
}

/* Keypad symbols give characters too, but change their meaning with Num Lock. */
static uint32_t char_of(uint32_t keysym)
{
    if (keysym >= XKB_KEY_KP_Space && keysym <= XKB_KEY_KP_Equal)
        return 0;
    if (keysym == XKB_KEY_Return)
        return '\n';
    uint32_t cp = xkb_keysym_to_utf32(keysym);
    return cp >= ' ' || cp == '\t' ? cp : 0;
}

static uint8_t real_mask(struct xkb_state *state, uint8_t keycode)
{
    xkb_state_update_mask(state, 0, 0, 0, 0, 0, 0);
    xkb_state_update_key(state, keycode, XKB_KEY_DOWN);
    xkb_mod_mask_t mask = xkb_state_serialize_mods(state, XKB_STATE_MODS_DEPRESSED);
    xkb_state_update_key(state, keycode, XKB_KEY_UP);
    return (uint8_t)(mask & 0xFFu); /* the eight real modifiers come first, in X's order */
}

static void find_modifiers(struct layout *l, struct xkb_state *state)
{
    static const uint32_t shift_syms[SHIFTS_N] = { XKB_KEY_Shift_L, XKB_KEY_ISO_Level3_Shift,
                                                   XKB_KEY_ISO_Level5_Shift };
    xkb_keycode_t min = xkb_keymap_min_keycode(l->keymap), max = xkb_keymap_max_keycode(l->keymap);
    for (xkb_keycode_t k = min; k <= max && k < 256; k++) {
        l->modifiers[k] = real_mask(state, (uint8_t)k);
        for (uint8_t g = 0; g < l->groups; g++) {
            const xkb_keysym_t *syms;
            xkb_layout_index_t n = xkb_keymap_num_layouts_for_key(l->keymap, k);
            if (!n || xkb_keymap_key_get_syms_by_level(l->keymap, k, g < n ? g : g % n, 0,
                                                       &syms) != 1)
                continue;
            for (int s = 0; s < SHIFTS_N; s++)
                if (syms[0] == shift_syms[s] && l->modifiers[k] && !l->shift_keys[g][s]) {
                    l->shift_keys[g][s] = (uint8_t)k;
                    l->shift_masks[s] = l->modifiers[k];
                }
        }
    }
}

/* Num Lock is a virtual modifier: what its key sets while it is held says which real one it is. */
static void find_num_lock(struct layout *l)
{
    xkb_keycode_t min = xkb_keymap_min_keycode(l->keymap), max = xkb_keymap_max_keycode(l->keymap);
    for (xkb_keycode_t k = min; k <= max && k < 256; k++) {
        const xkb_keysym_t *syms;
        if (xkb_keymap_key_get_syms_by_level(l->keymap, k, 0, 0, &syms) != 1 ||
            syms[0] != XKB_KEY_Num_Lock)
            continue;
        l->num_mask = l->modifiers[k];
        return;
    }
}

static bool same_with_num_lock(const struct layout *l, struct xkb_state *state, xkb_keycode_t k,
                               uint8_t mask, uint8_t group, xkb_keysym_t sym)
{
    if (!l->num_mask)
        return true;
    xkb_state_update_mask(state, mask, 0, l->num_mask, 0, 0, group);
    return xkb_state_key_get_one_sym(state, k) == sym;
}

static bool skipped(const struct layout *l, xkb_keycode_t k)
{
    return l->skip[k / 32] & 1u << k % 32;
}

static void add_entry(struct layout *l, uint32_t keysym, struct stroke stroke)
{
    GROW(l->entries, l->n, l->cap);
    l->entries[l->n++] = (struct entry){ keysym, char_of(keysym), stroke };
}

/* What each key gives with each set of shifts in one group. */
static void read_group(struct layout *l, struct xkb_state *state, uint8_t group)
{
    xkb_keycode_t min = xkb_keymap_min_keycode(l->keymap), max = xkb_keymap_max_keycode(l->keymap);
    for (uint8_t shifts = 0; shifts < 1 << SHIFTS_N; shifts++) {
        uint8_t mask = 0;
        bool can = true;
        for (int s = 0; s < SHIFTS_N; s++)
            if (shifts & 1 << s) {
                can = can && l->shift_keys[group][s];
                mask |= l->shift_masks[s];
            }
        for (xkb_keycode_t k = min; can && k <= max && k < 256; k++) {
            if (skipped(l, k))
                continue;
            xkb_state_update_mask(state, mask, 0, 0, 0, 0, group);
            xkb_keysym_t sym = xkb_state_key_get_one_sym(state, k);
            if (sym != XKB_KEY_NoSymbol && same_with_num_lock(l, state, k, mask, group, sym))
                add_entry(l, sym, (struct stroke){ (uint8_t)k, shifts, group });
        }
    }
}

static int cost(const struct stroke *s)
{
    return __builtin_popcount(s->shifts) * 8 + s->shifts;
}

static int by_stroke(const struct stroke *a, const struct stroke *b)
{
    if (a->group != b->group)
        return a->group - b->group;
    int d = cost(a) - cost(b);
    return d ? d : a->keycode - b->keycode;
}

static int by_keysym(const void *pa, const void *pb)
{
    const struct entry *a = pa, *b = pb;
    if (a->keysym != b->keysym)
        return a->keysym < b->keysym ? -1 : 1;
    return by_stroke(&a->stroke, &b->stroke);
}

static int by_char(const void *pa, const void *pb)
{
    const struct entry *a = pa, *b = pb;
    if (a->cp != b->cp)
        return a->cp < b->cp ? -1 : 1;
    return by_stroke(&a->stroke, &b->stroke);
}

struct layout *layout_new(struct xkb_keymap *keymap, const uint32_t skip[8])
{
    struct layout *l = xcalloc(1, sizeof *l);
    if (skip)
        memcpy(l->skip, skip, sizeof l->skip);
    struct xkb_state *state = xkb_state_new(keymap);
    l->keymap = xkb_keymap_ref(keymap);
    xkb_layout_index_t groups = xkb_keymap_num_layouts(keymap);
    l->groups = (uint8_t)(groups < GROUPS_MAX ? groups : GROUPS_MAX);
    if (state) {
        find_modifiers(l, state);
        find_num_lock(l);
        for (uint8_t g = 0; g < l->groups; g++)
            read_group(l, state, g);
        xkb_state_unref(state);
    }
    l->chars = xcalloc(l->n ? l->n : 1, sizeof *l->chars);
    for (size_t i = 0; i < l->n; i++)
        if (l->entries[i].cp)
            l->chars[l->chars_n++] = l->entries[i];
    if (l->n)
        qsort(l->entries, l->n, sizeof *l->entries, by_keysym);
    qsort(l->chars, l->chars_n, sizeof *l->chars, by_char);
    return l;
}

void layout_free(struct layout *l)
{
    if (!l)
        return;
    xkb_keymap_unref(l->keymap);
    free(l->entries);
    free(l->chars);
    free(l);
}

/* The first of a sorted run whose key is the one wanted; items with the right group win. */
static bool pick(const struct entry *items, size_t n, bool chars, uint32_t key, uint8_t group,
                 struct stroke *out)
{
    size_t low = 0, high = n;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if ((chars ? items[mid].cp : items[mid].keysym) < key)
            low = mid + 1;
        else
            high = mid;
    }
    bool found = false;
    for (size_t i = low; i < n && (chars ? items[i].cp : items[i].keysym) == key; i++) {
        if (!found || (items[i].stroke.group == group && out->group != group))
            *out = items[i].stroke;
        found = true;
    }
    return found;
}

bool layout_char(const struct layout *l, uint32_t cp, uint8_t group, struct stroke *out)
{
    return cp && pick(l->chars, l->chars_n, true, cp, group, out);
}

bool layout_keysym(const struct layout *l, uint32_t keysym, uint8_t group, struct stroke *out)
{
    return pick(l->entries, l->n, false, keysym, group, out);
}

uint8_t layout_shift_key(const struct layout *l, unsigned int shift, uint8_t group)
{
    return l->shift_keys[group < l->groups ? group : 0][__builtin_ctz(shift)];
}

uint8_t layout_modifiers(const struct layout *l, uint8_t keycode)
{
    return l->modifiers[keycode];
}

uint8_t layout_num_lock(const struct layout *l)
{
    return l->num_mask;
}

uint8_t layout_shift_mask(const struct layout *l, unsigned int shift)
{
    return l->shift_masks[__builtin_ctz(shift)];
}

size_t layout_spares(const struct layout *l, uint8_t *out, size_t cap)
{
    xkb_keycode_t min = xkb_keymap_min_keycode(l->keymap), max = xkb_keymap_max_keycode(l->keymap);
    size_t n = 0;
    if (min <= 8)
        min = 9; /* 8 is evdev's code 0, "reserved": some toolkits drop it */
    for (xkb_keycode_t k = min; k <= max && k < 256 && n < cap; k++) {
        xkb_layout_index_t groups = xkb_keymap_num_layouts_for_key(l->keymap, k);
        bool empty = !skipped(l, k);
        for (xkb_layout_index_t g = 0; g < groups; g++) {
            xkb_level_index_t levels = xkb_keymap_num_levels_for_key(l->keymap, k, g);
            for (xkb_level_index_t level = 0; level < levels; level++) {
                const xkb_keysym_t *syms;
                empty = empty && !xkb_keymap_key_get_syms_by_level(l->keymap, k, g, level, &syms);
            }
        }
        if (empty)
            out[n++] = (uint8_t)k;
    }
    return n;
}
