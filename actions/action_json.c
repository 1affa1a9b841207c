#include "actions/action.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "actions/action_names.h"
#include "actions/action_values.h"
#include "actions/keys.h"
#include "base/err.h"
#include "base/xalloc.h"

/* Which keys an action takes, one bit each, required ones first; beside these "action", "frame",
 * "expect" are always taken. */
enum {
    K_POINT = 1 << 0, K_BUTTON = 1 << 1, K_COUNT = 1 << 2, K_MODIFIERS = 1 << 3, K_PATH = 1 << 4,
    K_DELTA = 1 << 5, K_TEXT = 1 << 6, K_CHORD = 1 << 7, K_MS = 1 << 8, K_KEY = 1 << 9,
    K_BOX = 1 << 10, K_TARGET = 1 << 11, K_STATUS = 1 << 12, K_TOOL = 1 << 13, K_CODE = 1 << 14,
    K_POINTS = 1 << 15, K_BOXES = 1 << 16, K_MARK = 1 << 17, K_POINT_NEEDED = 1 << 18
};

static const unsigned int keys_of[ACTION_KINDS_N] = {
    [ACTION_CLICK] = K_POINT | K_BUTTON | K_COUNT | K_MODIFIERS,
    [ACTION_MOVE] = K_POINT | K_POINT_NEEDED | K_MODIFIERS,
    [ACTION_DRAG] = K_PATH | K_BUTTON | K_MODIFIERS,
    [ACTION_BUTTON_DOWN] = K_POINT | K_BUTTON,
    [ACTION_BUTTON_UP] = K_POINT | K_BUTTON,
    [ACTION_SCROLL] = K_POINT | K_DELTA | K_MODIFIERS,
    [ACTION_TYPE] = K_TEXT,
    [ACTION_KEY] = K_CHORD | K_COUNT,
    [ACTION_HOLD_KEY] = K_CHORD | K_MS,
    [ACTION_KEY_DOWN] = K_KEY,
    [ACTION_KEY_UP] = K_KEY,
    [ACTION_WAIT] = K_MS,
    [ACTION_ZOOM] = K_BOX,
    [ACTION_OPEN] = K_TARGET,
    [ACTION_FINISH] = K_STATUS | K_TEXT,
    [ACTION_ASK] = K_TEXT,
    [ACTION_SAY] = K_TEXT,
    [ACTION_TOOL] = K_TOOL,
    [ACTION_CODE] = K_CODE,
    [ACTION_POINTS] = K_POINTS,
    [ACTION_BOXES] = K_BOXES,
    [ACTION_MARK] = K_MARK,
};

static const struct { const char *key; unsigned int groups; } known_keys[] = {
    { "action", ~0u },      { "frame", ~0u },       { "expect", ~0u },
    { "x", K_POINT },       { "y", K_POINT },       { "button", K_BUTTON },
    { "count", K_COUNT },   { "modifiers", K_MODIFIERS }, { "path", K_PATH },
    { "dx", K_DELTA },      { "dy", K_DELTA },      { "text", K_TEXT },
    { "chord", K_CHORD },   { "ms", K_MS },         { "key", K_KEY },
    { "box", K_BOX },       { "target", K_TARGET }, { "status", K_STATUS },
    { "name", K_TOOL },     { "arguments", K_TOOL }, { "language", K_CODE },
    { "source", K_CODE },   { "points", K_POINTS }, { "label", K_POINTS },
    { "boxes", K_BOXES },   { "index", K_MARK },    { "do", K_MARK },
};

static int check_keys(const json_t *j, enum action_kind kind, struct err *err)
{
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)j, key, value) {
        size_t i = 0, n = sizeof known_keys / sizeof *known_keys;
        while (i < n && strcmp(known_keys[i].key, key) != 0)
            i++;
        if (i == n || !(known_keys[i].groups == ~0u || (known_keys[i].groups & keys_of[kind])))
            return err_set(err, ERR_INVALID, "'%.60s' is no key of the action '%s'", key,
                           action_name(kind));
    }
    return 0;
}

