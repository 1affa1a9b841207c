#include "agentd/rpc.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "agentd/agentd.h"
#include "agentd/client.h"
#include "agentd/command.h"
#include "base/ask.h"
#include "base/err.h"
#include "base/js.h"
#include "base/loop.h"
#include "base/xalloc.h"

enum { RPC_PARSE = -32700, RPC_REQUEST = -32600, RPC_METHOD = -32601, RPC_PARAMS = -32602,
       RPC_FAILED = -32000 };

static json_t *error_json(int code, const struct err *err)
{
    return json_pack("{s:i, s:o, s:{s:s}}", "code", code, "message", js_text(err->msg), "data",
                     "error", err_name(err->code));
}

/* Takes error and id (NULL: null). */
static void send_error(struct client *c, json_t *id, json_t *error)
{
    json_t *message = json_pack("{s:s, s:o, s:o}", "jsonrpc", "2.0", "id", id ? id : json_null(),
                                "error", error);
    client_send(c, message);
    json_decref(message);
}

static void refuse(struct client *c, json_t *id, int code, enum err_code kind, const char *text)
{
    struct err err;
    err_set(&err, kind, "%s", text);
    send_error(c, json_incref(id), error_json(code, &err));
}

struct call {
    struct client *client;
    json_t *id;
};

static void on_done(void *data, void *result, const struct err *err)
{
    struct call *call = data;
    json_t *body = result;
    if (err && call->id) { /* a notification is never answered */
        int code = err->code == ERR_INVALID ? RPC_PARAMS : RPC_FAILED;
        send_error(call->client, json_incref(call->id), error_json(code, err));
    } else if (!err && call->id) {
        json_t *message = json_pack("{s:s, s:O, s:o}", "jsonrpc", "2.0", "id", call->id, "result",
                                    body ? body : json_object());
        body = NULL;
        client_send(call->client, message);
        json_decref(message);
    }
    json_decref(body);
    json_decref(call->id);
    client_unref(call->client);
    free(call);
}

static void run_request(struct client *c, const json_t *request)
{
    json_t *id = js_get(request, "id");
    const char *method = js_str(request, "method");
    const char *version = js_str(request, "jsonrpc");
    json_t *params = js_get(request, "params");
    if (id && !json_is_string(id) && !json_is_integer(id)) {
        refuse(c, NULL, RPC_REQUEST, ERR_INVALID, "'id' is neither a string nor an integer");
        return;
    }
    if (!version || strcmp(version, "2.0") != 0) {
        refuse(c, id, RPC_REQUEST, ERR_INVALID, "'jsonrpc' is not \"2.0\"");
        return;
    }
    if (!method) {
        refuse(c, id, RPC_REQUEST, ERR_INVALID, "'method' is missing or no string");
        return;
    }
    if (params && !json_is_object(params)) {
        refuse(c, id, RPC_PARAMS, ERR_INVALID, "'params' is no object");
        return;
    }
    if (!command_find(method)) {
        struct err err;
        err_set(&err, ERR_NOT_FOUND, "unknown method '%.80s'; 'commands' lists all", method);
        if (id)
            send_error(c, json_incref(id), error_json(RPC_METHOD, &err));
        return;
    }
    struct call *call = xcalloc(1, sizeof *call);
    call->client = client_ref(c);
    call->id = json_incref(id);
    command_dispatch(c->d, c, method, params,
                     ask_new(loop_mailbox(c->d->loop), 0, on_done, call));
}

void rpc_message(struct client *c, const char *text, size_t len)
{
    struct err err;
    json_t *request = js_parse(text, len, JS_MESSAGE_MAX, &err);
    if (!request) {
        send_error(c, NULL, error_json(RPC_PARSE, &err));
        return;
    }
    if (!json_is_object(request))
        refuse(c, NULL, RPC_REQUEST, ERR_INVALID, "a request is one JSON object");
    else
        run_request(c, request);
    json_decref(request);
}
