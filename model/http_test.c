#include "model/http.h"

#include <dlfcn.h>
#include <errno.h>
#include <netdb.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/loop.h"
#include "base/strbuf.h"
#include "base/test.h"
#include "base/xalloc.h"
#include "model/loopback.h"

/* The resolver of this test program: a look-up of "hang.test" hangs until the test closes the gate's other
 * end. */
static int gate[2] = { -1, -1 }; /* a pipe; -1: open */
static atomic_int gate_waiting;

int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints,
                struct addrinfo **out)
{
    if (name && strcmp(name, "hang.test") == 0) {
        char byte;
        int fd = gate[0];
        atomic_fetch_add(&gate_waiting, 1);
        while (fd >= 0 && read(fd, &byte, 1) < 0 && errno == EINTR)
            ;
        atomic_fetch_sub(&gate_waiting, 1);
        return EAI_NONAME;
    }
    int (*real)(const char *, const char *, const struct addrinfo *, struct addrinfo **);
    *(void **)&real = dlsym(RTLD_NEXT, "getaddrinfo");
    return real(name, service, hints, out);
}

struct got {
    struct loop *loop;
    struct http *http;
    struct http_request *request;
    struct strbuf body;
    long status;
    int retry_after_s;
    struct err err;
    bool done, cancel_on_data, late;
};

static void on_data(void *data, const char *bytes, size_t len)
{
    struct got *g = data;
    strbuf_add(&g->body, bytes, len);
    if (g->cancel_on_data) {
        http_cancel(g->request);
        g->request = NULL;
    }
}

static void on_done(void *data, long status, int retry_after_s, const struct err *err)
{
    struct got *g = data;
    assert_false(g->done);
    g->done = true;
    g->status = status;
    g->retry_after_s = retry_after_s;
    g->err = *err;
}

static void on_tick(void *data)
{
    *(struct timer **)data = NULL;
}

/* One round of the loop that ends soon, for conditions that no event of its own tells. */
static void run_a_little(struct loop *l)
{
    struct timer *tick = loop_after(l, 5, on_tick, &tick);
    loop_run_once(l);
    timer_cancel(tick);
}

static void give_up(void *data)
{
    struct got *g = data;
    g->late = true;
}

static void got_open(struct got *g)
{
    struct err err;
    *g = (struct got){ .body = STRBUF_INIT };
    g->loop = loop_new(&err);
    g->http = http_new(g->loop, &err);
    assert_non_null(g->http);
}

static void got_start(struct got *g, struct http_opts opts)
{
    struct err err;
    g->request = http_start(g->http, &opts, on_data, on_done, g, &err);
    assert_non_null(g->request);
}

static void got_wait(struct got *g)
{
    struct timer *limit = loop_after(g->loop, 20000, give_up, g);
    while (!g->done && !g->late)
        loop_run_once(g->loop);
    assert_false(g->late);
    timer_cancel(limit);
}

static void got_close(struct got *g)
{
    http_free(g->http);
    loop_free(g->loop);
    strbuf_release(&g->body);
}

static char *url_of(const struct loopback *l)
{
    return xasprintf("http://127.0.0.1:%d/v1", loopback_port(l));
}

/* One request, answered with this. */
static void fetch(struct got *g, struct canned answer, struct http_opts opts)
{
    struct loopback *l = loopback_start(&answer, 1);
    char *url = url_of(l);
    opts.url = url;
    got_open(g);
    got_start(g, opts);
    got_wait(g);
    loopback_stop(l);
    free(url);
}

#define OK_HEAD "HTTP/1.1 200 OK\r\nConnection: close\r\n"

TEST("a body arrives whole, byte by byte too, and what was sent did")
{
    static const char *const headers[] = { "X-One: 1", NULL };
    const struct canned answer = { OK_HEAD "Content-Length: 11\r\n\r\nhello world", 0, 1, AFTER_CLOSE };
    struct loopback *l = loopback_start(&answer, 1);
    char *url = url_of(l);
    struct got g;
    got_open(&g);
    got_start(&g, (struct http_opts){ .url = url, .headers = headers, .body = "question", .body_len = 8 });
    got_wait(&g);
    assert_int_equal(g.status, 200);
    assert_string_equal(g.body.s, "hello world");
    char *request = loopback_request(l, 0);
    assert_non_null(strstr(request, "POST /v1 HTTP/1.1\r\n"));
    assert_non_null(strstr(request, "\r\nX-One: 1\r\n"));
    assert_non_null(strstr(request, "\r\n\r\nquestion"));
    assert_null(strstr(request, "Expect"));
    free(request);
    got_close(&g);
    loopback_stop(l);
    free(url);
}

