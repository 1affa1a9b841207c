/* One step's first half: look, keep the picture, ask the model, read its answer. */
#include "agentd/session_inner.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "agentd/agentd.h"
#include "agentd/bus.h"
#include "agentd/look.h"
#include "agentd/screen_value.h"
#include "agentd/store.h"
#include "agentd/task.h"
#include "base/ask.h"
#include "base/clock.h"
#include "base/config.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/js.h"
#include "base/loop.h"
#include "base/xalloc.h"
#include "model/history.h"
#include "model/prompt.h"
#include "vision/capture.h"
#include "vision/encode.h"
#include "vision/screen.h"
#include "vision/viewport.h"
#include "vision/windows.h"

#define CONFUSED_MAX 3
#define LOOK_MS 60000

static int lap(struct session *s)
{
    int64_t now = clock_now_us();
    int ms = (int)((now - s->mark_us) / 1000);
    s->mark_us = now;
    return ms;
}

/* The frame for the journal and the view for the model, made in the pool. */
struct encoding {
    struct session *s;
    struct frame *frame;
    struct viewport view;
    bool wants_view;
    uint8_t *png, *view_png;
    size_t png_len, view_len;
    uint64_t hash;
    struct err err;
};

static void encode(void *data)
{
    struct encoding *e = data;
    const struct image *screen = e->frame->screen;
    e->hash = image_hash(screen, NULL);
    e->png = png_encode(screen, &e->png_len, &e->err);
    if (!e->png || !e->wants_view)
        return;
    if (e->view.w == screen->w && e->view.h == screen->h) {
        e->view_png = xmemdup(e->png, e->png_len);
        e->view_len = e->png_len;
        return;
    }
    struct image *view = image_scale(screen, &e->view.crop, e->view.w, e->view.h, &e->err);
    if (view)
        e->view_png = png_encode(view, &e->view_len, &e->err);
    image_unref(view);
}

static void take_reply(struct session *s);

/* Nothing is done, and no next step begun, before this step's picture is in the journal. */
static void go_on(struct session *s)
{
    if (s->logged && s->replied)
        take_reply(s);
}

static void on_logged(void *data, void *result, const struct err *err)
{
    struct session *s = data;
    free(result);
    if (err && !s->ended) {
        char *text = xasprintf("cannot write the journal: %s", err->msg);
        session_end(s, EV_BROKEN, text);
        free(text);
    } else if (!s->ended && s->state != SESSION_PAUSED) {
        s->logged = true;
        go_on(s);
    }
    session_wait_back(s);
}

static json_t *frame_body(const struct session *s, const struct frame *f)
{
    json_t *body = session_event_body(s);
    json_object_set_new(body, "frame", json_integer((json_int_t)f->id));
    json_object_set_new(body, "w", json_integer(f->screen->w));
    json_object_set_new(body, "h", json_integer(f->screen->h));
    json_object_set_new(body, "pointer", json_pack("[i, i]", f->pointer.x, f->pointer.y));
    json_object_set_new(body, "windows", windows_to_json(f->windows));
    return body;
}

static void encoded(void *data)
{
    struct encoding *e = data;
    struct session *s = e->s;
    if (!s->ended && s->state == SESSION_LOOK) {
        if (!e->png || (e->wants_view && !e->view_png)) {
            session_end(s, EV_BROKEN, e->err.msg);
        } else {
            free(s->picture.data);
            s->picture = (struct picture){ e->view_png, e->view_len };
            e->view_png = NULL;
            s->view = e->view;
            s->screen_hash = e->hash;
            s->waiting++;
            store_blob(s->d->store, s->task->id, "frame", frame_body(s, e->frame), e->png,
                       e->png_len, ask_new(loop_mailbox(s->d->loop), 0, on_logged, s));
            e->png = NULL;
            s->ms.look = lap(s);
            session_move(s, EV_SEEN);
            session_think(s);
        }
    }
    free(e->png);
    free(e->view_png);
    frame_unref(e->frame);
    free(e);
    session_wait_back(s);
}

