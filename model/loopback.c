#include "model/loopback.h"

#include <arpa/inet.h>
#include <assert.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "base/xalloc.h"

#define KEPT_MAX 32

struct loopback {
    const struct canned *answers;
    size_t n;
    int fd, port, quit[2];
    pthread_t thread;
    char *requests[KEPT_MAX];
    atomic_size_t requests_n; /* those below it are written and stay */
};

/* True when fd is readable, false when the test ends. */
static bool readable(struct loopback *l, int fd)
{
    struct pollfd fds[] = { { fd, POLLIN, 0 }, { l->quit[0], POLLIN, 0 } };
    while (poll(fds, 2, -1) < 0)
        ;
    return !fds[1].revents;
}

static size_t body_length(const char *head)
{
    const char *line = strcasestr(head, "\r\ncontent-length:");
    return line ? strtoul(line + strlen("\r\ncontent-length:"), NULL, 10) : 0;
}

static bool read_request(struct loopback *l, int fd, struct strbuf *b)
{
    char chunk[65536];
    for (;;) {
        const char *end = strstr(b->s, "\r\n\r\n");
        if (end && b->len >= (size_t)(end - b->s) + 4 + body_length(b->s))
            return true;
        if (!readable(l, fd))
            return false;
        ssize_t n = read(fd, chunk, sizeof chunk);
        if (n <= 0)
            return false;
        strbuf_add(b, chunk, (size_t)n);
    }
}

static void write_answer(int fd, const struct canned *c)
{
    size_t len = c->len ? c->len : c->bytes ? strlen(c->bytes) : 0;
    size_t piece = c->piece ? c->piece : len;
    for (size_t at = 0; at < len;) {
        size_t n = len - at < piece ? len - at : piece;
        ssize_t wrote = send(fd, c->bytes + at, n, MSG_NOSIGNAL);
        if (wrote <= 0)
            return;
        at += (size_t)wrote;
    }
}

static void hold(struct loopback *l, int fd)
{
    char chunk[4096];
    while (readable(l, fd) && read(fd, chunk, sizeof chunk) > 0)
        ;
}

static void serve(struct loopback *l, int fd)
{
    struct strbuf request = STRBUF_INIT;
    if (read_request(l, fd, &request)) {
        size_t i = atomic_load(&l->requests_n);
        assert(i < KEPT_MAX);
        l->requests[i] = xstrdup(request.s);
        atomic_store(&l->requests_n, i + 1);
        const struct canned *c = &l->answers[i < l->n ? i : l->n - 1];
        write_answer(fd, c);
        if (c->after == AFTER_HOLD)
            hold(l, fd);
    }
    strbuf_release(&request);
    close(fd);
}

static void *run(void *data)
{
    struct loopback *l = data;
    int one = 1;
    while (readable(l, l->fd)) {
        int fd = accept(l->fd, NULL, NULL);
        if (fd < 0)
            continue;
        setsockopt(fd, 6 /* TCP */, 1 /* TCP_NODELAY */, &one, sizeof one);
        serve(l, fd);
    }
    return NULL;
}

struct loopback *loopback_start(const struct canned *answers, size_t n)
{
    struct loopback *l = xcalloc(1, sizeof *l);
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t len = sizeof at;
    l->answers = answers;
    l->n = n;
    l->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert(l->fd >= 0 && bind(l->fd, (struct sockaddr *)&at, sizeof at) == 0);
    assert(listen(l->fd, 8) == 0 && getsockname(l->fd, (struct sockaddr *)&at, &len) == 0);
    assert(pipe(l->quit) == 0);
    l->port = ntohs(at.sin_port);
    int rc = pthread_create(&l->thread, NULL, run, l);
    assert(rc == 0);
    return l;
}

int loopback_port(const struct loopback *l)
{
    return l->port;
}

size_t loopback_requests(struct loopback *l)
{
    return atomic_load(&l->requests_n);
}

char *loopback_request(struct loopback *l, size_t i)
{
    return i < atomic_load(&l->requests_n) ? xstrdup(l->requests[i]) : NULL;
}

void loopback_stop(struct loopback *l)
{
    ssize_t wrote = write(l->quit[1], "q", 1);
    assert(wrote == 1);
    pthread_join(l->thread, NULL);
    close(l->fd);
    close(l->quit[0]);
    close(l->quit[1]);
    for (size_t i = 0; i < l->requests_n; i++)
        free(l->requests[i]);
    free(l);
}
