/* journal.* and events.subscribe */
#include <stdbool.h>
#include <stdlib.h>

#include <jansson.h>

#include "agentd/agentd.h"
#include "agentd/bus.h"
#include "agentd/command.h"
#include "agentd/journals.h"
#include "agentd/queue.h"
#include "agentd/task.h"
#include "base/ask.h"
#include "base/config.h"
#include "base/err.h"
#include "base/js.h"
#include "base/xalloc.h"

static struct task *task_of(struct agentd *d, const json_t *params, struct ask *ask)
{
    const char *id = js_str(params, "id");
    struct task *t = queue_find(d->queue, task_id_parse(id));
    if (!t || !*t->journal) {
        ask_failf(ask, ERR_NOT_FOUND, "no journal of a task '%s'", id);
        return NULL;
    }
    return t;
}

COMMAND_FN(cmd_journal_list)
{
    (void)c;
    (void)params;
    journals_list(d, ask);
}

COMMAND_FN(cmd_journal_show)
{
    (void)c;
    struct task *t = task_of(d, params, ask);
    if (t)
        journals_lines(d, t, js_int(params, "after", 0), ask);
}

COMMAND_FN(cmd_journal_verify)
{
    (void)c;
    struct task *t = task_of(d, params, ask);
    if (t)
        journals_verify(d, t, ask);
}

COMMAND_FN(cmd_journal_blob)
{
    (void)c;
    struct task *t = task_of(d, params, ask);
    if (t)
        journals_blob(d, t, js_str(params, "hash"), ask);
}

COMMAND_FN(cmd_journal_delete)
{
    (void)c;
    struct task *t = task_of(d, params, ask);
    if (t && !task_ended(t))
        ask_failf(ask, ERR_BUSY, "task t%lld has not ended", (long long)t->id);
    else if (t)
        journals_delete(d, t, ask);
}

COMMAND_FN(cmd_journal_prune)
{
    (void)c;
    journals_prune(d, js_int(params, "days", config_int(d->config, "journal_days")),
                   js_int(params, "megabytes", config_int(d->config, "journal_megabytes")), ask);
}

static void on_event(void *data, const json_t *event)
{
    struct client *c = data;
    if (!event) {
        c->events = NULL;
        if (c->ops)
            c->ops->drop(c->conn);
        return;
    }
    json_t *message = json_pack("{s:s, s:s, s:O}", "jsonrpc", "2.0", "method", "event", "params",
                                (json_t *)event);
    client_send(c, message);
    json_decref(message);
}

static bool has_room(void *data)
{
    const struct client *c = data;
    return !c->ops || !c->ops->has_room || c->ops->has_room(c->conn);
}

COMMAND_FN(cmd_events_subscribe)
{
    const json_t *topics = js_get(params, "topics");
    size_t n = json_array_size(topics);
    const char **list = xcalloc(n + 1, sizeof *list);
    for (size_t i = 0; i < n; i++)
        list[i] = json_string_value(json_array_get(topics, i));
    bus_unsubscribe(c->events);
    int64_t cursor = bus_cursor(d->bus);
    c->events = bus_subscribe(d->bus, topics ? list : NULL, js_int(params, "since", -1), on_event, c);
    bus_pace(c->events, has_room);
    ask_answer(ask, json_pack("{s:I}", "cursor", (json_int_t)cursor));
    free(list);
}
