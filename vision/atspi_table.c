#include "vision/atspi_node.h"

#include <string.h>

#include "vision/atspi_bus.h"

#define STEP 24      /* pixels between probes: less than two rows of text */
#define ROWS_MAX 120
#define COLUMNS_MAX 30

/* The bus and path of a reply that is one (so); false when there is none. */
static bool reference(DBusMessage *m, const char **bus, const char **path)
{
    DBusMessageIter it, pair;
    if (!m || !dbus_message_iter_init(m, &it) ||
        dbus_message_iter_get_arg_type(&it) != DBUS_TYPE_STRUCT)
        return false;
    dbus_message_iter_recurse(&it, &pair);
    if (dbus_message_iter_get_arg_type(&pair) != DBUS_TYPE_STRING)
        return false;
    dbus_message_iter_get_basic(&pair, bus);
    dbus_message_iter_next(&pair);
    if (dbus_message_iter_get_arg_type(&pair) != DBUS_TYPE_OBJECT_PATH)
        return false;
    dbus_message_iter_get_basic(&pair, path);
    return strcmp(*path, ATSPI_NULL) != 0;
}

static bool known(const struct walk *w, uint32_t parent, const char *path)
{
    for (size_t i = parent + 1; i < w->n; i++)
        if (w->nodes[i].parent == parent && strcmp(w->nodes[i].path, path) == 0)
            return true;
    return false;
}

void table_begin(struct walk *w, uint32_t index)
{
    struct node *n = &w->nodes[index];
    const struct node *top = &w->nodes[n->top];
    if (!(n->have & HAVE_BOX) || top->window < 0)
        return;
    struct srect seen, space = top->relative ? top->inner_box : w->windows[top->window].box;
    if (!srect_meet(&n->box, &space, &seen))
        return;
    int32_t x = seen.x + (seen.w > 60 ? 20 : seen.w / 3);
    for (int32_t y = seen.y + 4; y < seen.y + seen.h; y += STEP) {
        w->nodes[index].probes++;
        walk_want(w, WANT_CELL_AT, index, x, y);
    }
    walk_want(w, WANT_COLUMNS, index, 0, 0);
}

/* All probes are back: every cell between the first and the last row seen. */
static void ask_rows(struct walk *w, uint32_t index)
{
    const struct node *n = &w->nodes[index];
    int32_t last = n->row_max, columns = n->columns < COLUMNS_MAX ? n->columns : COLUMNS_MAX;
    if (last - n->row_min >= ROWS_MAX)
        last = n->row_min + ROWS_MAX - 1;
    for (int32_t row = n->row_min; row <= last; row++)
        for (int32_t column = 0; column < columns; column++)
            walk_want(w, WANT_CELL, index, row, column);
}

static void probe_done(struct walk *w, uint32_t index)
{
    if (--w->nodes[index].probes == 0)
        ask_rows(w, index);
}

/* A cell was hit: its number tells the row. */
static void cell_hit(struct walk *w, uint32_t table, const char *bus, const char *path)
{
    uint32_t cell = known(w, table, path) ? NO_NODE : walk_add(w, table, bus, path);
    if (cell == NO_NODE)
        probe_done(w, table);
    else
        walk_want(w, WANT_CELL_INDEX, cell, 0, 0);
}

void table_answer(struct walk *w, const struct request *r, DBusMessage *m)
{
    const char *bus, *path;
    struct node *n = &w->nodes[r->index];
    switch (r->want) {
    case WANT_CELL_AT:
        if (reference(m, &bus, &path))
            cell_hit(w, r->index, bus, path);
        else
            probe_done(w, r->index);
        break;
    case WANT_CELL_INDEX:
        if (m && atspi_number(m, -1) >= 0)
            walk_want(w, WANT_ROW, n->parent, (int32_t)atspi_number(m, -1), 0);
        else
            probe_done(w, n->parent);
        break;
    case WANT_ROW: {
        int32_t row = m ? (int32_t)atspi_number(m, -1) : -1;
        if (row >= 0) {
            n->row_min = row < n->row_min ? row : n->row_min;
            n->row_max = row > n->row_max ? row : n->row_max;
        }
        probe_done(w, r->index);
        break;
    }
    case WANT_COLUMNS:
        n->columns = m ? (int32_t)atspi_number(m, 0) : 0;
        break;
    case WANT_CELL:
        if (reference(m, &bus, &path) && !known(w, r->index, path))
            walk_add(w, r->index, bus, path);
        break;
    default:
        break;
    }
}
