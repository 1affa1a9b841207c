#include "agentd/script_host.h"

#include "agentd/agentd.h"
#include "agentd/command.h"
#include "tools/lua_host.h"

static void call(void *data, const char *command, const struct json_t *params, struct ask *ask)
{
    struct agentd *d = data;
    command_dispatch(d, d->scripts, command, params, ask);
}

const struct tools_host *script_host(struct agentd *d)
{
    d->host.call = call;
    d->host.data = d;
    return &d->host;
}
