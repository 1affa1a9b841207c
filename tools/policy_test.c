#include "tools/policy.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "actions/action.h"
#include "base/ask.h"
#include "base/clock.h"
#include "base/loop.h"
#include "base/mailbox.h"
#include "base/stop.h"
#include "base/test.h"
#include "tools/lua_host.h"
#include "tools/lua_test.h"

struct rig {
    struct loop *loop;
    struct mailbox *home;
    struct policy *policy;
    struct answer loaded;
};

/* One file a text, named p0.lua, p1.lua, …; ended by NULL. */
static void rig_open(struct rig *r, const char *const *texts)
{
    struct err err;
    char *files[4];
    size_t n = 0;
    r->loop = loop_new(&err);
    assert_non_null(r->loop);
    r->home = loop_mailbox(r->loop);
    for (; texts[n]; n++) {
        char name[16];
        snprintf(name, sizeof name, "p%zu.lua", n);
        files[n] = script_file(name, texts[n]);
    }
    r->policy = policy_load(r->loop, (const char *const *)files, n, answer_ask(r->home, &r->loaded));
    answer_wait(r->home, &r->loaded);
    while (n)
        free(files[--n]);
}

static void rig_close(struct rig *r)
{
    policy_free(r->policy);
    loop_free(r->loop);
}

/* The ruling's owner is the caller. */
static struct ruling *rule(struct rig *r, const char *action, const char *context)
{
    struct answer a;
    struct action parsed;
    struct err err;
    json_t *j = json_loads(action, 0, NULL);
    json_t *about = context ? json_loads(context, 0, NULL) : NULL;
    if (action_from_json(j, &parsed, &err) != 0)
        fail_msg("%s", err.msg);
    policy_ask(r->policy, &parsed, about, answer_ask(r->home, &a));
    json_decref(j);
    json_decref(about);
    action_release(&parsed);
    answer_wait(r->home, &a);
    assert_int_equal(a.err.code, ERR_NONE);
    return a.result;
}

static void expect(struct rig *r, const char *action, const char *context, enum verdict verdict,
                   const char *reason)
{
    struct ruling *got = rule(r, action, context);
    if (got->verdict != verdict || !strstr(got->reason, reason))
        fail_msg("%s because '%s', wanted %s because '%s'", verdict_name(got->verdict), got->reason,
                 verdict_name(verdict), reason);
    ruling_free(got);
}

static const char click[] = "{\"action\":\"click\",\"x\":5,\"y\":6,\"button\":\"left\",\"count\":1}";
#define POLICY(name, body) "return policy { name = '" name "', check = function(action, screen, context) " body " end }"

TEST("an allowed action gets a permit for itself, of this stop epoch, that ends")
{
    struct rig r;
    rig_open(&r, (const char *const[]){ POLICY("yes", "return 'allow'"), NULL });
    struct ruling *one = rule(&r, click, NULL);
    struct ruling *two = rule(&r, click, NULL);
    assert_int_equal(one->verdict, VERDICT_ALLOW);
    assert_string_equal(one->rule, "yes");
    assert_true(one->permit.action_serial == one->serial);
    assert_true(one->serial != two->serial);
    assert_int_equal(one->permit.stop_epoch, stop_epoch());
    assert_true(one->permit.until_us > clock_now_us());
    assert_true(one->permit.until_us <= clock_now_us() + POLICY_PERMIT_MS * 1000);
    ruling_free(one);
    ruling_free(two);
    rig_close(&r);
}

