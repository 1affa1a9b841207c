/* seeing_server.c : see seeing.h. One JSON line on standard output first, {"port":N}, then one a request.
 *
 *     seeing_server [--dialect native|uitars] [--pixel] [--steps "click magenta; type hello"]
 *         [--port N] [--key KEY] [--reasoning TEXT] [--delta BYTES] [--write BYTES] [--slow MS] [--gzip]
 *         [--trouble KIND[,KIND…]]
 *
 * Without --steps they are read out of the task: its colours, in order. --write: bytes a write, 1 cuts every
 * byte; --slow: pause between writes; --trouble: what goes wrong with the first requests, one kind each:
 *     429 (Retry-After: 1)  500  503  drop  drop-mid  garbage  html  empty  cut  endless  hang  ok
 * It ends when standard input does. */
#include <arpa/inet.h>
#include <assert.h>
#include <getopt.h>
#include <jansson.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zlib.h>

#include "base/err.h"
#include "base/js.h"
#include "base/xalloc.h"
#include "tests/rig/seeing.h"

#define STEPS_MAX 64
#define REQUEST_MAX (256u << 20)

struct server {
    struct manner manner;
    const char *steps, *key;
    char *trouble;            /* the kinds that are left */
    size_t delta, piece;
    int slow_ms;
    bool gzip;
    int port;
    unsigned int requests;
    pthread_mutex_t mutex;    /* trouble, requests, standard output */
};

struct connection { struct server *server; int fd; };

static bool send_all(const struct server *sv, int fd, const char *bytes, size_t len)
{
    size_t piece = sv->piece ? sv->piece : len;
    while (len > 0) {
        ssize_t n = send(fd, bytes, len < piece ? len : piece, MSG_NOSIGNAL);
        if (n <= 0)
            return false;
        bytes += n;
        len -= (size_t)n;
        if (sv->slow_ms && len)
            poll(NULL, 0, sv->slow_ms); /* a slow model is what is being played */
    }
    return true;
}

static void compress_body(struct strbuf *body)
{
    size_t cap = compressBound(body->len) + 64;
    unsigned char *packed = xmalloc(cap);
    z_stream z = { .next_in = (unsigned char *)body->s, .avail_in = (unsigned int)body->len,
                   .next_out = packed, .avail_out = (unsigned int)cap };
    int rc = deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    assert(rc == Z_OK);
    rc = deflate(&z, Z_FINISH);
    assert(rc == Z_STREAM_END);
    strbuf_clear(body);
    strbuf_add(body, packed, z.total_out);
    deflateEnd(&z);
    free(packed);
}

/* half: the connection is dropped in the middle of the body. */
static bool respond(const struct server *sv, int fd, const char *status, const char *headers,
                    struct strbuf *body, bool half)
{
    struct strbuf b = STRBUF_INIT;
    if (sv->gzip && body->len)
        compress_body(body);
    strbuf_addf(&b, "HTTP/1.1 %s\r\n%s%sContent-Length: %zu\r\n\r\n", status, headers,
                sv->gzip && body->len ? "Content-Encoding: gzip\r\n" : "", body->len);
    strbuf_add(&b, body->s, half ? body->len / 2 : body->len);
    bool ok = send_all(sv, fd, b.s, b.len);
    strbuf_release(&b);
    return ok && !half;
}

static bool respond_text(const struct server *sv, int fd, const char *status, const char *headers,
                         const char *text)
{
    struct strbuf body = STRBUF_INIT;
    strbuf_adds(&body, text);
    bool ok = respond(sv, fd, status, headers, &body, false);
    strbuf_release(&body);
    return ok;
}

static void next_trouble(struct server *sv, char out[16])
{
    pthread_mutex_lock(&sv->mutex);
    size_t n = strcspn(sv->trouble, ",");
    snprintf(out, 16, "%.*s", n ? (int)(n < 15 ? n : 15) : 2, n ? sv->trouble : "ok");
    if (n)
        memmove(sv->trouble, sv->trouble + n + (sv->trouble[n] == ','),
                strlen(sv->trouble + n + (sv->trouble[n] == ',')) + 1);
    pthread_mutex_unlock(&sv->mutex);
}

static void wait_for_client(int fd)
{
    char chunk[512];
    while (read(fd, chunk, sizeof chunk) > 0)
        ;
}

static bool endless(const struct server *sv, int fd)
{
    static const char chunk[] =
        "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"and on \"},\"finish_reason\":null}]}\n\n";
    static const char head[] = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";
    if (send_all(sv, fd, head, sizeof head - 1))
        while (send_all(sv, fd, chunk, sizeof chunk - 1))
            poll(NULL, 0, 10); /* as fast as a model writes, not as fast as the machine */
    return false;
}

