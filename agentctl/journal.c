/* journal list|show|verify|prune|delete. What only reads works without the daemon too, on a folder
 * or on the user's own journals. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agentctl/args.h"
#include "agentctl/ctl.h"
#include "agentctl/out.h"
#include "agentctl/verbs.h"
#include "base/err.h"
#include "base/files.h"
#include "base/journal.h"
#include "base/js.h"
#include "base/paths.h"
#include "base/rpc.h"
#include "base/xalloc.h"

/* The folder to read by ourselves: a path, or an id while no daemon is there; new. NULL: ask it. */
static char *own_folder(struct ctl *c, const char *id)
{
    struct err err = { 0 };
    char *socket, *state, *path;

    if (strchr(id, '/') || strcmp(id, ".") == 0)
        return xstrdup(id);
    socket = c->rpc ? NULL : ctl_socket_path(c, &err);
    if (socket)
        c->rpc = rpc_open(socket, &err);
    free(socket);
    if (c->rpc || c->socket || err.code != ERR_NOT_FOUND)
        return NULL;
    state = paths_state_dir();
    path = xasprintf("%s/journals/%s", state, id);
    free(state);
    if (file_exists(path))
        return path;
    free(path);
    return NULL;
}

static int list(struct ctl *c, struct args *a)
{
    static const char *const titles[] = { "ID", "EXIT", "SIZE", "STARTED", "TASK" };
    json_t *result, *j;
    struct table *t;
    size_t i;
    int code;

    if (!args_end(a, c, 0, 0))
        return CTL_USAGE;
    result = ctl_call(c, "journal.list", NULL, &code);
    if (!result)
        return code;
    if (c->json) {
        out_json(js_get(result, "journals"));
        json_decref(result);
        return CTL_OK;
    }
    t = table_new(titles, 5);
    table_right(t, 1);
    table_right(t, 2);
    table_shrinks(t, 4);
    json_array_foreach(js_get(result, "journals"), i, j) {
        char started[20], bytes[16];
        out_time(js_str(j, "started"), started);
        out_bytes(js_int(j, "bytes", 0), bytes);
        table_cell(t, js_str(j, "id"));
        if (json_is_integer(js_get(j, "outcome")))
            table_cellf(t, "%lld", (long long)js_int(j, "outcome", 0));
        else
            table_cell(t, "");
        table_cell(t, bytes);
        table_cell(t, started);
        table_cell(t, js_str(j, "task"));
    }
    table_print(t);
    json_decref(result);
    return CTL_OK;
}

static struct table *line_table(void)
{
    static const char *const titles[] = { "LINE", "AT", "KIND", "BODY" };
    struct table *t = table_new(titles, 4);

    table_right(t, 0);
    table_shrinks(t, 3);
    return t;
}

/* t NULL: as JSON lines. */
static void put_line(struct table *t, const json_t *line)
{
    const char *at = js_str(line, "at");
    char *body;

    if (!t) {
        out_json(line);
        return;
    }
    body = js_dump(js_get(line, "body"));
    table_cellf(t, "%lld", (long long)js_int(line, "n", 0));
    table_cellf(t, "%.12s", at && strlen(at) > 11 ? at + 11 : "");
    table_cell(t, js_str(line, "kind"));
    table_cell(t, body);
    free(body);
}

static int show_folder(struct ctl *c, const char *dir, int64_t after)
{
    struct err err = { 0 };
    struct journal_reader *r = journal_read(dir, &err);
    struct table *t;
    json_t *line;
    int got = -1;

    if (!r)
        return ctl_fail(c, &err);
    t = c->json ? NULL : line_table();
    while ((got = journal_next(r, &line, &err)) == 1) {
        if (js_int(line, "n", 0) > after)
            put_line(t, line);
        json_decref(line);
    }
    journal_reader_free(r);
    if (t)
        table_print(t);
    return got == 0 ? CTL_OK : ctl_fail(c, &err);
}

static int show_asked(struct ctl *c, const char *id, int64_t after)
{
    struct table *t = c->json ? NULL : line_table();
    json_t *result, *line;
    size_t i, n;
    int code;

    /* The daemon may give a part: asked until nothing more comes. */
    do {
        result = ctl_call(c, "journal.show",
                          json_pack("{s:o, s:I}", "id", js_text(id), "after", (json_int_t)after),
                          &code);
        n = json_array_size(js_get(result, "lines"));
        json_array_foreach(js_get(result, "lines"), i, line) {
            put_line(t, line);
            if (js_int(line, "n", 0) <= after)
                n = 0; /* a daemon that does not get on would be asked for ever */
            else
                after = js_int(line, "n", 0);
        }
        json_decref(result);
    } while (result && n > 0);
    if (t)
        table_print(t);
    return code;
}

