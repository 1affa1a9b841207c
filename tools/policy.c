#include "tools/policy.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "actions/action.h"
#include "base/ask.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/js.h"
#include "base/log.h"
#include "base/loop.h"
#include "base/stop.h"
#include "base/xalloc.h"
#include "tools/lua_host.h"
#include "tools/policy_view.h"

#define WAITING_MAX 16 /* asked rulings that may still be granted */
#define POLICY_MEMORY (32u << 20)

struct rule {
    struct policy *policy;
    char *path, *folder, *name;
    struct lua_host *lua; /* NULL: it did not start */
};

struct waiting { uint64_t serial; uint32_t stop_epoch; };

struct policy {
    int refs; /* the owner's, and one for each ask under way */
    bool freed, broken;
    struct mailbox *home;
    struct rule *rules;
    size_t n, loading;
    struct ask *load_ask;
    struct err load_err;
    uint64_t serial;
    struct waiting waiting[WAITING_MAX];
    size_t waiting_at;
};

/* One action on its way through all rules, and again each time that it is rewritten. */
struct round {
    struct policy *policy;
    struct ask *ask;
    json_t *context;
    size_t open;         /* rules that have not answered yet */
    uint32_t stop_epoch;
    int rewrites;
    struct ruling ruling;
    json_t *rewritten;   /* by a rule of this pass */
};

struct part { struct round *round; struct rule *rule; };

const char *verdict_name(enum verdict v)
{
    static const char *const names[] = { "deny", "ask", "rewrite", "allow" };
    return names[v];
}

static void policy_unref(struct policy *p)
{
    if (--p->refs > 0)
        return;
    for (size_t i = 0; i < p->n; i++) {
        lua_host_free(p->rules[i].lua);
        free(p->rules[i].path);
        free(p->rules[i].folder);
        free(p->rules[i].name);
    }
    free(p->rules);
    free(p);
}

/* ---- loading */

static void take_name(struct rule *r, const json_t *declaration)
{
    const char *name = js_str(declaration, "name");
    if (!name)
        return;
    free(r->name);
    r->name = xstrdup(name);
}

static void rule_loaded(void *data, void *result, const struct err *err)
{
    struct rule *r = data;
    struct policy *p = r->policy;
    json_t *declaration = result;
    const char *is = js_str(declaration, "is");
    struct err why = { 0 };
    if (err)
        why = *err;
    else if (!is || strcmp(is, "policy") != 0)
        err_set(&why, ERR_INVALID, "'%s' does not return policy { … }", r->path);
    else
        take_name(r, declaration);
    json_decref(declaration);
    if (why.code != ERR_NONE && !p->freed) {
        log_error("policy", "%s", why.msg);
        if (!p->broken)
            p->load_err = why;
        p->broken = true;
    }
    p->loading--;
    if (p->loading == 0 && p->load_ask) {
        struct ask *ask = p->load_ask;
        p->load_ask = NULL;
        if (p->broken)
            ask_fail(ask, &p->load_err);
        else
            ask_answer(ask, NULL);
    }
    policy_unref(p);
}

static void rule_start(struct rule *r)
{
    struct policy *p = r->policy;
    const char *const roots[] = { r->folder, NULL };
    struct lua_opts opts = {
        .name = r->name, .memory_max = POLICY_MEMORY, .call_ms = POLICY_CALL_MS, .roots = roots,
    };
    struct err err; /* rule_loaded is told too */
    p->refs++;
    p->loading++;
    r->lua = lua_host_start(p->home, r->path, &opts, ask_new(p->home, 0, rule_loaded, r), &err);
}

static void rule_init(struct rule *r, struct policy *p, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *base = slash ? slash + 1 : path;
    const char *dot = strrchr(base, '.');
    r->policy = p;
    r->path = xstrdup(path);
    r->folder = slash ? xstrndup(path, (size_t)(slash - path)) : xstrdup(".");
    r->name = xstrndup(base, dot ? (size_t)(dot - base) : strlen(base));
}

