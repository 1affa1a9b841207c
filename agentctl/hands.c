/* A person's own actions through the daemon's hands: act, type, open. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agentctl/args.h"
#include "agentctl/ctl.h"
#include "agentctl/input.h"
#include "agentctl/out.h"
#include "agentctl/verbs.h"
#include "base/js.h"

#define BOXES_MAX 8u

static void print_boxes(const json_t *boxes)
{
    const json_t *box;
    size_t i;

    json_array_foreach(boxes, i, box) {
        long long v[4];
        for (size_t k = 0; k < 4; k++)
            v[k] = json_integer_value(json_array_get(box, k));
        printf("%s%lld,%lld %lldx%lld", i ? "; " : "changed: ", v[0], v[1], v[2], v[3]);
        if (i == BOXES_MAX - 1 && json_array_size(boxes) > BOXES_MAX) {
            printf("; and %zu more", json_array_size(boxes) - BOXES_MAX);
            break;
        }
    }
    if (json_array_size(boxes))
        putchar('\n');
}

int verb_act(struct ctl *c, struct args *a)
{
    const char *expect = args_value(a, "--expect"), *verdict, *text;
    json_t *action, *report;
    bool wanted;
    int code;

    if (!args_end(a, c, 1, 1))
        return CTL_USAGE;
    action = input_object(c, a->v[0]);
    if (!action)
        return CTL_USAGE;
    if (expect)
        json_object_set_new(action, "expect", js_text(expect));
    expect = js_str(action, "expect");
    wanted = expect && strcmp(expect, "none") != 0;
    report = ctl_call(c, "input.act", json_pack("{s:o}", "action", action), &code);
    if (!report)
        return code;
    verdict = js_str(report, "verdict");
    text = js_str(report, "text");
    if (c->json) {
        out_json(report);
    } else {
        printf("%s after %lld ms\n", verdict ? verdict : "done",
               (long long)js_int(report, "settle_ms", 0));
        if (text && *text) {
            out_text(stdout, text, "");
            putchar('\n');
        }
        print_boxes(js_get(report, "changed"));
    }
    /* What was expected of it and did not come about is a failure; a click without a word is not. */
    if (wanted && verdict && strcmp(verdict, "no effect") == 0)
        code = CTL_FAILED;
    json_decref(report);
    return code;
}

int verb_type(struct ctl *c, struct args *a)
{
    char *text;
    json_t *result;
    int code;

    if (!args_end(a, c, 1, 1))
        return CTL_USAGE;
    text = input_file(c, a->v[0]);
    if (!text)
        return CTL_USAGE;
    result = ctl_call(c, "input.type", json_pack("{s:s}", "text", text), &code);
    free(text);
    if (!result)
        return code;
    if (c->json)
        out_json(result);
    else
        printf("%lld characters typed\n", (long long)js_int(result, "characters", 0));
    json_decref(result);
    return CTL_OK;
}

/* The daemon works in another folder: a path that leads somewhere from here is sent whole. Takes
 * target. */
static char *whole_path(char *target)
{
    char *path = strpbrk(target, "/.") ? realpath(target, NULL) : NULL;

    if (!path)
        return target;
    free(target);
    return path;
}

int verb_open(struct ctl *c, struct args *a)
{
    char *target;
    json_t *result;
    const char *what;
    int code;

    if (!args_end(a, c, 1, -1))
        return CTL_USAGE;
    target = input_words(c, a, 0);
    if (!target)
        return CTL_USAGE;
    target = whole_path(target);
    result = ctl_call(c, "app.open", json_pack("{s:s}", "target", target), &code);
    if (result && c->json) {
        out_json(result);
    } else if (result) {
        what = js_str(result, "what");
        fputs("opened ", stdout);
        out_text(stdout, what ? what : target, "");
        if (js_int(result, "pid", 0) > 0)
            printf(", process %lld", (long long)js_int(result, "pid", 0));
        putchar('\n');
    }
    free(target);
    json_decref(result);
    return code;
}
