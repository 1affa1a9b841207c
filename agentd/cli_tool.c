#include "agentd/cli_tool.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agentd/command.h"
#include "agentd/doctor.h"
#include "agentd/policy_tool.h"
#include "model/parse_tool.h"

static int protocol_tool(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    char *text = command_reference();
    fputs(text, stdout);
    free(text);
    return 0;
}

static const struct {
    const char *name, *help;
    int (*run)(int argc, char **argv); /* argv[0]: the name */
} tools[] = {
    { "doctor", "[--display :N] [--json]: what the desktop lacks", doctor_tool },
    { "parse", "--dialect NAME --screen WxH --image WxH < OUTPUT, or --vectors < FILE.jsonl",
      parse_tool },
    { "policy", "test FILE JOURNAL: runs a policy over an old journal", policy_tool },
    { "protocol", ": docs/protocol.md, from the command table", protocol_tool },
};

int cli_tool(int argc, char **argv)
{
    for (size_t i = 0; i < sizeof tools / sizeof *tools; i++)
        if (strcmp(tools[i].name, argv[0]) == 0)
            return tools[i].run(argc, argv);
    fprintf(stderr, "agentd: no tool '%s'; there are:\n", argv[0]);
    for (size_t i = 0; i < sizeof tools / sizeof *tools; i++)
        fprintf(stderr, "  %s %s\n", tools[i].name, tools[i].help);
    return 2;
}
