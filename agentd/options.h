/* options.h : agentd's command line. */
#ifndef AGENTD_OPTIONS_H
#define AGENTD_OPTIONS_H

#include "agentd/agentd.h"

struct err;

enum run_mode { RUN_DAEMON, RUN_HELP, RUN_VERSION, RUN_TOOL };

/* RUN_TOOL: *tool_at is the index of its name in argv. -1: err, exit status 2. */
int options_parse(int argc, char **argv, struct agentd_opts *out, enum run_mode *mode, int *tool_at,
                  struct err *err);
void options_help(void); /* on standard output */

#endif
