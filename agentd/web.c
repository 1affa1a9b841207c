#include "agentd/web.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libwebsockets.h>

#include "agentd/agentd.h"
#include "agentd/client.h"
#include "agentd/rpc.h"
#include "agentd/watch.h"
#include "agentd/web_auth.h"
#include "agentd/web_inner.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/loop.h"
#include "base/mailbox.h"
#include "base/paths.h"
#include "base/thread.h"
#include "base/xalloc.h"

/* Between the threads: one letter, in either direction. */
struct letter {
    struct web *web;
    uint64_t id;
    struct web_out *out;
    char *text;
    size_t len;
};

static void post_web(struct web *w, mailbox_fn *fn, struct letter letter)
{
    letter.web = w;
    mailbox_post(w->box, fn, xmemdup(&letter, sizeof letter));
    lws_cancel_service(w->context);
}

static void post_loop(struct web *w, mailbox_fn *fn, struct letter letter)
{
    letter.web = w;
    mailbox_post(loop_mailbox(w->d->loop), fn, xmemdup(&letter, sizeof letter));
}

/* ---- loop thread: sending */

static void queue_out(void *data)
{
    struct letter *l = data;
    struct web_conn *c = web_conn_find(l->web, l->id);
    if (c && l->out)
        web_conn_queue(c, l->out);
    else if (c)
        web_conn_drop(c);
    if (!c)
        free(l->out);
    free(l);
}

static void send_bytes(struct web_peer *p, const void *bytes, size_t len, bool binary)
{
    struct web_out *out = xmalloc(sizeof *out + LWS_PRE + len);
    *out = (struct web_out){ NULL, binary, len, (unsigned char *)(out + 1) + LWS_PRE };
    memcpy(out->bytes, bytes, len);
    post_web(p->web, queue_out, (struct letter){ .id = p->id, .out = out });
}

static void send_text(void *conn, const char *text, size_t len)
{
    send_bytes(conn, text, len, false);
}

static void send_binary(void *conn, const void *bytes, size_t len)
{
    send_bytes(conn, bytes, len, true);
}

static void drop(void *conn)
{
    struct web_peer *p = conn;
    post_web(p->web, queue_out, (struct letter){ .id = p->id });
}

static const struct client_ops ops = { .send = send_text, .send_binary = send_binary, .drop = drop };

/* ---- loop thread: receiving */

static struct web_peer *find_peer(struct web *w, uint64_t id)
{
    for (struct web_peer *p = w->peers; p; p = p->next)
        if (p->id == id)
            return p;
    return NULL;
}

static void on_opened(void *data)
{
    struct letter *l = data;
    struct web_peer *p = xcalloc(1, sizeof *p);
    p->id = l->id;
    p->web = l->web;
    p->client = client_new(l->web->d, RANK_OPERATOR, ORIGIN_PERSON, &ops, p);
    p->next = l->web->peers;
    l->web->peers = p;
    free(l);
}

static void forget(struct web_peer *p)
{
    for (struct web_peer **at = &p->web->peers; *at; at = &(*at)->next)
        if (*at == p) {
            *at = p->next;
            break;
        }
    client_gone(p->client);
    free(p);
}

static void on_closed(void *data)
{
    struct letter *l = data;
    struct web_peer *p = find_peer(l->web, l->id);
    if (p)
        forget(p);
    free(l);
}

static void on_received(void *data)
{
    struct letter *l = data;
    struct web_peer *p = find_peer(l->web, l->id);
    if (p)
        rpc_message(p->client, l->text, l->len);
    free(l->text);
    free(l);
}

static void on_picture_left(void *data)
{
    struct letter *l = data;
    struct web_peer *p = find_peer(l->web, l->id);
    if (p)
        watch_ready(p->client);
    free(l);
}

/* ---- web thread */

void web_opened(struct web *w, uint64_t id)
{
    post_loop(w, on_opened, (struct letter){ .id = id });
}

void web_closed(struct web *w, uint64_t id)
{
    post_loop(w, on_closed, (struct letter){ .id = id });
}

void web_received(struct web *w, uint64_t id, const char *text, size_t len)
{
    post_loop(w, on_received, (struct letter){ .id = id, .text = xmemdup(text, len), .len = len });
}

void web_picture_left(struct web *w, uint64_t id)
{
    post_loop(w, on_picture_left, (struct letter){ .id = id });
}

static int confirm_upgrade(struct web *w, struct lws *wsi)
{
    char path[16] = "";
    int status = 403;
    lws_hdr_copy(wsi, path, sizeof path, WSI_TOKEN_GET_URI);
    if (strcmp(path, "/ws") != 0)
        return web_refuse(wsi, 404, "the WebSocket is at /ws") ? -1 : 1;
    if (!web_may(w, wsi, true, &status))
        return web_refuse(wsi, status, "refused") ? -1 : 1;
    if (w->conns_n >= WEB_CONNS_MAX)
        return web_refuse(wsi, 503, "too many connections") ? -1 : 1;
    return 0;
}

