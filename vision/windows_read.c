/* Requests go out in rounds, all of one round before the first reply is read, so that the time is that
 * of a few round trips however many windows there are. */
#include "vision/windows.h"

#include <stdlib.h>
#include <string.h>
#include <xcb/shape.h>
#include <xcb/xcb.h>

#include "base/err.h"
#include "base/strbuf.h"
#include "base/xalloc.h"
#include "vision/windows_props.h"

#define CANDIDATES_MAX 1024u /* windows looked at; a desktop has tens */
#define CLIMB_MAX 8          /* decorations between a client and the root */

/* A window that may be one of the list. */
struct candidate {
    xcb_window_t id;
    xcb_window_t top; /* its ancestor that is the root's child: where it is stacked */
    int depth; /* index of top among the root's children; -1: not there */
    bool managed, kept;
    struct window window;
};

struct reading {
    xcb_connection_t *c;
    xcb_window_t root;
    xcb_atom_t atoms[ATOMS_N];
    xcb_window_t *tree; /* the root's children, bottom to top */
    size_t tree_n;
    struct candidate *items;
    size_t n, cap;
    struct srect screen;
    bool ewmh, shape;
    uint32_t active;
};

static void add(struct reading *r, xcb_window_t id, xcb_window_t top, bool managed)
{
    if (r->n == CANDIDATES_MAX)
        return;
    for (size_t i = 0; i < r->n; i++)
        if (r->items[i].id == id)
            return;
    GROW(r->items, r->n, r->cap);
    r->items[r->n++] = (struct candidate){.id = id, .top = top, .managed = managed};
}

static ssize_t stack_index(const struct reading *r, xcb_window_t top)
{
    for (size_t i = 0; i < r->tree_n; i++)
        if (r->tree[i] == top)
            return (ssize_t)i;
    return -1;
}

/* Round 1 and 2: names, the root's children and size, the manager's list, who is active. */
static int read_root(struct reading *r)
{
    xcb_get_geometry_cookie_t geometry = xcb_get_geometry(r->c, r->root);
    xcb_query_tree_cookie_t tree_cookie = xcb_query_tree(r->c, r->root);
    xcb_get_property_cookie_t list, active, check;
    xcb_get_geometry_reply_t *g;
    xcb_query_tree_reply_t *tree;
    uint32_t *ids;
    size_t n;

    props_atoms(r->c, r->atoms);
    list = props_ask(r->c, r->root, r->atoms[A_CLIENT_LIST_STACKING], CANDIDATES_MAX);
    active = props_ask(r->c, r->root, r->atoms[A_ACTIVE_WINDOW], 1);
    check = props_ask(r->c, r->root, r->atoms[A_SUPPORTING_WM_CHECK], 1);
    g = xcb_get_geometry_reply(r->c, geometry, NULL);
    tree = xcb_query_tree_reply(r->c, tree_cookie, NULL);
    if (g)
        r->screen = (struct srect){0, 0, g->width, g->height};
    if (tree) {
        r->tree_n = (size_t)xcb_query_tree_children_length(tree);
        r->tree = xmemdup(xcb_query_tree_children(tree), r->tree_n * sizeof *r->tree);
    }
    ids = props_words(r->c, list, &n);
    for (size_t i = 0; i < n; i++)
        add(r, ids[i], XCB_WINDOW_NONE, true);
    free(ids);
    ids = props_words(r->c, active, &n);
    r->active = n ? ids[0] : 0;
    free(ids);
    ids = props_words(r->c, check, &n);
    /* a list that a dead manager left behind is not believed */
    r->ewmh = n && stack_index(r, ids[0]) >= 0;
    free(ids);
    if (!r->ewmh)
        r->n = 0;
    free(g);
    free(tree);
    return r->tree ? 0 : -1;
}

/* Finds each managed window's ancestor below the root: parents of all that are still open, a round a
 * level. */
static void climb(struct reading *r)
{
    xcb_window_t *at = xcalloc(r->n + 1, sizeof *at);
    xcb_query_tree_cookie_t *asked = xcalloc(r->n + 1, sizeof *asked);
    bool open = true;

    for (size_t i = 0; i < r->n; i++)
        at[i] = r->items[i].id;
    for (int level = 0; open && level < CLIMB_MAX; level++) {
        open = false;
        for (size_t i = 0; i < r->n; i++)
            if (!r->items[i].top)
                asked[i] = xcb_query_tree(r->c, at[i]);
        for (size_t i = 0; i < r->n; i++) {
            xcb_query_tree_reply_t *t;

            if (r->items[i].top)
                continue;
            t = xcb_query_tree_reply(r->c, asked[i], NULL);
            if (!t || t->parent == r->root || t->parent == XCB_WINDOW_NONE)
                r->items[i].top = at[i];
            else
                at[i] = t->parent;
            open = open || !r->items[i].top;
            free(t);
        }
    }
    free(at);
    free(asked);
}