TEST("of several policies the strictest wins, whatever their order")
{
    static const char *const allow = POLICY("allow", "return 'allow'");
    static const char *const ask = POLICY("ask", "return 'ask', 'better ask'");
    static const char *const deny = POLICY("deny", "return 'deny', 'never'");
    static const char *const rewrite =
        POLICY("rewrite", "action.x = 9 return 'rewrite', 'moved', action");
    struct { const char *files[4]; enum verdict verdict; const char *reason; } cases[] = {
        { { allow, ask }, VERDICT_ASK_PERSON, "better ask" },
        { { ask, deny, allow }, VERDICT_DENY, "never" },
        { { deny, ask, rewrite }, VERDICT_DENY, "never" },
        { { rewrite, ask }, VERDICT_ASK_PERSON, "better ask" },
        { { allow, rewrite }, VERDICT_DENY, "rewritten 3 times" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct rig r;
        rig_open(&r, cases[i].files);
        expect(&r, click, NULL, cases[i].verdict, cases[i].reason);
        rig_close(&r);
    }
}

TEST("an error, silence, an unknown word and no policy at all are a denial")
{
    static const struct { const char *text, *reason; } cases[] = {
        { POLICY("e", "error('broken rule')"), "broken rule" },
        { POLICY("e", "return screen.focus.nothing.there"), "the policy failed" },
        { POLICY("e", ""), "gave no verdict" },
        { POLICY("e", "return 'maybe'"), "gave no verdict" },
        { POLICY("e", "return true"), "gave no verdict" },
        { POLICY("e", "return 'rewrite', 'so'"), "without saying to what" },
        { POLICY("e", "return 'rewrite', 'so', { action = 'explode' }"), "rewrites to no action" },
        { POLICY("e", "return 'allow', print"), "the policy failed" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct rig r;
        rig_open(&r, (const char *const[]){ cases[i].text, NULL });
        expect(&r, click, NULL, VERDICT_DENY, cases[i].reason);
        rig_close(&r);
    }
    struct rig r;
    rig_open(&r, (const char *const[]){ NULL });
    expect(&r, click, NULL, VERDICT_DENY, "there is no policy");
    rig_close(&r);
}

TEST("one file that does not load fails the policy, and then nothing is allowed")
{
    static const char *const broken[] = { "return policy {", "return { name = 'x' }", "error('no')" };
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        struct rig r;
        rig_open(&r, (const char *const[]){ POLICY("yes", "return 'allow'"), broken[i], NULL });
        assert_int_equal(r.loaded.err.code, ERR_INVALID);
        assert_non_null(strstr(r.loaded.err.msg, "p1"));
        expect(&r, click, NULL, VERDICT_DENY, "could not be loaded");
        rig_close(&r);
    }
}

TEST("a policy over its time denies and can be asked again")
{
    struct rig r;
    rig_open(&r, (const char *const[]){
                     POLICY("slow", "if action.x == 5 then while true do end end return 'allow'"), NULL });
    expect(&r, click, NULL, VERDICT_DENY, "time limit");
    expect(&r, "{\"action\":\"move\",\"x\":6,\"y\":6}", NULL, VERDICT_ALLOW, "");
    rig_close(&r);
}

TEST("a policy that hangs denies, and a fresh one takes its place")
{
    struct rig r;
    size_t lost = lua_hosts_lost();
    rig_open(&r, (const char *const[]){
                     POLICY("stuck", "if action.x == 5 then local s = ('a'):rep(40)"
                                     " s:find(('a?'):rep(40) .. s .. 'b') end return 'allow'"),
                     NULL });
    expect(&r, click, NULL, VERDICT_DENY, "hangs");
    assert_int_equal(lua_hosts_lost(), lost + 1);
    expect(&r, "{\"action\":\"move\",\"x\":6,\"y\":6}", NULL, VERDICT_ALLOW, "");
    rig_close(&r);
}

TEST("a policy sees the action with its element and window, the screen, and what it is for")
{
    static const char context[] =
        "{\"element\":{\"role\":\"field\",\"name\":\"PIN\",\"states\":[\"secret\"],\"window\":7},"
        "\"screen\":{\"app\":\"Bank\",\"focus\":null,\"windows\":[{\"id\":3,\"title\":\"a\"},"
        "{\"id\":7,\"title\":\"b\"}]},\"task\":\"pay\",\"origin\":\"model\",\"history\":[1,2]}";
    struct rig r;
    rig_open(&r, (const char *const[]){
                     POLICY("see", "return 'deny', table.concat({ action.kind, action.action, action.x,"
                                   " action.element.name, tostring(action.element.secret), action.window.title,"
                                   " screen.app, tostring(screen.focus.secret), context.task, context.origin,"
                                   " #context.history, tostring(agent), tostring(io) }, ' ')"),
                     NULL });
    expect(&r, click, context, VERDICT_DENY, "click click 5 PIN true b Bank false pay model 2 nil nil");
    rig_close(&r);
}

TEST("a rewritten action is ruled on anew by all, with the element under it")
{
    static const char context[] =
        "{\"element\":{\"name\":\"Send\"},\"screen\":{\"windows\":[{\"id\":3,\"box\":[0,0,900,900]},"
        "{\"id\":4,\"box\":[0,0,900,900]}],\"elements\":["
        "{\"name\":\"Draft\",\"box\":[100,0,50,50],\"window\":4},"
        "{\"name\":\"Covered\",\"box\":[105,0,9,9],\"window\":3},"
        "{\"name\":\"Page\",\"box\":[0,0,900,900],\"window\":4}]}}";
    struct rig r;
    rig_open(&r, (const char *const[]){
                     POLICY("softer", "if action.element.name == 'Send' then action.x = 110"
                                      " return 'rewrite', 'a draft instead', action end return 'allow'"),
                     POLICY("reader", "return 'ask', 'on ' .. action.element.name"), NULL });
    struct ruling *got = rule(&r, click, context);
    assert_int_equal(got->verdict, VERDICT_ASK_PERSON);
    assert_string_equal(got->reason, "on Send"); /* asking is stricter than rewriting */
    assert_null(got->rewritten);
    ruling_free(got);
    rig_close(&r);
    rig_open(&r, (const char *const[]){
                     POLICY("softer", "if action.element.name == 'Send' then action.x = 110"
                                      " return 'rewrite', 'a draft instead', action end return 'allow'"),
                     POLICY("reader", "if action.element.name == 'Draft' then return 'ask', 'on Draft' end"
                                      " return 'allow'"), NULL });
    got = rule(&r, click, context);
    assert_int_equal(got->verdict, VERDICT_ASK_PERSON);
    assert_string_equal(got->reason, "on Draft");
    assert_int_equal(got->rewritten->at.x, 110);
    struct err err;
    assert_int_equal(policy_grant(r.policy, got, &err), 0);
    ruling_free(got);
    rig_close(&r);
}

TEST("an action is rewritten three times at most")
{
    struct rig r;
    rig_open(&r, (const char *const[]){
                     POLICY("move", "if action.x == 99 or action.x == 8 then return 'allow' end"
                                    " action.x = action.x + 1 return 'rewrite', 'a step right', action"), NULL });
    expect(&r, "{\"action\":\"move\",\"x\":50,\"y\":6}", NULL, VERDICT_DENY, "rewritten 3 times");
    struct ruling *got = rule(&r, click, NULL);
    assert_int_equal(got->verdict, VERDICT_ALLOW);
    assert_int_equal(got->rewritten->at.x, 8);
    assert_true(got->permit.action_serial == got->serial);
    ruling_free(got);
    rig_close(&r);
}

TEST("a yes grants exactly the asked ruling, once, and not across a stop")
{
    struct rig r;
    struct err err;
    rig_open(&r, (const char *const[]){ POLICY("ask", "return 'ask', 'sure?'"), NULL });
    struct ruling *one = rule(&r, click, NULL);
    assert_int_equal(one->verdict, VERDICT_ASK_PERSON);
    assert_int_equal(one->permit.until_us, 0);
    assert_int_equal(policy_grant(r.policy, one, &err), 0);
    assert_true(one->permit.action_serial == one->serial);
    assert_int_equal(policy_grant(r.policy, one, &err), -1);
    assert_int_equal(err.code, ERR_DENIED);
    ruling_free(one);
    one = rule(&r, click, NULL);
    stop_raise();
    stop_clear();
    assert_int_equal(policy_grant(r.policy, one, &err), -1);
    assert_int_equal(err.code, ERR_STOPPED);
    ruling_free(one);
    rig_close(&r);
}

TEST("a denied ruling cannot be granted")
{
    struct rig r;
    struct err err;
    rig_open(&r, (const char *const[]){ POLICY("no", "return 'deny', 'no'"), NULL });
    struct ruling *one = rule(&r, click, NULL);
    assert_int_equal(policy_grant(r.policy, one, &err), -1);
    one->verdict = VERDICT_ASK_PERSON;
    assert_int_equal(policy_grant(r.policy, one, &err), -1);
    ruling_free(one);
    rig_close(&r);
}

TEST("freeing a policy while it thinks cancels the question")
{
    struct rig r;
    struct answer a;
    struct action action = { .kind = ACTION_BACK };
    rig_open(&r, (const char *const[]){ POLICY("slow", "while true do end"), NULL });
    policy_ask(r.policy, &action, NULL, answer_ask(r.home, &a));
    policy_free(r.policy);
    r.policy = NULL;
    answer_wait(r.home, &a);
    assert_int_equal(a.err.code, ERR_CANCELLED);
    rig_close(&r);
}
