/* The web thread's side of a WebSocket: messages in whole, messages out in order. */
#include "agentd/web_inner.h"

#include <stdbool.h>
#include <stdlib.h>

#include <libwebsockets.h>

#include "base/js.h"
#include "base/log.h"

struct web_conn *web_conn_find(struct web *w, uint64_t id)
{
    for (struct web_conn *c = w->conns; c; c = c->next)
        if (c->id == id)
            return c;
    return NULL;
}

void web_conn_open(struct web *w, struct web_conn *c, struct lws *wsi)
{
    c->id = ++w->last_id;
    c->web = w;
    c->wsi = wsi;
    c->out = NULL;
    c->out_last = &c->out;
    strbuf_init(&c->in);
    c->next = w->conns;
    w->conns = c;
    w->conns_n++;
    web_opened(w, c->id);
}

void web_conn_close(struct web_conn *c)
{
    if (!c->web) /* it went while it was being upgraded */
        return;
    for (struct web_conn **at = &c->web->conns; *at; at = &(*at)->next)
        if (*at == c) {
            *at = c->next;
            c->web->conns_n--;
            break;
        }
    for (struct web_out *o = c->out, *next; o; o = next) {
        next = o->next;
        free(o);
    }
    strbuf_release(&c->in);
    web_closed(c->web, c->id);
}

int web_conn_read(struct web_conn *c, const char *bytes, size_t len)
{
    bool binary = lws_frame_is_binary(c->wsi);
    if (binary || c->in.len + len > JS_MESSAGE_MAX) {
        lws_close_reason(c->wsi, binary ? LWS_CLOSE_STATUS_UNACCEPTABLE_OPCODE
                                        : LWS_CLOSE_STATUS_MESSAGE_TOO_LARGE, NULL, 0);
        return -1;
    }
    strbuf_add(&c->in, bytes, len);
    if (lws_is_final_fragment(c->wsi) && lws_remaining_packet_payload(c->wsi) == 0) {
        web_received(c->web, c->id, c->in.s, c->in.len);
        strbuf_clear(&c->in);
    }
    return 0;
}

void web_conn_drop(struct web_conn *c)
{
    c->drop = true;
    /* Not when it is writable: who does not read never is. */
    lws_set_timeout(c->wsi, PENDING_TIMEOUT_CLOSE_SEND, LWS_TO_KILL_ASYNC);
}

void web_conn_queue(struct web_conn *c, struct web_out *out)
{
    if (c->drop) {
        free(out);
        return;
    }
    c->out_bytes += out->len;
    *c->out_last = out;
    c->out_last = &out->next;
    lws_callback_on_writable(c->wsi);
    if (c->out_bytes > WEB_OUT_MAX) {
        log_warn("web", "a browser reads too slowly: dropped");
        web_conn_drop(c);
    }
}

int web_conn_write(struct web_conn *c)
{
    struct web_out *out = c->out;
    if (c->drop)
        return -1;
    if (!out)
        return 0;
    int n = lws_write(c->wsi, out->bytes, out->len, out->binary ? LWS_WRITE_BINARY : LWS_WRITE_TEXT);
    if (n < (int)out->len)
        return -1;
    c->out = out->next;
    if (!c->out)
        c->out_last = &c->out;
    c->out_bytes -= out->len;
    if (out->binary)
        web_picture_left(c->web, c->id);
    free(out);
    if (c->out)
        lws_callback_on_writable(c->wsi);
    return 0;
}
