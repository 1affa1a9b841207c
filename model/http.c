#include "model/http.h"

#include <curl/curl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/loop.h"
#include "base/xalloc.h"
#include "model/http_error.h"

#define CONNECT_MS 10000u
#define FIRST_BYTE_MS (10u * 60 * 1000)
#define BETWEEN_MS (2u * 60 * 1000)
#define BODY_MAX (64u << 20)

struct http {
    struct loop *loop;
    CURLM *multi;
    struct timer *timer;            /* libcurl's own; NULL: none */
    struct http_request *requests;
    unsigned int depth;             /* > 0: inside libcurl, which may not be called again */
    bool dying;                     /* http_free came while depth > 0 */
};

struct socket_watch { struct http *http; curl_socket_t fd; struct watch *watch; };

struct http_request {
    struct http *http;
    struct http_request *next;
    CURL *easy;
    struct curl_slist *headers;
    char *body;
    char *where;                    /* "host:port", for messages */
    void (*on_data)(void *data, const char *bytes, size_t len);
    void (*on_done)(void *data, long status, int retry_after_s, const struct err *err);
    void *data;
    size_t got, body_max;
    uint32_t first_byte_ms, between_ms;
    int64_t last_us;                /* of the start, then of the last byte */
    struct timer *idle;
    bool cancelled;
    struct err err;                 /* ours, when it was we who broke off */
    char text[CURL_ERROR_SIZE];
};

static void after_curl(struct http *h);

static void enter(struct http *h)
{
    h->depth++;
}

static void leave(struct http *h)
{
    if (--h->depth == 0)
        after_curl(h);
}

static void on_timer(void *data)
{
    struct http *h = data;
    int running;
    h->timer = NULL;
    enter(h);
    curl_multi_socket_action(h->multi, CURL_SOCKET_TIMEOUT, 0, &running);
    leave(h);
}

static int set_timer(CURLM *multi, long ms, void *data)
{
    struct http *h = data;
    (void)multi;
    timer_cancel(h->timer);
    h->timer = ms < 0 ? NULL : loop_after(h->loop, (uint32_t)ms, on_timer, h);
    return 0;
}

static void on_socket(void *data, int events)
{
    struct socket_watch *s = data;
    struct http *h = s->http;
    int flags = (events & 1 ? CURL_CSELECT_IN : 0) | (events & 2 ? CURL_CSELECT_OUT : 0);
    int running;
    enter(h);
    curl_multi_socket_action(h->multi, s->fd, flags, &running);
    leave(h);
}

static int set_socket(CURL *easy, curl_socket_t fd, int what, void *data, void *assigned)
{
    struct http *h = data;
    struct socket_watch *s = assigned;
    struct err err;
    (void)easy;
    if (what == CURL_POLL_REMOVE) {
        if (s) {
            watch_free(s->watch);
            free(s);
            curl_multi_assign(h->multi, fd, NULL);
        }
        return 0;
    }
    int events = (what & CURL_POLL_IN ? 1 : 0) | (what & CURL_POLL_OUT ? 2 : 0);
    if (s) {
        watch_set(s->watch, events);
        return 0;
    }
    s = xcalloc(1, sizeof *s);
    *s = (struct socket_watch){ h, fd, loop_watch(h->loop, fd, events, on_socket, s, &err) };
    if (!s->watch) {
        free(s);
        return -1;
    }
    curl_multi_assign(h->multi, fd, s);
    return 0;
}

struct http *http_new(struct loop *loop, struct err *err)
{
    if (curl_global_init(CURL_GLOBAL_DEFAULT)) {
        err_set(err, ERR_IO, "libcurl does not start");
        return NULL;
    }
    struct http *h = xcalloc(1, sizeof *h);
    h->loop = loop;
    h->multi = curl_multi_init();
    if (!h->multi) {
        err_set(err, ERR_IO, "libcurl does not start");
        free(h);
        curl_global_cleanup();
        return NULL;
    }
    curl_multi_setopt(h->multi, CURLMOPT_SOCKETFUNCTION, set_socket);
    curl_multi_setopt(h->multi, CURLMOPT_SOCKETDATA, h);
    curl_multi_setopt(h->multi, CURLMOPT_TIMERFUNCTION, set_timer);
    curl_multi_setopt(h->multi, CURLMOPT_TIMERDATA, h);
    return h;
}

static void request_free(struct http_request *r)
{
    for (struct http_request **p = &r->http->requests; *p; p = &(*p)->next)
        if (*p == r) {
            *p = r->next;
            break;
        }
    timer_cancel(r->idle);
    r->http->depth++; /* libcurl may call set_socket and set_timer, and nothing else */
    curl_multi_remove_handle(r->http->multi, r->easy);
    curl_easy_cleanup(r->easy);
    r->http->depth--;
    curl_slist_free_all(r->headers);
    free(r->body);
    free(r->where);
    free(r);
}

