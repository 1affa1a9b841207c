#include "agentd/act.h"

#include <stdlib.h>

#include <jansson.h>

#include "actions/hands.h"
#include "agentd/agentd.h"
#include "agentd/approval.h"
#include "agentd/bus.h"
#include "agentd/guard.h"
#include "agentd/look.h"
#include "agentd/store.h"
#include "base/ask.h"
#include "base/config.h"
#include "base/js.h"
#include "base/loop.h"
#include "base/xalloc.h"
#include "tools/lua_host.h"
#include "tools/policy.h"
#include "vision/capture.h"
#include "vision/diff.h"
#include "vision/frame.h"
#include "vision/screen.h"

#define OPEN_MAX_MS 20000 /* a cold start of an office suite on a slow disk */

static void unlink_act(struct act *a)
{
    struct act **at = &a->d->acts;
    while (*at && *at != a)
        at = &(*at)->next;
    if (*at)
        *at = a->next;
}

static void free_act(struct act *a)
{
    unlink_act(a);
    settler_cancel(a->settling);
    timer_cancel(a->timer);
    lua_host_free(a->code);
    frame_unref(a->before);
    ruling_free(a->ruling);
    action_release(&a->req.action);
    screen_unref(a->req.seen);
    json_decref(a->result.windows);
    json_decref(a->result.tool);
    free(a->result.text);
    free(a->task);
    free(a);
}

static void stage(struct act *a, enum act_stage at)
{
    if (a->stage && !a->cancelled)
        a->stage(a->data, at);
}

struct step {
    struct act *act;
    act_next_fn *next;
    void (*drop)(void *);
};

static void on_step(void *data, void *result, const struct err *err)
{
    struct step step = *(struct step *)data;
    free(data);
    step.act->ask = NULL;
    if (step.act->cancelled) {
        if (result && step.drop)
            step.drop(result);
        free_act(step.act);
        return;
    }
    step.next(step.act, result, err);
}

struct ask *act_ask(struct act *a, uint32_t deadline_ms, act_next_fn *next, void (*drop)(void *))
{
    struct step *step = xcalloc(1, sizeof *step);
    *step = (struct step){ a, next, drop };
    a->ask = ask_new(loop_mailbox(a->d->loop), deadline_ms, on_step, step);
    return a->ask;
}

static void finish(struct act *a)
{
    struct act_result *r = &a->result;
    json_t *body = act_report(a);
    if (a->req.task_id)
        store_line(a->d->store, a->req.task_id, "result", json_deep_copy(body), NULL);
    bus_publish(a->d->bus, "step.report", body);
    unlink_act(a); /* done may end the acts of its task: not this one again */
    a->done(a->data, r);
    free_act(a);
}

void act_fail(struct act *a, const struct err *err)
{
    a->result.err = *err;
    free(a->result.text);
    a->result.text = xstrdup(err->msg);
    finish(a);
}

static void after_look(struct act *a, void *result, const struct err *err)
{
    struct frame *after = result;
    struct act_result *r = &a->result;
    if (err) {
        act_fail(a, err);
        return;
    }
    bool caret = false;
    r->windows = report_windows(a->before->windows, after->windows);
    r->settled.n = diff_confirm(a->before->screen, after->screen, r->settled.boxes, r->settled.n,
                                &caret);
    bool windows = json_array_size(js_get(r->windows, "opened"))
                   || json_array_size(js_get(r->windows, "closed"))
                   || json_array_size(js_get(r->windows, "retitled"))
                   || json_is_integer(js_get(r->windows, "focused"));
    if (windows || r->settled.n)
        r->effect = EFFECT_CONFIRMED;
    else if (!caret && action_is_input(&a->req.action) && a->req.action.kind != ACTION_MOVE)
        r->effect = EFFECT_NONE;
    free(r->text);
    r->text = report_text(r->effect, r->windows, &r->settled);
    frame_unref(after);
    finish(a);
}

static void drop_frame(void *frame)
{
    frame_unref(frame);
}

static void drop_ruling(void *ruling)
{
    ruling_free(ruling);
}

static void on_settled(void *data, const struct settled *settled)
{
    struct act *a = data;
    a->settling = NULL;
    a->result.settled = *settled;
    look_frame(a->d, act_ask(a, 5000, after_look, drop_frame));
}

void act_done(struct act *a)
{
    const struct config *c = a->d->config;
    struct settle_opts opts = {
        .first_ms = (uint32_t)config_int(c, "settle_first_ms"),
        .quiet_ms = (uint32_t)config_int(c, "settle_quiet_ms"),
        .max_ms = (uint32_t)config_int(c, "settle_max_ms"),
        .expects_window = a->req.action.expect == EXPECT_WINDOW || a->req.action.kind == ACTION_OPEN,
    };
    if (a->req.action.expect == EXPECT_CHANGE)
        opts.first_ms = opts.max_ms;
    if (a->req.action.expect == EXPECT_NONE || a->req.action.kind == ACTION_MOVE)
        opts.first_ms = opts.quiet_ms;
    if (a->req.action.kind == ACTION_OPEN && opts.max_ms < OPEN_MAX_MS)
        opts.max_ms = OPEN_MAX_MS;
    stage(a, ACT_SETTLING);
    if (a->req.task_id && a->req.index)
        capture_at(a->d->capture, a->req.step, a->req.index);
    settler_begin(a->settling, opts, on_settled, a);
}