/* Without EWMH: a root's child that is not override-redirect is a client, or a frame round one, which
 * then carries WM_STATE (ICCCM 4.1.3.1) one or two levels below. */
static xcb_window_t client_below(struct reading *r, xcb_window_t w, int depth)
{
    xcb_get_property_cookie_t state = props_ask(r->c, w, r->atoms[A_WM_STATE], 1);
    xcb_query_tree_cookie_t children = xcb_query_tree(r->c, w);
    size_t n;
    uint32_t *words = props_words(r->c, state, &n);
    xcb_query_tree_reply_t *t = xcb_query_tree_reply(r->c, children, NULL);
    xcb_window_t found = n ? w : XCB_WINDOW_NONE;

    for (int i = 0; !found && t && depth > 0 && i < xcb_query_tree_children_length(t); i++)
        found = client_below(r, xcb_query_tree_children(t)[i], depth - 1);
    free(words);
    free(t);
    return found;
}

/* The root's viewable children: pop-ups, and without EWMH the windows too. */
static void add_tops(struct reading *r)
{
    xcb_get_window_attributes_cookie_t *asked = xcalloc(r->tree_n + 1, sizeof *asked);
    size_t managed = r->n;

    for (size_t i = 0; i < r->tree_n; i++)
        asked[i] = xcb_get_window_attributes(r->c, r->tree[i]);
    for (size_t i = 0; i < r->tree_n; i++) {
        xcb_get_window_attributes_reply_t *a =
            xcb_get_window_attributes_reply(r->c, asked[i], NULL);
        bool frame = false;

        for (size_t k = 0; k < managed; k++)
            frame = frame || r->items[k].top == r->tree[i];
        if (a && !frame && a->map_state == XCB_MAP_STATE_VIEWABLE &&
            a->_class == XCB_WINDOW_CLASS_INPUT_OUTPUT) {
            xcb_window_t client = a->override_redirect || r->ewmh
                                      ? XCB_WINDOW_NONE : client_below(r, r->tree[i], 2);

            if (a->override_redirect)
                add(r, r->tree[i], r->tree[i], false);
            else
                add(r, client ? client : r->tree[i], r->tree[i], true);
        }
        free(a);
    }
    free(asked);
}

/* What is asked about one candidate. */
struct questions {
    xcb_get_window_attributes_cookie_t attributes;
    xcb_get_geometry_cookie_t geometry;
    xcb_translate_coordinates_cookie_t place;
    xcb_get_geometry_cookie_t top;
    xcb_shape_get_rectangles_cookie_t input;
    struct props_cookies props;
};

static struct questions question(struct reading *r, const struct candidate *item)
{
    struct questions q = {.attributes = xcb_get_window_attributes(r->c, item->id),
                          .geometry = xcb_get_geometry(r->c, item->id),
                          .place = xcb_translate_coordinates(r->c, item->id, r->root, 0, 0),
                          .top = xcb_get_geometry(r->c, item->top)};

    if (r->shape)
        q.input = xcb_shape_get_rectangles(r->c, item->id, XCB_SHAPE_SK_INPUT);
    props_ask_all(r->c, r->atoms, item->id, &q.props);
    return q;
}

static struct srect grown(struct srect r, const struct edges *e, int32_t sign)
{
    struct srect out = {r.x - sign * e->left, r.y - sign * e->top, r.w + sign * (e->left + e->right),
                        r.h + sign * (e->top + e->bottom)};

    return out.w >= 1 && out.h >= 1 ? out : r;
}

/* The client's area and what the manager put round it. What the manager says of its frame goes before
 * the frame window's size, which can have invisible borders; shadows that the client draws by itself
 * are no part of what a person calls the window. */
static void place(struct window *w, const xcb_get_geometry_reply_t *g,
                  const xcb_translate_coordinates_reply_t *t, const xcb_get_geometry_reply_t *top,
                  const struct edges *extents, const struct edges *shadow)
{
    struct srect whole = {t->dst_x, t->dst_y, g->width, g->height};

    w->box = grown(whole, shadow, -1);
    w->frame = w->box;
    if (extents->known)
        w->frame = grown(w->box, extents, 1);
    else if (top)
        w->frame = (struct srect){top->x, top->y, top->width + 2 * top->border_width,
                                  top->height + 2 * top->border_width};
}