TEST("a compressed body is undone")
{
    static const char text[] = "data: compressed\n\n";
    unsigned char packed[200];
    z_stream z = { .next_in = (unsigned char *)(uintptr_t)text, .avail_in = sizeof text - 1,
                   .next_out = packed, .avail_out = sizeof packed };
    assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    struct strbuf answer = STRBUF_INIT;
    strbuf_addf(&answer, OK_HEAD "Content-Encoding: gzip\r\nContent-Length: %lu\r\n\r\n", z.total_out);
    strbuf_add(&answer, packed, z.total_out);
    deflateEnd(&z);
    struct got g;
    fetch(&g, (struct canned){ answer.s, answer.len, 0, AFTER_CLOSE }, (struct http_opts){0});
    assert_int_equal(g.status, 200);
    assert_string_equal(g.body.s, text);
    got_close(&g);
    strbuf_release(&answer);
}

TEST("a server that is not there is said in one line, without the URL's password")
{
    const struct canned none = { "", 0, 0, AFTER_CLOSE };
    struct loopback *l = loopback_start(&none, 1);
    char *url = xasprintf("http://me:secret@127.0.0.1:%d/v1?key=secret", loopback_port(l));
    char *where = xasprintf("'127.0.0.1:%d' does not answer: connection refused", loopback_port(l));
    loopback_stop(l);
    struct got g;
    got_open(&g);
    got_start(&g, (struct http_opts){ .url = url });
    got_wait(&g);
    assert_int_equal(g.status, 0);
    assert_int_equal(g.err.code, ERR_IO);
    assert_string_equal(g.err.msg, where);
    got_close(&g);
    free(url);
    free(where);
}

TEST("a server on this machine is reached past the environment's proxy")
{
    struct got g;
    setenv("http_proxy", "http://127.0.0.1:1", 1);
    fetch(&g, (struct canned){ OK_HEAD "Content-Length: 2\r\n\r\nhi", 0, 0, AFTER_CLOSE },
          (struct http_opts){0});
    assert_string_equal(g.body.s, "hi");
    got_close(&g);
    got_open(&g);
    got_start(&g, (struct http_opts){ .url = "http://models.test/" });
    got_wait(&g);
    assert_int_equal(g.err.code, ERR_IO); /* the proxy is not there */
    got_close(&g);
    unsetenv("http_proxy");
}

TEST("an unknown name is said")
{
    struct got g;
    got_open(&g);
    got_start(&g, (struct http_opts){ .url = "http://hang.test/" }); /* the gate is open: EAI_NONAME */
    got_wait(&g);
    assert_int_equal(g.err.code, ERR_IO);
    assert_non_null(strstr(g.err.msg, "'hang.test:80' does not answer: its name is not known"));
    got_close(&g);
}

TEST("Retry-After is read as seconds and as a date")
{
    static const struct { const char *value; int low, high; } rows[] = {
        { "7", 7, 7 }, { "Fri, 01 Jan 2100 00:00:00 GMT", 86400, 86400 },
        { "Fri, 01 Jan 2010 00:00:00 GMT", 0, 0 }, { "soon", -1, -1 },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *answer = xasprintf("HTTP/1.1 429 Too Many\r\nConnection: close\r\nRetry-After: %s\r\n"
                                 "Content-Length: 0\r\n\r\n", rows[i].value);
        struct got g;
        fetch(&g, (struct canned){ answer, 0, 0, AFTER_CLOSE }, (struct http_opts){0});
        assert_int_equal(g.status, 429);
        assert_in_range(g.retry_after_s + 1, rows[i].low + 1, rows[i].high + 1);
        got_close(&g);
        free(answer);
    }
}

