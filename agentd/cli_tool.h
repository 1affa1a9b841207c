/* cli_tool.h : `agentd --tool NAME …`: what needs the layers but no daemon; agentctl runs it. */
#ifndef AGENTD_CLI_TOOL_H
#define AGENTD_CLI_TOOL_H

int cli_tool(int argc, char **argv); /* argv[0]: the tool's name; an exit status */

#endif
