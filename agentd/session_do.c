/* One step's second half: the model's actions, one after another. */
#include "agentd/session_inner.h"

#include <stdlib.h>

#include <jansson.h>

#include "agentd/act.h"
#include "agentd/agentd.h"
#include "agentd/bus.h"
#include "agentd/store.h"
#include "agentd/task.h"
#include "base/clock.h"
#include "base/js.h"
#include "base/stop.h"
#include "base/xalloc.h"
#include "vision/screen.h"

#define DENIED_MAX 2

void session_step_end(struct session *s)
{
    json_t *body = session_event_body(s);
    int total = (int)((clock_now_us() - s->step_us) / 1000);
    int act = (int)((clock_now_us() - s->mark_us) / 1000);
    json_object_set_new(body, "ms", json_pack("{s:i, s:i, s:i, s:i}", "look", s->ms.look, "think",
                                              s->ms.think, "act", act, "total", total));
    store_line(s->d->store, s->task->id, "step", json_deep_copy(body), NULL);
    bus_publish(s->d->bus, "step.end", body);
    store_task(s->d->store, s->task);
}

static void next_step(struct session *s, enum session_event event)
{
    session_step_end(s);
    session_move(s, event);
    session_look(s);
}

static void refuse(struct session *s, const char *text)
{
    strbuf_addf(&s->report, "%s ", text);
    next_step(s, EV_REFUSED);
}

static void ask_person(struct session *s, const char *text)
{
    json_t *body = session_event_body(s);
    json_object_set_new(body, "text", js_text(text));
    session_step_end(s);
    session_move(s, EV_ASKED);
    store_line(s->d->store, s->task->id, "question", json_deep_copy(body), NULL);
    bus_publish(s->d->bus, "question.asked", body); /* last: an answer may come from within */
}

static void claim(struct session *s, const struct action *a)
{
    char *answer = xstrdup(a->u.finish.text);
    session_step_end(s);
    if (a->u.finish.done) {
        session_move(s, EV_CLAIM);
        session_end(s, EV_HOLDS, *answer ? answer : "done");
    } else {
        session_end(s, EV_GAVE_UP, *answer ? answer : "the model gave up without a reason");
    }
    free(answer);
}

static void note_result(struct session *s, const struct action *a, const struct act_result *r)
{
    char *summary = action_summary(a);
    json_t *error = r->err.code ? json_pack("{s:s, s:o}", "code", err_name(r->err.code), "message",
                                            js_text(r->err.msg)) : json_null();
    json_t *row = json_pack("{s:s, s:o, s:o}", "verdict", effect_name(r->effect), "error", error,
                            "changed", report_boxes(r->settled.boxes, r->settled.n));
    if (r->windows)
        json_object_set(row, "windows", r->windows);
    if (r->tool)
        json_object_set(row, "tool", r->tool);
    json_array_append_new(js_get(s->last, "actions"), action_to_json(a));
    json_array_append_new(js_get(s->last, "results"), row);
    if (r->err.code)
        strbuf_addf(&s->report, "%s: not done (%s): %s. ", summary, err_name(r->err.code), r->err.msg);
    else
        strbuf_addf(&s->report, "%s: %s: %s ", summary, effect_name(r->effect), r->text);
    if (r->tool) {
        char *text = js_dump(r->tool);
        strbuf_addf(&s->report, "Result: %.2000s. ", text);
        free(text);
    }
    free(summary);
}

static void on_stage(void *data, enum act_stage stage)
{
    static const enum session_event events[] = {
        [ACT_APPROVAL] = EV_WANT_APPROVAL, [ACT_APPROVED] = EV_APPROVED, [ACT_SETTLING] = EV_ACTED,
    };
    struct session *s = data;
    if (stage == ACT_DOING && s->state == SESSION_CHECK)
        session_move(s, EV_ALLOWED);
    else if (stage != ACT_DOING && stage != ACT_CHECKED)
        session_move(s, events[stage]);
}

