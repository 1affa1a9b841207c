#include "agentctl/live.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agentctl/out.h"
#include "base/js.h"
#include "base/xalloc.h"

struct live {
    char *id;
    bool runs;
    bool in_thought; /* a line of thought is open */
    bool colour;
};

struct live *live_new(const char *id)
{
    struct live *l = xcalloc(1, sizeof *l);
    const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

    l->id = xstrdup(id);
    l->colour = isatty(STDERR_FILENO) && !(no && *no) && term && strcmp(term, "dumb") != 0;
    return l;
}

static void end_thought(struct live *l)
{
    if (l->in_thought)
        fputc('\n', stderr);
    l->in_thought = false;
}

void live_free(struct live *l)
{
    if (!l)
        return;
    end_thought(l);
    free(l->id);
    free(l);
}

bool live_runs(const struct live *l)
{
    return l->runs;
}

/* ANSI SGR: 1 bold, 2 dim, 31 red, 33 yellow. */
static void line(struct live *l, const char *sgr, const char *head, const char *text)
{
    end_thought(l);
    if (l->colour)
        fprintf(stderr, "\033[%sm", sgr);
    fputs(head, stderr);
    if (text)
        out_text(stderr, text, "      ");
    if (l->colour)
        fputs("\033[0m", stderr);
    fputc('\n', stderr);
}

static void on_state(struct live *l, const json_t *body)
{
    const char *to = js_str(body, "to");

    if (!to)
        return;
    if (strcmp(to, "paused") == 0)
        line(l, "33", "  paused", NULL);
    if (strcmp(to, "queued") != 0)
        l->runs = true;
}

static void on_queued(struct live *l, const json_t *body)
{
    line(l, "1", l->id, NULL);
    (void)body;
}

static void on_begin(struct live *l, const json_t *body)
{
    char head[40];

    l->runs = true;
    snprintf(head, sizeof head, "step %lld", (long long)js_int(body, "n", 0));
    line(l, "1", head, NULL);
}

static void on_thought(struct live *l, const json_t *body)
{
    const char *kind = js_str(body, "kind"), *text = js_str(body, "text");

    if (!text || !*text || (kind && strcmp(kind, "reasoning") == 0))
        return;
    if (kind && strcmp(kind, "notice") == 0) {
        line(l, "33", "  note: ", text);
        return;
    }
    if (!l->in_thought) {
        text += strspn(text, " \n");
        if (!*text)
            return;
        fputs("  ", stderr);
        l->in_thought = true;
    }
    out_text(stderr, text, "  ");
}

static void on_action(struct live *l, const json_t *body)
{
    const char *summary = js_str(body, "summary");
    char *action = summary ? NULL : js_dump(js_get(body, "action"));

    line(l, "0", "  > ", summary ? summary : action);
    free(action);
}

static void on_ruling(struct live *l, const json_t *body)
{
    const char *verdict = js_str(body, "verdict"), *reason = js_str(body, "reason");
    char *text;

    if (!verdict || strcmp(verdict, "allow") == 0)
        return;
    text = xasprintf("%s%s%s", verdict, reason && *reason ? ": " : "", reason ? reason : "");
    line(l, "33", "    policy says ", text);
    free(text);
}

static void on_approval(struct live *l, const json_t *body)
{
    const char *summary = js_str(body, "summary"), *reason = js_str(body, "reason");
    char *text = xasprintf("%s%s%s", summary ? summary : "the next action",
                           reason && *reason ? ": " : "", reason ? reason : "");
    char *how = xasprintf("agentctl approve %s, or agentctl deny %s", l->id, l->id);

    line(l, "33", "  may it? ", text);
    line(l, "2", "    ", how);
    free(how);
    free(text);
}

static void on_approved(struct live *l, const json_t *body)
{
    line(l, "33", js_bool(body, "yes", false) ? "    approved" : "    denied", NULL);
}

static void on_question(struct live *l, const json_t *body)
{
    char *how = xasprintf("agentctl say %s \"…\"", l->id);

    line(l, "33", "  it asks: ", js_str(body, "text"));
    line(l, "2", "    answer with ", how);
    free(how);
}

static void on_report(struct live *l, const json_t *body)
{
    const char *verdict = js_str(body, "verdict"), *text = js_str(body, "text");
    const char *error = js_str(body, "error");
    char *all = xasprintf("%s%s%s", error ? error : verdict ? verdict : "done",
                          text && *text ? ": " : "", text ? text : "");

    line(l, error ? "31" : "0", error ? "    ! " : "    = ", all);
    free(all);
}

static void on_end(struct live *l, const json_t *body)
{
    static const char *const parts[] = { "look", "read", "think", "act", "settle", "total" };
    const json_t *ms = js_get(body, "ms");
    char text[200] = "";

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        int64_t v = js_int(ms, parts[i], -1);
        size_t n = strlen(text);
        if (v >= 0)
            snprintf(text + n, sizeof text - n, "%s%s %lld", n ? "  " : "", parts[i],
                     (long long)v);
    }
    if (*text) {
        strncat(text, " ms", sizeof text - strlen(text) - 1);
        line(l, "2", "    ", text);
    }
}

static void on_log(struct live *l, const json_t *body)
{
    const char *level = js_str(body, "level");

    if (level && (strcmp(level, "error") == 0 || strcmp(level, "warn") == 0))
        line(l, "33", "  agentd: ", js_str(body, "text"));
}

static const struct {
    const char *topic;
    void (*show)(struct live *l, const json_t *body);
} topics[] = {
    { "approval.given", on_approved },  { "approval.wanted", on_approval },
    { "log", on_log },                  { "question.asked", on_question },
    { "step.action", on_action },       { "step.begin", on_begin },
    { "step.end", on_end },             { "step.report", on_report },
    { "step.ruling", on_ruling },       { "step.thought", on_thought },
    { "task.queued", on_queued },       { "task.state", on_state },
};

bool live_event(struct live *l, const json_t *event)
{
    const json_t *body = js_get(event, "body");
    const char *topic = js_str(event, "topic"), *id = js_str(body, "id");

    /* The log has no id: it is the daemon's. */
    if (!topic || (id ? strcmp(id, l->id) != 0 : strcmp(topic, "log") != 0))
        return false;
    for (size_t i = 0; i < sizeof topics / sizeof *topics; i++)
        if (strcmp(topics[i].topic, topic) == 0)
            topics[i].show(l, body);
    if (strcmp(topic, "task.end") != 0)
        return false;
    end_thought(l);
    return true;
}
