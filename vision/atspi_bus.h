/* atspi_bus.h : the accessibility bus: where it is, and messages on it. For the a11y thread alone.
 *
 * AT-SPI's D-Bus interface is spoken through libdbus rather than libatspi, because libatspi asks one
 * question at a time and blocks for each: a window of 300 widgets is some 1,500 questions. Here they are
 * all on their way at once, and nothing ever blocks on a frozen application. */
#ifndef VISION_ATSPI_BUS_H
#define VISION_ATSPI_BUS_H

#include <dbus/dbus.h>
#include <stddef.h>
#include <stdint.h>

#include "vision/image.h"

#define ATSPI_ACCESSIBLE "org.a11y.atspi.Accessible"
#define ATSPI_COMPONENT "org.a11y.atspi.Component"
#define ATSPI_TEXT "org.a11y.atspi.Text"
#define ATSPI_TABLE "org.a11y.atspi.Table"
#define ATSPI_VALUE "org.a11y.atspi.Value"
#define ATSPI_ROOT "/org/a11y/atspi/accessible/root"
#define ATSPI_NULL "/org/a11y/atspi/null"

/* Address of the accessibility bus, new, or NULL: asks the session bus at session (NULL: none), else
 * reads the root window of display. Blocks for a second at most. */
char *atspi_bus_address(const char *session, const char *display);
/* Connected and registered, or NULL. Close with atspi_bus_close. */
DBusConnection *atspi_bus_open(const char *address);
void atspi_bus_close(DBusConnection *c); /* NULL is fine */

DBusMessage *atspi_call(const char *bus, const char *path, const char *interface, const char *method);
DBusMessage *atspi_get(const char *bus, const char *path, const char *interface,
                       const char *property);

/* The first argument of a reply, variants unwrapped; the fallback where it is of another kind. */
const char *atspi_string(DBusMessage *m); /* borrowed, or NULL */
double atspi_number(DBusMessage *m, double otherwise);
uint64_t atspi_bits(DBusMessage *m);     /* au: a set of states */
struct srect atspi_box(DBusMessage *m);  /* (iiii) */
/* a(ua(so)): the path of the first "labelled by" target; new, or NULL. */
char *atspi_label(DBusMessage *m);

#endif
