#include "actions/action.h"

#include <jansson.h>

#include "actions/action_names.h"

static void put_int(json_t *j, const char *key, int64_t value)
{
    json_object_set_new(j, key, json_integer(value));
}

static void put_text(json_t *j, const char *key, const char *text)
{
    json_object_set_new(j, key, json_string(text));
}

static json_t *point_json(struct spoint p)
{
    return json_pack("[ii]", (int)p.x, (int)p.y);
}

static json_t *box_json(const struct srect *r)
{
    return json_pack("[iiii]", (int)r->x, (int)r->y, (int)(r->x + r->w - 1),
                     (int)(r->y + r->h - 1));
}

static json_t *points_json(const struct spoint *items, size_t n)
{
    json_t *list = json_array();
    for (size_t i = 0; i < n; i++)
        json_array_append_new(list, point_json(items[i]));
    return list;
}

static json_t *chord_json(const struct chord *c)
{
    json_t *list = json_array();
    for (size_t i = 0; i < c->n; i++)
        json_array_append_new(list, json_string(c->keys[i]));
    return list;
}

static json_t *boxes_json(const struct action *a)
{
    json_t *list = json_array();
    for (size_t i = 0; i < a->u.boxes.n; i++) {
        json_t *item = json_object();
        json_object_set_new(item, "box", box_json(&a->u.boxes.items[i].box));
        if (a->u.boxes.items[i].label)
            put_text(item, "label", a->u.boxes.items[i].label);
        json_array_append_new(list, item);
    }
    return list;
}

static void put_modifiers(json_t *j, unsigned int modifiers)
{
    json_t *list = json_array();
    for (unsigned int i = 0; i < 4; i++)
        if (modifiers & 1u << i)
            json_array_append_new(list, json_string(modifier_names[i]));
    json_object_set_new(j, "modifiers", list);
}

static void put_answer(json_t *j, const struct action *a)
{
    switch (a->kind) {
    case ACTION_FINISH:
        put_text(j, "status", a->u.finish.done ? "done" : "failed");
        put_text(j, "text", a->u.finish.text);
        break;
    case ACTION_TOOL:
        put_text(j, "name", a->u.tool.name);
        json_object_set_new(j, "arguments",
                            a->u.tool.args ? json_deep_copy(a->u.tool.args) : json_object());
        break;
    case ACTION_CODE:
        put_text(j, "language", a->u.code.language);
        put_text(j, "source", a->u.code.source);
        break;
    case ACTION_POINTS:
        json_object_set_new(j, "points", points_json(a->u.points.items, a->u.points.n));
        if (a->u.points.label)
            put_text(j, "label", a->u.points.label);
        break;
    case ACTION_BOXES:
        json_object_set_new(j, "boxes", boxes_json(a));
        break;
    case ACTION_MARK:
        put_int(j, "index", a->u.mark.index);
        put_text(j, "do", mark_names[a->u.mark.what]);
        break;
    default:
        break;
    }
}

static void put_body(json_t *j, const struct action *a)
{
    switch (a->kind) {
    case ACTION_CLICK:
        put_text(j, "button", button_names[a->u.click.button]);
        put_int(j, "count", a->u.click.count);
        break;
    case ACTION_DRAG:
        json_object_set_new(j, "path", points_json(a->u.drag.path, a->u.drag.n));
        put_text(j, "button", button_names[a->u.drag.button]);
        break;
    case ACTION_BUTTON_DOWN:
    case ACTION_BUTTON_UP:
        put_text(j, "button", button_names[a->u.click.button]);
        break;
    case ACTION_SCROLL:
        put_int(j, "dx", a->u.scroll.dx);
        put_int(j, "dy", a->u.scroll.dy);
        break;
    case ACTION_TYPE:
    case ACTION_ASK:
    case ACTION_SAY:
        put_text(j, "text", a->u.type.text);
        break;
    case ACTION_OPEN:
        put_text(j, "target", a->u.type.text);
        break;
    case ACTION_KEY:
        json_object_set_new(j, "chord", chord_json(&a->u.key.chord));
        if (a->u.key.count > 1)
            put_int(j, "count", a->u.key.count);
        break;
    case ACTION_HOLD_KEY:
        json_object_set_new(j, "chord", chord_json(&a->u.key.chord));
        put_int(j, "ms", a->u.key.ms);
        break;
    case ACTION_KEY_DOWN:
    case ACTION_KEY_UP:
        put_text(j, "key", a->u.key.chord.n ? a->u.key.chord.keys[0] : "");
        break;
    case ACTION_WAIT:
        put_int(j, "ms", a->u.wait.ms);
        break;
    case ACTION_ZOOM:
        json_object_set_new(j, "box", box_json(&a->u.zoom.box));
        break;
    default:
        put_answer(j, a);
        break;
    }
}

struct json_t *action_to_json(const struct action *a)
{
    json_t *j = json_object();
    put_text(j, "action", action_name(a->kind));
    if (a->has_point) {
        put_int(j, "x", a->at.x);
        put_int(j, "y", a->at.y);
    }
    put_body(j, a);
    if (a->modifiers)
        put_modifiers(j, a->modifiers);
    if (a->expect != EXPECT_NOTHING)
        put_text(j, "expect", expect_names[a->expect]);
    return j;
}
