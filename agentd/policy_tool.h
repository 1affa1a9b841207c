/* policy_tool.h : `agentd --tool policy test FILE JOURNAL`: what a policy says to the actions of an old
 * journal, beside what was ruled then. */
#ifndef AGENTD_POLICY_TOOL_H
#define AGENTD_POLICY_TOOL_H

int policy_tool(int argc, char **argv); /* 0: read to the end; 1: it could not be; 2: usage */

#endif
