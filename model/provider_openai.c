/* provider_openai.c : chat completions: vLLM, SGLang, llama-server, Ollama, LM Studio and vendors. Asks
 * again, with full jitter, what may pass by itself, and says so. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/ask.h"
#include "base/err.h"
#include "base/loop.h"
#include "base/xalloc.h"
#include "model/drivers.h"
#include "model/http.h"
#include "model/openai_answer.h"
#include "model/openai_body.h"
#include "model/openai_config.h"
#include "model/prompt.h"

#define RETRY_MAX_MS 30000u
#define RETRY_AFTER_MAX_S 300     /* a server that wants longer is as good as dead */
#define INLINE_PICTURES (64u << 10) /* bytes that are encoded on the loop */

struct request {
    struct openai *owner;      /* NULL: cancelled; freed as soon as nobody works on it */
    struct prompt *prompt;
    char *extra, *body;
    size_t body_len;
    struct ask *ask;
    struct http_request *http;
    struct timer *timer;
    struct openai_answer answer;
    delta_fn *fn;
    void *data;
    uint32_t tried;
    unsigned int busy;         /* the pool, or a callback further up, still uses it */
};

struct openai {
    struct loop *loop;
    struct http *http;
    struct openai_config config;
    struct request *now;
};

static void send_request(struct request *r);

static void release(struct request *r)
{
    if (r->owner || r->busy)
        return;
    openai_answer_release(&r->answer);
    prompt_free(r->prompt);
    free(r->extra);
    free(r->body);
    free(r);
}

static void detach(struct request *r)
{
    r->owner->now = NULL;
    r->owner = NULL;
    http_cancel(r->http);
    timer_cancel(r->timer);
    r->http = NULL;
    r->timer = NULL;
    r->answer.fn = NULL; /* what the stream still holds is for nobody */
}

static void fail(struct request *r, const struct err *err)
{
    struct ask *ask = r->ask;
    detach(r);
    ask_fail(ask, err);
    release(r);
}

static void notice(struct request *r, const char *text)
{
    if (r->fn)
        r->fn(r->data, DELTA_NOTICE, text, strlen(text));
}

static void on_retry(void *data)
{
    struct request *r = data;
    r->timer = NULL;
    send_request(r);
}

/* Full jitter: anything from 0 to the doubled limit, so that many clients spread out. */
static uint32_t jitter_ms(uint32_t base_ms, uint32_t tried)
{
    uint64_t limit = (uint64_t)base_ms << (tried < 16 ? tried : 16);
    uint32_t random = 0;
    if (limit > RETRY_MAX_MS)
        limit = RETRY_MAX_MS;
    if (getrandom(&random, sizeof random, 0) != sizeof random)
        random = UINT32_MAX;
    return (uint32_t)((uint64_t)random * limit / UINT32_MAX);
}

/* err says why; it is what the caller gets when there is no other try left. */
static void retry(struct request *r, int retry_after_s, const struct err *err)
{
    const struct openai_config *c = &r->owner->config;
    char text[400];
    if (r->tried >= c->retries || retry_after_s > RETRY_AFTER_MAX_S) {
        fail(r, err);
        return;
    }
    uint32_t ms = jitter_ms(c->retry_ms, retry_after_s > 0 ? 0 : r->tried);
    if (retry_after_s > 0)
        ms += (uint32_t)retry_after_s * 1000;
    r->tried++;
    r->timer = loop_after(r->owner->loop, ms, on_retry, r);
    snprintf(text, sizeof text, "%s; asking again in %.1f s (%u of %u)", err->msg, ms / 1000.0,
             r->tried, c->retries);
    notice(r, text);
}

/* A vendor's message may quote the key. */
static void hide_key(const char *key, char *text)
{
    size_t len = key ? strlen(key) : 0;
    for (char *at = text; len && at && (at = strstr(at, key));)
        memset(at, '*', len);
}

static void refused(struct request *r, long status, int retry_after_s)
{
    const struct openai_config *c = &r->owner->config;
    char *says = openai_answer_refusal(&r->answer);
    struct err err;
    hide_key(c->key, says);
    const char *colon = says ? ": " : "", *words = says ? says : "";
    if (status == 429 || status == 408 || status >= 500) {
        err_set(&err, status == 429 ? ERR_BUSY : ERR_IO, "the model's server is %s (%ld)%s%.120s",
                status == 429 ? "busy" : "in trouble", status, colon, words);
        retry(r, retry_after_s, &err);
    } else {
        if (status == 401 || status == 403)
            err_set(&err, ERR_DENIED, "the model's server wants %s%s%s (%ld)%s%.100s",
                    c->key_env ? "another key than that in '" : "an API key: set 'key_env'",
                    c->key_env ? c->key_env : "", c->key_env ? "'" : "", status, colon, words);
        else if (status == 404)
            err_set(&err, ERR_NOT_FOUND, "the server knows no such model or path (404)%s%.140s",
                    colon, words);
        else
            err_set(&err, ERR_PROTOCOL, "the model's server refused the request (%ld)%s%.140s",
                    status, colon, words);
        fail(r, &err);
    }
    free(says);
}