/* -1: no trouble; else whether the connection goes on. */
static int make_trouble(const struct server *sv, int fd, const char *kind)
{
    static const char error[] = "{\"error\":{\"message\":\"as told\"}}";
    if (strcmp(kind, "429") == 0)
        return respond_text(sv, fd, "429 Too Many Requests", "Retry-After: 1\r\n", error);
    if (strcmp(kind, "500") == 0)
        return respond_text(sv, fd, "500 Internal Server Error", "", error);
    if (strcmp(kind, "503") == 0)
        return respond_text(sv, fd, "503 Service Unavailable", "", error);
    if (strcmp(kind, "drop") == 0)
        return false;
    if (strcmp(kind, "garbage") == 0)
        return respond_text(sv, fd, "200 OK", "", "lorem ipsum \x01\xff dolor");
    if (strcmp(kind, "html") == 0)
        return respond_text(sv, fd, "200 OK", "Content-Type: text/html\r\n", "<!doctype html><p>Hello</p>");
    if (strcmp(kind, "empty") == 0)
        return respond_text(sv, fd, "200 OK", "", "");
    if (strcmp(kind, "endless") == 0)
        return endless(sv, fd);
    if (strcmp(kind, "hang") == 0)
        wait_for_client(fd);
    return strcmp(kind, "hang") == 0 ? false : -1;
}

static void choose_step(const struct server *sv, const json_t *request, struct step *step, struct sight *s)
{
    struct step steps[STEPS_MAX];
    char *task = sv->steps ? xstrdup(sv->steps) : task_of(request);
    size_t n = plan_read(task, steps, STEPS_MAX);
    free(task);
    sight_read(request, s);
    *step = (struct step){ .kind = STEP_FINISH, .text = "All steps are done." };
    if (s->step < n)
        *step = steps[s->step];
    sight_find(request, step, s);
    if ((*step->target && !s->found) || (*step->second && !s->found_second)) {
        snprintf(step->text, sizeof step->text, "I cannot see %s on the screen", step->target);
        step->kind = STEP_LOST;
    }
}

static void report(struct server *sv, const struct sight *s, const char *trouble, const json_t *message)
{
    json_t *line = json_pack("{s:i,s:i,s:i,s:[i,i],s:[i,i],s:b,s:b,s:[f,f],s:s,s:O}", "request",
                             (int)++sv->requests, "step", (int)s->step, "pictures", (int)s->pictures, "image",
                             (int)s->w, (int)s->h, "resized", (int)s->seen_w, (int)s->seen_h, "fixed", s->fixed,
                             "found", s->found, "at", s->x * s->w, s->y * s->h, "trouble", trouble, "answer",
                             message);
    char *text = js_dump(line);
    puts(text);
    fflush(stdout);
    free(text);
    json_decref(line);
}

static bool answer(struct server *sv, int fd, const json_t *request)
{
    struct step step;
    struct sight sight;
    struct strbuf body = STRBUF_INIT;
    char trouble[16];
    next_trouble(sv, trouble);
    choose_step(sv, request, &step, &sight);
    json_t *message = answer_message(&step, &sight, &sv->manner);
    pthread_mutex_lock(&sv->mutex);
    report(sv, &sight, trouble, message);
    pthread_mutex_unlock(&sv->mutex);
    int done = make_trouble(sv, fd, trouble);
    if (done < 0) {
        bool cut = strcmp(trouble, "cut") == 0, stream = js_bool(request, "stream", false);
        const char *finish = cut ? "length" : js_get(message, "tool_calls") ? "tool_calls" : "stop";
        if (stream)
            answer_stream(&body, message, finish, sv->delta);
        else
            answer_whole(&body, message, finish);
        done = respond(sv, fd, "200 OK", stream ? "Content-Type: text/event-stream\r\n"
                                                : "Content-Type: application/json\r\n",
                       &body, strcmp(trouble, "drop-mid") == 0);
    }
    json_decref(message);
    strbuf_release(&body);
    return done > 0;
}

static bool handle(struct server *sv, int fd, const char *head, const char *body, size_t len)
{
    struct err err;
    char *want = sv->key ? xasprintf("\r\nAuthorization: Bearer %s\r\n", sv->key) : NULL;
    bool known = !want || strcasestr(head, want);
    free(want);
    if (!known)
        return respond_text(sv, fd, "401 Unauthorized", "", "{\"error\":{\"message\":\"no such key\"}}");
    if (strncmp(head, "POST ", 5) != 0 || !strstr(head, "/chat/completions "))
        return respond_text(sv, fd, "404 Not Found", "", "{\"error\":{\"message\":\"no such path\"}}");
    json_t *request = js_parse(body, len, REQUEST_MAX, &err);
    bool on = request ? answer(sv, fd, request)
                      : respond_text(sv, fd, "400 Bad Request", "", "{\"error\":{\"message\":\"no JSON\"}}");
    json_decref(request);
    return on;
}

