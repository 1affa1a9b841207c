/* script_host.h : the command table as scripts see it: `agent.*` calls come here. Loop thread. */
#ifndef AGENTD_SCRIPT_HOST_H
#define AGENTD_SCRIPT_HOST_H

struct agentd;
struct tools_host;

#define CODE_MS 60000u /* a code action's own limit; its steps wait for the screen */

const struct tools_host *script_host(struct agentd *d);

#endif