static int read_point(const json_t *j, bool needed, struct action *out, struct err *err)
{
    int64_t x, y;
    const json_t *jx = json_object_get(j, "x"), *jy = json_object_get(j, "y");
    if (!jx && !jy && !needed)
        return 0;
    if (read_int(jx, "x", -COORDINATE_MAX, COORDINATE_MAX, &x, err) < 0 ||
        read_int(jy, "y", -COORDINATE_MAX, COORDINATE_MAX, &y, err) < 0)
        return -1;
    out->has_point = true;
    out->at.x = (int32_t)x;
    out->at.y = (int32_t)y;
    return 0;
}

static int read_boxes(const json_t *j, struct action *out, struct err *err)
{
    const json_t *v = json_object_get(j, "boxes");
    size_t n = json_array_size(v);
    if (!json_is_array(v) || !n)
        return err_set(err, ERR_INVALID, "'boxes' is not a list of boxes");
    if (n > ACTION_POINTS_MAX)
        return err_set(err, ERR_INVALID, "'boxes' holds %zu, limit %u", n, ACTION_POINTS_MAX);
    out->u.boxes.items = xcalloc(n, sizeof *out->u.boxes.items);
    out->u.boxes.n = n;
    for (size_t i = 0; i < n; i++) {
        char path[40];
        const json_t *item = json_array_get(v, i);
        struct labelled_box *box = &out->u.boxes.items[i];
        snprintf(path, sizeof path, "boxes[%zu].box", i);
        if (!json_object_get(item, "box"))
            return err_set(err, ERR_INVALID, "'%s' is missing", path);
        if (read_box(json_object_get(item, "box"), path, &box->box, err) < 0)
            return -1;
        if (json_object_get(item, "label") &&
            read_text(item, "label", true, &box->label, err) < 0)
            return err_prefix(err, "boxes[%zu]", i);
    }
    return 0;
}

static int read_modifiers(const json_t *j, struct action *out, struct err *err)
{
    const json_t *v = json_object_get(j, "modifiers");
    if (!v)
        return 0;
    if (!json_is_array(v) || !json_array_size(v))
        return err_set(err, ERR_INVALID, "'modifiers' is not a list of names");
    for (size_t i = 0; i < json_array_size(v); i++) {
        const json_t *item = json_array_get(v, i);
        unsigned int bit = json_is_string(item) ? key_modifier(json_string_value(item)) : 0;
        if (!bit)
            return err_set(err, ERR_INVALID, "'modifiers[%zu]' is not ctrl, alt, shift or super",
                           i);
        out->modifiers |= bit;
    }
    return 0;
}

/* Names the first one that is none by itself. */
static int chord_failed(const char *path, const char *const *items, const size_t *lens, size_t n,
                        enum key_parse parsed, struct err *err)
{
    if (parsed == KEY_MISSING)
        return err_set(err, ERR_INVALID, "'%s' is empty", path);
    for (size_t i = 0; i < n; i++) {
        struct chord one;
        if (chord_parse_canonical(&items[i], &lens[i], 1, &one) != KEY_OK)
            return err_set(err, ERR_INVALID, "'%s' names '%.40s', which is no known key", path,
                           items[i]);
        chord_release(&one);
    }
    return err_set(err, ERR_INVALID, "'%s' names more keys than a hand has", path);
}

/* A list of names; other spellings than the canonical ones ("Enter", "ctrl+c") are taken too. */
static int read_chord(const json_t *j, const char *key, struct chord *out, struct err *err)
{
    const json_t *v = json_object_get(j, key);
    const char *items[16];
    size_t lens[16], n = 0;
    if (json_is_string(v)) {
        items[n] = json_string_value(v);
        lens[n++] = json_string_length(v);
    }
    for (size_t i = 0; i < json_array_size(v); i++) {
        const json_t *item = json_array_get(v, i);
        if (!json_is_string(item))
            return err_set(err, ERR_INVALID, "'%s[%zu]' is not the name of a key", key, i);
        if (n == 16)
            return err_set(err, ERR_INVALID, "'%s' holds more than 16 keys", key);
        items[n] = json_string_value(item);
        lens[n++] = json_string_length(item);
    }
    if (!v || (!json_is_array(v) && !json_is_string(v)))
        return err_set(err, ERR_INVALID, v ? "'%s' is not a list of keys" : "'%s' is missing",
                       key);
    enum key_parse parsed = chord_parse_canonical(items, lens, n, out);
    return parsed == KEY_OK ? 0 : chord_failed(key, items, lens, n, parsed, err);
}

