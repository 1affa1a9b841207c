#include "config.h"

#include <errno.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "agentctl/args.h"
#include "agentctl/ctl.h"
#include "agentctl/help.h"

/* Output that did not arrive is no success: a full disk, a closed file. */
static int flushed(int code)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return code;
    fprintf(stderr, "agentctl: cannot write to standard output: %s\n", strerror(errno));
    return code == CTL_OK ? CTL_FAILED : code;
}

/* What stands in front of the verb. -1: go on, else the exit code. */
static int global_options(struct ctl *c, int argc, char **argv, int *at)
{
    for (*at = 1; *at < argc && argv[*at][0] == '-'; (*at)++) {
        const char *arg = argv[*at];
        if (strcmp(arg, "--json") == 0) {
            c->json = true;
        } else if (strcmp(arg, "--socket") == 0 && *at + 1 < argc) {
            c->socket = argv[++*at];
        } else if (strncmp(arg, "--socket=", 9) == 0) {
            c->socket = arg + 9;
        } else if (strcmp(arg, "--help") == 0 || strcmp(arg, "-h") == 0) {
            help_all(stdout);
            return CTL_OK;
        } else if (strcmp(arg, "--version") == 0) {
            puts("agentctl " PACKAGE_VERSION);
            return CTL_OK;
        } else {
            fprintf(stderr, "agentctl: there is no option '%s'; see `agentctl --help`\n", arg);
            return CTL_USAGE;
        }
    }
    return -1;
}

static int run_verb(struct ctl *c, struct args *a)
{
    const char *socket;
    int code;

    if (!c->verb->raw) {
        if (args_flag(a, "--help") || args_flag(a, "-h")) {
            help_verb(stdout, c->verb);
            return CTL_OK;
        }
        c->json |= args_flag(a, "--json");
        socket = args_value(a, "--socket");
        if (socket)
            c->socket = socket;
    }
    code = c->verb->run(c, a);
    ctl_disconnect(c);
    return code;
}

int main(int argc, char **argv)
{
    struct ctl c = { 0 };
    struct args a;
    int at, code;

    /* For the widths of characters alone: what is written is UTF-8 in any locale. */
    if (!setlocale(LC_CTYPE, "C.UTF-8"))
        setlocale(LC_CTYPE, "");
    /* A reader that goes away (head) ends us quietly, whatever our parent set. */
    signal(SIGPIPE, SIG_DFL);
    code = global_options(&c, argc, argv, &at);
    if (code >= 0)
        return flushed(code);
    if (at >= argc) {
        help_all(stderr);
        return CTL_USAGE;
    }
    c.verb = verb_find(argv[at]);
    if (!c.verb) {
        fprintf(stderr, "agentctl: there is no verb '%s'; see `agentctl help`\n", argv[at]);
        return CTL_USAGE;
    }
    a = (struct args){ argv + at + 1, argc - at - 1, false };
    return flushed(run_verb(&c, &a));
}
