#include "tools/lua_api.h"

#include <jansson.h>
#include <lauxlib.h>
#include <lua.h>
#include <stddef.h>

#include "base/clock.h"
#include "base/mailbox.h"
#include "base/xalloc.h"
#include "tools/lua_json.h"
#include "tools/lua_script.h"

#define COMMAND_NAME_MAX 64u

static struct script *script_of(lua_State *L)
{
    return (struct script *)((char *)sandbox_of(L) - offsetof(struct script, sandbox));
}

/* Waits for the crossing's return. The time does not count: the script did nothing in it. */
static void cross(struct script *s, struct crossing *c)
{
    int64_t began = clock_now_us();
    s->waiting = c;
    script_send(s, host_crossing, c);
    while (!s->returned && !atomic_load(&s->quit))
        mailbox_wait(s->inbox, -1);
    s->waiting = NULL;
    s->sandbox.deadline_us += clock_now_us() - began;
}

/* agent.call(command, params?) gives the result, or nil, message, error name. What a policy or a person has
 * refused raises instead: a script that does not look at its results must not go on as if it had.
 * Between taking C memory and handing it on nothing raises; what has come back stays in s->returned, which
 * the next call or the end of the job frees, should a push run out of memory. */
static int call(lua_State *L)
{
    struct script *s = script_of(L);
    size_t len;
    const char *command = luaL_checklstring(L, 1, &len);
    luaL_argcheck(L, len > 0 && len <= COMMAND_NAME_MAX, 1, "no command name");
    if (!lua_isnoneornil(L, 2))
        luaL_checktype(L, 2, LUA_TTABLE);
    struct err err;
    json_t *params = lua_isnoneornil(L, 2) ? json_object() : lua_json_from(L, 2, false, &err);
    if (!params)
        return luaL_error(L, "parameters of %s: %s", command, err.msg);
    crossing_free(s->returned);
    s->returned = NULL;
    struct crossing *c = xcalloc(1, sizeof *c);
    c->script = s;
    c->command = xstrdup(command);
    c->params = params;
    cross(s, c);
    if (!s->returned)
        return luaL_error(L, "the script was told to end");
    c = s->returned;
    if (c->err.code == ERR_DENIED || c->err.code == ERR_STOPPED) {
        s->refused = c->err;
        return luaL_error(L, "%s", c->err.msg);
    }
    if (c->err.code != ERR_NONE) {
        lua_pushnil(L);
        lua_pushstring(L, c->err.msg);
        lua_pushstring(L, err_name(c->err.code));
        return 3;
    }
    if (c->result)
        lua_json_push(L, c->result);
    else
        lua_newtable(L);
    return 1;
}

void api_open(lua_State *L)
{
    static const luaL_Reg functions[] = { { "call", call }, { NULL, NULL } };
    luaL_newlib(L, functions);
    lua_setglobal(L, "agent");
}