static int read_key(const json_t *j, struct action *out, struct err *err)
{
    if (!json_is_string(json_object_get(j, "key")))
        return err_set(err, ERR_INVALID, json_object_get(j, "key") ? "'key' is not a text"
                                                                   : "'key' is missing");
    if (read_chord(j, "key", &out->u.key.chord, err) < 0)
        return -1;
    if (out->u.key.chord.n != 1)
        return err_set(err, ERR_INVALID, "'key' is a chord, wanted one key");
    return 0;
}

static int read_ms(const json_t *j, uint32_t *out, struct err *err)
{
    int64_t ms;
    if (read_member(j, "ms", 0, ACTION_MS_MAX, &ms, err) < 0)
        return -1;
    *out = (uint32_t)ms;
    return 0;
}

static int read_button(const json_t *j, enum button *out, struct err *err)
{
    int i;
    if (read_word(j, "button", button_names, BUTTONS_N, BUTTON_LEFT, &i, err) < 0)
        return -1;
    *out = (enum button)i;
    return 0;
}

static int read_count(const json_t *j, int64_t max, int64_t *out, struct err *err)
{
    *out = 1;
    return json_object_get(j, "count") ? read_member(j, "count", 1, max, out, err) : 0;
}

static int read_pointer_action(const json_t *j, struct action *out, struct err *err)
{
    int64_t n = 1, dx = 0, dy = 0;
    switch (out->kind) {
    case ACTION_CLICK:
        if (read_button(j, &out->u.click.button, err) < 0 || read_count(j, 3, &n, err) < 0)
            return -1;
        out->u.click.count = (uint8_t)n;
        return 0;
    case ACTION_DRAG:
        if (read_button(j, &out->u.drag.button, err) < 0)
            return -1;
        return read_points(j, "path", &out->u.drag.path, &out->u.drag.n, err);
    case ACTION_BUTTON_DOWN:
    case ACTION_BUTTON_UP:
        return read_button(j, &out->u.click.button, err);
    case ACTION_SCROLL:
        if ((json_object_get(j, "dx") || !json_object_get(j, "dy")) &&
            read_member(j, "dx", -ACTION_SCROLL_MAX, ACTION_SCROLL_MAX, &dx, err) < 0)
            return -1;
        if (json_object_get(j, "dy") &&
            read_member(j, "dy", -ACTION_SCROLL_MAX, ACTION_SCROLL_MAX, &dy, err) < 0)
            return -1;
        out->u.scroll.dx = (int)dx;
        out->u.scroll.dy = (int)dy;
        return 0;
    default:
        return 0;
    }
}

static int read_tool(const json_t *j, struct action *out, struct err *err)
{
    json_t *args = json_object_get(j, "arguments");
    if (!json_is_object(args))
        return err_set(err, ERR_INVALID, args ? "'arguments' is not an object"
                                              : "'arguments' is missing");
    if (read_text(j, "name", false, &out->u.tool.name, err) < 0)
        return -1;
    out->u.tool.args = json_deep_copy(args);
    return 0;
}

static int read_code(const json_t *j, struct action *out, struct err *err)
{
    static const char *const languages[] = { "lua", "python" };
    int language;
    if (read_word(j, "language", languages, 2, -1, &language, err) < 0 ||
        read_text(j, "source", true, &out->u.code.source, err) < 0)
        return -1;
    out->u.code.language = xstrdup(languages[language]);
    return 0;
}

static int read_finish(const json_t *j, struct action *out, struct err *err)
{
    static const char *const words[] = { "done", "failed" };
    int status;
    if (read_word(j, "status", words, 2, -1, &status, err) < 0)
        return -1;
    out->u.finish.done = status == 0;
    if (json_object_get(j, "text"))
        return read_text(j, "text", true, &out->u.finish.text, err);
    out->u.finish.text = xstrdup("");
    return 0;
}