static int retry_after(CURL *easy)
{
    struct curl_header *header;
    char *end;
    if (curl_easy_header(easy, "Retry-After", 0, CURLH_HEADER, -1, &header) != CURLHE_OK)
        return -1;
    long seconds = strtol(header->value, &end, 10);
    if (end == header->value || *end) { /* a date then */
        time_t at = curl_getdate(header->value, NULL);
        if (at < 0)
            return -1;
        seconds = at - time(NULL);
    }
    return seconds < 0 ? 0 : seconds > 86400 ? 86400 : (int)seconds;
}

static void finish(struct http_request *r, CURLcode code)
{
    long status = 0;
    int wait_s = -1;
    struct err err = r->err;
    if (err.code == ERR_NONE && code == CURLE_OK) {
        curl_easy_getinfo(r->easy, CURLINFO_RESPONSE_CODE, &status);
        wait_s = retry_after(r->easy);
    } else if (err.code == ERR_NONE) {
        http_error(code, r->where, r->text, &err);
    }
    void (*on_done)(void *, long, int, const struct err *) = r->on_done;
    void *data = r->data;
    request_free(r);
    on_done(data, status, wait_s, &err);
}

/* libcurl has returned: end what has ended, drop what was cancelled meanwhile. */
static void after_curl(struct http *h)
{
    struct http_request *r, *next;
    int left;
    for (r = h->requests; r; r = next) {
        next = r->next;
        if (r->cancelled)
            request_free(r);
    }
    h->depth++; /* an http_free out of on_done waits */
    for (CURLMsg *m; !h->dying && (m = curl_multi_info_read(h->multi, &left));) {
        char *private = NULL;
        if (m->msg != CURLMSG_DONE)
            continue;
        CURLcode code = m->data.result;
        curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, &private);
        r = (struct http_request *)(void *)private;
        if (r->cancelled)
            request_free(r);
        else
            finish(r, code);
    }
    h->depth--;
    if (h->dying)
        http_free(h);
}

static void on_idle(void *data);

static size_t on_bytes(char *bytes, size_t size, size_t n, void *data)
{
    struct http_request *r = data;
    size_t len = size * n;
    if (r->cancelled || r->http->dying)
        return CURL_WRITEFUNC_ERROR;
    r->last_us = clock_now_us();
    if (r->got == 0) { /* from now on the other limit holds */
        timer_cancel(r->idle);
        r->idle = loop_after(r->http->loop, r->between_ms, on_idle, r);
    }
    r->got += len;
    if (r->got > r->body_max) {
        err_set(&r->err, ERR_LIMIT, "the answer of '%s' is over %zu bytes", r->where, r->body_max);
        return CURL_WRITEFUNC_ERROR;
    }
    if (len && r->on_data)
        r->on_data(r->data, bytes, len);
    return r->cancelled || r->http->dying ? CURL_WRITEFUNC_ERROR : len;
}

/* Until the first byte of the body one limit holds, then the other: a server sends its headers at once and
 * reads the prompt for minutes. */
static void on_idle(void *data)
{
    struct http_request *r = data;
    uint32_t limit_ms = r->got ? r->between_ms : r->first_byte_ms;
    int64_t left_ms = limit_ms - (clock_now_us() - r->last_us) / 1000;
    r->idle = NULL;
    if (left_ms > 0) {
        r->idle = loop_after(r->http->loop, (uint32_t)left_ms, on_idle, r);
        return;
    }
    err_set(&r->err, ERR_TIMEOUT, "'%s' sent nothing for %u s", r->where, (limit_ms + 500) / 1000);
    finish(r, CURLE_OPERATION_TIMEDOUT);
}