/* The target as it is now against what the decision was made on. */
static void guard_it(struct act *a, void *result, const struct err *err)
{
    struct err why;
    if (err) {
        act_fail(a, err);
        return;
    }
    a->before = result;
    if (guard_check(&a->req.action, a->req.fresh ? a->req.seen : NULL, a->before, &why)) {
        act_fail(a, &why);
        return;
    }
    if (a->d->opts.dry_run) {
        err_set(&why, ERR_STOPPED, "dry run: it was allowed, and not done");
        act_fail(a, &why);
        return;
    }
    a->settling = settler_arm(a->d->settler);
    stage(a, ACT_DOING);
    if (a->req.execute)
        a->req.execute(a);
    else
        act_execute(a);
}

static void journaled(struct act *a, void *result, const struct err *err)
{
    (void)result;
    if (err) {
        a->result.unwritten = true;
        act_fail(a, err); /* what cannot be journaled is not done */
        return;
    }
    look_frame(a->d, act_ask(a, 5000, guard_it, drop_frame));
}

static void permitted(struct act *a)
{
    if (!a->req.task_id) {
        look_frame(a->d, act_ask(a, 5000, guard_it, drop_frame));
        return;
    }
    store_line(a->d->store, a->req.task_id, "action", act_line(a), act_ask(a, 0, journaled, NULL));
}

static void take_permit(struct act *a, const struct permit *permit)
{
    a->serial = permit->action_serial;
    a->epoch = permit->stop_epoch;
    a->until_us = permit->until_us;
}

static void on_approval(void *data, enum approval_answer answer, const char *reason)
{
    struct act *a = data;
    struct err err;
    a->wish = 0;
    if (answer == APPROVAL_YES && policy_grant(a->d->policy, a->ruling, &err) == 0) {
        take_permit(a, &a->ruling->permit);
        stage(a, ACT_APPROVED);
        permitted(a);
        return;
    }
    if (answer == APPROVAL_NOBODY)
        err_set(&err, ERR_DENIED, "needs a person's approval: %s", a->ruling->reason);
    else if (answer == APPROVAL_NO)
        err_set(&err, ERR_DENIED, "a person said no%s%s", reason && *reason ? ": " : "",
                reason ? reason : "");
    a->result.denied_by_person = answer == APPROVAL_NO;
    a->result.nobody = answer == APPROVAL_NOBODY;
    act_fail(a, &err);
}

static void publish_ruling(const struct act *a)
{
    json_t *body = act_ruled(a);
    if (a->req.task_id)
        store_line(a->d->store, a->req.task_id, "ruling", json_deep_copy(body), NULL);
    bus_publish(a->d->bus, "step.ruling", body);
}

static void on_ruling(struct act *a, void *result, const struct err *err)
{
    if (err) {
        act_fail(a, err);
        return;
    }
    a->ruling = result;
    publish_ruling(a);
    if (a->ruling->rewritten) {
        action_release(&a->req.action);
        action_copy(&a->req.action, a->ruling->rewritten);
    }
    if (a->ruling->verdict == VERDICT_ALLOW) {
        take_permit(a, &a->ruling->permit);
        permitted(a);
    } else if (a->ruling->verdict == VERDICT_ASK_PERSON) {
        json_t *body = act_wish(a);
        json_object_set_new(body, "reason", js_text(a->ruling->reason));
        json_object_set_new(body, "rule", js_text(a->ruling->rule));
        stage(a, ACT_APPROVAL);
        a->wish = approval_want(a->d->approvals, a->req.task_id, body, on_approval, a);
    } else {
        struct err denied;
        err_set(&denied, ERR_DENIED, "the policy does not allow it: %s", a->ruling->reason);
        act_fail(a, &denied);
    }
}

static void begin(void *data)
{
    struct act *a = data;
    a->timer = NULL;
    bus_publish(a->d->bus, "step.action", act_wish(a));
    stage(a, ACT_CHECKED);
    if (a->req.origin == ORIGIN_PERSON) {
        uint64_t serial;
        struct permit permit = policy_person_permit(a->d->policy, &serial);
        take_permit(a, &permit);
        permitted(a);
        return;
    }
    json_t *context = act_context(a);
    policy_ask(a->d->policy, &a->req.action, context, act_ask(a, 0, on_ruling, drop_ruling));
    json_decref(context);
}

struct act *act_start(struct agentd *d, struct act_request *request,
                      void (*on_stage)(void *data, enum act_stage stage),
                      void (*done)(void *data, struct act_result *result), void *data)
{
    struct act *a = xcalloc(1, sizeof *a);
    a->d = d;
    a->req = *request;
    a->req.seen = request->seen ? screen_ref(request->seen) : NULL;
    a->task = xstrdup(request->task);
    a->stage = on_stage;
    a->done = done;
    a->data = data;
    a->timer = loop_after(d->loop, 0, begin, a);
    a->next = d->acts;
    d->acts = a;
    return a;
}

void act_cancel(struct act *a)
{
    a->cancelled = true;
    unlink_act(a);
    hands_release_all(a->d->hands, NULL);
    if (a->wish)
        approval_cancel(a->d->approvals, a->wish);
    if (a->ask)
        ask_cancel(a->ask); /* on_step frees it */
    else
        free_act(a); /* a timer or the settling goes with it */
}

static struct act *first_of(const struct agentd *d, int64_t task_id)
{
    struct act *a = d->acts;
    while (a && task_id && a->req.task_id != task_id)
        a = a->next;
    return a;
}

void acts_end(struct agentd *d, int64_t task_id, const struct err *err)
{
    struct act *a;
    while ((a = first_of(d, task_id))) {
        unlink_act(a);
        a->result.err = *err;
        free(a->result.text);
        a->result.text = xstrdup(err->msg);
        a->done(a->data, &a->result);
        act_cancel(a);
    }
}
