#include "actions/hands_rig.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/ask.h"
#include "base/clock.h"
#include "base/mailbox.h"
#include "base/stop.h"
#include "base/xalloc.h"

struct hands_rig {
    struct mailbox *home;
    struct hands *hands;
    struct err said;
    bool answered;
};

static _Noreturn void die(const struct err *err)
{
    fprintf(stderr, "hands: %s\n", err->msg);
    abort();
}

struct hands_rig *hands_rig_new(const char *driver, const char *display)
{
    struct err err;
    struct hands_rig *r = xcalloc(1, sizeof *r);
    r->home = mailbox_new(&err);
    if (!r->home)
        die(&err);
    r->hands = hands_start(hands_driver_find(driver), display, &err);
    if (!r->hands)
        die(&err);
    return r;
}

struct hands *hands_rig_hands(struct hands_rig *r)
{
    return r->hands;
}

static void on_answer(void *data, void *result, const struct err *err)
{
    struct hands_rig *r = data;
    (void)result;
    r->answered = true;
    if (err)
        r->said = *err;
    else
        err_clear(&r->said);
}

static struct ask *new_ask(struct hands_rig *r)
{
    r->answered = false;
    return ask_new(r->home, 0, on_answer, r);
}

enum err_code hands_rig_wait(struct hands_rig *r)
{
    while (!r->answered)
        mailbox_wait(r->home, -1);
    return r->said.code;
}

const char *hands_rig_said(const struct hands_rig *r)
{
    return r->said.msg;
}

struct permit hands_rig_permit(struct gesture *g)
{
    static uint64_t serial;
    serial++;
    if (g)
        g->action_serial = serial;
    return (struct permit){ serial, stop_epoch(), clock_now_us() + 60000000 };
}

enum err_code hands_rig_permitted(struct hands_rig *r, struct gesture *g, struct permit permit)
{
    hands_do(r->hands, g, permit, new_ask(r));
    return hands_rig_wait(r);
}

void hands_rig_start(struct hands_rig *r, struct gesture *g)
{
    hands_do(r->hands, g, hands_rig_permit(g), new_ask(r));
}

enum err_code hands_rig_do(struct hands_rig *r, struct gesture *g)
{
    hands_rig_start(r, g);
    return hands_rig_wait(r);
}

enum err_code hands_rig_type(struct hands_rig *r, const char *text)
{
    struct gesture *g = gesture_new(0);
    gesture_add(g, (struct hand_event){ .kind = HAND_TEXT, .text = xstrdup(text) });
    return hands_rig_do(r, g);
}

enum err_code hands_rig_key(struct hands_rig *r, uint32_t keysym, bool down)
{
    struct gesture *g = gesture_new(0);
    gesture_add(g, (struct hand_event){ .kind = HAND_KEY, .code = keysym, .down = down });
    return hands_rig_do(r, g);
}

enum err_code hands_rig_action(struct hands_rig *r, const char *text)
{
    struct action a;
    json_t *j = json_loads(text, 0, NULL);
    if (action_from_json(j, &a, &r->said) < 0)
        die(&r->said);
    json_decref(j);
    struct gesture *g = gesture_from_action(&a, NULL, &r->said);
    action_release(&a);
    return g ? hands_rig_do(r, g) : r->said.code;
}

enum err_code hands_rig_window(struct hands_rig *r, enum window_op op, uint32_t id,
                               const struct srect *box)
{
    hands_window(r->hands, op, id, box, hands_rig_permit(NULL), new_ask(r));
    return hands_rig_wait(r);
}

enum err_code hands_rig_clipboard(struct hands_rig *r, const char *text)
{
    hands_clipboard(r->hands, text, hands_rig_permit(NULL), new_ask(r));
    return hands_rig_wait(r);
}

enum err_code hands_rig_release(struct hands_rig *r)
{
    hands_release_all(r->hands, new_ask(r));
    return hands_rig_wait(r);
}

void hands_rig_free(struct hands_rig *r)
{
    hands_stop(r->hands);
    mailbox_run(r->home); /* the last answers */
    mailbox_unref(r->home);
    free(r);
}
