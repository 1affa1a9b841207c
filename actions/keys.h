/* keys.h : names of keys and chords, as the dialects' page section 4 has them. Pure. */
#ifndef ACTIONS_KEYS_H
#define ACTIONS_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "actions/action.h"

enum key_parse { KEY_OK, KEY_MISSING, KEY_BAD };

/* One key's canonical name ("ctrl", "Return", "a", "U00E9") in out, or KEY_BAD / KEY_MISSING. */
enum key_parse key_parse_name(const char *name, size_t len, char out[32]);
/* A name that key_parse_name or the rule for one character gives: "ctrl", "parenleft", "U00E9". */
bool key_is_canonical(const char *name);
/* The chord rule for a string; *out is owned by the caller on KEY_OK (chord_release). At most 16 keys. */
enum key_parse chord_parse(const char *text, size_t len, struct chord *out);
/* A list: each element by the chord rule (a key first), all in one chord. */
enum key_parse chord_parse_list(const char *const *items, const size_t *lens, size_t n,
                                struct chord *out);
/* The same for lists that agentd writes itself: canonical names that no model may use ("parenleft",
 * "U00E9") are read back too. Items are NUL-terminated here. */
enum key_parse chord_parse_canonical(const char *const *items, const size_t *lens, size_t n,
                                     struct chord *out);
void chord_release(struct chord *c);
/* MOD_* of "ctrl alt shift super", 0 for any other name. */
unsigned int key_modifier(const char *name);
/* X keysym of a canonical name (modifiers give the left one), 0 if there is none. */
uint32_t key_keysym(const char *name);

#endif
