/* input.*, window.*, clipboard.*, app.open: what moves something. All go through act.h, so that a script's
 * calls meet the policy and a person's do not. */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "actions/hands.h"
#include "agentd/act.h"
#include "agentd/agentd.h"
#include "agentd/command.h"
#include "agentd/session.h"
#include "agentd/task.h"
#include "base/ask.h"
#include "base/err.h"
#include "base/js.h"
#include "base/loop.h"
#include "base/stop.h"
#include "base/utf8.h"
#include "base/xalloc.h"
#include "vision/clipboard.h"
#include "vision/screen.h"

struct acting {
    struct ask *ask;
    json_t *(*result)(const struct act_result *r, const struct acting *acting);
    size_t characters;
};

static json_t *full_result(const struct act_result *r, const struct acting *acting)
{
    (void)acting;
    json_t *j = json_pack("{s:s, s:o, s:O, s:i, s:o}", "verdict", effect_name(r->effect), "changed",
                          report_boxes(r->settled.boxes, r->settled.n), "windows", r->windows,
                          "settle_ms", (int)r->settled.took_ms, "text", js_text(r->text));
    if (r->tool)
        json_object_set(j, "result", r->tool);
    return j;
}

static json_t *typed_result(const struct act_result *r, const struct acting *acting)
{
    (void)r;
    return json_pack("{s:I}", "characters", (json_int_t)acting->characters);
}

static json_t *no_result(const struct act_result *r, const struct acting *acting)
{
    (void)r;
    (void)acting;
    return NULL;
}

static json_t *tool_result(const struct act_result *r, const struct acting *acting)
{
    (void)acting;
    return json_incref(r->tool);
}

static void on_act(void *data, struct act_result *r)
{
    struct acting *acting = data;
    if (r->err.code) {
        ask_fail(acting->ask, &r->err);
    } else {
        json_t *result = acting->result(r, acting);
        if (!ask_answer(acting->ask, result))
            json_decref(result);
    }
    free(acting);
}

/* Takes action. */
static void start(struct agentd *d, struct client *c, struct action *action,
                  void (*execute)(struct act *a), struct acting acting)
{
    struct task *task = d->session ? session_task(d->session) : NULL;
    bool person = c->origin == ORIGIN_PERSON;
    struct act_request request = {
        .action = *action, .origin = c->origin, .seen = d->screen, .execute = execute,
        .task = task ? task->text : NULL, .task_id = !person && task ? task->id : 0,
        .step = task ? task->steps : 0,
    };
    if (!person && d->session && session_state(d->session) == SESSION_PAUSED) {
        ask_failf(acting.ask, ERR_STOPPED, "the task is paused: a script does nothing meanwhile");
        action_release(action);
        return;
    }
    /* A person who acts while no task runs has seen the stop; a task's stop stays. */
    if (person && !d->session)
        stop_clear();
    act_start(d, &request, NULL, on_act, xmemdup(&acting, sizeof acting));
}

COMMAND_FN(cmd_input_act)
{
    struct err err;
    struct action action;
    if (action_from_json(js_get(params, "action"), &action, &err)) {
        err_prefix(&err, "input.act");
        ask_fail(ask, &err);
        return;
    }
    start(d, c, &action, NULL, (struct acting){ ask, full_result, 0 });
}

COMMAND_FN(cmd_input_type)
{
    const char *text = js_str(params, "text");
    struct action action = { .kind = ACTION_TYPE };
    action.u.type.text = xstrdup(text);
    start(d, c, &action, NULL, (struct acting){ ask, typed_result, utf8_count(text) });
}

COMMAND_FN(cmd_app_open)
{
    struct action action = { .kind = ACTION_OPEN };
    action.u.type.text = xstrdup(js_str(params, "target"));
    start(d, c, &action, NULL, (struct acting){ ask, tool_result, 0 });
}

/* What is no canonical action is ruled on as a tool of the command's name. */
static struct action as_tool(const char *name, const json_t *params)
{
    struct action action = { .kind = ACTION_TOOL };
    action.u.tool.name = xstrdup(name);
    action.u.tool.args = json_deep_copy(params);
    return action;
}

static void after_hands(struct act *a, void *result, const struct err *err)
{
    (void)result;
    if (err)
        act_fail(a, err);
    else
        act_done(a);
}

static const struct { const char *name; enum window_op op; } window_ops[] = {
    { "window.close", WINDOW_CLOSE },       { "window.focus", WINDOW_FOCUS },
    { "window.maximise", WINDOW_MAXIMISE }, { "window.minimise", WINDOW_MINIMISE },
    { "window.move", WINDOW_MOVE },         { "window.restore", WINDOW_RESTORE },
};

static void do_window(struct act *a)
{
    const json_t *args = a->req.action.u.tool.args;
    const json_t *box = js_get(args, "box");
    int32_t v[4] = { 0 };
    size_t row = 0;
    for (size_t i = 0; i < 4; i++)
        v[i] = (int32_t)json_integer_value(json_array_get(box, i));
    while (strcmp(window_ops[row].name, a->req.action.u.tool.name) != 0)
        row++;
    struct srect r = { v[0], v[1], v[2], v[3] };
    hands_window(a->d->hands, window_ops[row].op, (uint32_t)js_int(args, "id", 0), box ? &r : NULL,
                 (struct permit){ a->serial, a->epoch, a->until_us },
                 act_ask(a, 0, after_hands, NULL));
}

#define WINDOW_COMMAND(fn, name)                                                                \
    COMMAND_FN(fn)                                                                              \
    {                                                                                           \
        struct action action = as_tool(name, params);                                           \
        start(d, c, &action, do_window, (struct acting){ ask, no_result, 0 });                   \
    }
WINDOW_COMMAND(cmd_window_close, "window.close")
WINDOW_COMMAND(cmd_window_focus, "window.focus")
WINDOW_COMMAND(cmd_window_maximise, "window.maximise")
WINDOW_COMMAND(cmd_window_minimise, "window.minimise")
WINDOW_COMMAND(cmd_window_move, "window.move")
WINDOW_COMMAND(cmd_window_restore, "window.restore")

static void do_clipboard(struct act *a)
{
    hands_clipboard(a->d->hands, js_str(a->req.action.u.tool.args, "text"),
                    (struct permit){ a->serial, a->epoch, a->until_us },
                    act_ask(a, 0, after_hands, NULL));
}

COMMAND_FN(cmd_clipboard_set)
{
    struct action action = as_tool("clipboard.set", params);
    action.expect = EXPECT_NONE;
    start(d, c, &action, do_clipboard, (struct acting){ ask, no_result, 0 });
}

/* Reading waits for the owner's answer: in the pool. */
struct reading {
    char *display, *text;
    struct err err;
    struct ask *ask;
};

static void read_work(void *data)
{
    struct reading *r = data;
    r->text = clipboard_read(r->display, 2000, &r->err);
}

static void read_end(void *data)
{
    struct reading *r = data;
    if (!r->text) {
        ask_fail(r->ask, &r->err);
    } else {
        json_t *result = json_pack("{s:o}", "text", js_text(r->text));
        if (!ask_answer(r->ask, result))
            json_decref(result);
    }
    free(r->text);
    free(r->display);
    free(r);
}

COMMAND_FN(cmd_clipboard_get)
{
    (void)c;
    (void)params;
    struct reading *r = xcalloc(1, sizeof *r);
    r->display = xstrdup(d->display);
    r->ask = ask;
    loop_work(d->loop, read_work, read_end, r);
}
