#include "base/rpc.h"

#include <errno.h>
#include <jansson.h>
#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/js.h"
#include "base/strbuf.h"
#include "base/xalloc.h"

struct rpc {
    int fd, wake_fd;
    short wake_events;
    int64_t last_id;
    struct strbuf in;
    size_t searched; /* bytes of in that hold no newline */
    json_t *events;  /* an array of params that nobody has asked for yet */
};

static int say_connect(const char *path, int why, struct err *err)
{
    switch (why) {
    case ENOENT: return err_set(err, ERR_NOT_FOUND, "no daemon: '%s' is not there", path);
    case ECONNREFUSED:
        return err_set(err, ERR_NOT_FOUND, "no daemon: nobody listens at '%s'", path);
    case EACCES:
    case EPERM: return err_set(err, ERR_DENIED, "the socket '%s' belongs to somebody else", path);
    default: return err_set(err, ERR_IO, "cannot connect to '%s': %s", path, strerror(why));
    }
}

struct rpc *rpc_open(const char *socket_path, struct err *err)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    /* A daemon that hangs must not hang its clients in connect. */
    struct timeval patience = { 5, 0 };
    struct rpc *r;
    int fd;

    if (strlen(socket_path) >= sizeof address.sun_path) {
        err_set(err, ERR_INVALID, "the socket's path '%.60s…' has %zu bytes, limit %zu",
                socket_path, strlen(socket_path), sizeof address.sun_path - 1);
        return NULL;
    }
    memcpy(address.sun_path, socket_path, strlen(socket_path) + 1);
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) {
        err_set(err, ERR_IO, "cannot make a socket: %s", strerror(errno));
        return NULL;
    }
    if (setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience) != 0 ||
        connect(fd, (struct sockaddr *)&address, sizeof address) != 0) {
        say_connect(socket_path, errno, err);
        close(fd);
        return NULL;
    }
    r = xcalloc(1, sizeof *r);
    r->fd = fd;
    r->wake_fd = -1;
    strbuf_init(&r->in);
    r->events = json_array();
    return r;
}

void rpc_close(struct rpc *r)
{
    if (!r)
        return;
    close(r->fd);
    strbuf_release(&r->in);
    json_decref(r->events);
    free(r);
}

void rpc_wake_on(struct rpc *r, int fd, bool hangup)
{
    r->wake_fd = fd;
    r->wake_events = hangup ? 0 : POLLIN; /* POLLERR and POLLHUP come unasked */
}

static int gone(struct err *err)
{
    return err_set(err, ERR_IO, "the daemon closed the connection");
}

/* Until there is something to read. until_us -1: no limit. */
static int wait_readable(struct rpc *r, int64_t until_us, struct err *err)
{
    for (;;) {
        struct pollfd fds[] = { { r->fd, POLLIN, 0 }, { r->wake_fd, r->wake_events, 0 } };
        int64_t left_us = until_us < 0 ? 0 : until_us - clock_now_us();
        int timeout = until_us < 0 ? -1 : left_us <= 0 ? 0 : (int)((left_us + 999) / 1000);
        int n = poll(fds, 2, timeout);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return err_set(err, ERR_IO, "cannot wait for the daemon: %s", strerror(errno));
        if (fds[1].revents)
            return err_set(err, ERR_STOPPED, "interrupted");
        if (fds[0].revents)
            return 0;
        if (until_us >= 0 && clock_now_us() >= until_us)
            return err_set(err, ERR_TIMEOUT, "the daemon has not answered in time");
    }
}

/* One message from the buffer: 1 and *out (new), 0: none whole yet. */
static int take_message(struct rpc *r, json_t **out, struct err *err)
{
    char *end = memchr(r->in.s + r->searched, '\n', r->in.len - r->searched);
    size_t len;

    if (!end) {
        r->searched = r->in.len;
        if (r->in.len > RPC_ANSWER_MAX)
            return err_set(err, ERR_LIMIT, "an answer of the daemon is over %u bytes",
                           RPC_ANSWER_MAX);
        return 0;
    }
    len = (size_t)(end - r->in.s);
    *out = js_parse(r->in.s, len, RPC_ANSWER_MAX, err);
    strbuf_drop(&r->in, len + 1);
    r->searched = 0;
    return *out ? 1 : err_prefix(err, "the daemon's answer");
}

