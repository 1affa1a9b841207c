/* lua_json.h : values between Lua and JSON. For the thread that runs the state. */
#ifndef TOOLS_LUA_JSON_H
#define TOOLS_LUA_JSON_H

#include <stdbool.h>

struct err;
struct json_t;
struct lua_State;

#define LUA_JSON_NODES_MAX 200000u /* values of one conversion: a small table can name itself often */

/* Pushes one value. Raises when Lua is out of memory, so call it protected and keep `value` owned by
 * somebody whom the error does not pass. null becomes nil, in a list a light userdata NULL, so that the
 * list keeps its length; an empty list stays one on the way back. */
void lua_json_push(struct lua_State *L, const struct json_t *value);

/* New, from the value at index; never raises. A table is a list when its keys are 1..n, else an object
 * of its text keys; {} is an object. A float with an integer's value becomes that integer. Bad UTF-8 in a
 * text becomes U+FFFD. Functions and userdata are left out of tables where `lenient`, else ERR_INVALID
 * with the path; too deep, too many or NaN: NULL too. */
struct json_t *lua_json_from(struct lua_State *L, int index, bool lenient, struct err *err);

#endif
