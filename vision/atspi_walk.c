#include "vision/atspi_walk.h"

#include <atspi/atspi-constants.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "vision/atspi_bus.h"
#include "vision/atspi_node.h"

#define IN_FLIGHT 96      /* questions on their way at once */
#define CALL_MS 3000      /* longer than any walk */
#define NODES_MAX 6000u
#define CHILDREN_MAX 1000
#define FEW 300           /* children of a list that are asked one by one */
#define TEXT_MAX 4096
#define FROZEN_US 5000000

static void pump(struct walk *w);

/* GTK 4, whose boxes are relative to the window, never says "showing" of what lies in one. */
bool node_shown(const struct walk *w, const struct node *n)
{
    if (n->depth > 1 && w->nodes[n->top].relative)
        return n->states >> ATSPI_STATE_VISIBLE & 1;
    return n->states >> ATSPI_STATE_SHOWING & 1 && n->states >> ATSPI_STATE_VISIBLE & 1;
}

static size_t peer_of(struct peers *p, const char *bus)
{
    for (size_t i = 0; i < p->n; i++)
        if (strcmp(p->items[i].bus, bus) == 0)
            return i;
    GROW(p->items, p->n, p->cap);
    p->items[p->n] = (struct peer){ .bus = xstrdup(bus) };
    return p->n++;
}

void peers_release(struct peers *p)
{
    for (size_t i = 0; i < p->n; i++)
        free(p->items[i].bus);
    free(p->items);
    *p = (struct peers){ 0 };
}

static uint32_t app_of(struct walk *w, const char *bus)
{
    for (size_t i = 0; i < w->apps_n; i++)
        if (strcmp(w->apps[i].bus, bus) == 0)
            return (uint32_t)i;
    GROW(w->apps, w->apps_n, w->apps_cap);
    w->apps[w->apps_n] = (struct app){ .bus = xstrdup(bus), .peer = peer_of(w->peers, bus) };
    return (uint32_t)w->apps_n++;
}

/* The question as a message; NULL when memory is out or a name is not valid. */
static DBusMessage *message_of(const struct walk *w, const struct request *r)
{
    static const struct { const char *interface, *method; bool property; } how[WANT_N] = {
        [WANT_ROLE] = { ATSPI_ACCESSIBLE, "GetRole", false },
        [WANT_STATE] = { ATSPI_ACCESSIBLE, "GetState", false },
        [WANT_NAME] = { ATSPI_ACCESSIBLE, "Name", true },
        [WANT_BOX] = { ATSPI_COMPONENT, "GetExtents", false },
        [WANT_INNER_BOX] = { ATSPI_COMPONENT, "GetExtents", false },
        [WANT_COUNT] = { ATSPI_ACCESSIBLE, "ChildCount", true },
        [WANT_CHILDREN] = { ATSPI_ACCESSIBLE, "GetChildren", false },
        [WANT_DESCRIPTION] = { ATSPI_ACCESSIBLE, "Description", true },
        [WANT_RELATIONS] = { ATSPI_ACCESSIBLE, "GetRelationSet", false },
        [WANT_LENGTH] = { ATSPI_TEXT, "CharacterCount", true },
        [WANT_TEXT] = { ATSPI_TEXT, "GetText", false },
        [WANT_VALUE] = { ATSPI_VALUE, "CurrentValue", true },
        [WANT_MIN] = { ATSPI_VALUE, "MinimumValue", true },
        [WANT_MAX] = { ATSPI_VALUE, "MaximumValue", true },
        [WANT_CELL_AT] = { ATSPI_COMPONENT, "GetAccessibleAtPoint", false },
        [WANT_CELL_INDEX] = { ATSPI_ACCESSIBLE, "GetIndexInParent", false },
        [WANT_ROW] = { ATSPI_TABLE, "GetRowAtIndex", false },
        [WANT_COLUMNS] = { ATSPI_TABLE, "NColumns", true },
        [WANT_CELL] = { ATSPI_TABLE, "GetAccessibleAt", false },
    };
    if (r->want == WANT_APPS)
        return atspi_call("org.a11y.atspi.Registry", ATSPI_ROOT, ATSPI_ACCESSIBLE, "GetChildren");
    if (r->want == WANT_PID) {
        DBusMessage *m = atspi_call(DBUS_SERVICE_DBUS, DBUS_PATH_DBUS, DBUS_INTERFACE_DBUS,
                                    "GetConnectionUnixProcessID");
        if (m)
            dbus_message_append_args(m, DBUS_TYPE_STRING, &w->apps[r->index].bus, DBUS_TYPE_INVALID);
        return m;
    }
    const struct node *n = &w->nodes[r->index];
    const char *bus = w->apps[n->app].bus;
    if (!dbus_validate_bus_name(bus, NULL) || !dbus_validate_path(n->path, NULL))
        return NULL;
    if (how[r->want].property)
        return atspi_get(bus, n->path, how[r->want].interface, how[r->want].method);
    DBusMessage *m = atspi_call(bus, n->path, how[r->want].interface, how[r->want].method);
    bool relative = w->nodes[n->top].relative || r->want == WANT_INNER_BOX;
    dbus_uint32_t space = relative ? ATSPI_COORD_TYPE_WINDOW : ATSPI_COORD_TYPE_SCREEN;
    dbus_int32_t a = r->a, b = r->b;
    if (m && (r->want == WANT_BOX || r->want == WANT_INNER_BOX))
        dbus_message_append_args(m, DBUS_TYPE_UINT32, &space, DBUS_TYPE_INVALID);
    else if (m && r->want == WANT_CELL_AT)
        dbus_message_append_args(m, DBUS_TYPE_INT32, &a, DBUS_TYPE_INT32, &b, DBUS_TYPE_UINT32,
                                 &space, DBUS_TYPE_INVALID);
    else if (m && (r->want == WANT_TEXT || r->want == WANT_CELL))
        dbus_message_append_args(m, DBUS_TYPE_INT32, &a, DBUS_TYPE_INT32, &b, DBUS_TYPE_INVALID);
    else if (m && r->want == WANT_ROW)
        dbus_message_append_args(m, DBUS_TYPE_INT32, &a, DBUS_TYPE_INVALID);
    return m;
}