static int read_mark(const json_t *j, struct action *out, struct err *err)
{
    int64_t index;
    int what;
    if (read_member(j, "index", 0, INT32_MAX, &index, err) < 0 ||
        read_word(j, "do", mark_names, 5, -1, &what, err) < 0)
        return -1;
    out->u.mark.index = (uint32_t)index;
    out->u.mark.what = (enum mark_do)what;
    return 0;
}

static int read_body(const json_t *j, struct action *out, struct err *err)
{
    int64_t n;
    switch (out->kind) {
    case ACTION_TYPE:
    case ACTION_ASK:
    case ACTION_SAY:
        return read_text(j, "text", true, &out->u.type.text, err);
    case ACTION_KEY:
        if (read_chord(j, "chord", &out->u.key.chord, err) < 0 ||
            read_count(j, ACTION_REPEAT_MAX, &n, err) < 0)
            return -1;
        out->u.key.count = (uint32_t)n;
        return 0;
    case ACTION_HOLD_KEY:
        if (read_chord(j, "chord", &out->u.key.chord, err) < 0)
            return -1;
        out->u.key.count = 1;
        return read_ms(j, &out->u.key.ms, err);
    case ACTION_KEY_DOWN:
    case ACTION_KEY_UP:
        out->u.key.count = 1;
        return read_key(j, out, err);
    case ACTION_WAIT:
        return read_ms(j, &out->u.wait.ms, err);
    case ACTION_ZOOM:
        return read_box(json_object_get(j, "box"), "box", &out->u.zoom.box, err);
    case ACTION_OPEN:
        return read_text(j, "target", false, &out->u.type.text, err);
    case ACTION_FINISH:
        return read_finish(j, out, err);
    case ACTION_TOOL:
        return read_tool(j, out, err);
    case ACTION_CODE:
        return read_code(j, out, err);
    case ACTION_POINTS:
        if (json_object_get(j, "label") &&
            read_text(j, "label", true, &out->u.points.label, err) < 0)
            return -1;
        return read_points(j, "points", &out->u.points.items, &out->u.points.n, err);
    case ACTION_BOXES:
        return read_boxes(j, out, err);
    case ACTION_MARK:
        return read_mark(j, out, err);
    default:
        return read_pointer_action(j, out, err);
    }
}

static int read_common(const json_t *j, struct action *out, struct err *err)
{
    int expect;
    int64_t frame = 0;
    if (read_word(j, "expect", expect_names, 4, EXPECT_NOTHING, &expect, err) < 0)
        return -1;
    out->expect = (enum expect)expect;
    if (json_object_get(j, "frame") && read_member(j, "frame", 0, INT64_MAX, &frame, err) < 0)
        return -1;
    out->frame_id = (uint64_t)frame;
    if ((keys_of[out->kind] & K_POINT) &&
        read_point(j, keys_of[out->kind] & K_POINT_NEEDED, out, err) < 0)
        return -1;
    return read_modifiers(j, out, err);
}

int action_from_json(const struct json_t *j, struct action *out, struct err *err)
{
    const char *name = json_string_value(json_object_get(j, "action"));
    memset(out, 0, sizeof *out);
    out->kind = ACTION_KINDS_N;
    if (!json_is_object(j))
        return err_set(err, ERR_INVALID, "an action is an object");
    if (!name)
        return err_set(err, ERR_INVALID, json_object_get(j, "action") ? "'action' is not a text"
                                                                      : "'action' is missing");
    for (int kind = 0; kind < ACTION_KINDS_N; kind++)
        if (strcmp(action_name((enum action_kind)kind), name) == 0)
            out->kind = (enum action_kind)kind;
    if (out->kind == ACTION_KINDS_N)
        return err_set(err, ERR_INVALID, "'action' is '%.60s', which is no action", name);
    if (check_keys(j, out->kind, err) < 0 || read_common(j, out, err) < 0 ||
        read_body(j, out, err) < 0) {
        action_release(out);
        return -1;
    }
    return 0;
}
