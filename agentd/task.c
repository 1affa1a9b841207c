#include "agentd/task.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/clock.h"
#include "base/js.h"
#include "base/xalloc.h"

struct task *task_new(int64_t id, const char *text)
{
    struct task *t = xcalloc(1, sizeof *t);
    t->id = id;
    t->text = xstrdup(text);
    t->state = SESSION_QUEUED;
    t->outcome = -1;
    t->answer = xstrdup("");
    t->model = xstrdup("");
    t->journal = xstrdup("");
    t->created_ms = clock_wall_ms();
    return t;
}

void task_free(struct task *t)
{
    if (!t)
        return;
    free(t->text);
    free(t->answer);
    free(t->model);
    free(t->journal);
    free(t);
}

static json_t *time_json(int64_t wall_ms)
{
    char text[25];
    if (!wall_ms)
        return json_null();
    clock_iso(wall_ms, text);
    return json_string(text);
}

json_t *task_to_json(const struct task *t)
{
    char id[24];
    snprintf(id, sizeof id, "t%lld", (long long)t->id);
    json_t *j = json_pack("{s:s, s:o, s:s, s:o, s:o, s:i, s:s, s:s}", "id", id, "task",
                          js_text(t->text), "state", session_state_name(t->state), "outcome",
                          t->outcome < 0 ? json_null() : json_integer(t->outcome), "answer",
                          js_text(t->answer), "steps", t->steps, "model", t->model, "journal",
                          t->journal);
    json_object_set_new(j, "created", time_json(t->created_ms));
    json_object_set_new(j, "started", time_json(t->started_ms));
    json_object_set_new(j, "ended", time_json(t->ended_ms));
    json_object_set_new(j, "times_ms", json_pack("[I, I, I]", (json_int_t)t->created_ms,
                                                 (json_int_t)t->started_ms, (json_int_t)t->ended_ms));
    json_object_set_new(j, "cursor", json_integer(t->cursor));
    json_object_set_new(j, "max_steps", json_integer(t->max_steps));
    json_object_set_new(j, "timeout_s", json_integer(t->timeout_s));
    return j;
}

static char *text_of(const json_t *j, const char *key)
{
    const char *s = js_str(j, key);
    return xstrdup(s ? s : "");
}

struct task *task_from_json(const json_t *j)
{
    const char *id = js_str(j, "id");
    int state = session_state_from_name(js_str(j, "state"));
    if (!id || !task_id_parse(id) || state < 0)
        return NULL;
    struct task *t = xcalloc(1, sizeof *t);
    t->id = task_id_parse(id);
    t->state = (enum session_state)state;
    t->text = text_of(j, "task");
    t->answer = text_of(j, "answer");
    t->model = text_of(j, "model");
    t->journal = text_of(j, "journal");
    t->outcome = (int)js_int(j, "outcome", -1);
    t->steps = (int)js_int(j, "steps", 0);
    t->cursor = js_int(j, "cursor", 0);
    t->max_steps = (int)js_int(j, "max_steps", 0);
    t->timeout_s = (int)js_int(j, "timeout_s", 0);
    const json_t *times = js_get(j, "times_ms");
    t->created_ms = json_integer_value(json_array_get(times, 0));
    t->started_ms = json_integer_value(json_array_get(times, 1));
    t->ended_ms = json_integer_value(json_array_get(times, 2));
    return t;
}

int64_t task_id_parse(const char *text)
{
    char *end;
    if (!text || text[0] != 't' || text[1] < '1' || text[1] > '9')
        return 0;
    long long id = strtoll(text + 1, &end, 10);
    return *end == '\0' && strlen(text) < 20 ? id : 0;
}

bool task_ended(const struct task *t)
{
    return session_state_is_end(t->state);
}
