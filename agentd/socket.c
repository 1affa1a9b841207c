#include "agentd/socket.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <uv.h>

#include "agentd/agentd.h"
#include "agentd/client.h"
#include "agentd/rpc.h"
#include "base/err.h"
#include "base/js.h"
#include "base/log.h"
#include "base/loop.h"
#include "base/strbuf.h"
#include "base/xalloc.h"

#define ROOM (1u << 20) /* with less than that waiting, more of the past is sent */

struct socket_server {
    uv_pipe_t pipe;
    struct agentd *d;
    struct conn *conns;
    size_t n;
    char *path;
    bool closing;
};

struct conn {
    uv_pipe_t pipe;
    struct socket_server *server;
    struct conn *next;
    struct client *client; /* NULL once closing */
    struct strbuf in;
    size_t out;  /* bytes that wait */
    size_t lone; /* of them: the message that was sent while nothing waited */
};

static void free_if_done(struct socket_server *s)
{
    if (s->closing && !s->conns && !s->pipe.data) {
        free(s->path);
        free(s);
    }
}

static void conn_closed(uv_handle_t *handle)
{
    struct conn *c = handle->data;
    struct socket_server *s = c->server;
    for (struct conn **at = &s->conns; *at; at = &(*at)->next)
        if (*at == c) {
            *at = c->next;
            break;
        }
    s->n--;
    strbuf_release(&c->in);
    free(c);
    free_if_done(s);
}

static void conn_close(struct conn *c)
{
    if (uv_is_closing((uv_handle_t *)&c->pipe))
        return;
    if (c->client)
        client_gone(c->client);
    c->client = NULL;
    uv_close((uv_handle_t *)&c->pipe, conn_closed);
}

struct out {
    uv_write_t req;
    struct conn *conn;
    size_t len;
    char bytes[];
};

static bool has_room(void *data)
{
    return ((struct conn *)data)->out < ROOM;
}

static void written(uv_write_t *req, int status)
{
    struct out *o = req->data;
    o->conn->out -= o->len;
    o->conn->lone = 0; /* it was the first to go */
    if (status < 0)
        conn_close(o->conn);
    else if (o->conn->client && has_room(o->conn))
        client_drained(o->conn->client);
    free(o);
}

static void conn_send(void *data, const char *text, size_t len)
{
    struct conn *c = data;
    if (uv_is_closing((uv_handle_t *)&c->pipe))
        return;
    if (c->out && c->out - c->lone + len > SOCKET_OUT_MAX) {
        log_warn("socket", "a client reads too slowly: dropped");
        conn_close(c);
        return;
    }
    if (!c->out)
        c->lone = len + 1;
    struct out *o = xmalloc(sizeof *o + len + 1);
    o->conn = c;
    o->len = len + 1;
    o->req.data = o;
    memcpy(o->bytes, text, len);
    o->bytes[len] = '\n';
    uv_buf_t buf = uv_buf_init(o->bytes, (unsigned int)o->len);
    c->out += o->len;
    if (uv_write(&o->req, (uv_stream_t *)&c->pipe, &buf, 1, written)) {
        c->out -= o->len;
        free(o);
        conn_close(c);
    }
}

static void conn_drop(void *data)
{
    conn_close(data);
}

static const struct client_ops ops = { .send = conn_send, .drop = conn_drop, .has_room = has_room };

static void take_lines(struct conn *c)
{
    char *end;
    size_t used = 0;
    while (c->client && (end = memchr(c->in.s + used, '\n', c->in.len - used))) {
        size_t len = (size_t)(end - (c->in.s + used));
        if (len)
            rpc_message(c->client, c->in.s + used, len);
        used += len + 1;
    }
    strbuf_drop(&c->in, used);
    if (c->client && c->in.len > JS_MESSAGE_MAX) {
        rpc_message(c->client, c->in.s, c->in.len); /* answers that it is too long */
        conn_close(c);
    }
}

static void alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *buf)
{
    (void)handle;
    *buf = uv_buf_init(xmalloc(suggested), (unsigned int)suggested);
}