static int show(struct ctl *c, struct args *a)
{
    int64_t after = args_number(a, "--after", 0, INT64_MAX, 0);
    char *dir;
    int code;

    if (!args_end(a, c, 1, 1))
        return CTL_USAGE;
    dir = own_folder(c, a->v[0]);
    code = dir ? show_folder(c, dir, after) : show_asked(c, a->v[0], after);
    free(dir);
    return code;
}

static int verify_one(struct ctl *c, const char *id)
{
    struct err err = { 0 };
    char *dir = own_folder(c, id);
    json_t *result = NULL;
    int64_t lines = 0;
    int code = CTL_OK;

    if (dir) {
        lines = journal_verify(dir, &err);
        if (lines < 0) {
            ctl_fail(c, &err);
            code = CTL_FAILED;
        }
    } else {
        result = ctl_call(c, "journal.verify", json_pack("{s:o}", "id", js_text(id)), &code);
        lines = js_int(result, "lines", -1);
        /* A broken chain is what verify is there to find, and no trouble of the daemon's. */
        if (code == CTL_INTERNAL)
            code = CTL_FAILED;
    }
    if (code == CTL_OK && c->json) {
        json_t *said = json_pack("{s:o, s:I}", "id", js_text(id), "lines", (json_int_t)lines);
        out_json(said);
        json_decref(said);
    } else if (code == CTL_OK) {
        printf("%s: all %lld lines hold\n", id, (long long)lines);
    }
    json_decref(result);
    free(dir);
    return code;
}

static int verify(struct ctl *c, struct args *a)
{
    int code = CTL_OK;

    if (!args_end(a, c, 1, -1))
        return CTL_USAGE;
    for (int i = 0; i < a->n && code != CTL_NO_DAEMON; i++) {
        int one = verify_one(c, a->v[i]);
        if (one != CTL_OK)
            code = one;
    }
    return code;
}

static int prune(struct ctl *c, struct args *a)
{
    int64_t days = args_number(a, "--days", 0, 36500, -1);
    int64_t megabytes = args_number(a, "--megabytes", 0, 1000000000, -1);
    json_t *params, *result, *id;
    size_t i;
    int code;

    if (!args_end(a, c, 0, 0))
        return CTL_USAGE;
    params = json_object();
    if (days >= 0)
        json_object_set_new(params, "days", json_integer(days));
    if (megabytes >= 0)
        json_object_set_new(params, "megabytes", json_integer(megabytes));
    result = ctl_call(c, "journal.prune", params, &code);
    if (!result)
        return code;
    if (c->json) {
        out_json(result);
    } else {
        json_array_foreach(js_get(result, "removed"), i, id)
            printf("removed %s\n", json_is_string(id) ? json_string_value(id) : "?");
        if (json_array_size(js_get(result, "removed")) == 0)
            puts("nothing to remove");
    }
    json_decref(result);
    return CTL_OK;
}

static int delete_all(struct ctl *c, struct args *a)
{
    int code = CTL_OK;

    if (!args_end(a, c, 1, -1))
        return CTL_USAGE;
    for (int i = 0; i < a->n && code != CTL_NO_DAEMON; i++) {
        int one = ctl_simple(c, "journal.delete", json_pack("{s:o}", "id", js_text(a->v[i])),
                             "deleted %s", a->v[i]);
        if (one != CTL_OK)
            code = one;
    }
    return code;
}

int verb_journal(struct ctl *c, struct args *a)
{
    static const struct {
        const char *name;
        int (*run)(struct ctl *c, struct args *a);
    } actions[] = {
        { "delete", delete_all }, { "list", list },     { "prune", prune },
        { "show", show },         { "verify", verify },
    };

    for (size_t i = 0; a->n > 0 && i < sizeof actions / sizeof *actions; i++) {
        if (strcmp(a->v[0], actions[i].name) == 0) {
            struct args rest = { a->v + 1, a->n - 1, a->bad };
            return actions[i].run(c, &rest);
        }
    }
    if (a->n > 0)
        return args_wrong(c, "'%s' is none of list, show, verify, prune, delete", a->v[0]);
    return args_wrong(c, "what to do is missing: list, show, verify, prune or delete");
}
