#include "agentd/act.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "actions/gesture.h"
#include "actions/hands.h"
#include "actions/launch.h"
#include "agentd/agentd.h"
#include "agentd/script_host.h"
#include "base/ask.h"
#include "base/js.h"
#include "base/loop.h"
#include "base/xalloc.h"
#include "tools/lua_host.h"
#include "tools/tool.h"

static void after_hands(struct act *a, void *result, const struct err *err)
{
    (void)result;
    if (err)
        act_fail(a, err);
    else
        act_done(a);
}

static void do_input(struct act *a)
{
    struct err err;
    struct gesture *g = gesture_from_action(&a->req.action, a->before, &err);
    if (!g) {
        act_fail(a, &err);
        return;
    }
    g->action_serial = a->serial;
    struct permit permit = { a->serial, a->epoch, a->until_us };
    hands_do(a->d->hands, g, permit, act_ask(a, 0, after_hands, NULL));
}

/* Opening, in the pool. */
struct opening {
    struct agentd *d;
    char *target;
    struct launched launched;
    struct err err;
    int rc;
    struct ask *ask;
};

static void open_work(void *data)
{
    struct opening *o = data;
    o->rc = launch_target(o->d->apps, o->d->display, o->target, &o->launched, &o->err);
}

static void open_end(void *data)
{
    struct opening *o = data;
    if (o->rc) {
        ask_fail(o->ask, &o->err);
    } else {
        json_t *result = json_pack("{s:o, s:i}", "what", js_text(o->launched.what), "pid",
                                   (int)o->launched.pid);
        if (!ask_answer(o->ask, result))
            json_decref(result);
    }
    free(o->target);
    free(o);
}

static void drop_json(void *value)
{
    json_decref(value);
}

static void after_tool(struct act *a, void *result, const struct err *err)
{
    a->result.tool = result;
    if (err)
        act_fail(a, err);
    else
        act_done(a);
}

static void do_open(struct act *a)
{
    if (a->d->is_rehearsal) {
        ask_answer(act_ask(a, 0, after_tool, drop_json),
                   json_pack("{s:s, s:i}", "what", a->req.action.u.type.text, "pid", 0));
        return;
    }
    struct opening *o = xcalloc(1, sizeof *o);
    o->d = a->d;
    o->target = xstrdup(a->req.action.u.type.text);
    o->ask = act_ask(a, 0, after_tool, drop_json);
    loop_work(a->d->loop, open_work, open_end, o);
}

static void do_tool(struct act *a)
{
    tools_call(a->d->tools, a->req.action.u.tool.name, a->req.action.u.tool.args,
               act_ask(a, 0, after_tool, drop_json));
}

static void waited(void *data)
{
    struct act *a = data;
    a->timer = NULL;
    act_done(a);
}

static void after_code(struct act *a, void *result, const struct err *err)
{
    after_tool(a, result, err);
}

static void code_loaded(struct act *a, void *result, const struct err *err)
{
    json_decref(result);
    if (err) {
        act_fail(a, err);
        return;
    }
    json_t *none = json_array();
    lua_host_call(a->code, "run", none, CODE_MS, act_ask(a, 0, after_code, drop_json));
    json_decref(none);
}

static void do_code(struct act *a)
{
    struct err err;
    if (strcmp(a->req.action.u.code.language, "lua") != 0) {
        err_set(&err, ERR_UNSUPPORTED, "code in '%.20s': only lua is run",
                a->req.action.u.code.language);
        act_fail(a, &err);
        return;
    }
    struct lua_opts opts = { .name = "code", .call_ms = CODE_MS,
                             .host = script_host(a->d) };
    struct ask *ask = act_ask(a, 0, code_loaded, drop_json);
    a->code = lua_host_start_text(loop_mailbox(a->d->loop), a->req.action.u.code.source, &opts, ask,
                                  &err);
    /* Where no thread could be had the ask has been failed: code_loaded hears of it. */
}

void act_execute(struct act *a)
{
    struct err err;
    switch (a->req.action.kind) {
    case ACTION_OPEN:
        do_open(a);
        return;
    case ACTION_TOOL:
        do_tool(a);
        return;
    case ACTION_CODE:
        do_code(a);
        return;
    case ACTION_WAIT:
        a->timer = loop_after(a->d->loop, a->req.action.u.wait.ms, waited, a);
        return;
    default:
        break;
    }
    if (action_is_input(&a->req.action)) {
        do_input(a);
        return;
    }
    err_set(&err, ERR_INVALID, "'%s' is no action that can be done here",
            action_name(a->req.action.kind));
    act_fail(a, &err);
}
