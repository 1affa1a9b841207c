#include "tools/native_message.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "actions/action.h"
#include "base/err.h"
#include "base/js.h"
#include "base/xalloc.h"
#include "vision/viewport.h"

#define ACTIONS_MAX 64u /* of one answer */

static json_t *thousandths(const struct viewport *shown, int64_t x, int64_t y)
{
    struct npoint at = viewport_to_norm(shown, (struct spoint){ (int32_t)x, (int32_t)y });
    json_t *pair = json_array();
    json_array_append_new(pair, json_real(at.x));
    json_array_append_new(pair, json_real(at.y));
    return pair;
}

static json_t *pair_at(const struct viewport *shown, const json_t *list, size_t i)
{
    return thousandths(shown, json_integer_value(json_array_get(list, i)),
                       json_integer_value(json_array_get(list, i + 1)));
}

static void convert_point(json_t *j, const struct viewport *shown)
{
    if (!js_get(j, "x"))
        return;
    json_t *pair = thousandths(shown, js_int(j, "x", 0), js_int(j, "y", 0));
    json_object_set(j, "x", json_array_get(pair, 0));
    json_object_set(j, "y", json_array_get(pair, 1));
    json_decref(pair);
}

static void convert_path(json_t *j, const struct viewport *shown)
{
    json_t *path = js_get(j, "path");
    json_t *out = json_array();
    size_t i;
    json_t *point;
    if (!path) {
        json_decref(out);
        return;
    }
    json_array_foreach(path, i, point)
        json_array_append_new(out, pair_at(shown, point, 0));
    json_object_set_new(j, "path", out);
}

static void convert_box(json_t *j, const struct viewport *shown)
{
    json_t *box = js_get(j, "box");
    if (!box)
        return;
    json_t *out = pair_at(shown, box, 0);
    json_t *far = pair_at(shown, box, 2);
    json_array_extend(out, far);
    json_decref(far);
    json_object_set_new(j, "box", out);
}

static void rename_key(json_t *j, const char *from, const char *to)
{
    json_t *value = js_get(j, from);
    if (!value)
        return;
    json_object_set(j, to, value);
    json_object_del(j, from);
}

/* An action's own JSON with the function's arguments; *name is the function. New. */
static json_t *arguments_of(const struct action *a, const struct viewport *shown, const char **name)
{
    json_t *j = action_to_json(a);
    json_object_del(j, "action");
    *name = action_name(a->kind);
    if (a->kind == ACTION_TOOL) {
        json_t *arguments = json_incref(js_get(j, "arguments"));
        json_decref(j);
        *name = a->u.tool.name;
        return arguments;
    }
    if (a->kind == ACTION_CODE) {
        *name = "run_lua";
        json_object_del(j, "language");
    }
    convert_point(j, shown);
    convert_path(j, shown);
    convert_box(j, shown);
    rename_key(j, "chord", "keys");
    return j;
}

static json_t *call_of(const struct action *a, size_t index, const struct viewport *shown)
{
    const char *name;
    json_t *arguments = arguments_of(a, shown, &name);
    /* 17 digits name every double exactly */
    char *text = json_dumps(arguments, JSON_COMPACT | JSON_REAL_PRECISION(17));
    char *id = xasprintf("call_%zu", index + 1);
    json_t *call = json_pack("{s:s,s:s,s:{s:s,s:s}}", "id", id, "type", "function", "function",
                             "name", name, "arguments", text);
    json_decref(arguments);
    free(text);
    free(id);
    return call;
}

static int add_call(json_t *calls, const json_t *item, const struct viewport *shown, struct err *err)
{
    struct action a;
    size_t index = json_array_size(calls);
    if (action_from_json(item, &a, err) != 0)
        return err_prefix(err, "the planner's action %zu", index + 1);
    int ret = 0;
    if (a.kind == ACTION_POINTS || a.kind == ACTION_BOXES)
        ret = err_set(err, ERR_INVALID, "the planner's action %zu is no action but '%s'", index + 1,
                      action_name(a.kind));
    else if (a.kind == ACTION_DRAG && a.u.drag.n < 2)
        ret = err_set(err, ERR_INVALID, "the planner's action %zu drags along one point", index + 1);
    else
        json_array_append_new(calls, call_of(&a, index, shown));
    action_release(&a);
    return ret;
}

char *native_message(const json_t *answer, const struct viewport *shown, struct err *err)
{
    const json_t *actions = js_get(answer, "actions");
    const char *thought = js_str(answer, "thought");
    json_t *item;
    size_t i;
    if (!json_is_object(answer)) {
        err_set(err, ERR_INVALID, "the planner gave no table");
        return NULL;
    }
    if (json_array_size(actions) > ACTIONS_MAX) {
        err_set(err, ERR_LIMIT, "the planner gave %zu actions, limit %u", json_array_size(actions),
                ACTIONS_MAX);
        return NULL;
    }
    json_t *calls = json_array();
    json_array_foreach(actions, i, item) {
        if (add_call(calls, item, shown, err) != 0) {
            json_decref(calls);
            return NULL;
        }
    }
    json_t *message = json_object();
    json_object_set_new(message, "role", json_string("assistant"));
    json_object_set_new(message, "content", js_text(thought ? thought : ""));
    if (json_array_size(calls))
        json_object_set(message, "tool_calls", calls);
    json_decref(calls);
    char *text = js_dump(message);
    json_decref(message);
    return text;
}
