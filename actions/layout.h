/* layout.h : which keys give which symbols on one keyboard layout. Pure: made from an xkbcommon keymap,
 * never changed; one thread. */
#ifndef ACTIONS_LAYOUT_H
#define ACTIONS_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct layout;
struct xkb_keymap;

/* Keys that are held round another one to reach its further symbols. */
enum { SHIFT_ONE = 1, SHIFT_THREE = 2, SHIFT_FIVE = 4, SHIFTS_N = 3 }; /* Shift, AltGr, level 5 */

struct stroke {
    uint8_t keycode; /* 8..255 */
    uint8_t shifts;  /* SHIFT_* */
    uint8_t group;   /* 0..3 */
};

/* Refs keymap. skip: bits of keycodes that are left out, neither keys nor spare; may be NULL. */
struct layout *layout_new(struct xkb_keymap *keymap, const uint32_t skip[8]);
void layout_free(struct layout *l);                   /* NULL is fine */

/* The stroke for a Unicode character (newline is Return) or a keysym: in `group` if it is there, else in
 * the first group that has it; with as few shifts as can be. Independent of Num Lock, and of Caps Lock
 * being off. */
bool layout_char(const struct layout *l, uint32_t cp, uint8_t group, struct stroke *out);
bool layout_keysym(const struct layout *l, uint32_t keysym, uint8_t group, struct stroke *out);

/* The key that is one SHIFT_* in this group; 0: there is none. */
uint8_t layout_shift_key(const struct layout *l, unsigned int shift, uint8_t group);
/* The real modifiers (X's mask) that are set while this key is held; 0: it is no modifier. */
uint8_t layout_modifiers(const struct layout *l, uint8_t keycode);
/* The real modifier of Num Lock, and of one SHIFT_*; 0: none. */
uint8_t layout_num_lock(const struct layout *l);
uint8_t layout_shift_mask(const struct layout *l, unsigned int shift);
/* Keycodes without any symbol; at most cap are written, their count returned. */
size_t layout_spares(const struct layout *l, uint8_t *out, size_t cap);

/* The keysym that a spare keycode is given for a character. */
uint32_t layout_keysym_of(uint32_t cp);

#endif