static void answered(struct request *r)
{
    struct err err;
    bool again;
    r->busy++; /* the last line may call fn, and fn cancel */
    int rc = openai_answer_end(&r->answer, &again, &err);
    r->busy--;
    if (!r->owner) {
        release(r);
    } else if (rc) {
        hide_key(r->owner->config.key, err.msg);
        if (again)
            retry(r, -1, &err);
        else
            fail(r, &err);
    } else {
        struct ask *ask = r->ask;
        struct completion *c = openai_answer_completion(&r->answer, r->prompt->whole_message);
        detach(r);
        if (!ask_answer(ask, c))
            completion_free(c);
        release(r);
    }
}

static void on_data(void *data, const char *bytes, size_t len)
{
    struct request *r = data;
    r->busy++;
    openai_answer_feed(&r->answer, bytes, len);
    r->busy--;
    release(r);
}

static void on_done(void *data, long status, int retry_after_s, const struct err *err)
{
    struct request *r = data;
    r->http = NULL;
    r->busy++;
    if (status == 0 && (err->code == ERR_IO || err->code == ERR_TIMEOUT))
        retry(r, -1, err);
    else if (status == 0)
        fail(r, err);
    else if (status >= 200 && status < 300)
        answered(r);
    else
        refused(r, status, retry_after_s);
    r->busy--;
    release(r);
}

static void send_request(struct request *r)
{
    const struct openai_config *c = &r->owner->config;
    char *authorization = c->key ? xasprintf("Authorization: Bearer %s", c->key) : NULL;
    const char *headers[] = { "Content-Type: application/json",
                              "Accept: text/event-stream, application/json", authorization, NULL };
    struct http_opts opts = {
        .url = c->url,
        .headers = headers,
        .body = r->body,
        .body_len = r->body_len,
        .connect_ms = c->connect_ms,
        .first_byte_ms = c->first_byte_ms,
        .between_ms = c->between_ms,
    };
    struct err err;
    openai_answer_release(&r->answer);
    openai_answer_init(&r->answer, r->fn, r->data);
    r->http = http_start(r->owner->http, &opts, on_data, on_done, r, &err);
    if (authorization)
        explicit_bzero(authorization, strlen(authorization));
    free(authorization);
    if (!r->http)
        fail(r, &err);
}

static void build(void *data)
{
    struct request *r = data;
    r->body = openai_body(r->prompt, r->extra, &r->body_len);
}

static void built(void *data)
{
    struct request *r = data;
    r->busy--;
    if (r->owner)
        send_request(r);
    else
        release(r);
}

static void start(void *self, struct prompt *p, delta_fn *fn, void *data, struct ask *ask)
{
    struct openai *o = self;
    struct request *r = xcalloc(1, sizeof *r);
    r->owner = o;
    r->prompt = p;
    r->extra = xstrdup(o->config.extra);
    r->ask = ask;
    r->fn = fn;
    r->data = data;
    r->busy = 1;
    openai_answer_init(&r->answer, fn, data);
    o->now = r;
    if (openai_picture_bytes(p) > INLINE_PICTURES) {
        loop_work(o->loop, build, built, r);
    } else {
        build(r);
        built(r);
    }
}

static void cancel(void *self)
{
    struct openai *o = self;
    struct err err = { ERR_CANCELLED, "cancelled" };
    if (o->now)
        fail(o->now, &err);
}

static void close_openai(void *self)
{
    struct openai *o = self;
    cancel(o);
    http_free(o->http);
    openai_config_release(&o->config);
    free(o);
}

static void *open_openai(struct loop *loop, const struct json_t *config, struct err *err)
{
    struct openai *o = xcalloc(1, sizeof *o);
    o->loop = loop;
    if (openai_config_read(&o->config, config, err) || !(o->http = http_new(loop, err))) {
        openai_config_release(&o->config);
        free(o);
        return NULL;
    }
    return o;
}

const struct provider_driver provider_openai = {
    .name = "openai",
    .dialect = "native",
    .wants_picture = true,
    .open = open_openai,
    .start = start,
    .cancel = cancel,
    .close = close_openai,
};