static void on_screen(void *data, void *result, const struct err *err)
{
    struct session *s = data;
    struct screen *screen = result;
    if (s->ended || s->state != SESSION_LOOK) {
        screen_unref(screen);
    } else if (err) {
        session_end(s, err->code == ERR_NO_DISPLAY ? EV_DISPLAY_GONE : EV_BROKEN, err->msg);
    } else {
        screen_unref(s->screen);
        s->screen = screen;
        struct encoding *e = xcalloc(1, sizeof *e);
        struct srect all = { 0, 0, (int32_t)screen->frame->screen->w,
                             (int32_t)screen->frame->screen->h };
        e->s = s;
        e->frame = frame_ref(screen->frame);
        e->wants_view = provider_driver_of(s->provider)->wants_picture;
        e->view = e->wants_view ? viewport_fit(all, &s->resize)
                                : (struct viewport){ all, (uint32_t)all.w, (uint32_t)all.h };
        s->waiting++;
        loop_work(s->d->loop, encode, encoded, e);
    }
    session_wait_back(s);
}

void session_look(struct session *s)
{
    if (s->task->steps >= s->task->max_steps) {
        char text[80];
        snprintf(text, sizeof text, "the budget of %d steps is spent", s->task->max_steps);
        session_end(s, EV_BUDGET, text);
        return;
    }
    s->task->steps++;
    s->step_us = s->mark_us = clock_now_us();
    s->logged = s->replied = false;
    bus_publish(s->d->bus, "step.begin", session_event_body(s));
    s->waiting++;
    capture_at(s->d->capture, s->task->steps, 0);
    look_screen(s->d, ask_new(loop_mailbox(s->d->loop), LOOK_MS, on_screen, s));
}

static void on_delta(void *data, enum delta_kind kind, const char *text, size_t len)
{
    static const char *const names[] = { "text", "reasoning", "notice" };
    struct session *s = data;
    if (s->ended || s->state != SESSION_THINK)
        return;
    char *piece = xstrndup(text, len);
    json_t *body = session_event_body(s);
    json_object_set_new(body, "kind", json_string(names[kind]));
    json_object_set_new(body, "text", js_text(piece));
    free(piece);
    bus_publish(s->d->bus, "step.thought", body);
}

static json_t *context_of(struct session *s)
{
    char id[24];
    snprintf(id, sizeof id, "t%lld", (long long)s->task->id);
    json_t *c = json_pack("{s:o, s:s, s:i, s:O, s:O, s:O, s:O}", "task", js_text(s->task->text),
                          "task_id", id, "step", s->task->steps, "screen",
                          screen_value(s->d, s->screen), "answers", s->answers, "tools", s->tools,
                          "folders", s->d->folders);
    if (s->report.len)
        json_object_set_new(c, "report", js_text(s->report.s));
    if (s->last)
        json_object_set(c, "last", s->last);
    return c;
}

/* The model's answer made no actions: it is told, and looks again. */
static void confused(struct session *s, const char *code, const char *detail)
{
    json_t *body = session_event_body(s);
    json_object_set_new(body, "error", json_string(code));
    json_object_set_new(body, "detail", js_text(detail));
    store_line(s->d->store, s->task->id, "confused", json_deep_copy(body), NULL);
    bus_publish(s->d->bus, "step.confused", body);
    if (++s->confused >= CONFUSED_MAX) {
        char *text = xasprintf("the model's answers could not be used %d times in a row: %s: %s",
                               s->confused, code, detail);
        session_end(s, EV_GAVE_UP, text);
        free(text);
        return;
    }
    strbuf_addf(&s->report, "Your last answer could not be used (%s: %s). Nothing was done. ", code,
                detail);
    session_move(s, EV_CONFUSED);
    session_look(s);
}

static void log_reply(struct session *s, const struct completion *c)
{
    json_t *body = session_event_body(s);
    if (s->reply.thought)
        json_object_set_new(body, "thought", js_text(s->reply.thought));
    json_object_set_new(body, "text", js_text(c->text));
    if (c->reasoning)
        json_object_set_new(body, "reasoning", js_text(c->reasoning));
    json_object_set_new(body, "cut", json_boolean(c->cut));
    json_object_set_new(body, "tokens", json_pack("[i, i]", (int)c->tokens_in, (int)c->tokens_out));
    json_object_set_new(body, "ms", json_integer(s->ms.think));
    store_line(s->d->store, s->task->id, "reply", body, NULL);
}

