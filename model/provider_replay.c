/* provider_replay.c : the answers of an old task, one after the other. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/ask.h"
#include "base/err.h"
#include "base/journal.h"
#include "base/js.h"
#include "base/xalloc.h"
#include "model/drivers.h"
#include "model/prompt.h"

struct replay {
    json_t *replies; /* the bodies of the journal's "reply" lines */
    size_t next;
    char *dir;
};

static void close_replay(void *self)
{
    struct replay *r = self;
    json_decref(r->replies);
    free(r->dir);
    free(r);
}

/* Reads the whole journal: blocking, but only at the start. */
static int read_replies(struct replay *r, struct err *err)
{
    struct journal_reader *reader = journal_read(r->dir, err);
    json_t *line = NULL;
    int rc;
    if (!reader)
        return -1;
    while ((rc = journal_next(reader, &line, err)) > 0) {
        const char *kind = js_str(line, "kind");
        if (kind && strcmp(kind, "reply") == 0)
            json_array_append(r->replies, js_get(line, "body"));
        json_decref(line);
    }
    journal_reader_free(reader);
    return rc;
}

static void *open_replay(struct loop *loop, const struct json_t *config, struct err *err)
{
    const char *dir = js_str(config, "journal");
    (void)loop;
    if (!dir) {
        err_set(err, ERR_INVALID, "a replay model needs 'journal', the folder of a task's journal");
        return NULL;
    }
    struct replay *r = xcalloc(1, sizeof *r);
    r->replies = json_array();
    r->dir = xstrdup(dir);
    if (read_replies(r, err)) {
        close_replay(r);
        return NULL;
    }
    return r;
}

static void start(void *self, struct prompt *p, delta_fn *fn, void *data, struct ask *ask)
{
    struct replay *r = self;
    prompt_free(p);
    const json_t *body = json_array_get(r->replies, r->next);
    const char *text = js_str(body, "text"), *reasoning = js_str(body, "reasoning");
    if (!body) {
        ask_failf(ask, ERR_NOT_FOUND, "the journal '%s' holds no reply after its %zu", r->dir,
                  json_array_size(r->replies));
        return;
    }
    r->next++;
    if (reasoning && fn)
        fn(data, DELTA_REASONING, reasoning, strlen(reasoning));
    struct completion *c = xcalloc(1, sizeof *c);
    c->text = xstrdup(text ? text : "");
    c->reasoning = xstrdup(reasoning);
    c->cut = js_bool(body, "cut", false);
    c->tokens_in = (uint32_t)json_integer_value(json_array_get(js_get(body, "tokens"), 0));
    c->tokens_out = (uint32_t)json_integer_value(json_array_get(js_get(body, "tokens"), 1));
    if (!ask_answer(ask, c))
        completion_free(c);
}

static void cancel(void *self)
{
    (void)self; /* it is never busy */
}

const struct provider_driver provider_replay = {
    .name = "replay",
    .dialect = "native",
    .wants_picture = true,
    .open = open_replay,
    .start = start,
    .cancel = cancel,
    .close = close_replay,
};
