/* What an act tells: bodies of events and journal lines, the policy's context. */
#include "agentd/act.h"

#include <stdio.h>
#include <stdlib.h>

#include <jansson.h>

#include "agentd/agentd.h"
#include "agentd/screen_value.h"
#include "base/js.h"
#include "tools/policy.h"
#include "tools/tool.h"
#include "vision/screen.h"

static json_t *event_body(const struct act *a)
{
    char id[24];
    snprintf(id, sizeof id, "t%lld", (long long)a->req.task_id);
    return json_pack("{s:s, s:i, s:i}", "id", a->req.task_id ? id : "", "n", a->req.step, "i",
                     a->req.index);
}

static const struct element *target(const struct act *a)
{
    return a->req.seen && a->req.action.has_point ? screen_at(a->req.seen, a->req.action.at) : NULL;
}

/* The action as it is shown and journaled: what goes into a secret field is not in it. Its parts are a's. */
static struct action shown_action(const struct act *a)
{
    static char secret[] = "(secret)";
    struct action shown = a->req.action;
    const struct element *focus = a->req.seen ? screen_focus(a->req.seen) : NULL;
    if (shown.kind == ACTION_TYPE && focus && focus->states & STATE_SECRET)
        shown.u.type.text = secret;
    return shown;
}

json_t *act_wish(const struct act *a)
{
    json_t *body = event_body(a);
    struct action shown = shown_action(a);
    char *summary = action_summary(&shown);
    const struct element *e = target(a);
    json_object_set_new(body, "action", action_to_json(&shown));
    json_object_set_new(body, "summary", js_text(summary));
    json_object_set_new(body, "box", e ? json_pack("[i, i, i, i]", e->box.x, e->box.y, e->box.w,
                                                   e->box.h) : json_null());
    json_object_set_new(body, "target", e ? js_text(e->name) : json_null());
    free(summary);
    return body;
}

json_t *act_report(const struct act *a)
{
    json_t *body = event_body(a);
    const struct act_result *r = &a->result;
    json_object_set_new(body, "verdict", json_string(effect_name(r->effect)));
    json_object_set_new(body, "text", js_text(r->text));
    json_object_set_new(body, "changed", report_boxes(r->settled.boxes, r->settled.n));
    json_object_set_new(body, "settle_ms", json_integer(r->settled.took_ms));
    json_object_set_new(body, "error",
                        r->err.code ? json_string(err_name(r->err.code)) : json_null());
    if (r->windows)
        json_object_set_new(body, "windows", json_deep_copy(r->windows)); /* the writer thread gets it */
    return body;
}

json_t *act_ruled(const struct act *a)
{
    json_t *body = event_body(a);
    json_object_set_new(body, "verdict", json_string(verdict_name(a->ruling->verdict)));
    json_object_set_new(body, "reason", js_text(a->ruling->reason));
    json_object_set_new(body, "rule", js_text(a->ruling->rule));
    return body;
}

/* What a policy judged by, but for the elements: for `policy test` over old journals. */
static json_t *brief_screen(const struct act *a)
{
    json_t *brief = json_object();
    static const char *const keys[] = { "w", "h", "app", "focus", "windows" };
    const json_t *screen = screen_value(a->d, a->req.seen);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        json_object_set_new(brief, keys[i], json_deep_copy(js_get(screen, keys[i])));
    return brief;
}

json_t *act_line(const struct act *a)
{
    json_t *body = act_wish(a);
    const struct element *e = target(a);
    if (e)
        json_object_set_new(body, "element", element_to_json(e));
    if (a->req.seen)
        json_object_set_new(body, "screen", brief_screen(a));
    json_object_set_new(body, "serial", json_integer((json_int_t)a->serial));
    json_object_set_new(body, "origin", json_string(origin_name(a->req.origin)));
    return body;
}

json_t *act_context(const struct act *a)
{
    const struct element *e = target(a);
    json_t *screen = a->req.seen ? screen_value(a->d, a->req.seen) : json_object();
    json_t *context = json_pack("{s:o, s:o, s:O, s:s, s:s}", "action", action_to_json(&a->req.action),
                                "element", e ? element_to_json(e) : json_null(), "screen", screen,
                                "task", a->task ? a->task : "", "origin",
                                origin_name(a->req.origin));
    if (!a->req.seen)
        json_decref(screen);
    int effect = a->req.action.kind == ACTION_TOOL
                     ? tools_effect(a->d->tools, a->req.action.u.tool.name) : -1;
    if (effect >= 0)
        json_object_set_new(context, "effect", json_string(tool_effect_name((enum tool_effect)effect)));
    return context;
}