/* One request at the beginning of b, once it is whole: its length; 0: not yet. */
static size_t whole_request(const struct strbuf *b, size_t *head)
{
    const char *end = strstr(b->s, "\r\n\r\n");
    if (!end)
        return 0;
    *head = (size_t)(end - b->s) + 4;
    const char *line = strcasestr(b->s, "\r\ncontent-length:");
    size_t body = line && line < end ? strtoul(line + strlen("\r\ncontent-length:"), NULL, 10) : 0;
    return b->len >= *head + body ? *head + body : 0;
}

static void *serve(void *data)
{
    struct connection *c = data;
    struct strbuf b = STRBUF_INIT;
    char chunk[65536];
    ssize_t n;
    bool on = true;
    while (on && b.len < REQUEST_MAX && (n = read(c->fd, chunk, sizeof chunk)) > 0) {
        size_t len, head;
        strbuf_add(&b, chunk, (size_t)n);
        while (on && (len = whole_request(&b, &head))) {
            char *text = xstrndup(b.s, head);
            on = handle(c->server, c->fd, text, b.s + head, len - head);
            free(text);
            strbuf_drop(&b, len);
        }
    }
    strbuf_release(&b);
    close(c->fd);
    free(c);
    return NULL;
}

static int listen_on(struct server *sv)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
                              .sin_port = htons((uint16_t)sv->port) };
    socklen_t len = sizeof at;
    int one = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof at) || listen(fd, 64) ||
        getsockname(fd, (struct sockaddr *)&at, &len)) {
        perror("seeing_server");
        exit(1);
    }
    printf("{\"port\":%d}\n", ntohs(at.sin_port));
    fflush(stdout);
    return fd;
}

static void options_read(struct server *sv, int argc, char **argv)
{
    static const struct option longs[] = {
        { "dialect", 1, NULL, 'd' }, { "pixel", 0, NULL, 'x' },   { "steps", 1, NULL, 's' },
        { "port", 1, NULL, 'p' },    { "key", 1, NULL, 'k' },     { "reasoning", 1, NULL, 'r' },
        { "delta", 1, NULL, 'D' },   { "write", 1, NULL, 'w' },   { "slow", 1, NULL, 'l' },
        { "gzip", 0, NULL, 'g' },    { "trouble", 1, NULL, 't' }, { 0 },
    };
    int opt;
    while ((opt = getopt_long(argc, argv, "", longs, NULL)) != -1) {
        switch (opt) {
        case 'd': sv->manner.dialect = optarg; break;
        case 'x': sv->manner.pixel = true; break;
        case 's': sv->steps = optarg; break;
        case 'p': sv->port = (int)strtol(optarg, NULL, 10); break;
        case 'k': sv->key = optarg; break;
        case 'r': sv->manner.reasoning = optarg; break;
        case 'D': sv->delta = strtoul(optarg, NULL, 10); break;
        case 'w': sv->piece = strtoul(optarg, NULL, 10); break;
        case 'l': sv->slow_ms = (int)strtol(optarg, NULL, 10); break;
        case 'g': sv->gzip = true; break;
        case 't':
            free(sv->trouble);
            sv->trouble = xstrdup(optarg);
            break;
        default: exit(2);
        }
    }
    if (sv->delta == 0)
        sv->delta = 1;
}

int main(int argc, char **argv)
{
    struct server sv = { .manner.dialect = "native", .delta = 12, .trouble = xstrdup("") };
    int one = 1;
    pthread_mutex_init(&sv.mutex, NULL);
    options_read(&sv, argc, argv);
    struct pollfd fds[] = { { listen_on(&sv), POLLIN, 0 }, { STDIN_FILENO, POLLIN, 0 } };
    for (;;) {
        char byte;
        pthread_t thread;
        if (poll(fds, 2, -1) < 0)
            continue;
        if (fds[1].revents && read(STDIN_FILENO, &byte, 1) <= 0)
            break;
        if (!fds[0].revents)
            continue;
        struct connection *c = xcalloc(1, sizeof *c);
        *c = (struct connection){ &sv, accept(fds[0].fd, NULL, NULL) };
        setsockopt(c->fd, 6 /* TCP */, 1 /* TCP_NODELAY */, &one, sizeof one);
        if (c->fd < 0 || pthread_create(&thread, NULL, serve, c))
            free(c);
        else
            pthread_detach(thread);
    }
    fflush(stdout);
    _exit(0); /* connections may still be open */
}
