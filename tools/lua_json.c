#include "tools/lua_json.h"

#include <jansson.h>
#include <lauxlib.h>
#include <lua.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/js.h"

static const char list_mark; /* its address keys the metatable of lists that came from JSON */

static void mark_list(lua_State *L)
{
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &list_mark) != LUA_TTABLE) {
        lua_pop(L, 1);
        lua_createtable(L, 0, 1);
        lua_pushliteral(L, "list");
        lua_setfield(L, -2, "__metatable");
        lua_pushvalue(L, -1);
        lua_rawsetp(L, LUA_REGISTRYINDEX, &list_mark);
    }
    lua_setmetatable(L, -2);
}

static bool is_marked_list(lua_State *L, int index)
{
    if (!lua_getmetatable(L, index))
        return false;
    lua_rawgetp(L, LUA_REGISTRYINDEX, &list_mark);
    bool same = lua_rawequal(L, -1, -2);
    lua_pop(L, 2);
    return same;
}

static void push_list(lua_State *L, const json_t *list)
{
    size_t n = json_array_size(list);
    lua_createtable(L, (int)n, 0);
    for (size_t i = 0; i < n; i++) {
        const json_t *item = json_array_get(list, i);
        if (json_is_null(item))
            lua_pushlightuserdata(L, NULL);
        else
            lua_json_push(L, item);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    if (n == 0)
        mark_list(L);
}

static void push_object(lua_State *L, const json_t *object)
{
    const char *key;
    json_t *item;
    lua_createtable(L, 0, (int)json_object_size(object));
    json_object_foreach((json_t *)object, key, item) {
        lua_json_push(L, item);
        lua_setfield(L, -2, key);
    }
}

void lua_json_push(lua_State *L, const json_t *value)
{
    luaL_checkstack(L, 8, "JSON is nested too deep");
    if (!value) {
        lua_pushnil(L);
        return;
    }
    switch (json_typeof(value)) {
    case JSON_OBJECT: push_object(L, value); return;
    case JSON_ARRAY: push_list(L, value); return;
    case JSON_STRING:
        lua_pushlstring(L, json_string_value(value), json_string_length(value));
        return;
    case JSON_INTEGER: lua_pushinteger(L, json_integer_value(value)); return;
    case JSON_REAL: lua_pushnumber(L, json_real_value(value)); return;
    case JSON_TRUE: lua_pushboolean(L, 1); return;
    case JSON_FALSE: lua_pushboolean(L, 0); return;
    case JSON_NULL: lua_pushnil(L); return;
    }
}

/* One conversion from Lua; path holds the names down to the value at hand, for messages. */
struct reading {
    lua_State *L;
    struct err *err;
    size_t nodes;
    unsigned int depth;
    bool lenient;
    char path[120];
};

static json_t *read_value(struct reading *r, int index);

static json_t *refuse(struct reading *r, enum err_code code, const char *what)
{
    err_set(r->err, code, "%s%s%s%s", r->path[0] ? "'" : "the value", r->path,
            r->path[0] ? "' " : " ", what);
    return NULL;
}

static json_t *read_number(struct reading *r, int index)
{
    if (lua_isinteger(r->L, index))
        return json_integer(lua_tointeger(r->L, index));
    double v = lua_tonumber(r->L, index);
    if (!isfinite(v))
        return refuse(r, ERR_INVALID, "is no finite number");
    if (v == floor(v) && fabs(v) < 9007199254740992.0)
        return json_integer((json_int_t)v);
    return json_real(v);
}

static json_t *read_string(struct reading *r, int index)
{
    size_t len;
    const char *s = lua_tolstring(r->L, index, &len);
    json_t *value = json_stringn(s, len);
    return value ? value : js_text(s);
}

/* 1..n and nothing else: n; otherwise -1. An empty table counts as a list only when it came as one. */
static lua_Integer list_length(struct reading *r, int index)
{
    lua_Unsigned n = lua_rawlen(r->L, index);
    lua_Unsigned seen = 0;
    if (n == 0 && !is_marked_list(r->L, index))
        return -1;
    lua_pushnil(r->L);
    while (lua_next(r->L, index)) {
        lua_pop(r->L, 1);
        if (!lua_isinteger(r->L, -1) || lua_tointeger(r->L, -1) < 1 ||
            (lua_Unsigned)lua_tointeger(r->L, -1) > n) {
            lua_pop(r->L, 1);
            return -1;
        }
        seen++;
    }
    return seen == n ? (lua_Integer)n : -1;
}

static json_t *read_list(struct reading *r, int index, lua_Integer n)
{
    json_t *list = json_array();
    size_t end = strlen(r->path);
    for (lua_Integer i = 1; i <= n; i++) {
        snprintf(r->path + end, sizeof r->path - end, "[%lld]", (long long)i);
        lua_rawgeti(r->L, index, i);
        json_t *item = read_value(r, lua_gettop(r->L));
        lua_pop(r->L, 1);
        if (!item && r->err->code != ERR_NONE) {
            json_decref(list);
            return NULL;
        }
        if (item)
            json_array_append_new(list, item);
        r->path[end] = '\0';
    }
    return list;
}

static bool read_key(struct reading *r, char *buf, size_t cap, const char **key)
{
    if (lua_type(r->L, -2) == LUA_TSTRING) {
        *key = lua_tostring(r->L, -2);
        return true;
    }
    if (lua_isinteger(r->L, -2)) {
        snprintf(buf, cap, "%lld", (long long)lua_tointeger(r->L, -2));
        *key = buf;
        return true;
    }
    return false;
}

static json_t *read_object(struct reading *r, int index)
{
    json_t *object = json_object();
    size_t end = strlen(r->path);
    lua_pushnil(r->L);
    while (lua_next(r->L, index)) {
        char buf[24];
        const char *key;
        if (!read_key(r, buf, sizeof buf, &key)) {
            refuse(r, ERR_INVALID, "has a key that is neither a text nor an integer");
            goto fail;
        }
        snprintf(r->path + end, sizeof r->path - end, "%s%s", end ? "." : "", key);
        json_t *item = read_value(r, lua_gettop(r->L));
        if (!item && r->err->code != ERR_NONE)
            goto fail;
        if (item && json_object_set_new(object, key, item) != 0) {
            refuse(r, ERR_INVALID, "has a key that is no UTF-8");
            goto fail;
        }
        r->path[end] = '\0';
        lua_pop(r->L, 1);
    }
    return object;

fail:
    lua_pop(r->L, 2);
    json_decref(object);
    return NULL;
}

static json_t *read_table(struct reading *r, int index)
{
    if (r->depth == JS_DEPTH_MAX || !lua_checkstack(r->L, 8))
        return refuse(r, ERR_LIMIT, "is nested deeper than 64 levels");
    r->depth++;
    lua_Integer n = list_length(r, index);
    json_t *value = n >= 0 ? read_list(r, index, n) : read_object(r, index);
    r->depth--;
    return value;
}

/* NULL with err->code ERR_NONE: left out. */
static json_t *read_value(struct reading *r, int index)
{
    if (++r->nodes > LUA_JSON_NODES_MAX)
        return refuse(r, ERR_LIMIT, "and its neighbours are more than 200000 values");
    switch (lua_type(r->L, index)) {
    case LUA_TNIL: return json_null();
    case LUA_TBOOLEAN: return json_boolean(lua_toboolean(r->L, index));
    case LUA_TNUMBER: return read_number(r, index);
    case LUA_TSTRING: return read_string(r, index);
    case LUA_TTABLE: return read_table(r, index);
    case LUA_TLIGHTUSERDATA:
        if (!lua_touserdata(r->L, index))
            return json_null();
        break;
    default: break;
    }
    if (r->lenient)
        return NULL;
    char what[48];
    snprintf(what, sizeof what, "is a %s, not a plain value", luaL_typename(r->L, index));
    return refuse(r, ERR_INVALID, what);
}

json_t *lua_json_from(lua_State *L, int index, bool lenient, struct err *err)
{
    struct reading r = { .L = L, .err = err, .lenient = lenient };
    err_clear(err);
    if (!lua_checkstack(L, 8))
        return refuse(&r, ERR_LIMIT, "does not fit on the stack");
    json_t *value = read_value(&r, lua_absindex(L, index));
    if (!value && err->code == ERR_NONE)
        refuse(&r, ERR_INVALID, "is no plain value");
    return value;
}
