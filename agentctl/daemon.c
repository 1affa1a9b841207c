/* The daemon itself: its tools, its events, its web page, any command of its table. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agentctl/args.h"
#include "agentctl/ctl.h"
#include "agentctl/input.h"
#include "agentctl/out.h"
#include "agentctl/verbs.h"
#include "base/err.h"
#include "base/js.h"
#include "base/rpc.h"
#include "base/xalloc.h"

#define LOST_MAX 3

static void print_result(const struct ctl *c, const json_t *result)
{
    if (c->json)
        out_json(result);
    else if (json_is_string(result))
        puts(json_string_value(result));
    else
        out_json_pretty(result);
}

static int tool_list(struct ctl *c, struct args *a)
{
    static const char *const titles[] = { "NAME", "EFFECT", "WHAT IT DOES" };
    json_t *result, *tool;
    struct table *t;
    size_t i;
    int code;

    if (!args_end(a, c, 0, 0))
        return CTL_USAGE;
    result = ctl_call(c, "tool.list", NULL, &code);
    if (!result)
        return code;
    if (c->json) {
        out_json(js_get(result, "tools"));
        json_decref(result);
        return CTL_OK;
    }
    t = table_new(titles, 3);
    table_shrinks(t, 2);
    json_array_foreach(js_get(result, "tools"), i, tool) {
        table_cell(t, js_str(tool, "name"));
        table_cell(t, js_str(tool, "effect"));
        table_cell(t, js_str(tool, "error") ? js_str(tool, "error") : js_str(tool, "doc"));
    }
    table_print(t);
    json_decref(result);
    return CTL_OK;
}

static int tool_call(struct ctl *c, struct args *a)
{
    json_t *params, *arguments = NULL, *result;
    int code;

    if (!args_end(a, c, 1, 2))
        return CTL_USAGE;
    if (a->n == 2 && !(arguments = input_object(c, a->v[1])))
        return CTL_USAGE;
    params = json_pack("{s:o}", "name", js_text(a->v[0]));
    if (arguments)
        json_object_set_new(params, "arguments", arguments);
    result = ctl_call(c, "tool.call", params, &code);
    if (result)
        print_result(c, result);
    json_decref(result);
    return code;
}

int verb_tool(struct ctl *c, struct args *a)
{
    struct args rest = { a->v + 1, a->n - 1, a->bad };

    if (a->n > 0 && strcmp(a->v[0], "list") == 0)
        return tool_list(c, &rest);
    if (a->n > 0 && strcmp(a->v[0], "call") == 0)
        return tool_call(c, &rest);
    return args_wrong(c, "what to do is missing: list or call");
}

int verb_call(struct ctl *c, struct args *a)
{
    json_t *params = NULL, *result;
    int code;

    if (!args_end(a, c, 1, 2))
        return CTL_USAGE;
    if (a->n == 2 && !(params = input_object(c, a->v[1])))
        return CTL_USAGE;
    result = ctl_call(c, a->v[0], params, &code);
    if (result)
        print_result(c, result);
    json_decref(result);
    return code;
}

int verb_web(struct ctl *c, struct args *a)
{
    json_t *result;
    int code;

    if (!args_end(a, c, 0, 0))
        return CTL_USAGE;
    result = ctl_call(c, "web.link", NULL, &code);
    if (!result)
        return code;
    if (c->json)
        out_json(result);
    else
        puts(js_str(result, "url") ? js_str(result, "url") : "");
    json_decref(result);
    return CTL_OK;
}

int verb_shutdown(struct ctl *c, struct args *a)
{
    if (!args_end(a, c, 0, 0))
        return CTL_USAGE;
    return ctl_simple(c, "shutdown", NULL, "agentd ends");
}

/* "task.,step." as a list; new. */
static json_t *topic_list(const char *text)
{
    json_t *list = json_array();
    char *copy = xstrdup(text), *rest = copy, *topic;

    while ((topic = strsep(&rest, ",")))
        if (*topic)
            json_array_append_new(list, js_text(topic));
    free(copy);
    return list;
}

static int subscribe(struct ctl *c, int64_t since, const char *topics)
{
    json_t *params = json_object(), *result;
    int code;

    if (since >= 0)
        json_object_set_new(params, "since", json_integer(since));
    if (topics)
        json_object_set_new(params, "topics", topic_list(topics));
    result = ctl_call(c, "events.subscribe", params, &code);
    if (result) /* a reader that has gone is noticed at once, and not at the next event */
        rpc_wake_on(c->rpc, STDOUT_FILENO, true);
    json_decref(result);
    return code;
}

int verb_events(struct ctl *c, struct args *a)
{
    int64_t since = args_number(a, "--since", 0, INT64_MAX, -1);
    const char *topics = args_value(a, "--topics");
    int code, lost = 0;

    if (!args_end(a, c, 0, 0))
        return CTL_USAGE;
    code = subscribe(c, since, topics);
    while (code == CTL_OK) {
        struct err err = { 0 };
        json_t *event = rpc_next(c->rpc, -1, &err);
        if (event) {
            lost = 0;
            since = js_int(event, "cursor", since);
            out_json(event);
            json_decref(event);
            if (fflush(stdout) != 0)
                return CTL_FAILED; /* main says why */
        } else if (err.code == ERR_STOPPED) {
            return CTL_OK;
        } else if (err.code == ERR_IO && since >= 0 && lost++ < LOST_MAX) {
            /* Dropped for slowness, as a pager makes us: the cursor leads back. */
            ctl_disconnect(c);
            code = subscribe(c, since, topics);
        } else {
            code = err.code == ERR_IO ? (ctl_fail(c, &err), CTL_NO_DAEMON) : ctl_fail(c, &err);
        }
    }
    return code;
}