static int callback(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
                    size_t len)
{
    struct web *w = lws_context_user(lws_get_context(wsi));
    struct web_conn *c = user;
    switch (reason) {
    case LWS_CALLBACK_HTTP:
        return web_http(w, wsi, in);
    case LWS_CALLBACK_HTTP_FILE_COMPLETION:
        return lws_http_transaction_completed(wsi) ? -1 : 0;
    case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE:
        return confirm_upgrade(w, wsi);
    case LWS_CALLBACK_ESTABLISHED:
        web_conn_open(w, c, wsi);
        return 0;
    case LWS_CALLBACK_RECEIVE:
        return web_conn_read(c, in, len);
    case LWS_CALLBACK_SERVER_WRITEABLE:
        return web_conn_write(c);
    case LWS_CALLBACK_CLOSED:
        web_conn_close(c);
        return 0;
    case LWS_CALLBACK_EVENT_WAIT_CANCELLED:
        mailbox_run(w->box);
        return 0;
    default:
        return 0;
    }
}

static const struct lws_protocols protocols[] = {
    { "agentd.v1", callback, sizeof(struct web_conn), 65536, 0, NULL, 0 },
    { NULL, NULL, 0, 0, 0, NULL, 0 },
};

static void serve(void *data)
{
    struct web *w = data;
    while (!atomic_load(&w->stopping) && lws_service(w->context, 0) >= 0)
        ;
}

/* ---- start and stop, loop thread */

static void emit(int level, const char *line)
{
    size_t len = strcspn(line, "\n");
    log_at(level & LLL_ERR ? LOG_WARN : LOG_DEBUG, "web", "%.*s", (int)len, line);
}

/* "127.0.0.1:7443", "[::1]:7443" */
static int split_address(const char *listen, char host[64], int *port, struct err *err)
{
    const char *colon = strrchr(listen, ':');
    char *end = NULL;
    long value = colon ? strtol(colon + 1, &end, 10) : -1;
    size_t len = colon ? (size_t)(colon - listen) : 0;
    if (value < 0 || value > 65535 || !end || *end || end == colon + 1 || len == 0 || len > 62)
        return err_set(err, ERR_INVALID, "--listen '%s' is no ADDRESS:PORT", listen);
    bool brackets = listen[0] == '[' && colon[-1] == ']';
    snprintf(host, 64, "%.*s", (int)(brackets ? len - 2 : len), listen + (brackets ? 1 : 0));
    *port = (int)value;
    return 0;
}

/* Descriptors of this thread: more connections wait, the rest of the daemon needs some too. */
#define FDS_MAX 160
#define HEADERS_MAX 16384 /* cookies of other servers on this host come along */

/* A browser whose machine has gone is noticed. */
static const lws_retry_bo_t idle = { .secs_since_valid_ping = 30, .secs_since_valid_hangup = 60 };

static int open_context(struct web *w, const char *host, int port, struct err *err)
{
    struct lws_context_creation_info info = { 0 };
    lws_set_log_level(LLL_ERR | LLL_WARN, emit);
    info.port = port;
    info.iface = host;
    info.protocols = protocols;
    info.user = w;
    info.gid = (gid_t)-1;
    info.uid = (uid_t)-1;
    info.options = LWS_SERVER_OPTION_FAIL_UPON_UNABLE_TO_BIND | LWS_SERVER_OPTION_EXPLICIT_VHOSTS;
    info.keepalive_timeout = 20;
    info.timeout_secs = 10;
    info.fd_limit_per_thread = FDS_MAX;
    info.max_http_header_data = HEADERS_MAX;
    info.retry_and_idle_policy = &idle;
    w->context = lws_create_context(&info);
    struct lws_vhost *vhost = w->context ? lws_create_vhost(w->context, &info) : NULL;
    if (!vhost)
        return err_set(err, ERR_IO, "cannot listen on '%s' port %d: taken, or no such address; "
                                    "choose another with --listen, or --no-web", host, port);
    web_auth_port(w->auth, lws_get_vhost_listen_port(vhost));
    snprintf(w->address, sizeof w->address, strchr(host, ':') ? "[%s]:%d" : "%s:%d", host,
             lws_get_vhost_listen_port(vhost));
    return 0;
}

static void free_web(struct web *w)
{
    if (w->context)
        lws_context_destroy(w->context);
    mailbox_unref(w->box);
    web_auth_free(w->auth);
    free(w->folder);
    free(w);
}

struct web *web_start(struct agentd *d, const char *listen, struct err *err)
{
    char host[64] = "";
    int port = 0;
    struct web *w = xcalloc(1, sizeof *w);
    w->d = d;
    w->auth = web_auth_new();
    w->box = mailbox_new(err);
    w->folder = paths_data("web", err);
    if (!w->box || !w->folder || split_address(listen, host, &port, err)
        || open_context(w, host, port, err)
        || !(w->thread = thread_start("web", serve, w, err))) {
        free_web(w);
        return NULL;
    }
    return w;
}

const char *web_address(const struct web *w)
{
    return w->address;
}

static void allow(void *data)
{
    struct letter *l = data;
    web_auth_allow(l->web->auth, l->text, clock_now_us());
    free(l->text);
    free(l);
}

char *web_login_link(struct web *w)
{
    char token[WEB_TOKEN_HEX + 1];
    hash_token(token, WEB_TOKEN_HEX / 2);
    post_web(w, allow, (struct letter){ .text = xstrdup(token) });
    return xasprintf("http://%s/login?token=%s", w->address, token);
}

void web_stop(struct web *w)
{
    atomic_store(&w->stopping, true);
    lws_cancel_service(w->context);
    thread_join(w->thread);
    lws_context_destroy(w->context); /* closes all: its letters are on the loop now */
    w->context = NULL;
    mailbox_run(w->box);
    mailbox_run(loop_mailbox(w->d->loop));
    while (w->peers)
        forget(w->peers);
    free_web(w);
}
