/* A person's word to a task: stop, pause, resume, cancel, say, approve, deny. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "agentctl/args.h"
#include "agentctl/ctl.h"
#include "agentctl/input.h"
#include "agentctl/out.h"
#include "agentctl/verbs.h"
#include "base/js.h"

static json_t *id_params(const struct args *a)
{
    return a->n > 0 ? json_pack("{s:o}", "id", js_text(a->v[0])) : json_object();
}

int verb_stop(struct ctl *c, struct args *a)
{
    int code;
    json_t *result, *id;
    size_t i;

    if (!args_end(a, c, 0, 1))
        return CTL_USAGE;
    result = ctl_call(c, "task.stop", id_params(a), &code);
    if (!result)
        return code;
    if (c->json) {
        out_json(result);
    } else {
        json_array_foreach(js_get(result, "stopped"), i, id)
            printf("stopped %s\n", json_is_string(id) ? json_string_value(id) : "?");
        if (json_array_size(js_get(result, "stopped")) == 0)
            puts("nothing was running; all keys and buttons are up");
    }
    json_decref(result);
    return CTL_OK;
}

/* For commands that answer with the task: "t3 paused". */
static int change(struct ctl *c, const char *method, json_t *params)
{
    int code;
    json_t *task = ctl_call(c, method, params, &code);

    if (!task)
        return code;
    if (c->json)
        out_json(task);
    else
        printf("%s %s\n", js_str(task, "id") ? js_str(task, "id") : "task",
               js_str(task, "state") ? js_str(task, "state") : "changed");
    json_decref(task);
    return CTL_OK;
}

int verb_pause(struct ctl *c, struct args *a)
{
    return args_end(a, c, 0, 1) ? change(c, "task.pause", id_params(a)) : CTL_USAGE;
}

int verb_resume(struct ctl *c, struct args *a)
{
    return args_end(a, c, 0, 1) ? change(c, "task.resume", id_params(a)) : CTL_USAGE;
}

int verb_cancel(struct ctl *c, struct args *a)
{
    int code = CTL_OK;

    if (!args_end(a, c, 1, -1))
        return CTL_USAGE;
    for (int i = 0; i < a->n; i++) {
        int one = change(c, "task.cancel", json_pack("{s:o}", "id", js_text(a->v[i])));
        if (one != CTL_OK)
            code = one;
        if (one == CTL_NO_DAEMON)
            break;
    }
    return code;
}

int verb_say(struct ctl *c, struct args *a)
{
    char *text;
    int code;

    if (!args_end(a, c, 2, -1))
        return CTL_USAGE;
    text = input_words(c, a, 1);
    if (!text)
        return CTL_USAGE;
    code = ctl_simple(c, "task.say",
                      json_pack("{s:o, s:s}", "id", js_text(a->v[0]), "text", text), "said to %s",
                      a->v[0]);
    free(text);
    return code;
}

int verb_approve(struct ctl *c, struct args *a)
{
    if (!args_end(a, c, 1, 1))
        return CTL_USAGE;
    return ctl_simple(c, "task.approve", id_params(a), "approved for %s", a->v[0]);
}

int verb_deny(struct ctl *c, struct args *a)
{
    const char *reason = args_value(a, "--reason");
    json_t *params;

    if (!args_end(a, c, 1, 1))
        return CTL_USAGE;
    params = id_params(a);
    if (reason)
        json_object_set_new(params, "reason", js_text(reason));
    return ctl_simple(c, "task.deny", params, "denied for %s", a->v[0]);
}
