#include "tools/prompt_lua.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/js.h"
#include "base/paths.h"
#include "base/xalloc.h"
#include "tools/lua_host.h"

#define PROMPT_MAX (256u << 10) /* bytes of a system text */

char *prompt_lua_read(const char *name, struct err *err)
{
    if (!*name || strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_-") != strlen(name)) {
        err_set(err, ERR_INVALID, "'%.60s' is no name of a prompt", name);
        return NULL;
    }
    char *relative = xasprintf("scripts/prompts/%s.lua", name);
    char *path = paths_data(relative, err);
    char *text = NULL;
    json_t *value = NULL;
    if (path)
        value = lua_host_read(path, &(struct lua_opts){ .name = relative }, err);
    if (value) {
        const char *system = json_string_value(value);
        if (!system)
            system = js_str(value, "system");
        if (!system || strlen(system) > PROMPT_MAX)
            err_set(err, ERR_INVALID, "'%s' returns no text of at most %u bytes", relative, PROMPT_MAX);
        else
            text = xstrdup(system);
    }
    json_decref(value);
    free(path);
    free(relative);
    return text;
}