struct policy *policy_load(struct loop *loop, const char *const *files, size_t n, struct ask *ask)
{
    struct policy *p = xcalloc(1, sizeof *p);
    p->refs = 1;
    p->home = loop_mailbox(loop);
    p->serial = (uint64_t)clock_now_us(); /* so that no earlier policy's permit fits by chance */
    p->rules = xcalloc(n, sizeof *p->rules);
    p->n = n;
    p->load_ask = ask;
    for (size_t i = 0; i < n; i++)
        rule_init(&p->rules[i], p, files[i]);
    for (size_t i = 0; i < n; i++)
        rule_start(&p->rules[i]);
    if (n == 0) {
        p->load_ask = NULL;
        ask_answer(ask, NULL);
    }
    return p;
}

/* ---- ruling */

static void say(struct round *round, enum verdict verdict, const char *rule, const char *reason)
{
    struct ruling *r = &round->ruling;
    if (verdict >= r->verdict && r->rule[0])
        return;
    r->verdict = verdict;
    snprintf(r->rule, sizeof r->rule, "%s", rule);
    snprintf(r->reason, sizeof r->reason, "%s", reason);
}

static void take_verdict(struct round *round, const char *rule, json_t *results)
{
    const char *word = json_string_value(json_array_get(results, 0));
    const char *reason = json_string_value(json_array_get(results, 1));
    json_t *action = json_array_get(results, 2);
    char otherwise[120];
    for (int v = VERDICT_DENY; word && v <= VERDICT_ALLOW; v++) {
        if (strcmp(verdict_name((enum verdict)v), word) != 0)
            continue;
        if (v == VERDICT_REWRITE && !json_is_object(action)) {
            say(round, VERDICT_DENY, rule, "it rewrites the action without saying to what");
            return;
        }
        if (v == VERDICT_REWRITE && !round->rewritten)
            round->rewritten = json_incref(action);
        snprintf(otherwise, sizeof otherwise, "policy '%.60s' says %s", rule, word);
        say(round, (enum verdict)v, rule, reason ? reason : v == VERDICT_ALLOW ? "" : otherwise);
        return;
    }
    snprintf(otherwise, sizeof otherwise, "policy '%.60s' gave no verdict", rule);
    say(round, VERDICT_DENY, rule, otherwise);
}

static void start_pass(struct round *round, const struct action *a);

/* The rewritten action is read with the same care as a model's, and ruled on anew. False: it is denied. */
static bool rule_again(struct round *round)
{
    struct ruling *r = &round->ruling;
    struct action action;
    struct err err = { 0 };
    r->verdict = VERDICT_DENY;
    if (round->rewrites++ == POLICY_REWRITES_MAX) {
        snprintf(r->reason, sizeof r->reason, "rewritten %d times and again", POLICY_REWRITES_MAX);
        return false;
    }
    json_object_del(round->rewritten, "kind");
    json_object_del(round->rewritten, "element");
    json_object_del(round->rewritten, "window");
    if (action_from_json(round->rewritten, &action, &err) != 0) {
        snprintf(r->reason, sizeof r->reason, "it rewrites to no action: %.120s", err.msg);
        return false;
    }
    if (r->rewritten)
        action_release(r->rewritten);
    else
        r->rewritten = xmalloc(sizeof *r->rewritten);
    *r->rewritten = action;
    json_decref(round->rewritten);
    round->rewritten = NULL;
    r->rule[0] = '\0';
    r->reason[0] = '\0';
    start_pass(round, r->rewritten);
    return true;
}

static struct permit permit_for(uint64_t serial, uint32_t epoch)
{
    return (struct permit){ serial, epoch, clock_now_us() + POLICY_PERMIT_MS * INT64_C(1000) };
}

static void action_free(struct action *a)
{
    if (a)
        action_release(a);
    free(a);
}

static void round_free(struct round *round)
{
    struct policy *p = round->policy;
    action_free(round->ruling.rewritten);
    json_decref(round->rewritten);
    json_decref(round->context);
    free(round);
    policy_unref(p);
}

