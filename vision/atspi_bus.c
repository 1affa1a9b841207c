#include "vision/atspi_bus.h"

#include <atspi/atspi-constants.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <xcb/xcb.h>

#include "base/xalloc.h"

#define OPEN_MS 1000

DBusMessage *atspi_call(const char *bus, const char *path, const char *interface, const char *method)
{
    DBusMessage *m = dbus_message_new_method_call(bus, path, interface, method);
    if (m)
        dbus_message_set_auto_start(m, FALSE);
    return m;
}

DBusMessage *atspi_get(const char *bus, const char *path, const char *interface,
                       const char *property)
{
    DBusMessage *m = atspi_call(bus, path, DBUS_INTERFACE_PROPERTIES, "Get");
    if (m)
        dbus_message_append_args(m, DBUS_TYPE_STRING, &interface, DBUS_TYPE_STRING, &property,
                                 DBUS_TYPE_INVALID);
    return m;
}

static int first_argument(DBusMessage *m, DBusMessageIter *it)
{
    if (!dbus_message_iter_init(m, it))
        return DBUS_TYPE_INVALID;
    while (dbus_message_iter_get_arg_type(it) == DBUS_TYPE_VARIANT) {
        DBusMessageIter inner;
        dbus_message_iter_recurse(it, &inner);
        *it = inner;
    }
    return dbus_message_iter_get_arg_type(it);
}

const char *atspi_string(DBusMessage *m)
{
    DBusMessageIter it;
    const char *s = NULL;
    if (first_argument(m, &it) == DBUS_TYPE_STRING)
        dbus_message_iter_get_basic(&it, &s);
    return s;
}

double atspi_number(DBusMessage *m, double otherwise)
{
    DBusMessageIter it;
    DBusBasicValue v;
    int type = first_argument(m, &it);
    if (!dbus_type_is_basic(type) || type == DBUS_TYPE_STRING || type == DBUS_TYPE_OBJECT_PATH)
        return otherwise;
    dbus_message_iter_get_basic(&it, &v);
    switch (type) {
    case DBUS_TYPE_DOUBLE: return v.dbl;
    case DBUS_TYPE_INT32: return v.i32;
    case DBUS_TYPE_UINT32: return v.u32;
    case DBUS_TYPE_INT64: return (double)v.i64;
    case DBUS_TYPE_BOOLEAN: return v.bool_val;
    default: return otherwise;
    }
}

uint64_t atspi_bits(DBusMessage *m)
{
    DBusMessageIter it, list;
    uint64_t bits = 0;
    if (!dbus_message_iter_init(m, &it) || dbus_message_iter_get_arg_type(&it) != DBUS_TYPE_ARRAY ||
        dbus_message_iter_get_element_type(&it) != DBUS_TYPE_UINT32)
        return 0;
    dbus_message_iter_recurse(&it, &list);
    for (int i = 0; i < 2 && dbus_message_iter_get_arg_type(&list) == DBUS_TYPE_UINT32; i++) {
        dbus_uint32_t word;
        dbus_message_iter_get_basic(&list, &word);
        bits |= (uint64_t)word << (32 * i);
        dbus_message_iter_next(&list);
    }
    return bits;
}

struct srect atspi_box(DBusMessage *m)
{
    DBusMessageIter it, box;
    dbus_int32_t v[4] = { 0 };
    if (!dbus_message_iter_init(m, &it) || dbus_message_iter_get_arg_type(&it) != DBUS_TYPE_STRUCT)
        return (struct srect){ 0 };
    dbus_message_iter_recurse(&it, &box);
    for (int i = 0; i < 4 && dbus_message_iter_get_arg_type(&box) == DBUS_TYPE_INT32; i++) {
        dbus_message_iter_get_basic(&box, &v[i]);
        dbus_message_iter_next(&box);
    }
    return (struct srect){ v[0], v[1], v[2], v[3] };
}

