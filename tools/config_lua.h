/* config_lua.h : config.lua to JSON, in the sandbox. Blocking up to a second: for start-up. */
#ifndef TOOLS_CONFIG_LUA_H
#define TOOLS_CONFIG_LUA_H

struct err;
struct json_t;

/* {"options":{…},"models":{"desk":{…}}}. The file sets plain globals (`max_steps = 50`) and calls
 * `model "desk" { … }`. A file that is not there gives both empty. New; NULL: err has file and line. */
struct json_t *config_lua_read(const char *path, struct err *err);

#endif
