/* verbs.h : the functions of the verb table, by file. Each gets its words, gives the exit code. */
#ifndef AGENTCTL_VERBS_H
#define AGENTCTL_VERBS_H

struct args;
struct ctl;

#define VERB_FN(name) int verb_##name(struct ctl *c, struct args *a)

VERB_FN(run);        /* run.c */
VERB_FN(status);     /* tasks.c */
VERB_FN(tasks);
VERB_FN(show);
VERB_FN(wait);
VERB_FN(cancel);     /* control.c */
VERB_FN(stop);
VERB_FN(pause);
VERB_FN(resume);
VERB_FN(say);
VERB_FN(approve);
VERB_FN(deny);
VERB_FN(screenshot); /* screen.c */
VERB_FN(elements);
VERB_FN(windows);
VERB_FN(act);        /* hands.c */
VERB_FN(type);
VERB_FN(open);
VERB_FN(journal);    /* journal.c */
VERB_FN(tool);       /* daemon.c */
VERB_FN(events);
VERB_FN(web);
VERB_FN(call);
VERB_FN(shutdown);
VERB_FN(doctor);     /* local.c */
VERB_FN(parse);
VERB_FN(policy);
VERB_FN(help);       /* help.c */

#endif
