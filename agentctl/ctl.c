#include "agentctl/ctl.h"

#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agentctl/out.h"
#include "base/err.h"
#include "base/files.h"
#include "base/js.h"
#include "base/paths.h"
#include "base/rpc.h"
#include "base/xalloc.h"

char *ctl_socket_path(const struct ctl *c, struct err *err)
{
    char *dir, *path;

    if (c->socket)
        return xstrdup(c->socket);
    dir = paths_runtime_dir(err);
    path = dir ? path_join(dir, "control.sock") : NULL;
    free(dir);
    return path;
}

int ctl_fail(const struct ctl *c, const struct err *err)
{
    fflush(stdout);
    fprintf(stderr, "agentctl: %s%s", c->verb ? c->verb->name : "", c->verb ? ": " : "");
    out_text(stderr, err->msg, "");
    fputc('\n', stderr);
    switch (err->code) {
    case ERR_INVALID: return CTL_USAGE;
    case ERR_DENIED:
    case ERR_STOPPED: return CTL_STOPPED;
    case ERR_NO_DISPLAY: return CTL_NO_DAEMON;
    case ERR_PROTOCOL: return CTL_INTERNAL;
    default: return CTL_FAILED;
    }
}

int ctl_connect(struct ctl *c)
{
    struct err err = { 0 };
    char *path;

    if (c->rpc)
        return CTL_OK;
    path = ctl_socket_path(c, &err);
    if (path)
        c->rpc = rpc_open(path, &err);
    if (!c->rpc) {
        ctl_fail(c, &err);
        if (err.code == ERR_NOT_FOUND)
            fputs("start it with `agentd`, or `systemctl --user start agentd`; "
                  "another socket is chosen with --socket PATH\n",
                  stderr);
    }
    free(path);
    return c->rpc ? CTL_OK : err.code == ERR_INVALID ? CTL_USAGE : CTL_NO_DAEMON;
}

void ctl_disconnect(struct ctl *c)
{
    rpc_close(c->rpc);
    c->rpc = NULL;
}

json_t *ctl_call(struct ctl *c, const char *method, json_t *params, int *exit_code)
{
    struct err err = { 0 };
    json_t *result = NULL;

    *exit_code = ctl_connect(c);
    if (*exit_code == CTL_OK) {
        result = rpc_call(c->rpc, method, params, -1, &err);
        if (!result)
            *exit_code = err.code == ERR_IO ? (ctl_fail(c, &err), CTL_NO_DAEMON)
                                            : ctl_fail(c, &err);
    }
    json_decref(params);
    return result;
}

int ctl_outcome(const json_t *task)
{
    int64_t code = js_int(task, "outcome", CTL_INTERNAL);

    return code >= CTL_OK && code <= CTL_INTERNAL ? (int)code : CTL_INTERNAL;
}

int ctl_simple(struct ctl *c, const char *method, json_t *params, const char *done, ...)
{
    int code;
    json_t *result = ctl_call(c, method, params, &code);
    va_list args;

    if (!result)
        return code;
    if (c->json) {
        out_json(result);
    } else {
        va_start(args, done);
        vprintf(done, args);
        va_end(args);
        putchar('\n');
    }
    json_decref(result);
    return CTL_OK;
}
