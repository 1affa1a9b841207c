/* tool.* */
#include <stdlib.h>

#include <jansson.h>

#include "agentd/agentd.h"
#include "agentd/command.h"
#include "base/ask.h"
#include "base/js.h"
#include "base/loop.h"
#include "base/xalloc.h"
#include "tools/tool.h"

/* A command that waits until the tools are as their files are. */
struct fresh {
    struct agentd *d;
    json_t *params;
    struct ask *ask;
};

static void refresh(struct agentd *d, const json_t *params, ask_done_fn *then, struct ask *ask)
{
    struct fresh *f = xcalloc(1, sizeof *f);
    *f = (struct fresh){ d, json_deep_copy(params), ask };
    tool_folders_refresh(d, ask_new(loop_mailbox(d->loop), 0, then, f));
}

static void list(void *data, void *result, const struct err *err)
{
    struct fresh *f = data;
    (void)result;
    if (err)
        ask_fail(f->ask, err);
    else
        ask_answer(f->ask, json_pack("{s:o}", "tools", tools_list(f->d->tools)));
    json_decref(f->params);
    free(f);
}

static void call(void *data, void *result, const struct err *err)
{
    struct fresh *f = data;
    (void)result;
    /* What the tool does goes through the command table again, as a script's calls. */
    if (err)
        ask_fail(f->ask, err);
    else
        tools_call(f->d->tools, js_str(f->params, "name"), js_get(f->params, "arguments"), f->ask);
    json_decref(f->params);
    free(f);
}

COMMAND_FN(cmd_tool_list)
{
    (void)c;
    refresh(d, params, list, ask);
}

COMMAND_FN(cmd_tool_call)
{
    (void)c;
    refresh(d, params, call, ask);
}