/* "host:port" without user, password, path and query; NULL: no URL that we can speak to. */
static char *host_of(const char *url)
{
    CURLU *u = curl_url();
    char *host = NULL, *port = NULL, *scheme = NULL, *where = NULL;
    if (curl_url_set(u, CURLUPART_URL, url, 0) == CURLUE_OK &&
        curl_url_get(u, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
        (strcasecmp(scheme, "http") == 0 || strcasecmp(scheme, "https") == 0) &&
        curl_url_get(u, CURLUPART_HOST, &host, 0) == CURLUE_OK &&
        curl_url_get(u, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) == CURLUE_OK)
        where = xasprintf("%s:%s", host, port);
    curl_free(scheme);
    curl_free(host);
    curl_free(port);
    curl_url_cleanup(u);
    return where;
}

/* A model on this machine is never asked for through the environment's proxy. */
static bool is_here(const char *where)
{
    return strncmp(where, "127.", 4) == 0 || strncasecmp(where, "localhost:", 10) == 0 ||
           strncmp(where, "[::1]:", 6) == 0;
}

/* The library, unlike the curl program, does not look into the environment for certificates. One file and no
 * folder: only then does it keep them from one connection to the next. */
static void set_certificates(CURL *e)
{
    static const char *const files[] = { "CURL_CA_BUNDLE", "SSL_CERT_FILE" };
    const char *file = NULL, *dir = getenv("SSL_CERT_DIR");
    for (size_t i = 0; i < 2 && !file; i++)
        file = getenv(files[i]);
    if (file && *file)
        curl_easy_setopt(e, CURLOPT_CAINFO, file);
    curl_easy_setopt(e, CURLOPT_CAPATH, dir && *dir ? dir : NULL);
}

static void set_options(struct http_request *r, const struct http_opts *opts)
{
    CURL *e = r->easy;
    curl_easy_setopt(e, CURLOPT_PRIVATE, r);
    curl_easy_setopt(e, CURLOPT_URL, opts->url);
    curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(e, CURLOPT_QUICK_EXIT, 1L); /* else a hanging look-up is waited for */
    curl_easy_setopt(e, CURLOPT_ERRORBUFFER, r->text);
    curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, on_bytes);
    curl_easy_setopt(e, CURLOPT_WRITEDATA, r);
    curl_easy_setopt(e, CURLOPT_ACCEPT_ENCODING, ""); /* all that it can undo */
    curl_easy_setopt(e, CURLOPT_TCP_KEEPALIVE, 1L);
    curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT_MS,
                     (long)(opts->connect_ms ? opts->connect_ms : CONNECT_MS));
    curl_easy_setopt(e, CURLOPT_USERAGENT, "agentd");
    set_certificates(e);
    if (is_here(r->where))
        curl_easy_setopt(e, CURLOPT_PROXY, "");
    for (const char *const *line = opts->headers; line && *line; line++)
        r->headers = curl_slist_append(r->headers, *line);
    if (opts->body) {
        r->body = xmalloc(opts->body_len + 1);
        memcpy(r->body, opts->body, opts->body_len);
        r->headers = curl_slist_append(r->headers, "Expect:"); /* no second's wait for a 100 */
        curl_easy_setopt(e, CURLOPT_POST, 1L);
        curl_easy_setopt(e, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)opts->body_len);
        curl_easy_setopt(e, CURLOPT_POSTFIELDS, r->body);
    }
    curl_easy_setopt(e, CURLOPT_HTTPHEADER, r->headers);
}

struct http_request *http_start(struct http *h, const struct http_opts *opts,
                                void (*on_data)(void *data, const char *bytes, size_t len),
                                void (*on_done)(void *data, long status, int retry_after_s,
                                                const struct err *err),
                                void *data, struct err *err)
{
    char *where = host_of(opts->url);
    if (!where) {
        err_set(err, ERR_INVALID, "'%.120s' is no http or https URL", opts->url);
        return NULL;
    }
    struct http_request *r = xcalloc(1, sizeof *r);
    r->http = h;
    r->where = where;
    r->on_data = on_data;
    r->on_done = on_done;
    r->data = data;
    r->body_max = opts->body_max ? opts->body_max : BODY_MAX;
    r->first_byte_ms = opts->first_byte_ms ? opts->first_byte_ms : FIRST_BYTE_MS;
    r->between_ms = opts->between_ms ? opts->between_ms : BETWEEN_MS;
    r->last_us = clock_now_us();
    r->easy = curl_easy_init();
    if (!r->easy) {
        err_set(err, ERR_IO, "libcurl has no handle left");
        free(where);
        free(r);
        return NULL;
    }
    set_options(r, opts);
    r->next = h->requests;
    h->requests = r;
    r->idle = loop_after(h->loop, r->first_byte_ms, on_idle, r);
    curl_multi_add_handle(h->multi, r->easy); /* only sets the timer */
    return r;
}

void http_cancel(struct http_request *r)
{
    if (!r)
        return;
    if (r->http->depth)
        r->cancelled = true;
    else
        request_free(r);
}

void http_free(struct http *h)
{
    if (!h)
        return;
    h->dying = true;
    if (h->depth)
        return;
    while (h->requests)
        request_free(h->requests);
    h->depth++;
    curl_multi_cleanup(h->multi);
    timer_cancel(h->timer);
    free(h);
    curl_global_cleanup();
}