void walk_want(struct walk *w, enum want want, uint32_t index, int32_t a, int32_t b)
{
    struct request *r = xcalloc(1, sizeof *r);
    *r = (struct request){ .walk = w, .want = want, .index = index, .a = a, .b = b };
    if (w->queue_end)
        w->queue_end->next = r;
    else
        w->queue = r;
    w->queue_end = r;
}

uint32_t walk_add(struct walk *w, uint32_t parent, const char *bus, const char *path)
{
    if (w->n >= NODES_MAX || !*bus || strcmp(path, ATSPI_NULL) == 0)
        return NO_NODE;
    uint32_t app = app_of(w, bus), index = (uint32_t)w->n;
    GROW(w->nodes, w->n, w->cap);
    struct node *n = &w->nodes[w->n++];
    *n = (struct node){ .path = xstrdup(path), .app = app, .parent = parent, .window = -1,
                        .row_min = INT32_MAX, .row_max = -1 };
    n->depth = parent == NO_NODE ? 0 : w->nodes[parent].depth + 1;
    n->top = n->depth <= 1 ? index : w->nodes[parent].top;
    if (n->depth == 0)
        return index;
    walk_want(w, WANT_STATE, index, 0, 0);
    walk_want(w, WANT_ROLE, index, 0, 0);
    if (n->depth == 1) {
        walk_want(w, WANT_NAME, index, 0, 0);
        walk_want(w, WANT_BOX, index, 0, 0);
        walk_want(w, WANT_INNER_BOX, index, 0, 0);
    }
    return index;
}

/* Applications and children both come as a(so): bus name and path. */
static void each_child(struct walk *w, DBusMessage *m, uint32_t parent)
{
    DBusMessageIter it, list, pair;
    if (!dbus_message_iter_init(m, &it) || dbus_message_iter_get_arg_type(&it) != DBUS_TYPE_ARRAY)
        return;
    dbus_message_iter_recurse(&it, &list);
    for (int i = 0; i < CHILDREN_MAX; i++, dbus_message_iter_next(&list)) {
        const char *bus = "", *path = "";
        if (dbus_message_iter_get_arg_type(&list) != DBUS_TYPE_STRUCT)
            return;
        dbus_message_iter_recurse(&list, &pair);
        if (dbus_message_iter_get_arg_type(&pair) != DBUS_TYPE_STRING)
            return;
        dbus_message_iter_get_basic(&pair, &bus);
        dbus_message_iter_next(&pair);
        if (dbus_message_iter_get_arg_type(&pair) != DBUS_TYPE_OBJECT_PATH)
            return;
        dbus_message_iter_get_basic(&pair, &path);
        walk_add(w, parent, bus, path);
    }
}

/* An application's own node is added with the first look at it; its windows only when it has one here. */
static void open_app(struct walk *w, uint32_t index)
{
    struct app *app = &w->apps[index];
    uint32_t pid = w->peers->items[app->peer].pid;
    bool here = false;
    for (size_t i = 0; i < w->windows_n; i++)
        here |= w->windows[i].pid == pid || w->windows[i].pid == 0 || pid == 0;
    if (!here || app->opened)
        return;
    app->opened = true;
    for (uint32_t i = 0; i < w->n; i++)
        if (w->nodes[i].app == index && w->nodes[i].depth == 0)
            walk_want(w, WANT_CHILDREN, i, 0, 0);
}

