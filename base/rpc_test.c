#include "base/test.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/err.h"
#include "base/files.h"
#include "base/js.h"
#include "base/rpc.h"
#include "base/xalloc.h"

/* Both ends in one thread: what the daemon says is written before it is asked; ids count from 1. */
struct pair {
    char dir[40], *path;
    int listener, peer;
    struct rpc *rpc;
};

static struct pair meet(void)
{
    struct pair p = { .dir = "/tmp/agentd-rpc-XXXXXX" };
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    struct err err = { 0 };

    assert_non_null(mkdtemp(p.dir));
    p.path = path_join(p.dir, "s");
    snprintf(address.sun_path, sizeof address.sun_path, "%s", p.path);
    p.listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(p.listener, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(p.listener, 1), 0);
    p.rpc = rpc_open(p.path, &err);
    assert_non_null(p.rpc);
    p.peer = accept4(p.listener, NULL, NULL, SOCK_CLOEXEC);
    assert_true(p.peer >= 0);
    return p;
}

static void part(struct pair *p)
{
    struct err err = { 0 };

    rpc_close(p->rpc);
    if (p->peer >= 0)
        close(p->peer);
    if (p->listener >= 0)
        close(p->listener);
    free(p->path);
    assert_int_equal(folder_remove(p->dir, &err), 0);
}

static void say(struct pair *p, const char *text)
{
    assert_int_equal(write(p->peer, text, strlen(text)), strlen(text));
}

static void assert_heard(struct pair *p, const char *text)
{
    char heard[400];
    ssize_t n = read(p->peer, heard, sizeof heard - 1);

    heard[n > 0 ? n : 0] = '\0';
    assert_string_equal(heard, text);
}

TEST("a call sends one line and gives the result; notifications meanwhile are kept in order")
{
    struct pair p = meet();
    struct err err = { 0 };
    json_t *params = json_pack("{s:i}", "a", 1), *result, *event;

    say(&p, "{\"method\":\"event\",\"params\":{\"n\":1}}\n{\"method\":\"event\",\"params\":{\"n\":2}}\n"
            "{\"id\":9,\"result\":{\"n\":8}}\n{\"id\":1,\"resu");
    say(&p, "lt\":{\"n\":7}}\n{\"method\":\"event\",\"params\":{\"n\":3}}\n");
    result = rpc_call(p.rpc, "do.it", params, 1000, &err);
    assert_int_equal(js_int(result, "n", 0), 7);
    assert_heard(&p, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"do.it\",\"params\":{\"a\":1}}\n");
    for (int i = 1; i <= 3; i++) {
        event = rpc_next(p.rpc, 1000, &err);
        assert_int_equal(js_int(event, "n", 0), i);
        json_decref(event);
    }
    json_decref(params);
    json_decref(result);
    part(&p);
}

TEST("the daemon's errors keep their code and words")
{
    static const struct {
        const char *error;
        enum err_code code;
        const char *says;
    } cases[] = {
        { "{\"code\":-32000,\"message\":\"gone\",\"data\":{\"error\":\"not_found\"}}",
          ERR_NOT_FOUND, "gone" },
        { "{\"code\":-32000,\"message\":\"moved\",\"data\":{\"error\":\"target_moved\"}}",
          ERR_TARGET_MOVED, "moved" },
        { "{\"code\":-32602,\"message\":\"bad\"}", ERR_INVALID, "bad" },
        { "{\"code\":-32601,\"message\":\"what\"}", ERR_UNSUPPORTED, "what" },
        { "{\"code\":-32603}", ERR_PROTOCOL, "the daemon failed without a word" },
        { "7", ERR_PROTOCOL, "the daemon failed without a word" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct pair p = meet();
        struct err err = { 0 };
        char *line = xasprintf("{\"id\":1,\"error\":%s}\n", cases[i].error);
        say(&p, line);
        assert_null(rpc_call(p.rpc, "x", NULL, 1000, &err));
        assert_int_equal(err.code, cases[i].code);
        assert_string_equal(err.msg, cases[i].says);
        free(line);
        part(&p);
    }
}

TEST("a call that takes too long can be waited for again")
{
    struct pair p = meet();
    struct err err = { 0 };
    json_t *result;

    assert_null(rpc_call(p.rpc, "slow", NULL, 1, &err));
    assert_int_equal(err.code, ERR_TIMEOUT);
    say(&p, "{\"id\":1,\"result\":true}\n");
    result = rpc_again(p.rpc, 1000, &err);
    assert_true(json_is_true(result));
    json_decref(result);
    part(&p);
}

TEST("a wait ends when the caller is woken, or when the reader of its output has gone")
{
    struct pair p = meet();
    struct err err = { 0 };
    int wake = eventfd(1, EFD_CLOEXEC), out[2];

    rpc_wake_on(p.rpc, wake, false);
    assert_null(rpc_next(p.rpc, -1, &err));
    assert_int_equal(err.code, ERR_STOPPED);
    assert_int_equal(pipe(out), 0);
    rpc_wake_on(p.rpc, out[1], true);
    assert_null(rpc_next(p.rpc, 1, &err));
    assert_int_equal(err.code, ERR_TIMEOUT);
    close(out[0]);
    assert_null(rpc_next(p.rpc, -1, &err));
    assert_int_equal(err.code, ERR_STOPPED);
    close(out[1]);
    close(wake);
    part(&p);
}

TEST("a connection that closes, or says what is no JSON, is an error and no crash")
{
    struct pair p = meet();
    struct err err = { 0 };

    say(&p, "oops\n{\"id\":2}\n{\"id\":3,\"res");
    assert_null(rpc_call(p.rpc, "x", NULL, 1000, &err));
    assert_int_equal(err.code, ERR_PROTOCOL);
    assert_null(rpc_call(p.rpc, "x", NULL, 1000, &err));
    assert_string_equal(err.msg, "the daemon's answer has neither result nor error");
    close(p.peer);
    p.peer = -1;
    assert_null(rpc_call(p.rpc, "x", NULL, 1000, &err));
    assert_int_equal(err.code, ERR_IO);
    assert_null(rpc_next(p.rpc, 1000, &err));
    assert_int_equal(err.code, ERR_IO);
    part(&p);
}

TEST("what is wrong with a socket is said: missing, nobody there, too long a path")
{
    struct pair p = meet();
    struct err err = { 0 };
    char *long_path = xcalloc(1, 200);

    memset(long_path, 'x', 199);
    assert_null(rpc_open(long_path, &err));
    assert_int_equal(err.code, ERR_INVALID);
    assert_null(rpc_open("/tmp/no/such/socket", &err));
    assert_int_equal(err.code, ERR_NOT_FOUND);
    assert_string_equal(err.msg, "no daemon: '/tmp/no/such/socket' is not there");
    close(p.listener);
    p.listener = -1;
    assert_null(rpc_open(p.path, &err));
    assert_int_equal(err.code, ERR_NOT_FOUND);
    assert_non_null(strstr(err.msg, "nobody listens at"));
    free(long_path);
    part(&p);
}
