/* web_inner.h : shared by web.c (loop thread), web_http.c and web_socket.c (web thread) only. */
#ifndef AGENTD_WEB_INNER_H
#define AGENTD_WEB_INNER_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/strbuf.h"

struct client;
struct lws;
struct lws_context;
struct web_auth;

#define WEB_CONNS_MAX 32
#define WEB_OUT_MAX (32u << 20) /* bytes that wait for a slow reader before it is dropped */

/* One message on its way out. */
struct web_out {
    struct web_out *next;
    bool binary;
    size_t len;
    unsigned char *bytes; /* LWS_PRE unused ones before; one allocation with the struct */
};

/* A WebSocket, the web thread's side; the loop knows it by id. */
struct web_conn {
    uint64_t id;
    struct lws *wsi;
    struct web *web;
    struct web_conn *next;
    struct strbuf in;
    struct web_out *out, **out_last;
    size_t out_bytes;
    bool drop;
};

/* The loop's side. */
struct web_peer {
    uint64_t id;
    struct web *web;
    struct client *client;
    struct web_peer *next;
};

struct web {
    struct agentd *d;
    struct thread *thread;
    struct mailbox *box;   /* home: the web thread */
    struct lws_context *context;
    atomic_bool stopping;
    char address[128];     /* "127.0.0.1:7443" */
    char *folder;          /* of the page */
    /* web thread */
    struct web_auth *auth;
    struct web_conn *conns;
    size_t conns_n;
    uint64_t last_id;
    /* loop thread */
    struct web_peer *peers;
};

/* web.c, called on the web thread: they post to the loop. */
void web_opened(struct web *w, uint64_t id);
void web_closed(struct web *w, uint64_t id);
void web_received(struct web *w, uint64_t id, const char *text, size_t len);
void web_picture_left(struct web *w, uint64_t id);

/* web_http.c */
int web_http(struct web *w, struct lws *wsi, const char *path);
/* Host, Origin and cookie are right; for a WebSocket (Origin must be there) and for pages. */
bool web_may(struct web *w, struct lws *wsi, bool needs_origin, int *status);
int web_refuse(struct lws *wsi, int status, const char *text);

/* web_socket.c */
struct web_conn *web_conn_find(struct web *w, uint64_t id);
void web_conn_open(struct web *w, struct web_conn *c, struct lws *wsi);
void web_conn_close(struct web_conn *c);
int web_conn_read(struct web_conn *c, const char *bytes, size_t len);
int web_conn_write(struct web_conn *c); /* writable: one message */
void web_conn_queue(struct web_conn *c, struct web_out *out); /* takes out */
void web_conn_drop(struct web_conn *c);                       /* closes it soon */

#endif
