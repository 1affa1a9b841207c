#include "tools/policy_view.h"

#include <jansson.h>
#include <stdbool.h>
#include <string.h>

#include "actions/action.h"
#include "base/js.h"

static bool in_box(const json_t *box, struct spoint p)
{
    json_int_t x = json_integer_value(json_array_get(box, 0));
    json_int_t y = json_integer_value(json_array_get(box, 1));
    return json_array_size(box) == 4 && p.x >= x && p.y >= y &&
           p.x < x + json_integer_value(json_array_get(box, 2)) &&
           p.y < y + json_integer_value(json_array_get(box, 3));
}

static const struct spoint *point_of(const struct action *a)
{
    if (a->has_point)
        return &a->at;
    return a->kind == ACTION_DRAG && a->u.drag.n ? &a->u.drag.path[a->u.drag.n - 1] : NULL;
}

/* The list goes from bottom to top: the last that fits is the one on top. */
static json_t *find_window(const struct action *a, const json_t *element, const json_t *screen)
{
    const struct spoint *at = point_of(a);
    int64_t id = js_int(element, "window", 0);
    json_t *found = NULL;
    json_t *window;
    size_t i;
    json_array_foreach(js_get(screen, "windows"), i, window) {
        bool fits;
        if (js_bool(window, "minimised", false))
            continue;
        if (id)
            fits = js_int(window, "id", 0) == id;
        else if (at)
            fits = in_box(js_get(window, "box"), *at);
        else
            fits = js_bool(window, "active", false);
        if (fits)
            found = window;
    }
    return found;
}

/* The smallest of the window's that holds the action's point. */
static json_t *find_element(const struct action *a, const json_t *screen, const json_t *window)
{
    const struct spoint *at = point_of(a);
    json_int_t best = 0;
    json_t *found = NULL;
    json_t *element;
    size_t i;
    json_array_foreach(js_get(screen, "elements"), i, element) {
        const json_t *box = js_get(element, "box");
        json_int_t area = json_integer_value(json_array_get(box, 2)) *
                          json_integer_value(json_array_get(box, 3));
        if (window && js_int(element, "window", 0) != js_int(window, "id", 0))
            continue;
        if (!at || !in_box(box, *at) || (found && area >= best))
            continue;
        found = element;
        best = area;
    }
    return found;
}

static bool has_state(const json_t *element, const char *state)
{
    json_t *one;
    size_t i;
    json_array_foreach(js_get(element, "states"), i, one)
        if (json_is_string(one) && strcmp(json_string_value(one), state) == 0)
            return true;
    return false;
}

/* A copy with "secret" said as a boolean; {} for none. New. */
static json_t *show_element(const json_t *element)
{
    json_t *copy = json_is_object(element) ? json_copy((json_t *)element) : json_object();
    json_object_set_new(copy, "secret", json_boolean(has_state(element, "secret")));
    return copy;
}

static json_t *show_action(const struct action *a, const json_t *context, bool rewritten)
{
    const json_t *screen = js_get(context, "screen");
    json_t *window = rewritten ? find_window(a, NULL, screen) : js_get(context, "window");
    const json_t *element =
        rewritten ? find_element(a, screen, window) : js_get(context, "element");
    json_t *shown = action_to_json(a);
    json_object_set_new(shown, "kind", json_string(action_name(a->kind)));
    if (json_is_object(element))
        json_object_set_new(shown, "element", show_element(element));
    if (!json_is_object(window))
        window = find_window(a, element, screen);
    if (window)
        json_object_set(shown, "window", window);
    return shown;
}

static json_t *show_screen(const json_t *screen)
{
    json_t *copy = json_is_object(screen) ? json_copy((json_t *)screen) : json_object();
    json_object_set_new(copy, "focus", show_element(js_get(screen, "focus")));
    return copy;
}

json_t *policy_view(const struct action *a, const json_t *context, bool rewritten)
{
    static const char *const about[] = { "task", "history", "origin", "effect" };
    json_t *rest = json_object();
    for (size_t i = 0; i < sizeof about / sizeof *about; i++) {
        json_t *value = js_get(context, about[i]);
        if (value)
            json_object_set(rest, about[i], value);
    }
    json_t *view = json_array();
    json_array_append_new(view, show_action(a, context, rewritten));
    json_array_append_new(view, show_screen(js_get(context, "screen")));
    json_array_append_new(view, rest);
    return view;
}
