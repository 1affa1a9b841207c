#include "agentd/once.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "agentd/agentd.h"
#include "agentd/approval.h"
#include "agentd/bus.h"
#include "agentd/queue.h"
#include "agentd/session.h"
#include "agentd/task.h"
#include "base/err.h"
#include "base/js.h"
#include "base/loop.h"
#include "base/strbuf.h"
#include "base/xalloc.h"

#define LINE_MAX_BYTES 65536

enum wants { WANTS_NOTHING, WANTS_YES, WANTS_TEXT };

struct once {
    struct agentd *d;
    struct task *task;
    struct bus_sub *sub;
    struct watch *terminal;
    struct timer *timer; /* nobody, soon */
    struct strbuf line;
    enum wants wants;
    bool mid_thought; /* the thought's line has not ended yet */
};

static void end_thought(struct once *o)
{
    if (o->mid_thought)
        fputc('\n', stderr);
    o->mid_thought = false;
}

/* The person's line: an approval or an answer. */
static void take_line(struct once *o, const char *line)
{
    enum wants wants = o->wants;
    o->wants = WANTS_NOTHING;
    if (wants == WANTS_YES)
        approval_answer(o->d->approvals, o->task->id,
                        line[0] == 'y' || line[0] == 'Y' ? APPROVAL_YES : APPROVAL_NO, "");
    else if (wants == WANTS_TEXT && o->d->session)
        session_say(o->d->session, line);
}

static void on_terminal(void *data, int events)
{
    struct once *o = data;
    char bytes[4096];
    (void)events;
    ssize_t n = read(STDIN_FILENO, bytes, sizeof bytes);
    if (n <= 0 || o->line.len + (size_t)n > LINE_MAX_BYTES) {
        watch_free(o->terminal);
        o->terminal = NULL;
        take_line(o, "");
        return;
    }
    strbuf_add(&o->line, bytes, (size_t)n);
    char *end = memchr(o->line.s, '\n', o->line.len);
    if (!end)
        return;
    char *line = xstrndup(o->line.s, (size_t)(end - o->line.s));
    strbuf_drop(&o->line, strlen(line) + 1);
    take_line(o, line);
    free(line);
}

static void nobody(void *data)
{
    struct once *o = data;
    enum wants wants = o->wants;
    o->timer = NULL;
    o->wants = WANTS_NOTHING;
    if (wants == WANTS_YES)
        approval_answer(o->d->approvals, o->task->id, APPROVAL_NOBODY, "");
    else if (wants == WANTS_TEXT && o->d->session)
        session_nobody(o->d->session);
}

static void want(struct once *o, enum wants wants)
{
    o->wants = wants;
    if (!o->terminal && !o->timer)
        o->timer = loop_after(o->d->loop, 0, nobody, o); /* not from within the event */
}

static void print_report(const json_t *body)
{
    const char *text = js_str(body, "text");
    if (js_str(body, "error"))
        fprintf(stderr, "  not done: %s\n", text);
    else
        fprintf(stderr, "  %s (settled after %lld ms)%s%s\n", js_str(body, "verdict"),
                (long long)js_int(body, "settle_ms", 0), text && *text ? ": " : "", text ? text : "");
}

static void on_event(void *data, const json_t *event)
{
    struct once *o = data;
    if (!event)
        return;
    const char *topic = js_str(event, "topic");
    const json_t *body = js_get(event, "body");
    const char *text = js_str(body, "text");
    if (strcmp(topic, "step.begin") == 0) {
        end_thought(o);
        fprintf(stderr, "step %lld\n", (long long)js_int(body, "n", 0));
    } else if (strcmp(topic, "step.thought") == 0) {
        fprintf(stderr, "%s%s", o->mid_thought ? "" : "  ", text);
        o->mid_thought = true;
    } else if (strcmp(topic, "step.action") == 0) {
        end_thought(o);
        fprintf(stderr, "  -> %s\n", js_str(body, "summary"));
    } else if (strcmp(topic, "step.report") == 0) {
        end_thought(o);
        print_report(body);
    } else if (strcmp(topic, "approval.wanted") == 0) {
        end_thought(o);
        fprintf(stderr, "  needs approval: %s (%s)%s", js_str(body, "summary"),
                js_str(body, "reason"), o->terminal ? " [y/N] " : "\n");
        want(o, WANTS_YES);
    } else if (strcmp(topic, "question.asked") == 0) {
        end_thought(o);
        fprintf(stderr, "  the agent asks: %s\n%s", text, o->terminal ? "> " : "");
        want(o, WANTS_TEXT);
    } else if (strcmp(topic, "task.end") == 0) {
        end_thought(o);
        agentd_quit(o->d, (int)js_int(body, "outcome", 6));
    }
}

struct once *once_start(struct agentd *d, const char *task, struct err *err)
{
    struct once *o = xcalloc(1, sizeof *o);
    struct queue_opts opts = { d->opts.max_steps, d->opts.timeout_s, d->opts.model };
    o->d = d;
    strbuf_init(&o->line);
    o->sub = bus_subscribe(d->bus, NULL, -1, on_event, o);
    o->task = queue_add(d->queue, task, &opts, err);
    if (o->task && isatty(STDIN_FILENO))
        o->terminal = loop_watch(d->loop, STDIN_FILENO, 1, on_terminal, o, err);
    if (!o->task || (isatty(STDIN_FILENO) && !o->terminal)) {
        once_free(o);
        return NULL;
    }
    return o;
}

void once_free(struct once *o)
{
    if (!o)
        return;
    if (o->task && task_ended(o->task)) {
        puts(o->task->answer);
        fflush(stdout);
        if (o->task->outcome)
            fprintf(stderr, "agentd: %s\n", session_state_name(o->task->state));
    }
    watch_free(o->terminal);
    timer_cancel(o->timer);
    bus_unsubscribe(o->sub);
    strbuf_release(&o->line);
    free(o);
}