TEST("cancelling takes under 50 ms, even while the look-up hangs")
{
    struct got g;
    assert_int_equal(pipe(gate), 0);
    got_open(&g);
    got_start(&g, (struct http_opts){ .url = "http://hang.test:81/" });
    struct timer *limit = loop_after(g.loop, 20000, give_up, &g);
    while (atomic_load(&gate_waiting) == 0 && !g.late)
        run_a_little(g.loop);
    int64_t began = clock_now_us();
    http_cancel(g.request);
    http_free(g.http);
    g.http = NULL;
    int64_t took_ms = (clock_now_us() - began) / 1000;
    close(gate[1]);
    while (atomic_load(&gate_waiting) > 0 && !g.late)
        run_a_little(g.loop);
    timer_cancel(g.late ? NULL : limit);
    close(gate[0]);
    gate[0] = gate[1] = -1;
    got_close(&g);
    assert_false(g.late);
    assert_false(g.done);
    if (took_ms >= 50)
        print_error("cancelling took %lld ms\n", (long long)took_ms);
    assert_true(took_ms < 50);
}

TEST("a request may be cancelled from inside its own data")
{
    const struct canned answer = { OK_HEAD "Content-Length: 500\r\n\r\nhello", 0, 1, AFTER_HOLD };
    struct loopback *l = loopback_start(&answer, 1);
    char *url = url_of(l);
    struct got g;
    got_open(&g);
    g.cancel_on_data = true;
    got_start(&g, (struct http_opts){ .url = url });
    struct timer *limit = loop_after(g.loop, 20000, give_up, &g);
    while (g.request && !g.late)
        loop_run_once(g.loop);
    timer_cancel(limit);
    assert_false(g.late);
    assert_int_equal(g.body.s[0], 'h');
    assert_false(g.done);
    got_close(&g);
    loopback_stop(l);
    free(url);
}

TEST("a server that says nothing, or stops in the middle, runs into its limit")
{
    struct got g;
    fetch(&g, (struct canned){ NULL, 0, 0, AFTER_HOLD }, (struct http_opts){ .first_byte_ms = 30 });
    assert_int_equal(g.err.code, ERR_TIMEOUT);
    assert_non_null(strstr(g.err.msg, "sent nothing"));
    got_close(&g);
    fetch(&g, (struct canned){ OK_HEAD "Content-Length: 9\r\n\r\nhalf", 0, 0, AFTER_HOLD },
          (struct http_opts){ .between_ms = 30 });
    assert_int_equal(g.err.code, ERR_TIMEOUT);
    assert_string_equal(g.body.s, "half");
    got_close(&g);
}

TEST("a body cut short, none at all, too long, or no HTTP are errors with a name")
{
    struct got g;
    fetch(&g, (struct canned){ OK_HEAD "Content-Length: 9\r\n\r\nhalf", 0, 0, AFTER_CLOSE },
          (struct http_opts){0});
    assert_int_equal(g.err.code, ERR_IO);
    assert_non_null(strstr(g.err.msg, "in the middle"));
    got_close(&g);
    fetch(&g, (struct canned){ NULL, 0, 0, AFTER_CLOSE }, (struct http_opts){0});
    assert_int_equal(g.err.code, ERR_IO);
    got_close(&g);
    fetch(&g, (struct canned){ OK_HEAD "\r\n0123456789", 0, 0, AFTER_CLOSE },
          (struct http_opts){ .body_max = 5 });
    assert_int_equal(g.err.code, ERR_LIMIT);
    got_close(&g);
    fetch(&g, (struct canned){ "\x01\x02garbage garbage garbage\n\n", 0, 0, AFTER_CLOSE },
          (struct http_opts){0});
    assert_int_equal(g.err.code, ERR_PROTOCOL);
    assert_int_equal(g.status, 0);
    got_close(&g);
}

TEST("what is no http URL is refused at once")
{
    static const char *const urls[] = { "", "file:///etc/passwd", "http://", "localhost 8000", "ftp://x/" };
    struct got g;
    got_open(&g);
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
        struct err err;
        struct http_opts opts = { .url = urls[i] };
        assert_null(http_start(g.http, &opts, on_data, on_done, &g, &err));
        assert_int_equal(err.code, ERR_INVALID);
    }
    got_close(&g);
}
