#include "agentctl/help.h"

#include <stdio.h>
#include <string.h>

#include "agentctl/args.h"
#include "agentctl/ctl.h"
#include "agentctl/verbs.h"

void help_all(FILE *f)
{
    fputs("usage: agentctl [--socket PATH] [--json] VERB [ARGUMENT…]\n"
          "Talks to agentd, which does tasks on this desktop.\n\n",
          f);
    for (unsigned int i = 0; i < verbs_n; i++)
        fprintf(f, "  %-11s %s\n", verbs[i].name, verbs[i].summary);
    fputs("\n"
          "  --socket PATH  the daemon's socket; otherwise $XDG_RUNTIME_DIR/agentd/control.sock\n"
          "  --json         one JSON value a line in place of text for people\n"
          "  --version      the version of this program\n"
          "\n"
          "`agentctl help VERB` says more about one.\n"
          "Exit codes: 0 done, 1 it could not be done, 2 wrong usage, 3 stopped or denied,\n"
          "4 budget spent, 5 no daemon or no display, 6 internal.\n",
          f);
}

void help_verb(FILE *f, const struct verb *v)
{
    fprintf(f, "usage: agentctl %s%s%s\n\n%s.\n", v->name, *v->usage ? " " : "", v->usage,
            v->summary);
    if (*v->help)
        fprintf(f, "\n%s", v->help);
}

int verb_help(struct ctl *c, struct args *a)
{
    const struct verb *v;

    /* One name a line, for completion. */
    if (args_flag(a, "--verbs")) {
        for (unsigned int i = 0; i < verbs_n; i++)
            puts(verbs[i].name);
        return CTL_OK;
    }
    if (!args_end(a, c, 0, 1))
        return CTL_USAGE;
    if (a->n == 0) {
        help_all(stdout);
        return CTL_OK;
    }
    v = verb_find(a->v[0]);
    if (!v)
        return args_wrong(c, "there is no verb '%s'", a->v[0]);
    help_verb(stdout, v);
    return CTL_OK;
}
