#include "agentd/policy_tool.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "actions/action.h"
#include "base/ask.h"
#include "base/err.h"
#include "base/journal.h"
#include "base/js.h"
#include "base/loop.h"
#include "base/xalloc.h"
#include "tools/policy.h"

struct waiting {
    bool done;
    struct ruling *ruling;
    struct err err;
};

static void on_answer(void *data, void *result, const struct err *err)
{
    struct waiting *w = data;
    w->done = true;
    w->ruling = result;
    if (err)
        w->err = *err;
}

static void wait_for(struct loop *loop, struct waiting *w)
{
    while (!w->done)
        loop_run_once(loop);
}

static void rule(struct loop *loop, struct policy *policy, const json_t *line)
{
    struct err err;
    struct action action;
    const json_t *body = js_get(line, "body");
    const char *summary = js_str(body, "summary");
    if (action_from_json(js_get(body, "action"), &action, &err)) {
        printf("%6lld  %-8s %s\n", (long long)js_int(line, "n", 0), "-", err.msg);
        return;
    }
    json_t *context = json_pack("{s:O, s:O?, s:O?, s:s, s:s}", "action", js_get(body, "action"),
                                "element", js_get(body, "element"), "screen", js_get(body, "screen"),
                                "task", "", "origin", "model");
    struct waiting w = { 0 };
    policy_ask(policy, &action, context, ask_new(loop_mailbox(loop), 0, on_answer, &w));
    wait_for(loop, &w);
    printf("%6lld  %-8s %s%s%s\n", (long long)js_int(line, "n", 0),
           w.ruling ? verdict_name(w.ruling->verdict) : "deny", summary ? summary : "",
           w.ruling && *w.ruling->reason ? ": " : "", w.ruling ? w.ruling->reason : w.err.msg);
    ruling_free(w.ruling);
    json_decref(context);
    action_release(&action);
}

static int rule_all(struct loop *loop, struct policy *policy, const char *folder)
{
    struct err err;
    struct journal_reader *reader = journal_read(folder, &err);
    json_t *line;
    int rc = -1;
    while (reader && (rc = journal_next(reader, &line, &err)) == 1) {
        if (strcmp(js_str(line, "kind"), "action") == 0)
            rule(loop, policy, line);
        json_decref(line);
    }
    journal_reader_free(reader);
    if (rc < 0)
        fprintf(stderr, "agentd: journal '%s': %s\n", folder, err.msg);
    return rc < 0;
}

int policy_tool(int argc, char **argv)
{
    struct err err;
    struct waiting loaded = { 0 };
    if (argc != 4 || strcmp(argv[1], "test") != 0) {
        fputs("usage: agentd --tool policy test FILE JOURNAL-FOLDER\n", stderr);
        return 2;
    }
    struct loop *loop = loop_new(&err);
    if (!loop) {
        fprintf(stderr, "agentd: %s\n", err.msg);
        return 1;
    }
    const char *const files[] = { argv[2] };
    struct policy *policy =
        policy_load(loop, files, 1, ask_new(loop_mailbox(loop), 0, on_answer, &loaded));
    wait_for(loop, &loaded);
    int rc = 1;
    if (loaded.err.code)
        fprintf(stderr, "agentd: policy '%s': %s\n", argv[2], loaded.err.msg);
    else
        rc = rule_all(loop, policy, argv[3]);
    policy_free(policy);
    loop_free(loop);
    return rc;
}
