/* tool.* */
#include <jansson.h>

#include "agentd/agentd.h"
#include "agentd/command.h"
#include "base/ask.h"
#include "base/js.h"
#include "tools/tool.h"

COMMAND_FN(cmd_tool_list)
{
    (void)c;
    (void)params;
    ask_answer(ask, json_pack("{s:o}", "tools", tools_list(d->tools)));
}

COMMAND_FN(cmd_tool_call)
{
    (void)c;
    const json_t *args = js_get(params, "arguments");
    json_t *none = args ? NULL : json_object();
    /* What the tool does goes through the command table again, as a script's calls. */
    tools_call(d->tools, js_str(params, "name"), args ? args : none, ask);
    json_decref(none);
}
