/* help.h : help from the verb table. */
#ifndef AGENTCTL_HELP_H
#define AGENTCTL_HELP_H

#include <stdio.h>

struct verb;

void help_all(FILE *f);
void help_verb(FILE *f, const struct verb *v);

#endif
