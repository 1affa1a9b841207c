#include "vision/screen.h"

#include <jansson.h>

#include "base/apps.h"
#include "base/js.h"
#include "vision/windows.h"

static json_t *box_json(const struct srect *b)
{
    return json_pack("[i,i,i,i]", b->x, b->y, b->w, b->h);
}

static json_t *states_json(uint32_t states)
{
    static const struct { uint32_t state; const char *name; } names[] = {
        { STATE_FOCUSED, "focused" },     { STATE_CHECKED, "checked" },
        { STATE_DISABLED, "disabled" },   { STATE_SELECTED, "selected" },
        { STATE_EXPANDED, "expanded" },   { STATE_COLLAPSED, "collapsed" },
        { STATE_EDITABLE, "editable" },   { STATE_SECRET, "secret" },
        { STATE_FOCUSABLE, "focusable" }, { STATE_MIXED, "mixed" },
        { STATE_OFFSCREEN, "offscreen" },
    };
    json_t *list = json_array();
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (states & names[i].state)
            json_array_append_new(list, json_string(names[i].name));
    return list;
}

static json_t *source_json(unsigned int source)
{
    json_t *list = json_array();
    if (source & SOURCE_PIXELS)
        json_array_append_new(list, json_string("pixels"));
    if (source & SOURCE_ATSPI)
        json_array_append_new(list, json_string("atspi"));
    if (source & SOURCE_WINDOW)
        json_array_append_new(list, json_string("window"));
    return list;
}

json_t *element_to_json(const struct element *e)
{
    json_t *o = json_pack("{s:I,s:s,s:o,s:o}", "id", (json_int_t)e->id, "role", role_name(e->role),
                          "name", js_text(e->name ? e->name : ""), "box", box_json(&e->box));
    if (e->value && !(e->states & STATE_SECRET))
        json_object_set_new(o, "value", js_text(e->value));
    if (e->description && *e->description)
        json_object_set_new(o, "description", js_text(e->description));
    if (e->min < e->max) {
        json_object_set_new(o, "min", json_real(e->min));
        json_object_set_new(o, "max", json_real(e->max));
    }
    json_object_set_new(o, "states", states_json(e->states));
    json_object_set_new(o, "window", json_integer(e->window));
    if (e->parent)
        json_object_set_new(o, "parent", json_integer(e->parent));
    json_object_set_new(o, "source", source_json(e->source));
    json_object_set_new(o, "score", json_real((double)(int)(e->score * 100.0f + 0.5f) / 100.0));
    return o;
}

static json_t *app_json(const struct app *app)
{
    if (!app)
        return json_null();
    return json_pack("{s:o,s:o,s:o,s:o}", "id", js_text(app->id), "name", js_text(app->name),
                     "generic", js_text(app->generic), "categories", js_text(app->categories));
}

static const struct app *app_of(const struct apps *apps, const struct window *w)
{
    return apps && w ? apps_for_window(apps, w->instance, w->klass) : NULL;
}

static json_t *windows_json(const struct screen *s, const struct apps *apps)
{
    json_t *list = windows_to_json(s->frame->windows);
    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *window = json_array_get(list, i);
        uint32_t id = (uint32_t)js_int(window, "id", 0);
        const struct window *w = windows_by_id(s->frame->windows, id);
        json_object_set_new(window, "app", app_json(app_of(apps, w)));
    }
    return list;
}

static json_t *lines_json(const struct screen *s)
{
    json_t *list = json_array();
    for (size_t i = 0; i < s->lines_n; i++)
        json_array_append_new(list, json_pack("{s:o,s:o,s:I}", "text", js_text(s->lines[i].text),
                                              "box", box_json(&s->lines[i].box), "window",
                                              (json_int_t)s->lines[i].window));
    return list;
}

json_t *screen_to_json(const struct screen *s, const struct apps *apps)
{
    const struct frame *f = s->frame;
    const struct windows *windows = f->windows;
    const struct app *app = app_of(apps, windows_by_id(windows, windows->active));
    const struct element *focus = screen_focus(s);
    json_t *elements = json_array();
    for (size_t i = 0; i < s->n; i++)
        json_array_append_new(elements, element_to_json(&s->items[i]));
    return json_pack("{s:I,s:I,s:I,s:[i,i],s:o,s:o,s:o,s:o,s:o}", "frame", (json_int_t)f->id, "w",
                     (json_int_t)f->screen->w, "h", (json_int_t)f->screen->h, "pointer",
                     f->pointer.x, f->pointer.y, "app", app ? js_text(app->name) : json_null(),
                     "focus", focus ? element_to_json(focus) : json_null(), "windows",
                     windows_json(s, apps), "elements", elements, "lines", lines_json(s));
}