char *atspi_label(DBusMessage *m)
{
    DBusMessageIter it, list, relation, targets, pair;
    if (!dbus_message_iter_init(m, &it) || dbus_message_iter_get_arg_type(&it) != DBUS_TYPE_ARRAY)
        return NULL;
    dbus_message_iter_recurse(&it, &list);
    for (; dbus_message_iter_get_arg_type(&list) == DBUS_TYPE_STRUCT; dbus_message_iter_next(&list)) {
        dbus_uint32_t kind = 0;
        const char *path = NULL;
        dbus_message_iter_recurse(&list, &relation);
        if (dbus_message_iter_get_arg_type(&relation) != DBUS_TYPE_UINT32)
            return NULL;
        dbus_message_iter_get_basic(&relation, &kind);
        dbus_message_iter_next(&relation);
        if (kind != ATSPI_RELATION_LABELLED_BY ||
            dbus_message_iter_get_arg_type(&relation) != DBUS_TYPE_ARRAY)
            continue;
        dbus_message_iter_recurse(&relation, &targets);
        if (dbus_message_iter_get_arg_type(&targets) != DBUS_TYPE_STRUCT)
            continue;
        dbus_message_iter_recurse(&targets, &pair);
        dbus_message_iter_next(&pair);
        if (dbus_message_iter_get_arg_type(&pair) == DBUS_TYPE_OBJECT_PATH)
            dbus_message_iter_get_basic(&pair, &path);
        return xstrdup(path);
    }
    return NULL;
}

/* Blocking, for the two questions that come before all others. */
static DBusMessage *ask_now(DBusConnection *c, DBusMessage *m)
{
    DBusError error = DBUS_ERROR_INIT;
    DBusMessage *reply = dbus_connection_send_with_reply_and_block(c, m, OPEN_MS, &error);
    dbus_error_free(&error);
    dbus_message_unref(m);
    return reply;
}

DBusConnection *atspi_bus_open(const char *address)
{
    DBusError error = DBUS_ERROR_INIT;
    DBusConnection *c = dbus_connection_open_private(address, &error);
    dbus_error_free(&error);
    if (!c)
        return NULL;
    dbus_connection_set_exit_on_disconnect(c, FALSE);
    /* Not dbus_bus_register: that one waits for 25 s. */
    DBusMessage *hello = ask_now(c, atspi_call(DBUS_SERVICE_DBUS, DBUS_PATH_DBUS,
                                               DBUS_INTERFACE_DBUS, "Hello"));
    const char *name = hello ? atspi_string(hello) : NULL;
    bool ok = name && dbus_bus_set_unique_name(c, name);
    if (hello)
        dbus_message_unref(hello);
    if (ok)
        return c;
    atspi_bus_close(c);
    return NULL;
}

void atspi_bus_close(DBusConnection *c)
{
    if (!c)
        return;
    dbus_connection_close(c);
    dbus_connection_unref(c);
}

static char *from_session(const char *session)
{
    DBusConnection *c = atspi_bus_open(session);
    if (!c)
        return NULL;
    DBusMessage *m = atspi_call("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress");
    dbus_message_set_auto_start(m, TRUE);
    DBusMessage *reply = ask_now(c, m);
    const char *address = reply ? atspi_string(reply) : NULL;
    char *copy = address && *address ? xstrdup(address) : NULL;
    if (reply)
        dbus_message_unref(reply);
    atspi_bus_close(c);
    return copy;
}

static char *from_root_window(const char *display)
{
    static const char name[] = "AT_SPI_BUS";
    char *address = NULL;
    xcb_connection_t *c = xcb_connect(display, NULL);
    if (xcb_connection_has_error(c)) {
        xcb_disconnect(c);
        return NULL;
    }
    xcb_intern_atom_reply_t *atom =
        xcb_intern_atom_reply(c, xcb_intern_atom(c, 1, sizeof name - 1, name), NULL);
    xcb_screen_t *screen = xcb_setup_roots_iterator(xcb_get_setup(c)).data;
    xcb_get_property_reply_t *p = NULL;
    if (atom && atom->atom && screen)
        p = xcb_get_property_reply(c, xcb_get_property(c, 0, screen->root, atom->atom,
                                                       XCB_ATOM_STRING, 0, 256), NULL);
    if (p && p->format == 8 && xcb_get_property_value_length(p) > 0)
        address = xstrndup(xcb_get_property_value(p), (size_t)xcb_get_property_value_length(p));
    free(p);
    free(atom);
    xcb_disconnect(c);
    return address;
}

char *atspi_bus_address(const char *session, const char *display)
{
    /* "disabled:" is a person's way to say that there is to be no bus. */
    if (session && strncmp(session, "disabled:", 9) == 0)
        return NULL;
    char *address = session ? from_session(session) : NULL;
    return address ? address : from_root_window(display);
}