static bool acts(const struct reply *r)
{
    for (size_t i = 0; i < r->n; i++)
        if (r->actions[i].kind != ACTION_SAY)
            return true;
    return false;
}

/* Waiting and looking again are no loop: what they wait for may take its time. */
static bool moves_nothing(const struct reply *r)
{
    for (size_t i = 0; i < r->n; i++)
        if (r->actions[i].kind != ACTION_WAIT && r->actions[i].kind != ACTION_SCREENSHOT)
            return false;
    return true;
}

/* True: the same thing again and again; the session has gone on or ended. */
static bool is_looping(struct session *s)
{
    uint64_t action = 0;
    if (moves_nothing(&s->reply))
        return false;
    for (size_t i = 0; i < s->reply.n; i++) {
        json_t *j = action_to_json(&s->reply.actions[i]);
        char *text = js_dump_sorted(j);
        action = hash_fast(text, strlen(text), action);
        free(text);
        json_decref(j);
    }
    int times = loop_note(&s->loops, s->screen_hash, action);
    if (times >= LOOP_END) {
        session_end(s, EV_GAVE_UP, "it did the same on the same screen again and again");
        return true;
    }
    if (times == LOOP_WARN) {
        confused(s, "loop", "you did just this twice on this very screen, and it led back here; "
                            "say why, and do something else or finish");
        return true;
    }
    return false;
}

static void on_reply(void *data, void *result, const struct err *err)
{
    struct session *s = data;
    struct completion *c = result;
    if (s->ended || s->state != SESSION_THINK) {
        completion_free(c);
        session_wait_back(s);
        return;
    }
    s->ms.think = lap(s);
    if (err) {
        char *text = xasprintf("the model '%s' gave no answer: %s", s->task->model, err->msg);
        session_end(s, EV_BROKEN, text);
        free(text);
        session_wait_back(s);
        return;
    }
    s->tokens += c->tokens_in + c->tokens_out;
    reply_release(&s->reply);
    s->dialect->parse(c->text, strlen(c->text), &s->view, s->frame, &s->reply);
    log_reply(s, c);
    history_add(s->history, s->report.len ? s->report.s : NULL, s->picture.data, s->picture.len,
                "image/png", c->text);
    strbuf_clear(&s->report); /* told; what a person says from now on is told with the next step */
    s->cut = c->cut;
    s->replied = true;
    completion_free(c);
    go_on(s);
    session_wait_back(s);
}

static void take_reply(struct session *s)
{
    int64_t tokens_max = config_int(s->d->config, "tokens_max");
    if (s->reply.code != PARSE_OK) {
        confused(s, parse_code_name(s->reply.code), s->reply.detail);
    } else if (s->cut && acts(&s->reply)) {
        confused(s, "malformed", "the answer was cut off by its length limit");
    } else if (tokens_max && s->tokens > tokens_max) {
        session_end(s, EV_BUDGET, "the token budget is spent");
    } else if (!is_looping(s)) {
        s->confused = 0;
        s->next = 0;
        json_decref(s->last);
        s->last = json_pack("{s:[], s:[]}", "actions", "results");
        session_move(s, EV_REPLY);
        session_do_next(s);
    }
}

void session_think(struct session *s)
{
    struct err err;
    struct question q = {
        .task = s->task->text, .history = s->history, .screen = s->screen, .viewport = &s->view,
        .picture = s->picture.data, .picture_len = s->picture.len, .picture_mime = "image/png",
        .report = s->report.len ? s->report.s : NULL, .tools = s->tools, .system = s->system,
        .images_max = s->images_max,
    };
    struct prompt *prompt = s->dialect->ask(&q, &err);
    if (!prompt) {
        session_end(s, EV_BROKEN, err.msg);
        return;
    }
    prompt->context = context_of(s);
    s->waiting++;
    provider_ask(s->provider, prompt, on_delta, s,
                 ask_new(loop_mailbox(s->d->loop), 0, on_reply, s));
}
