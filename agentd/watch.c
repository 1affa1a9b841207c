#include "agentd/watch.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <arpa/inet.h>
#include <jansson.h>

#include "agentd/agentd.h"
#include "agentd/client.h"
#include "agentd/look.h"
#include "base/ask.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/js.h"
#include "base/loop.h"
#include "base/xalloc.h"
#include "vision/encode.h"
#include "vision/frame.h"

#define QUALITY 80
#define GAP_US 100000 /* at most ten pictures a second: the agent comes first on a small machine */

struct screen_watch {
    struct client *client; /* NULL: ended; freed when the picture under way is back */
    struct agentd *d;
    struct screen_watch *next;
    uint32_t max_width;
    bool dirty;   /* the screen has changed since the last picture */
    bool making;  /* a picture is being made */
    bool sent;    /* it has not left the socket yet */
    int64_t last_us;
    struct timer *timer;
    /* the picture under way */
    struct frame *frame;
    uint8_t *bytes;
    size_t len;
    uint32_t w, h;
};

static void advance(struct screen_watch *w);

static void free_watch(struct screen_watch *w)
{
    for (struct screen_watch **at = &w->d->watches; *at; at = &(*at)->next)
        if (*at == w) {
            *at = w->next;
            break;
        }
    timer_cancel(w->timer);
    frame_unref(w->frame);
    free(w->bytes);
    free(w);
}

static void encode(void *data)
{
    struct screen_watch *w = data;
    struct err err;
    const struct image *full = w->frame->screen;
    struct image *small = NULL;
    w->w = full->w;
    w->h = full->h;
    if (w->max_width && full->w > w->max_width) {
        w->w = w->max_width;
        w->h = (uint32_t)((uint64_t)full->h * w->max_width / full->w);
        small = image_scale(full, NULL, w->w, w->h ? w->h : 1, &err);
    }
    w->bytes = jpeg_encode(small ? small : full, QUALITY, &w->len, &err);
    image_unref(small);
}

static void send_picture(struct screen_watch *w)
{
    char at[25];
    clock_iso(clock_wall_ms(), at);
    json_t *head = json_pack("{s:i, s:i, s:i, s:i, s:I, s:s}", "w", (int)w->w, "h", (int)w->h,
                             "screen_w", (int)w->frame->screen->w, "screen_h",
                             (int)w->frame->screen->h, "frame", (json_int_t)w->frame->id, "at", at);
    char *text = js_dump(head);
    size_t head_len = strlen(text);
    char *message = xmalloc(4 + head_len + w->len);
    uint32_t size = htonl((uint32_t)head_len);
    memcpy(message, &size, 4);
    memcpy(message + 4, text, head_len);
    memcpy(message + 4 + head_len, w->bytes, w->len);
    w->client->ops->send_binary(w->client->conn, message, 4 + head_len + w->len);
    free(message);
    free(text);
    json_decref(head);
}

static void encoded(void *data)
{
    struct screen_watch *w = data;
    if (!w->client) {
        free_watch(w);
        return;
    }
    w->making = false;
    if (w->bytes) {
        w->sent = true;
        send_picture(w);
    }
    free(w->bytes);
    w->bytes = NULL;
    frame_unref(w->frame);
    w->frame = NULL;
}

static void on_frame(void *data, void *result, const struct err *err)
{
    struct screen_watch *w = data;
    if (err || !w->client) {
        frame_unref(result);
        w->making = false;
        if (!w->client)
            free_watch(w);
        return;
    }
    w->frame = result;
    loop_work(w->d->loop, encode, encoded, w);
}

static void on_timer(void *data)
{
    struct screen_watch *w = data;
    w->timer = NULL;
    advance(w);
}

static void advance(struct screen_watch *w)
{
    int64_t now = clock_now_us();
    if (!w->dirty || w->making || w->sent || w->timer)
        return;
    if (now - w->last_us < GAP_US) {
        w->timer = loop_after(w->d->loop, (uint32_t)((GAP_US - (now - w->last_us)) / 1000 + 1),
                              on_timer, w);
        return;
    }
    w->dirty = false;
    w->making = true;
    w->last_us = now;
    look_frame(w->d, ask_new(loop_mailbox(w->d->loop), 0, on_frame, w));
}

void watch_begin(struct client *c, uint32_t max_width)
{
    watch_end(c);
    struct screen_watch *w = xcalloc(1, sizeof *w);
    w->client = c;
    w->d = c->d;
    w->max_width = max_width;
    w->dirty = true;
    w->next = c->d->watches;
    c->d->watches = w;
    c->watch = w;
    advance(w);
}

void watch_end(struct client *c)
{
    struct screen_watch *w = c->watch;
    if (!w)
        return;
    c->watch = NULL;
    w->client = NULL;
    if (!w->making)
        free_watch(w);
}

void watch_ready(struct client *c)
{
    if (!c->watch)
        return;
    c->watch->sent = false;
    advance(c->watch);
}

void watch_damage(struct agentd *d)
{
    for (struct screen_watch *w = d->watches; w; w = w->next) {
        w->dirty = true;
        if (w->client)
            advance(w);
    }
}
