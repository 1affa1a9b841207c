/* What needs more than this program links, and no daemon: done by `agentd --tool NAME …`. */
#include <errno.h>
#include <jansson.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agentctl/args.h"
#include "agentctl/ctl.h"
#include "agentctl/out.h"
#include "agentctl/verbs.h"
#include "base/err.h"
#include "base/js.h"
#include "base/rpc.h"
#include "base/utf8.h"
#include "base/xalloc.h"

/* agentd beside this program, else the one in PATH; new. */
static char *agentd_path(void)
{
    char exe[PATH_MAX], *slash;
    ssize_t n = readlink("/proc/self/exe", exe, sizeof exe - 1);

    exe[n > 0 ? n : 0] = '\0';
    slash = strrchr(exe, '/');
    if (slash) {
        char *beside = xasprintf("%.*s/agentd", (int)(slash - exe), exe);
        if (access(beside, X_OK) == 0)
            return beside;
        free(beside);
    }
    return xstrdup("agentd");
}

/* Becomes `agentd --tool NAME ARGS…`; returns only when that cannot be started. */
static int become_tool(const struct ctl *c, const char *name, const struct args *a)
{
    char *program = agentd_path();
    char **argv = xcalloc((size_t)a->n + 4, sizeof *argv);
    int why;

    argv[0] = program;
    argv[1] = (char *)"--tool";
    argv[2] = (char *)name;
    for (int i = 0; i < a->n; i++)
        argv[3 + i] = a->v[i];
    fflush(stdout);
    execvp(program, argv);
    why = errno;
    fprintf(stderr, "agentctl: %s: cannot run '%s': %s\n", c->verb->name, program, strerror(why));
    free(argv);
    free(program);
    return CTL_INTERNAL;
}

int verb_parse(struct ctl *c, struct args *a)
{
    return become_tool(c, "parse", a);
}

int verb_policy(struct ctl *c, struct args *a)
{
    if (a->n == 0 || strcmp(a->v[0], "test") != 0)
        return args_wrong(c, "what to do is missing: test FILE JOURNAL");
    return become_tool(c, "policy", a);
}

static void print_check(const json_t *check, int width)
{
    bool ok = js_bool(check, "ok", false);
    const char *name = js_str(check, "name"), *detail = js_str(check, "detail");
    const char *mend = js_str(check, "mend");
    char *indent = xasprintf("%*s", width + 9, "");

    printf("%-5s  %-*s  ", ok ? "ok" : "lacks", width, name ? name : "");
    out_text(stdout, detail ? detail : "", indent);
    if (!ok && mend && *mend) {
        printf("\n%smend: ", indent);
        out_text(stdout, mend, indent);
    }
    putchar('\n');
    free(indent);
}

/* CTL_FAILED when one is not ok. */
static int print_checks(const struct ctl *c, const json_t *result)
{
    const json_t *check;
    size_t i;
    int code = CTL_OK, width = 0;

    json_array_foreach(js_get(result, "checks"), i, check) {
        const char *name = js_str(check, "name");
        if (name && (int)utf8_count(name) > width)
            width = (int)utf8_count(name);
        if (!js_bool(check, "ok", false))
            code = CTL_FAILED;
    }
    if (c->json)
        out_json(result);
    else
        json_array_foreach(js_get(result, "checks"), i, check)
            print_check(check, width);
    return code;
}

int verb_doctor(struct ctl *c, struct args *a)
{
    struct err err = { 0 };
    char *socket;
    json_t *result;
    int code;

    if (!args_end(a, c, 0, 0))
        return CTL_USAGE;
    socket = ctl_socket_path(c, &err);
    c->rpc = socket ? rpc_open(socket, &err) : NULL;
    if (!c->rpc) {
        char json[] = "--json";
        char *more[] = { json };
        struct args rest = { more, c->json ? 1 : 0, false };
        out_text(stderr, err.msg, "");
        fputs("; checked from here\n", stderr);
        free(socket);
        return become_tool(c, "doctor", &rest);
    }
    free(socket);
    result = ctl_call(c, "doctor", NULL, &code);
    if (result)
        code = print_checks(c, result);
    json_decref(result);
    return code;
}
