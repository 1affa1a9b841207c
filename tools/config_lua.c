#include "tools/config_lua.h"

#include <jansson.h>
#include <string.h>

#include "base/err.h"
#include "base/files.h"
#include "base/js.h"
#include "tools/lua_host.h"

/* Runs before the file. The file's own globals are the options; model "name" { … } fills `models`. */
static const char setup[] =
    "local own, models = ..., {}\n"
    "rawset(own, 'models', models)\n"
    "function model(name)\n"
    "  if type(name) ~= 'string' or name == '' then\n"
    "    error('model wants a name, as in model \"desk\" { … }', 2)\n"
    "  end\n"
    "  return function(t)\n"
    "    if type(t) ~= 'table' then error(\"model '\" .. name .. \"' wants a table\", 2) end\n"
    "    if models[name] then error(\"model '\" .. name .. \"' is there twice\", 2) end\n"
    "    models[name] = t\n"
    "  end\n"
    "end\n";

static json_t *both(json_t *options, json_t *models)
{
    json_t *config = json_object();
    json_object_set_new(config, "options", options);
    json_object_set_new(config, "models", models);
    return config;
}

json_t *config_lua_read(const char *path, struct err *err)
{
    if (!file_exists(path))
        return both(json_object(), json_object());
    struct lua_opts opts = { .name = path, .memory_max = 16u << 20, .setup = setup };
    json_t *globals = lua_host_read(path, &opts, err);
    if (!globals)
        return NULL;
    json_t *models = json_incref(js_get(globals, "models"));
    if (!json_is_object(models)) {
        err_set(err, ERR_INVALID, "%s: 'models' is no option: write model \"name\" { … }", path);
        json_decref(models);
        json_decref(globals);
        return NULL;
    }
    json_object_del(globals, "models");
    return both(globals, models);
}
