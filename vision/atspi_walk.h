/* atspi_walk.h : one walk over the accessible trees of the windows shown: many questions at once, as far
 * as the answers come. For the a11y thread alone. */
#ifndef VISION_ATSPI_WALK_H
#define VISION_ATSPI_WALK_H

#include <dbus/dbus.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vision/windows.h"

struct hints;
struct walk;

/* What is known of the programs on the bus from walk to walk: process ids, and who does not answer. */
struct peer { char *bus; uint32_t pid; bool asked; int64_t frozen_until_us; };
struct peers { struct peer *items; size_t n, cap; };
void peers_release(struct peers *p);

/* Borrows connection and peers until walk_free; takes windows (copies, bottom to top). */
struct walk *walk_new(DBusConnection *c, struct peers *peers, struct window *windows, size_t n,
                      int64_t now_us);
bool walk_done(const struct walk *w);  /* everything asked is answered */
/* Applications that have not said a word since the walk began are left out for a while from now. */
void walk_note_frozen(struct walk *w, int64_t now_us);
struct hints *walk_hints(const struct walk *w); /* of what has been answered; new */
bool walk_shows(const struct walk *w, uint32_t window); /* was it among those given? */
int64_t walk_began_us(const struct walk *w);
void walk_free(struct walk *w);

/* atspi_role.c : AT-SPI's numbers in our words. */
const char *atspi_role_name(uint32_t role, uint64_t states); /* as in screen.h */
uint32_t atspi_states(uint32_t role, uint64_t states);       /* STATE_* of screen.h */
bool atspi_is_leaf(uint32_t role);                   /* what is within says no more */
bool atspi_is_long(uint32_t role, uint64_t states);  /* may have thousands of children */
bool atspi_has_text(uint32_t role, uint64_t states);
bool atspi_has_value(uint32_t role);
bool atspi_wants_label(uint32_t role);               /* when it has no name of its own */
bool atspi_wants_tip(uint32_t role);

#endif