/* --dry-run: the rest of the step is ruled on as well; then it is told what would have been done. */
static void go_on_dry(struct session *s)
{
    if (s->state == SESSION_ACT) { /* a person had approved it */
        session_move(s, EV_ACTED);
        session_move(s, EV_QUIET);
    }
    if (s->next < s->reply.n) {
        session_do_next(s);
        return;
    }
    char *answer = xasprintf("dry run, nothing was done; the first step would be: %s",
                             s->reply.thought ? s->reply.thought : "(no thought)");
    session_move(s, EV_CLAIM);
    session_end(s, EV_HOLDS, answer);
    free(answer);
}

static void after_failure(struct session *s, const struct act_result *r)
{
    if (s->d->opts.dry_run && r->err.code == ERR_STOPPED && !stop_raised())
        go_on_dry(s);
    else if (r->err.code == ERR_NO_DISPLAY)
        session_end(s, EV_DISPLAY_GONE, r->err.msg);
    else if (r->err.code == ERR_LOCKED)
        session_end(s, EV_GAVE_UP, r->err.msg);
    else if (r->unwritten)
        session_end(s, EV_BROKEN, r->err.msg);
    else if (r->err.code == ERR_STOPPED)
        session_end(s, EV_STOP, r->err.msg);
    else if (r->denied_by_person || r->nobody || (r->err.code == ERR_DENIED && s->d->unattended)
             || (r->err.code == ERR_DENIED && ++s->denied >= DENIED_MAX))
        session_end(s, EV_DENY, r->err.msg);
    else
        next_step(s, EV_REFUSED);
}

static void on_act(void *data, struct act_result *r)
{
    struct session *s = data;
    s->act = NULL;
    note_result(s, &s->reply.actions[s->next - 1], r);
    if (r->err.code) {
        after_failure(s, r);
        return;
    }
    s->denied = 0;
    session_move(s, EV_QUIET);
    session_do_next(s);
}

/* A set-of-marks number becomes the centre of its element. */
static bool resolve_mark(struct session *s, struct action *a)
{
    const struct element *e = screen_by_id(s->screen, a->u.mark.index);
    enum mark_do what = a->u.mark.what;
    if (!e || what == MARK_POINT)
        return false;
    a->kind = what == MARK_MOVE ? ACTION_MOVE : ACTION_CLICK;
    a->has_point = true;
    a->at = (struct spoint){ e->box.x + e->box.w / 2, e->box.y + e->box.h / 2 };
    a->u.click.button = what == MARK_RIGHT_CLICK ? BUTTON_RIGHT : BUTTON_LEFT;
    a->u.click.count = what == MARK_DOUBLE_CLICK ? 2 : 1;
    return true;
}

static void start_act(struct session *s, struct action *a)
{
    s->d->unattended = false;
    struct act_request request = {
        .origin = ORIGIN_MODEL, .seen = s->screen, .fresh = s->next == 1, .task = s->task->text,
        .task_id = s->task->id, .step = s->task->steps, .index = (int)s->next,
    };
    action_copy(&request.action, a);
    s->act = act_start(s->d, &request, on_stage, on_act, s);
}

void session_do_next(struct session *s)
{
    if (s->next == s->reply.n) {
        next_step(s, EV_NEXT);
        return;
    }
    struct action *a = &s->reply.actions[s->next++];
    switch (a->kind) {
    case ACTION_FINISH:
        claim(s, a);
        return;
    case ACTION_ASK:
    case ACTION_SAY:
        ask_person(s, a->u.type.text);
        return;
    case ACTION_SCREENSHOT:
    case ACTION_ZOOM:
        next_step(s, EV_NEXT);
        return;
    case ACTION_POINTS:
    case ACTION_BOXES:
        refuse(s, "An answer of points or boxes does nothing by itself: click, or finish.");
        return;
    case ACTION_MARK:
        if (!resolve_mark(s, a)) {
            refuse(s, "There is no element with that mark, or nothing to do with it was said.");
            return;
        }
        break;
    default:
        break;
    }
    start_act(s, a);
}
