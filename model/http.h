/* http.h : libcurl's multi interface on the loop. Proxy and CA settings of the environment
 * hold; what is on this machine is asked without the proxy. */
#ifndef MODEL_HTTP_H
#define MODEL_HTTP_H

#include <stddef.h>
#include <stdint.h>

struct err;
struct http;
struct http_request;
struct loop;

struct http_opts {
    const char *url;
    const char *const *headers;  /* "Name: value", ends with NULL; may be NULL */
    const char *body;            /* NULL: GET; copied */
    size_t body_len;
    uint32_t connect_ms;         /* 0: 10 s */
    uint32_t first_byte_ms;      /* 0: 10 min: slow local models are normal */
    uint32_t between_ms;         /* 0: 2 min */
    size_t body_max;             /* 0: 64 MiB */
};

struct http *http_new(struct loop *loop, struct err *err);
/* on_data as it comes; on_done once: status 0 with err set when there was no whole answer. retry_after_s:
 * the server's Retry-After, -1 absent. Not called after http_cancel. */
struct http_request *http_start(struct http *h, const struct http_opts *opts,
                                void (*on_data)(void *data, const char *bytes, size_t len),
                                void (*on_done)(void *data, long status, int retry_after_s,
                                                const struct err *err),
                                void *data, struct err *err);
void http_cancel(struct http_request *r); /* at once, during a look-up too */
void http_free(struct http *h);

#endif