static void take_apps(struct walk *w, DBusMessage *m)
{
    size_t before = w->n;
    each_child(w, m, NO_NODE);
    for (size_t i = before; i < w->n; i++) {
        uint32_t app = w->nodes[i].app;
        const struct peer *peer = &w->peers->items[w->apps[app].peer];
        if (peer->frozen_until_us > w->began_us)
            continue;
        if (peer->asked)
            open_app(w, app);
        else
            walk_want(w, WANT_PID, app, 0, 0);
    }
}

/* Once role and state are known: asks for the rest, if the node can be seen. */
static void open_node(struct walk *w, uint32_t index)
{
    struct node *n = &w->nodes[index];
    uint32_t need = HAVE_ROLE | HAVE_STATE;
    if (n->depth == 1)
        need |= HAVE_NAME | HAVE_BOX | HAVE_INNER_BOX;
    if (n->depth == 0 || n->opened || (n->have & need) != need || !node_shown(w, n))
        return;
    n->opened = true;
    if (n->depth == 1) {
        top_match(w, index);
        if (n->window >= 0)
            walk_want(w, WANT_CHILDREN, index, 0, 0);
        return;
    }
    walk_want(w, WANT_NAME, index, 0, 0);
    walk_want(w, WANT_BOX, index, 0, 0);
    if (atspi_has_text(n->role, n->states))
        walk_want(w, WANT_LENGTH, index, 0, 0);
    if (atspi_has_value(n->role)) {
        walk_want(w, WANT_VALUE, index, 0, 0);
        walk_want(w, WANT_MIN, index, 0, 0);
        walk_want(w, WANT_MAX, index, 0, 0);
    }
    if (atspi_is_leaf(n->role) || (n->role == ATSPI_ROLE_MENU && !w->popup))
        return; /* a menu that is not open has nothing to show */
    walk_want(w, atspi_is_long(n->role, n->states) ? WANT_COUNT : WANT_CHILDREN, index, 0, 0);
}

static void take_name(struct walk *w, uint32_t index, const char *name)
{
    struct node *n = &w->nodes[index];
    n->name = xstrdup(name ? name : "");
    n->have |= HAVE_NAME;
    if (n->depth == 1 || *n->name)
        return;
    if (atspi_wants_label(n->role))
        walk_want(w, WANT_RELATIONS, index, 0, 0);
    if (atspi_wants_tip(n->role))
        walk_want(w, WANT_DESCRIPTION, index, 0, 0);
}

static void take_number(struct node *n, double value)
{
    free(n->value);
    n->value = xasprintf("%.10g", value);
}

static void take_answer(struct walk *w, const struct request *r, DBusMessage *m)
{
    struct node *n = &w->nodes[r->index];
    switch (r->want) {
    case WANT_STATE: n->states = atspi_bits(m); n->have |= HAVE_STATE; break;
    case WANT_ROLE: n->role = (uint32_t)atspi_number(m, 0); n->have |= HAVE_ROLE; break;
    case WANT_NAME: take_name(w, r->index, atspi_string(m)); break;
    case WANT_BOX: n->box = atspi_box(m); n->have |= HAVE_BOX; break;
    case WANT_INNER_BOX: n->inner_box = atspi_box(m); n->have |= HAVE_INNER_BOX; break;
    case WANT_CHILDREN: each_child(w, m, r->index); return;
    case WANT_COUNT:
        if (atspi_number(m, 0) <= FEW)
            walk_want(w, WANT_CHILDREN, r->index, 0, 0);
        else
            table_begin(w, r->index);
        return;
    case WANT_DESCRIPTION: free(n->description); n->description = xstrdup(atspi_string(m)); return;
    case WANT_RELATIONS: n->label = atspi_label(m); return;
    case WANT_LENGTH: {
        double length = atspi_number(m, 0);
        if (length > 0)
            walk_want(w, WANT_TEXT, r->index, 0, length < TEXT_MAX ? (int32_t)length : TEXT_MAX);
        else
            n->value = xstrdup("");
        return;
    }
    case WANT_TEXT: free(n->value); n->value = xstrdup(atspi_string(m)); return;
    case WANT_VALUE: take_number(n, atspi_number(m, 0)); return;
    case WANT_MIN: n->min = atspi_number(m, 0); return;
    case WANT_MAX: n->max = atspi_number(m, 0); return;
    default: return;
    }
    open_node(w, r->index);
}