static void finish(struct round *round)
{
    struct policy *p = round->policy;
    struct ruling *r = &round->ruling;
    if (p->freed) {
        ask_drop(round->ask);
        round_free(round);
        return;
    }
    if (p->broken) {
        r->verdict = VERDICT_DENY;
        snprintf(r->rule, sizeof r->rule, "none");
        snprintf(r->reason, sizeof r->reason, "a policy could not be loaded: %.120s", p->load_err.msg);
    } else if (p->n == 0) {
        snprintf(r->rule, sizeof r->rule, "none");
        snprintf(r->reason, sizeof r->reason, "there is no policy, so nothing is allowed");
    }
    if (r->verdict == VERDICT_REWRITE && rule_again(round))
        return;
    if (r->verdict == VERDICT_ALLOW)
        r->permit = permit_for(r->serial, round->stop_epoch);
    if (r->verdict == VERDICT_ASK_PERSON)
        p->waiting[p->waiting_at++ % WAITING_MAX] =
            (struct waiting){ r->serial, round->stop_epoch };
    struct ruling *out = xmemdup(r, sizeof *r);
    r->rewritten = NULL;
    if (!ask_answer(round->ask, out))
        ruling_free(out);
    round_free(round);
}

static void rule_said(void *data, void *result, const struct err *err)
{
    struct part *part = data;
    struct round *round = part->round;
    struct rule *rule = part->rule;
    json_t *results = result;
    char reason[160];
    if (err) {
        snprintf(reason, sizeof reason, "the policy failed: %.130s", err->msg);
        say(round, VERDICT_DENY, rule->name, reason);
    } else {
        take_verdict(round, rule->name, results);
    }
    json_decref(results);
    free(part);
    /* One that hangs is left behind; the next action finds a fresh one. */
    if (!round->policy->freed && rule->lua && lua_host_lost(rule->lua)) {
        lua_host_free(rule->lua);
        rule_start(rule);
    }
    if (--round->open == 0)
        finish(round);
}

static void call_rule(struct round *round, struct rule *rule, const json_t *view)
{
    struct part *part = xmalloc(sizeof *part);
    *part = (struct part){ round, rule };
    struct ask *ask = ask_new(round->policy->home, 0, rule_said, part);
    if (rule->lua)
        lua_host_call(rule->lua, "check", view, POLICY_CALL_MS, ask);
    else
        ask_failf(ask, ERR_LIMIT, "'%s' could not be started", rule->name);
}

static void start_pass(struct round *round, const struct action *a)
{
    struct policy *p = round->policy;
    json_t *view = policy_view(a, round->context, round->rewrites > 0);
    round->open = p->n;
    for (size_t i = 0; i < p->n; i++)
        call_rule(round, &p->rules[i], view);
    json_decref(view);
}

void policy_ask(struct policy *p, const struct action *a, const json_t *context, struct ask *ask)
{
    struct round *round = xcalloc(1, sizeof *round);
    p->refs++;
    round->policy = p;
    round->ask = ask;
    round->context = json_incref((json_t *)context);
    round->stop_epoch = stop_epoch();
    round->ruling.serial = ++p->serial;
    if (p->n == 0)
        finish(round);
    else
        start_pass(round, a);
}

int policy_grant(struct policy *p, struct ruling *asked, struct err *err)
{
    for (size_t i = 0; i < WAITING_MAX; i++) {
        struct waiting *w = &p->waiting[i];
        if (asked->verdict != VERDICT_ASK_PERSON || w->serial != asked->serial)
            continue;
        uint32_t epoch = w->stop_epoch;
        *w = (struct waiting){ 0 };
        if (epoch != stop_epoch())
            return err_set(err, ERR_STOPPED, "a stop came after the question");
        asked->permit = permit_for(asked->serial, epoch);
        return 0;
    }
    return err_set(err, ERR_DENIED, "nothing waits for this yes");
}

struct permit policy_person_permit(struct policy *p, uint64_t *serial)
{
    *serial = ++p->serial;
    return permit_for(*serial, stop_epoch());
}

void ruling_free(struct ruling *r)
{
    if (!r)
        return;
    action_free(r->rewritten);
    free(r);
}

void policy_free(struct policy *p)
{
    if (!p)
        return;
    p->freed = true;
    for (size_t i = 0; i < p->n; i++) {
        lua_host_free(p->rules[i].lua);
        p->rules[i].lua = NULL;
    }
    if (p->load_ask)
        ask_drop(p->load_ask);
    p->load_ask = NULL;
    policy_unref(p);
}
