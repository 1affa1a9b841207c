/* run: hands a task over; with --wait shows its steps and ends as the task ends. */
#include <errno.h>
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "agentctl/args.h"
#include "agentctl/ctl.h"
#include "agentctl/input.h"
#include "agentctl/live.h"
#include "agentctl/out.h"
#include "agentctl/verbs.h"
#include "base/err.h"
#include "base/js.h"
#include "base/rpc.h"
#include "base/xalloc.h"

#define LOST_MAX 3
#define STOP_MS 10000 /* for the daemon to answer that it has stopped */

struct follow {
    struct ctl *c;
    struct live *live;
    const char *id;
    int64_t cursor;
    int signals; /* a signalfd with SIGINT and SIGTERM */
    bool asked;  /* to stop */
    int lost;    /* connections since the last event */
};

static int take_signals(void)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    if (sigprocmask(SIG_BLOCK, &set, NULL) != 0)
        return -1;
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static int subscribe(struct ctl *c, int64_t since, int64_t *cursor)
{
    int code;
    json_t *params = json_pack("{s:[s,s,s,s,s]}", "topics", "task.", "step.", "approval.",
                               "question.", "log");
    json_t *result;

    if (since >= 0)
        json_object_set_new(params, "since", json_integer(since));
    result = ctl_call(c, "events.subscribe", params, &code);
    if (result)
        *cursor = js_int(result, "cursor", since);
    json_decref(result);
    return code;
}

/* The first Ctrl-C asks the daemon to stop the task, the second leaves. False: leave now. */
static bool on_signal(struct follow *f)
{
    struct signalfd_siginfo info;
    struct err err = { 0 };
    json_t *params, *result;

    while (read(f->signals, &info, sizeof info) > 0)
        ;
    if (f->asked) {
        fprintf(stderr, "agentctl: left; `agentctl show %s` tells how it ended\n", f->id);
        return false;
    }
    f->asked = true;
    fprintf(stderr, "\nstopping %s; Ctrl-C again leaves at once\n", f->id);
    params = json_pack("{s:s}", "id", f->id);
    /* A task in the queue holds nothing that would have to be let go. */
    result = rpc_call(f->c->rpc, live_runs(f->live) ? "task.stop" : "task.cancel", params, STOP_MS,
                      &err);
    if (!result && err.code == ERR_STOPPED) {
        json_decref(params);
        return on_signal(f);
    }
    if (!result)
        ctl_fail(f->c, &err);
    json_decref(params);
    json_decref(result);
    return true;
}

/* A connection that was dropped for slowness is taken up again behind the last event seen. */
static int reconnect(struct follow *f)
{
    int64_t unused;
    int code;

    ctl_disconnect(f->c);
    if (++f->lost > LOST_MAX) {
        fprintf(stderr, "agentctl: run: the daemon closes every connection\n");
        return CTL_NO_DAEMON;
    }
    code = ctl_connect(f->c);
    if (code == CTL_OK)
        code = subscribe(f->c, f->cursor, &unused);
    if (code == CTL_OK)
        rpc_wake_on(f->c->rpc, f->signals, false);
    return code;
}

/* Shows events until the task's end. CTL_OK then, else the exit code. */
static int follow(struct follow *f)
{
    for (;;) {
        struct err err = { 0 };
        json_t *event = rpc_next(f->c->rpc, -1, &err);
        bool ended;
        int code = CTL_OK;
        if (!event) {
            if (err.code == ERR_STOPPED)
                code = on_signal(f) ? CTL_OK : CTL_STOPPED;
            else if (err.code == ERR_IO)
                code = reconnect(f);
            else
                code = ctl_fail(f->c, &err);
            if (code != CTL_OK)
                return code;
            continue;
        }
        f->lost = 0;
        f->cursor = js_int(event, "cursor", f->cursor);
        ended = live_event(f->live, event);
        json_decref(event);
        if (ended)
            return CTL_OK;
    }
}

static int start(struct ctl *c, json_t *params, bool wait)
{
    struct follow f = { .c = c, .signals = -1 };
    int code = CTL_OK;
    json_t *result = NULL;

    if (wait) {
        f.signals = take_signals();
        if (f.signals < 0) {
            fprintf(stderr, "agentctl: cannot take signals: %s\n", strerror(errno));
            code = CTL_INTERNAL;
        } else {
            code = subscribe(c, -1, &f.cursor);
        }
    }
    if (code == CTL_OK)
        result = ctl_call(c, "task.start", json_incref(params), &code);
    json_decref(params);
    if (!result)
        return code;
    f.id = js_str(result, "id");
    if (!f.id) {
        struct err err;
        err_set(&err, ERR_PROTOCOL, "the daemon gave the task no id");
        code = ctl_fail(c, &err);
    } else if (!wait) {
        if (c->json)
            out_json(result);
        else
            puts(f.id);
    } else {
        rpc_wake_on(c->rpc, f.signals, false);
        f.live = live_new(f.id);
        code = follow(&f);
        live_free(f.live);
        if (code == CTL_OK && c->rpc)
            rpc_wake_on(c->rpc, -1, false);
        if (code == CTL_OK)
            code = ctl_task_end(c, f.id);
    }
    json_decref(result);
    return code;
}

int verb_run(struct ctl *c, struct args *a)
{
    bool wait = args_flag(a, "--wait");
    int64_t max_steps = args_number(a, "--max-steps", 1, 1000, -1);
    int64_t timeout_s = args_number(a, "--timeout", 1, 604800, -1);
    const char *model = args_value(a, "--model");
    json_t *params;
    char *task;

    if (!args_end(a, c, 1, -1))
        return CTL_USAGE;
    task = input_words(c, a, 0);
    if (!task)
        return CTL_USAGE;
    if (!task[strspn(task, " \t\r\n")]) {
        free(task);
        return args_wrong(c, "the task is empty");
    }
    params = json_pack("{s:s}", "task", task);
    free(task);
    if (max_steps > 0)
        json_object_set_new(params, "max_steps", json_integer(max_steps));
    if (timeout_s > 0)
        json_object_set_new(params, "timeout_s", json_integer(timeout_s));
    if (model)
        json_object_set_new(params, "model", js_text(model));
    return start(c, params, wait);
}
