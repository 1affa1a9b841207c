#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/mailbox.h"
#include "base/test.h"
#include "tools/lua_host.h"
#include "tools/lua_test.h"

/* Patterns cannot be interrupted: forty `a?` then forty `a` and a `b` on forty `a` takes for ever. */
static const char hang[] =
    "return { hang = function() return (('a'):rep(40)):find(('a?'):rep(40) .. ('a'):rep(40) .. 'b') end }";

/* Leaves threads that run on, so this file is the last of the program. */
TEST("scripts that hang in C are left behind; at four none starts any more")
{
    struct err err;
    struct lua_opts opts = { .name = "hanging" };
    struct lua_host *hosts[LUA_LOST_MAX];
    struct answer a;
    struct answer b;
    struct mailbox *home = mailbox_new(&err);
    char *path = script_file("hang.lua", hang);
    size_t n = 0;
    while (lua_hosts_lost() < LUA_LOST_MAX) {
        size_t before = lua_hosts_lost();
        hosts[n] = lua_host_start(home, path, &opts, answer_ask(home, &a), &err);
        answer_wait(home, &a);
        json_decref(a.result);
        lua_host_call(hosts[n], "hang", NULL, 50, answer_ask(home, &a));
        lua_host_call(hosts[n], "hang", NULL, 50, answer_ask(home, &b));
        answer_wait(home, &a);
        answer_wait(home, &b);
        assert_int_equal(a.err.code, ERR_TIMEOUT);
        assert_int_equal(b.err.code, ERR_TIMEOUT);
        assert_true(lua_host_lost(hosts[n]));
        assert_int_equal(lua_hosts_lost(), before + 1);
        n++;
    }
    assert_null(lua_host_start(home, path, &opts, answer_ask(home, &b), &err));
    answer_wait(home, &b);
    assert_int_equal(b.err.code, ERR_LIMIT);
    assert_string_equal(b.err.msg, "4 scripts hang: none is started any more");
    while (n)
        lua_host_free(hosts[--n]);
    free(path);
    mailbox_unref(home);
}