static void answered(struct walk *w, const struct request *r, DBusMessage *m)
{
    bool error = !m || dbus_message_get_type(m) == DBUS_MESSAGE_TYPE_ERROR;
    if (r->want == WANT_PID) {
        struct peer *peer = &w->peers->items[w->apps[r->index].peer];
        peer->pid = error ? 0 : (uint32_t)atspi_number(m, 0);
        peer->asked = true;
        open_app(w, r->index);
    } else if (r->want == WANT_APPS) {
        if (!error)
            take_apps(w, m);
    } else if (r->want >= WANT_CELL_AT) {
        table_answer(w, r, error ? NULL : m);
    } else if (!error) {
        take_answer(w, r, m);
    } else if (r->want == WANT_STATE || r->want == WANT_ROLE || r->want == WANT_BOX) {
        w->nodes[r->index].gone = true; /* it went away while it was asked */
    }
}

static struct app *app_asked(struct walk *w, const struct request *r)
{
    if (r->want == WANT_APPS || r->want == WANT_PID)
        return NULL; /* the registry, the bus itself */
    return &w->apps[w->nodes[r->index].app];
}

static void unlink_request(struct request *r)
{
    if (r->prev)
        r->prev->next = r->next;
    else
        r->walk->sent = r->next;
    if (r->next)
        r->next->prev = r->prev;
}

static void on_reply(DBusPendingCall *pending, void *data)
{
    struct request *r = data;
    struct walk *w = r->walk;
    DBusMessage *m = dbus_pending_call_steal_reply(pending);
    struct app *app = app_asked(w, r);
    unlink_request(r);
    w->in_flight--;
    if (app) {
        app->in_flight--;
        app->heard = true;
    }
    answered(w, r, m);
    if (m)
        dbus_message_unref(m);
    dbus_pending_call_unref(pending);
    free(r);
    pump(w);
}

static bool send_request(struct walk *w, struct request *r)
{
    DBusMessage *m = message_of(w, r);
    if (!m)
        return false;
    bool sent = dbus_connection_send_with_reply(w->c, m, &r->pending, CALL_MS) && r->pending;
    dbus_message_unref(m);
    if (!sent)
        return false;
    struct app *app = app_asked(w, r);
    r->prev = NULL;
    r->next = w->sent;
    if (w->sent)
        w->sent->prev = r;
    w->sent = r;
    w->in_flight++;
    if (app)
        app->in_flight++;
    dbus_pending_call_set_notify(r->pending, on_reply, r, NULL);
    return true;
}

static void pump(struct walk *w)
{
    while (w->queue && w->in_flight < IN_FLIGHT) {
        struct request *r = w->queue;
        w->queue = r->next;
        if (!w->queue)
            w->queue_end = NULL;
        r->next = NULL;
        if (!send_request(w, r)) {
            answered(w, r, NULL);
            free(r);
        }
    }
}

struct walk *walk_new(DBusConnection *c, struct peers *peers, struct window *windows, size_t n,
                      int64_t now_us)
{
    struct walk *w = xcalloc(1, sizeof *w);
    w->c = c;
    w->peers = peers;
    w->windows = windows;
    w->windows_n = n;
    w->began_us = now_us;
    for (size_t i = 0; i < n; i++)
        w->popup |= !windows[i].managed || windows[i].type == WINDOW_MENU;
    walk_want(w, WANT_APPS, 0, 0, 0);
    pump(w);
    return w;
}

bool walk_done(const struct walk *w)
{
    return !w->queue && !w->sent;
}

bool walk_shows(const struct walk *w, uint32_t window)
{
    for (size_t i = 0; i < w->windows_n; i++)
        if (w->windows[i].id == window)
            return true;
    return false;
}

int64_t walk_began_us(const struct walk *w)
{
    return w->began_us;
}

void walk_note_frozen(struct walk *w, int64_t now_us)
{
    for (size_t i = 0; i < w->apps_n; i++)
        if (w->apps[i].in_flight && !w->apps[i].heard)
            w->peers->items[w->apps[i].peer].frozen_until_us = now_us + FROZEN_US;
}

void walk_free(struct walk *w)
{
    if (!w)
        return;
    for (struct request *r = w->sent, *next; r; r = next) {
        next = r->next;
        dbus_pending_call_cancel(r->pending);
        dbus_pending_call_unref(r->pending);
        free(r);
    }
    for (struct request *r = w->queue, *next; r; r = next) {
        next = r->next;
        free(r);
    }
    for (size_t i = 0; i < w->n; i++) {
        free(w->nodes[i].path);
        free(w->nodes[i].name);
        free(w->nodes[i].description);
        free(w->nodes[i].value);
        free(w->nodes[i].label);
    }
    for (size_t i = 0; i < w->apps_n; i++)
        free(w->apps[i].bus);
    for (size_t i = 0; i < w->windows_n; i++) {
        free(w->windows[i].title);
        free(w->windows[i].instance);
        free(w->windows[i].klass);
    }
    free(w->windows);
    free(w->apps);
    free(w->nodes);
    free(w);
}