static json_t *read_message(struct rpc *r, int64_t until_us, struct err *err)
{
    json_t *message = NULL;
    int got;

    while ((got = take_message(r, &message, err)) == 0) {
        char part[65536];
        ssize_t n;
        if (wait_readable(r, until_us, err) != 0)
            return NULL;
        n = recv(r->fd, part, sizeof part, 0);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            gone(err);
            return NULL;
        }
        strbuf_add(&r->in, part, (size_t)n);
    }
    return got == 1 ? message : NULL;
}

static int send_line(struct rpc *r, const char *text, size_t len, struct err *err)
{
    while (len > 0) {
        ssize_t n = send(r->fd, text, len, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 && errno == EAGAIN)
            return err_set(err, ERR_TIMEOUT, "the daemon does not read what is sent to it");
        if (n < 0)
            return gone(err);
        text += n;
        len -= (size_t)n;
    }
    return 0;
}

/* What the daemon says of a failed call, with its code where it has one of ours. */
static void take_error(const json_t *error, struct err *err)
{
    const char *name = js_str(js_get(error, "data"), "error"), *text = js_str(error, "message");
    enum err_code code = name ? err_from_name(name) : ERR_NONE;
    int64_t number = js_int(error, "code", 0);

    if (code == ERR_NONE) /* JSON-RPC 2.0, 5.1: the numbers of the protocol's own errors */
        code = number == -32602 ? ERR_INVALID : number == -32601 ? ERR_UNSUPPORTED : ERR_PROTOCOL;
    err_set(err, code, "%s", text ? text : "the daemon failed without a word");
}

static bool keep_event(struct rpc *r, const json_t *message)
{
    if (!js_str(message, "method"))
        return false;
    json_array_append(r->events, js_get(message, "params"));
    return true;
}

json_t *rpc_again(struct rpc *r, int timeout_ms, struct err *err)
{
    int64_t until_us = timeout_ms < 0 ? -1 : clock_now_us() + (int64_t)timeout_ms * 1000;
    json_t *message, *result = NULL;

    while ((message = read_message(r, until_us, err))) {
        /* An answer to an older call, given up, is passed over. */
        if (!keep_event(r, message) && js_int(message, "id", -1) == r->last_id)
            break;
        if (json_is_null(js_get(message, "id")) && js_get(message, "error"))
            break; /* the daemon could not even read it */
        json_decref(message);
    }
    if (!message)
        return NULL;
    if (js_get(message, "error"))
        take_error(js_get(message, "error"), err);
    else if (js_get(message, "result"))
        result = json_incref(js_get(message, "result"));
    else
        err_set(err, ERR_PROTOCOL, "the daemon's answer has neither result nor error");
    json_decref(message);
    return result;
}

json_t *rpc_call(struct rpc *r, const char *method, const json_t *params, int timeout_ms,
                 struct err *err)
{
    json_t *request = json_pack("{s:s, s:I, s:s}", "jsonrpc", "2.0", "id",
                                (json_int_t)++r->last_id, "method", method);
    char *text, *line;
    int sent;

    if (params)
        json_object_set(request, "params", (json_t *)params);
    text = js_dump(request);
    json_decref(request);
    if (!text) {
        err_set(err, ERR_INVALID, "the parameters of '%s' cannot be written as JSON", method);
        return NULL;
    }
    line = xasprintf("%s\n", text);
    sent = send_line(r, line, strlen(line), err);
    free(line);
    free(text);
    return sent == 0 ? rpc_again(r, timeout_ms, err) : NULL;
}

json_t *rpc_next(struct rpc *r, int timeout_ms, struct err *err)
{
    int64_t until_us = timeout_ms < 0 ? -1 : clock_now_us() + (int64_t)timeout_ms * 1000;
    json_t *message, *event;

    while (json_array_size(r->events) == 0) {
        message = read_message(r, until_us, err);
        if (!message)
            return NULL;
        keep_event(r, message);
        json_decref(message);
    }
    event = json_incref(json_array_get(r->events, 0));
    json_array_remove(r->events, 0);
    return event;
}
