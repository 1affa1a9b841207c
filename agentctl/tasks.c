/* What the daemon does and has done: status, tasks, show, wait. */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "agentctl/args.h"
#include "agentctl/ctl.h"
#include "agentctl/out.h"
#include "agentctl/verbs.h"
#include "base/js.h"

static void field(const char *name, const char *text)
{
    if (!text || !*text)
        return;
    printf("%-9s ", name);
    out_text(stdout, text, "          ");
    putchar('\n');
}

/* One text, or a line for each of several. */
static void list_field(const char *name, const json_t *list)
{
    const json_t *item;
    size_t i;

    field(name, json_string_value(list));
    json_array_foreach(list, i, item)
        field(i ? "" : name, json_string_value(item));
}

static void up_text(int64_t s, char out[40])
{
    if (s < 120)
        snprintf(out, 40, "%lld s", (long long)s);
    else if (s < 7200)
        snprintf(out, 40, "%lld min", (long long)(s / 60));
    else if (s < 172800)
        snprintf(out, 40, "%lld h", (long long)(s / 3600));
    else
        snprintf(out, 40, "%lld days", (long long)(s / 86400));
}

int verb_status(struct ctl *c, struct args *a)
{
    int code;
    json_t *s, *task;
    const char *state;
    char up[40];

    if (!args_end(a, c, 0, 0))
        return CTL_USAGE;
    s = ctl_call(c, "status", NULL, &code);
    if (!s)
        return code;
    if (c->json) {
        out_json(s);
        json_decref(s);
        return CTL_OK;
    }
    state = js_str(s, "state");
    up_text(js_int(s, "uptime_s", 0), up);
    field("state", state ? state : "?");
    task = js_get(s, "task");
    if (json_is_object(task)) {
        printf("%-9s %s, step %lld, %s\n", "task", js_str(task, "id"),
               (long long)js_int(task, "steps", 0),
               js_str(task, "state") ? js_str(task, "state") : "?");
        field("", js_str(task, "task"));
    }
    printf("%-9s %lld waiting\n", "queue", (long long)js_int(s, "queued", 0));
    field("display", js_str(s, "display"));
    field("model", js_str(s, "model"));
    list_field("policy", js_get(s, "policy"));
    field("web", js_str(s, "listen"));
    field("socket", js_str(s, "socket"));
    printf("%-9s %s, process %lld, up %s\n", "agentd",
           js_str(s, "version") ? js_str(s, "version") : "?", (long long)js_int(s, "pid", 0), up);
    list_field("lacks", js_get(s, "lacks"));
    json_decref(s);
    return CTL_OK;
}

int verb_tasks(struct ctl *c, struct args *a)
{
    static const char *const titles[] = { "ID", "STATE", "EXIT", "STEPS", "CREATED", "TASK" };
    int64_t limit = args_number(a, "--limit", 1, 1000, 20);
    int code;
    json_t *result, *task;
    struct table *t;
    size_t i;

    if (!args_end(a, c, 0, 0))
        return CTL_USAGE;
    result = ctl_call(c, "task.list", json_pack("{s:I}", "limit", (json_int_t)limit), &code);
    if (!result)
        return code;
    if (c->json) {
        out_json(js_get(result, "tasks"));
        json_decref(result);
        return CTL_OK;
    }
    t = table_new(titles, 6);
    table_right(t, 2);
    table_right(t, 3);
    table_shrinks(t, 5);
    json_array_foreach(js_get(result, "tasks"), i, task) {
        char created[20];
        int64_t outcome = js_int(task, "outcome", -1);
        out_time(js_str(task, "created"), created);
        table_cell(t, js_str(task, "id"));
        table_cell(t, js_str(task, "state"));
        if (outcome < 0)
            table_cell(t, "");
        else
            table_cellf(t, "%lld", (long long)outcome);
        table_cellf(t, "%lld", (long long)js_int(task, "steps", 0));
        table_cell(t, created);
        table_cell(t, js_str(task, "task"));
    }
    table_print(t);
    json_decref(result);
    return CTL_OK;
}

static void print_action(const json_t *action)
{
    const char *summary = js_str(action, "summary"), *verdict = js_str(action, "verdict");
    const char *report = js_str(action, "report");
    int64_t ms = js_int(action, "ms", -1);

    printf("  > ");
    out_text(stdout, summary ? summary : "?", "    ");
    if (verdict || report) {
        printf("\n    = ");
        out_text(stdout, verdict ? verdict : "", "");
        if (report && *report) {
            fputs(verdict ? ": " : "", stdout);
            out_text(stdout, report, "      ");
        }
    }
    if (ms >= 0)
        printf(" (%lld ms)", (long long)ms);
    putchar('\n');
}

static void print_steps(const json_t *steps)
{
    const json_t *step, *action;
    size_t i, k;

    json_array_foreach(steps, i, step) {
        const char *thought = js_str(step, "thought");
        printf("step %lld\n", (long long)js_int(step, "n", 0));
        if (thought && *thought) {
            fputs("  ", stdout);
            out_text(stdout, thought, "  ");
            putchar('\n');
        }
        json_array_foreach(js_get(step, "actions"), k, action)
            print_action(action);
    }
}

static void print_task(const json_t *task)
{
    static const char *const times[] = { "created", "started", "ended" };

    field("id", js_str(task, "id"));
    field("task", js_str(task, "task"));
    printf("%-9s %s", "state", js_str(task, "state") ? js_str(task, "state") : "?");
    if (json_is_integer(js_get(task, "outcome")))
        printf(", exit code %lld", (long long)js_int(task, "outcome", 0));
    putchar('\n');
    for (size_t i = 0; i < 3; i++) {
        char text[20];
        out_time(js_str(task, times[i]), text);
        if (strcmp(text, "-") != 0)
            field(times[i], text);
    }
    field("model", js_str(task, "model"));
    field("journal", js_str(task, "journal"));
}

int verb_show(struct ctl *c, struct args *a)
{
    int code;
    json_t *result, *task;

    if (!args_end(a, c, 1, 1))
        return CTL_USAGE;
    result = ctl_call(c, "task.show", json_pack("{s:o}", "id", js_text(a->v[0])), &code);
    if (!result)
        return code;
    if (c->json) {
        out_json(result);
    } else {
        /* Older answers were the task itself with its steps beside. */
        task = json_is_object(js_get(result, "task")) ? js_get(result, "task") : result;
        print_task(task);
        print_steps(js_get(result, "steps"));
        field("answer", js_str(task, "answer"));
    }
    json_decref(result);
    return CTL_OK;
}

int ctl_task_end(struct ctl *c, const char *id)
{
    int code;
    json_t *task = ctl_call(c, "task.wait", json_pack("{s:o}", "id", js_text(id)), &code);
    const char *answer;

    if (!task)
        return code;
    answer = js_str(task, "answer");
    if (c->json) {
        out_json(task);
    } else if (answer && *answer) {
        out_text(stdout, answer, "");
        putchar('\n');
    }
    code = ctl_outcome(task);
    json_decref(task);
    return code;
}

int verb_wait(struct ctl *c, struct args *a)
{
    if (!args_end(a, c, 1, 1))
        return CTL_USAGE;
    return ctl_task_end(c, a->v[0]);
}
