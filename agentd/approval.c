#include "agentd/approval.h"

#include <stdio.h>
#include <stdlib.h>

#include <jansson.h>

#include "agentd/agentd.h"
#include "agentd/bus.h"
#include "base/config.h"
#include "base/loop.h"
#include "base/xalloc.h"

struct wish {
    struct approvals *all;
    struct wish *next;
    uint64_t number;
    int64_t task_id;
    approval_fn *fn;
    void *data;
    struct timer *timer;
};

struct approvals {
    struct agentd *d;
    struct wish *first;
    uint64_t last;
};

struct approvals *approvals_new(struct agentd *d)
{
    struct approvals *a = xcalloc(1, sizeof *a);
    a->d = d;
    return a;
}

static void free_wish(struct wish *w)
{
    for (struct wish **at = &w->all->first; *at; at = &(*at)->next)
        if (*at == w) {
            *at = w->next;
            break;
        }
    timer_cancel(w->timer);
    free(w);
}

void approvals_free(struct approvals *a)
{
    if (!a)
        return;
    while (a->first)
        free_wish(a->first);
    free(a);
}

static void settle_wish(struct wish *w, enum approval_answer answer, const char *reason)
{
    approval_fn *fn = w->fn;
    void *data = w->data;
    char id[24];
    snprintf(id, sizeof id, w->task_id ? "t%lld" : "", (long long)w->task_id);
    bus_publish(w->all->d->bus, "approval.given",
                json_pack("{s:s, s:b, s:s}", "id", id, "yes", answer == APPROVAL_YES, "reason",
                          reason ? reason : ""));
    w->all->d->unattended |= answer == APPROVAL_NOBODY;
    free_wish(w);
    fn(data, answer, reason);
}

static void too_late(void *data)
{
    struct wish *w = data;
    w->timer = NULL;
    settle_wish(w, APPROVAL_NOBODY, "nobody approved it in time");
}

uint64_t approval_want(struct approvals *a, int64_t task_id, json_t *body, approval_fn *fn,
                       void *data)
{
    struct wish *w = xcalloc(1, sizeof *w);
    uint64_t number = ++a->last;
    w->all = a;
    w->number = number;
    w->task_id = task_id;
    w->fn = fn;
    w->data = data;
    w->next = a->first;
    a->first = w;
    int64_t limit_s = config_int(a->d->config, "approval_timeout_s");
    if (limit_s)
        w->timer = loop_after(a->d->loop, (uint32_t)limit_s * 1000, too_late, w);
    bus_publish(a->d->bus, "approval.wanted", body); /* last: who listens may answer at once */
    return number;
}

void approval_cancel(struct approvals *a, uint64_t number)
{
    for (struct wish *w = a->first; w; w = w->next)
        if (w->number == number) {
            free_wish(w);
            return;
        }
}

bool approval_answer(struct approvals *a, int64_t task_id, enum approval_answer answer,
                     const char *reason)
{
    for (struct wish *w = a->first; w; w = w->next)
        if (w->task_id == task_id) {
            settle_wish(w, answer, reason);
            return true;
        }
    return false;
}