static void on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *buf)
{
    struct conn *c = stream->data;
    if (n > 0) {
        strbuf_add(&c->in, buf->base, (size_t)n);
        take_lines(c);
    }
    free(buf->base);
    if (n < 0)
        conn_close(c);
}

static enum rank peer_rank(uv_pipe_t *pipe)
{
    uv_os_fd_t fd;
    struct ucred cred;
    socklen_t len = sizeof cred;
    if (uv_fileno((uv_handle_t *)pipe, &fd)
        || getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &cred, &len) != 0)
        return RANK_NONE;
    return cred.uid == getuid() || cred.uid == 0 ? RANK_ADMIN : RANK_NONE;
}

static void on_connection(uv_stream_t *stream, int status)
{
    struct socket_server *s = stream->data;
    if (status < 0) {
        log_warn("socket", "%s", uv_strerror(status));
        return;
    }
    struct conn *c = xcalloc(1, sizeof *c);
    uv_pipe_init(stream->loop, &c->pipe, 0);
    c->pipe.data = c;
    c->server = s;
    strbuf_init(&c->in);
    c->next = s->conns;
    s->conns = c;
    s->n++;
    enum rank rank = RANK_NONE;
    if (uv_accept(stream, (uv_stream_t *)&c->pipe) == 0)
        rank = peer_rank(&c->pipe);
    if (rank == RANK_NONE || s->n > SOCKET_CLIENTS_MAX) {
        log_warn("socket", "%s", rank ? "too many connections" : "a peer of another user: refused");
        conn_close(c);
        return;
    }
    c->client = client_new(s->d, rank, ORIGIN_PERSON, &ops, c);
    uv_read_start((uv_stream_t *)&c->pipe, alloc, on_read);
}

/* Whether a living process listens there; a full backlog is one too. */
static bool is_answered(const char *path)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    if (strlen(path) >= sizeof address.sun_path)
        return false;
    memcpy(address.sun_path, path, strlen(path) + 1);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return false;
    int rc = connect(fd, (const struct sockaddr *)&address, sizeof address);
    bool answered = rc == 0 || errno == EAGAIN;
    close(fd);
    return answered;
}

/* An old socket that nobody answers is removed; one that answers stays. */
static int clear_path(const char *path, struct err *err)
{
    struct stat st;
    if (lstat(path, &st) != 0)
        return 0;
    if (!S_ISSOCK(st.st_mode))
        return err_set(err, ERR_IO, "'%s' is there and is no socket", path);
    if (is_answered(path))
        return err_set(err, ERR_BUSY, "another agentd answers on '%s': stop it, or use --socket", path);
    if (unlink(path) != 0)
        return err_set(err, ERR_IO, "cannot remove the old socket '%s': %s", path, strerror(errno));
    return 0;
}

static void server_closed(uv_handle_t *handle)
{
    struct socket_server *s = handle->data;
    handle->data = NULL;
    free_if_done(s);
}

struct socket_server *socket_start(struct agentd *d, const char *path, struct err *err)
{
    if (clear_path(path, err))
        return NULL;
    struct socket_server *s = xcalloc(1, sizeof *s);
    s->d = d;
    s->path = xstrdup(path);
    uv_pipe_init(loop_uv(d->loop), &s->pipe, 0);
    s->pipe.data = s;
    mode_t before = umask(0177); /* 0600 from the first moment */
    int rc = uv_pipe_bind(&s->pipe, path);
    umask(before);
    if (rc == 0)
        rc = uv_listen((uv_stream_t *)&s->pipe, 128, on_connection);
    if (rc) {
        err_set(err, ERR_IO, "cannot listen on '%s': %s", path, uv_strerror(rc));
        s->closing = true;
        uv_close((uv_handle_t *)&s->pipe, server_closed);
        return NULL;
    }
    return s;
}

void socket_stop(struct socket_server *s)
{
    if (!s)
        return;
    s->closing = true;
    for (struct conn *c = s->conns, *next; c; c = next) {
        next = c->next;
        conn_close(c);
    }
    uv_close((uv_handle_t *)&s->pipe, server_closed); /* libuv unlinks the path */
}
