#include "model/uitars_calls.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/xalloc.h"

struct row {
    const char *name;
    enum action_kind kind;
    void (*read)(struct args *g, struct action *a, int variant);
    int variant;
};

static const char *const start_names[] = { "start_box", "start_point", "point", "start", "box",
                                           NULL };
static const char *const end_names[] = { "end_box", "end_point", "end", NULL };
static const char *const hotkey_names[] = { "key", "hotkey", NULL };
static const char *const key_names[] = { "key", NULL };

enum { CLICK_LEFT, CLICK_DOUBLE, CLICK_RIGHT, CLICK_MIDDLE };

static void read_click(struct args *g, struct action *a, int variant)
{
    args_place(g, start_names, true, &a->has_point, &a->at);
    a->u.click.button = variant == CLICK_RIGHT    ? BUTTON_RIGHT
                        : variant == CLICK_MIDDLE ? BUTTON_MIDDLE
                                                  : BUTTON_LEFT;
    a->u.click.count = variant == CLICK_DOUBLE ? 2 : 1;
}

static void read_move(struct args *g, struct action *a, int variant)
{
    (void)variant;
    args_place(g, start_names, true, &a->has_point, &a->at);
}

static void read_drag(struct args *g, struct action *a, int variant)
{
    bool has;
    (void)variant;
    a->kind = ACTION_DRAG;
    a->u.drag.path = xcalloc(2, sizeof *a->u.drag.path);
    a->u.drag.n = 2;
    args_place(g, start_names, true, &has, &a->u.drag.path[0]);
    args_place(g, end_names, true, &has, &a->u.drag.path[1]);
}

static void read_hotkey(struct args *g, struct action *a, int variant)
{
    (void)variant;
    args_chord(g, hotkey_names, &a->u.key.chord);
    a->u.key.count = 1;
}

static void read_key(struct args *g, struct action *a, int variant)
{
    (void)variant;
    args_one_key(g, key_names, &a->u.key.chord);
    a->u.key.count = 1;
}

static void read_type(struct args *g, struct action *a, int variant)
{
    (void)variant;
    a->u.type.text = args_text(g, "content", NULL);
}

static void read_direction(struct args *g, struct action *a, const struct value *direction)
{
    static const struct { const char *name; int dx, dy; } ways[] = {
        { "up", 0, -5 }, { "down", 0, 5 }, { "left", -5, 0 }, { "right", 5, 0 },
    };
    if (!direction || (direction->kind == VALUE_TEXT && direction->len == 0)) {
        args_fault(g, PARSE_MISSING_ARGUMENT, "direction", "is missing");
        return;
    }
    for (size_t i = 0; i < 4 && direction->kind == VALUE_TEXT; i++)
        if (strlen(ways[i].name) == direction->len &&
            strcasecmp(direction->text, ways[i].name) == 0) {
            a->u.scroll.dx = ways[i].dx;
            a->u.scroll.dy = ways[i].dy;
            return;
        }
    args_fault(g, PARSE_BAD_ARGUMENT, "direction", "is not up, down, left or right");
}

static void read_scroll(struct args *g, struct action *a, int variant)
{
    const struct value *direction = args_get(g, "direction");
    if (!direction && args_any(g, end_names, NULL)) {
        read_drag(g, a, variant);
        return;
    }
    args_place(g, start_names, false, &a->has_point, &a->at);
    read_direction(g, a, direction);
}

static void read_wait(struct args *g, struct action *a, int variant)
{
    (void)variant;
    a->u.wait.ms = args_seconds(g, "time", 5000);
}

static void read_finished(struct args *g, struct action *a, int variant)
{
    (void)variant;
    a->u.finish.done = true;
    a->u.finish.text = args_text(g, "content", "");
}

static void read_call_user(struct args *g, struct action *a, int variant)
{
    (void)variant;
    a->u.type.text = args_text(g, "content", "");
}

static void read_long_press(struct args *g, struct action *a, int variant)
{
    struct spoint at = {0};
    bool has;
    (void)variant;
    args_place(g, start_names, true, &has, &at);
    uint32_t ms = args_seconds(g, "time", 1000);
    a->has_point = true;
    a->at = at;
    answer_add(g->answer, ACTION_WAIT)->u.wait.ms = ms;
    struct action *up = answer_add(g->answer, ACTION_BUTTON_UP);
    up->has_point = true;
    up->at = at;
}

static void read_button(struct args *g, struct action *a, int variant)
{
    (void)variant;
    args_place(g, start_names, false, &a->has_point, &a->at);
    a->u.click.button = args_button(g, "button");
}

enum { OPEN_APP, OPEN_URL };

static void read_open(struct args *g, struct action *a, int variant)
{
    a->u.type.text = args_name(g, variant == OPEN_URL ? "url" : "app_name");
}

static const struct row rows[] = {
    { "click", ACTION_CLICK, read_click, CLICK_LEFT },
    { "left_single", ACTION_CLICK, read_click, CLICK_LEFT },
    { "left_double", ACTION_CLICK, read_click, CLICK_DOUBLE },
    { "double_click", ACTION_CLICK, read_click, CLICK_DOUBLE },
    { "right_single", ACTION_CLICK, read_click, CLICK_RIGHT },
    { "right_click", ACTION_CLICK, read_click, CLICK_RIGHT },
    { "middle_click", ACTION_CLICK, read_click, CLICK_MIDDLE },
    { "hover", ACTION_MOVE, read_move, 0 },
    { "move", ACTION_MOVE, read_move, 0 },
    { "move_to", ACTION_MOVE, read_move, 0 },
    { "mouse_move", ACTION_MOVE, read_move, 0 },
    { "drag", ACTION_DRAG, read_drag, 0 },
    { "select", ACTION_DRAG, read_drag, 0 },
    { "left_drag", ACTION_DRAG, read_drag, 0 },
    { "swipe", ACTION_DRAG, read_drag, 0 },
    { "hotkey", ACTION_KEY, read_hotkey, 0 },
    { "press", ACTION_KEY_DOWN, read_key, 0 },
    { "keydown", ACTION_KEY_DOWN, read_key, 0 },
    { "release", ACTION_KEY_UP, read_key, 0 },
    { "keyup", ACTION_KEY_UP, read_key, 0 },
    { "type", ACTION_TYPE, read_type, 0 },
    { "scroll", ACTION_SCROLL, read_scroll, 0 },
    { "wait", ACTION_WAIT, read_wait, 0 },
    { "finished", ACTION_FINISH, read_finished, 0 },
    { "call_user", ACTION_ASK, read_call_user, 0 },
    { "long_press", ACTION_BUTTON_DOWN, read_long_press, 0 },
    { "mouse_down", ACTION_BUTTON_DOWN, read_button, 0 },
    { "mouse_up", ACTION_BUTTON_UP, read_button, 0 },
    { "open_app", ACTION_OPEN, read_open, OPEN_APP },
    { "navigate", ACTION_OPEN, read_open, OPEN_URL },
    { "press_back", ACTION_BACK, NULL, 0 },
    { "navigate_back", ACTION_BACK, NULL, 0 },
};

int uitars_call(struct answer *answer, const char *name, const struct value *dict)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (strcmp(rows[i].name, name) != 0)
            continue;
        struct args args;
        args_init(&args, answer, name, dict);
        struct action *a = answer_add(answer, rows[i].kind);
        if (rows[i].read)
            rows[i].read(&args, a, rows[i].variant);
        return args_end(&args);
    }
    return answer_fail(answer, PARSE_UNKNOWN_ACTION, "no call is named '%.60s'", name);
}