static void answer(struct reading *r, struct candidate *item, const struct questions *q)
{
    xcb_get_window_attributes_reply_t *a = xcb_get_window_attributes_reply(r->c, q->attributes, NULL);
    xcb_get_geometry_reply_t *g = xcb_get_geometry_reply(r->c, q->geometry, NULL);
    xcb_translate_coordinates_reply_t *t = xcb_translate_coordinates_reply(r->c, q->place, NULL);
    xcb_get_geometry_reply_t *top = xcb_get_geometry_reply(r->c, q->top, NULL);
    xcb_shape_get_rectangles_reply_t *input =
        r->shape ? xcb_shape_get_rectangles_reply(r->c, q->input, NULL) : NULL;
    /* clicks fall through it: a compositor's overlay, a mark drawn over the screen */
    bool ghost = input && input->rectangles_len == 0;
    struct window *w = &item->window;
    struct edges extents, shadow;
    struct srect seen;

    w->id = item->id;
    w->managed = item->managed;
    props_read_all(r->c, r->atoms, &q->props, r->ewmh, w, &extents, &shadow);
    if (a && g && t) {
        place(w, g, t, item->top != item->id ? top : NULL, &extents, &shadow);
        item->kept = a->map_state == XCB_MAP_STATE_VIEWABLE && !ghost &&
                     (item->managed || srect_meet(&w->box, &r->screen, &seen));
        item->kept = item->kept || (item->managed && w->minimised);
    }
    free(a);
    free(g);
    free(t);
    free(top);
    free(input);
}

static void ask_all(struct reading *r)
{
    struct questions *asked = xcalloc(r->n + 1, sizeof *asked);

    for (size_t i = 0; i < r->n; i++)
        asked[i] = question(r, &r->items[i]);
    for (size_t i = 0; i < r->n; i++)
        answer(r, &r->items[i], &asked[i]);
    free(asked);
}

static int by_stacking(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;

    return (x->depth > y->depth) - (x->depth < y->depth);
}

/* Without a manager the keyboard's focus says which window is active. */
static uint32_t focused(struct reading *r)
{
    xcb_get_input_focus_reply_t *f =
        xcb_get_input_focus_reply(r->c, xcb_get_input_focus(r->c), NULL);
    xcb_window_t at = f ? f->focus : XCB_WINDOW_NONE;
    uint32_t found = 0;

    free(f);
    for (int level = 0; !found && at > 1 && at != r->root && level < CLIMB_MAX; level++) {
        xcb_query_tree_reply_t *t;

        for (size_t i = 0; i < r->n; i++)
            if (r->items[i].kept && (r->items[i].id == at || r->items[i].top == at))
                found = r->items[i].id;
        t = xcb_query_tree_reply(r->c, xcb_query_tree(r->c, at), NULL);
        at = t ? t->parent : XCB_WINDOW_NONE;
        free(t);
    }
    return found;
}

static void window_release(struct window *w)
{
    free(w->title);
    free(w->instance);
    free(w->klass);
}

/* Moves what is kept into the list, bottom to top. */
static struct windows *collect(struct reading *r)
{
    struct windows *out = windows_new_empty();

    for (size_t i = 0; i < r->n; i++) {
        ssize_t at = stack_index(r, r->items[i].top);

        r->items[i].depth = at < 0 ? -1 : (int)at;
    }
    if (!r->ewmh)
        r->active = focused(r);
    if (r->n)
        qsort(r->items, r->n, sizeof *r->items, by_stacking);
    out->items = xcalloc(r->n + 1, sizeof *out->items);
    for (size_t i = 0; i < r->n; i++) {
        if (!r->items[i].kept || strcmp(r->items[i].window.instance, WINDOWS_OWN_CLASS) == 0) {
            window_release(&r->items[i].window);
            continue;
        }
        out->items[out->n] = r->items[i].window;
        out->items[out->n].active = r->items[i].id == r->active;
        if (out->items[out->n].active)
            out->active = r->active;
        out->n++;
    }
    return out;
}

struct windows *windows_read(xcb_connection_t *c, uint32_t root, struct err *err)
{
    const xcb_query_extension_reply_t *shape = xcb_get_extension_data(c, &xcb_shape_id);
    struct reading r = {.c = c, .root = root, .shape = shape && shape->present};
    struct windows *out = NULL;

    if (read_root(&r) == 0) {
        climb(&r);
        add_tops(&r);
        ask_all(&r);
        out = collect(&r);
    }
    free(r.tree);
    free(r.items);
    if (xcb_connection_has_error(c)) {
        windows_unref(out);
        out = NULL;
        err_set(err, ERR_NO_DISPLAY, "the display is gone");
    } else if (!out) {
        err_set(err, ERR_PROTOCOL, "the display does not list its windows");
    }
    return out;
}
