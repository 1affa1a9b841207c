#include "agentd/command.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "agentd/agentd.h"
#include "base/ask.h"
#include "base/err.h"
#include "base/js.h"
#include "base/schema.h"
#include "base/strbuf.h"

static int by_name(const void *key, const void *row)
{
    return strcmp(key, ((const struct command *)row)->name);
}

const struct command *command_find(const char *name)
{
    return bsearch(name, commands, commands_n, sizeof *commands, by_name);
}

static json_t *schema_of(const char *text)
{
    struct err err;
    json_t *schema = js_parse(text, strlen(text), JS_MESSAGE_MAX, &err);
    assert(schema); /* a row of our own table; the unit test reads each */
    return schema;
}

void command_dispatch(struct agentd *d, struct client *c, const char *name,
                      const json_t *params, struct ask *ask)
{
    struct err err;
    const struct command *command = command_find(name);
    if (d->ending) {
        ask_failf(ask, ERR_CANCELLED, "the daemon ends");
        return;
    }
    if (!command) {
        ask_failf(ask, ERR_NOT_FOUND, "unknown command '%.80s'", name);
        return;
    }
    if (c->rank < command->rank) {
        ask_failf(ask, ERR_DENIED, "'%s' needs the rank %s, this client has %s", name,
                  rank_name(command->rank), rank_name(c->rank));
        return;
    }
    json_t *none = params ? NULL : json_object();
    json_t *schema = schema_of(command->params);
    if (schema_check(schema, params ? params : none, &err)) {
        err_prefix(&err, "%s", name);
        ask_fail(ask, &err);
    } else {
        command->run(d, c, params ? params : none, ask);
    }
    json_decref(schema);
    json_decref(none);
}

json_t *command_to_json(const struct command *c)
{
    return json_pack("{s:s, s:s, s:s, s:o, s:o}", "name", c->name, "doc", c->doc, "rank",
                     rank_name(c->rank), "params", schema_of(c->params), "result",
                     schema_of(c->result));
}

/* "integer, 1 to 1000", "one of png, jpeg" */
static void add_type(struct strbuf *out, const json_t *field)
{
    const json_t *choices = js_get(field, "enum");
    const char *type = js_str(field, "type");
    size_t i;
    json_t *choice;
    if (choices) {
        json_array_foreach(choices, i, choice)
            strbuf_addf(out, "%s%s", i ? ", " : "one of ", json_string_value(choice));
        return;
    }
    strbuf_adds(out, type ? type : "any");
    if (js_get(field, "maximum"))
        strbuf_addf(out, ", %lld to %lld", (long long)js_int(field, "minimum", 0),
                    (long long)js_int(field, "maximum", 0));
    if (js_get(field, "maxLength"))
        strbuf_addf(out, " of at most %lld characters", (long long)js_int(field, "maxLength", 0));
}

static void add_fields(struct strbuf *out, const char *title, const char *text)
{
    json_t *schema = schema_of(text);
    const json_t *required = js_get(schema, "required");
    const char *key;
    json_t *field;
    if (json_object_size(js_get(schema, "properties")) == 0) {
        strbuf_addf(out, "%s: none.\n\n", title);
        json_decref(schema);
        return;
    }
    strbuf_addf(out, "%s:\n\n", title);
    json_object_foreach(js_get(schema, "properties"), key, field) {
        bool needed = false;
        size_t i;
        json_t *name;
        json_array_foreach(required, i, name)
            needed |= strcmp(json_string_value(name), key) == 0;
        const char *doc = js_str(field, "description");
        strbuf_addf(out, "- `%s` (", key);
        add_type(out, field);
        strbuf_addf(out, "%s)%s%s\n", needed ? ", required" : "", doc && *doc ? ": " : "",
                    doc ? doc : "");
    }
    strbuf_adds(out, "\n");
    json_decref(schema);
}

char *command_reference(void)
{
    struct strbuf out = STRBUF_INIT;
    strbuf_adds(&out,
                "# The protocol\n\n"
                "JSON-RPC 2.0. On the Unix socket one object a line; on the WebSocket (`/ws`, subprotocol\n"
                "`agentd.v1`) one object a text message. This page is generated from the command table by\n"
                "`agentd --tool protocol`. What `events.subscribe` and `screen.watch` send is in\n"
                "[events.md](events.md).\n\n"
                "Errors carry `data.error`, one of the names in `base/err.h`. Codes: `-32700` no JSON,\n"
                "`-32600` no request, `-32601` no such command, `-32602` wrong parameters, `-32000` all\n"
                "else.\n\n"
                "Each command has a rank that a client needs: `viewer`, `operator` or `admin`. On the Unix\n"
                "socket the daemon's own user is an admin; a browser is an operator.\n\n");
    for (size_t i = 0; i < commands_n; i++) {
        const struct command *c = &commands[i];
        strbuf_addf(&out, "## %s\n\n%s Rank: %s.\n\n", c->name, c->doc, rank_name(c->rank));
        add_fields(&out, "Parameters", c->params);
        add_fields(&out, "Result", c->result);
    }
    return strbuf_detach(&out);
}
