#include "agentctl/test_server.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/files.h"
#include "base/js.h"
#include "base/strbuf.h"
#include "base/test.h"
#include "base/thread.h"
#include "base/xalloc.h"

#define PEERS_MAX 8
#define WAIT_US 5000000

struct peer {
    int fd;
    struct strbuf in;
    bool subscribed;
};

struct server {
    const struct server_answer *answers;
    struct server_play play;
    char *dir, *path;
    int listener, quit;
    struct thread *thread;
    struct peer peers[PEERS_MAX];
    size_t sent;   /* events so far; the cursor of the last one */
    json_t *log;   /* every event, for those that come back with a cursor */
    bool dropped;
    int told[2];   /* a pipe: the server's thread tells of each call, as a line, before it answers */
    struct strbuf heard; /* the test's side of it */
};

static void put(struct peer *p, json_t *message)
{
    char *text = js_dump(message), *line = xasprintf("%s\n", text);
    size_t len = strlen(line);

    for (size_t done = 0; done < len && p->fd >= 0;) {
        ssize_t n = send(p->fd, line + done, len - done, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            break;
        done += (size_t)n;
    }
    free(line);
    free(text);
    json_decref(message);
}

static void close_peer(struct peer *p)
{
    if (p->fd >= 0)
        close(p->fd);
    p->fd = -1;
    p->subscribed = false;
    strbuf_release(&p->in);
}

static void close_all(struct server *s)
{
    for (size_t i = 0; i < PEERS_MAX; i++)
        close_peer(&s->peers[i]);
}

static const char *answer_of(const struct server *s, const char *method)
{
    for (const struct server_answer *a = s->answers; a->method; a++)
        if (strcmp(a->method, method) == 0)
            return a->result;
    return NULL;
}

static void reply(const struct server *s, struct peer *p, const char *method, long long id)
{
    const char *text = answer_of(s, method);
    json_t *value = text ? json_loads(text, JSON_DECODE_ANY, NULL) : NULL;
    json_t *message = json_pack("{s:s, s:I}", "jsonrpc", "2.0", "id", (json_int_t)id);

    if (!value)
        json_object_set_new(message, "error",
                            json_pack("{s:i, s:s}", "code", -32601, "message", "unknown method"));
    else if (js_get(value, "error"))
        json_object_set(message, "error", js_get(value, "error"));
    else
        json_object_set(message, "result", value);
    json_decref(value);
    put(p, message);
}

static void notify(struct peer *p, json_t *event)
{
    put(p, json_pack("{s:s, s:s, s:O}", "jsonrpc", "2.0", "method", "event", "params", event));
}

/* Sends events to whoever listens. */
static void play(struct server *s, const char *const *events)
{
    for (; events && *events; events += 2) {
        json_t *body = json_loads(events[1], 0, NULL);
        json_t *event = json_pack("{s:I, s:s, s:s, s:o}", "cursor", (json_int_t)++s->sent, "at",
                                  "2026-01-31T12:00:00.000Z", "topic", events[0], "body", body);
        json_array_append(s->log, event);
        for (size_t i = 0; i < PEERS_MAX; i++)
            if (s->peers[i].fd >= 0 && s->peers[i].subscribed)
                notify(&s->peers[i], event);
        json_decref(event);
        if (s->play.drop_after && s->sent == s->play.drop_after && !s->dropped) {
            s->dropped = true;
            if (s->play.dies) {
                close(s->listener);
                s->listener = -1;
                unlink(s->path);
            }
            close_all(s);
        }
    }
}

static void subscribe(struct server *s, struct peer *p, const json_t *params, long long id)
{
    int64_t since = js_int(params, "since", (int64_t)s->sent);

    p->subscribed = true;
    put(p, json_pack("{s:s, s:I, s:{s:I}}", "jsonrpc", "2.0", "id", (json_int_t)id, "result",
                     "cursor", (json_int_t)s->sent));
    for (size_t i = (size_t)since; i < json_array_size(s->log); i++)
        notify(p, json_array_get(s->log, i));
}

static void record(struct server *s, const char *method, const json_t *params)
{
    char *text = params ? js_dump_sorted(params) : xstrdup("{}");
    char *line = xasprintf("%s %s\n", method, text);

    if (write(s->told[1], line, strlen(line)) < 0)
        abort();
    free(line);
    free(text);
}

static void serve(struct server *s, struct peer *p, const char *line, size_t len)
{
    struct err err = { 0 };
    json_t *request = js_parse(line, len, JS_MESSAGE_MAX, &err);
    const char *method = js_str(request, "method");
    const json_t *params = js_get(request, "params");
    long long id = js_int(request, "id", 0);

    if (method) {
        record(s, method, params);
        if (strcmp(method, "events.subscribe") == 0)
            subscribe(s, p, params, id);
        else
            reply(s, p, method, id);
        if (strcmp(method, "task.start") == 0)
            play(s, s->play.events);
        if (strcmp(method, "task.stop") == 0 || strcmp(method, "task.cancel") == 0)
            play(s, s->play.on_stop);
    }
    json_decref(request);
}

static void hear(struct server *s, struct peer *p)
{
    char part[65536], *end;
    ssize_t n = recv(p->fd, part, sizeof part, 0);

    if (n <= 0) {
        close_peer(p);
        return;
    }
    strbuf_add(&p->in, part, (size_t)n);
    while (p->fd >= 0 && (end = memchr(p->in.s, '\n', p->in.len))) {
        size_t len = (size_t)(end - p->in.s);
        char *line = xstrndup(p->in.s, len);
        strbuf_drop(&p->in, len + 1);
        serve(s, p, line, len);
        free(line);
    }
}

static void welcome(struct server *s)
{
    int fd = accept4(s->listener, NULL, NULL, SOCK_CLOEXEC);

    for (size_t i = 0; i < PEERS_MAX && fd >= 0; i++) {
        if (s->peers[i].fd < 0) {
            s->peers[i].fd = fd;
            return;
        }
    }
    if (fd >= 0)
        close(fd);
}

static void server_thread(void *data)
{
    struct server *s = data;

    for (;;) {
        struct pollfd fds[PEERS_MAX + 2] = { { s->quit, POLLIN, 0 }, { s->listener, POLLIN, 0 } };
        for (size_t i = 0; i < PEERS_MAX; i++)
            fds[i + 2] = (struct pollfd){ s->peers[i].fd, POLLIN, 0 };
        if (poll(fds, PEERS_MAX + 2, -1) < 0)
            continue;
        if (fds[0].revents)
            return;
        for (size_t i = 0; i < PEERS_MAX; i++)
            if (fds[i + 2].revents && s->peers[i].fd == fds[i + 2].fd)
                hear(s, &s->peers[i]);
        if (fds[1].revents && s->listener >= 0)
            welcome(s);
    }
}

struct server *server_start(const struct server_answer *answers, const struct server_play *play)
{
    static const struct server_play nothing;
    struct server *s = xcalloc(1, sizeof *s);
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    struct err err = { 0 };

    s->answers = answers;
    s->play = play ? *play : nothing;
    s->dir = xstrdup("/tmp/agentctl-test-XXXXXX");
    assert_non_null(mkdtemp(s->dir));
    s->path = path_join(s->dir, "control.sock");
    snprintf(address.sun_path, sizeof address.sun_path, "%s", s->path);
    for (size_t i = 0; i < PEERS_MAX; i++) {
        s->peers[i].fd = -1;
        strbuf_init(&s->peers[i].in);
    }
    s->log = json_array();
    strbuf_init(&s->heard);
    assert_int_equal(pipe2(s->told, O_CLOEXEC), 0);
    s->quit = eventfd(0, EFD_CLOEXEC);
    s->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(s->listener, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(s->listener, 16), 0);
    s->thread = thread_start("test-server", server_thread, s, &err);
    assert_non_null(s->thread);
    return s;
}

const char *server_socket(const struct server *s)
{
    return s->path;
}

/* Takes in what has been told, waiting at most until then for something. */
static void hear_calls(struct server *s, int64_t until_us)
{
    int64_t left_us = until_us - clock_now_us();
    struct pollfd fd = { s->told[0], POLLIN, 0 };
    char part[4096];

    while (poll(&fd, 1, left_us > 0 ? (int)(left_us / 1000) + 1 : 0) > 0) {
        ssize_t n = read(s->told[0], part, sizeof part);
        if (n <= 0)
            return;
        strbuf_add(&s->heard, part, (size_t)n);
        left_us = 0;
    }
}

/* The n-th call of method, as "method params\n…", or NULL; n 0: the last one. */
static const char *find_call(const struct server *s, const char *method, size_t n)
{
    size_t len = strlen(method), seen = 0;
    const char *found = NULL;

    for (const char *line = s->heard.s; *line; line = strchr(line, '\n') + 1) {
        if (!strchr(line, '\n'))
            break;
        if (strncmp(line, method, len) != 0 || line[len] != ' ')
            continue;
        found = line;
        if (++seen == n)
            return found;
    }
    return n ? NULL : found;
}

void server_expect(struct server *s, const char *method, size_t n)
{
    int64_t until_us = clock_now_us() + WAIT_US;

    while (!find_call(s, method, n)) {
        if (clock_now_us() >= until_us)
            fail_msg("'%s' did not come %zu times: %s", method, n, s->heard.s);
        hear_calls(s, until_us);
    }
}

char *server_params(struct server *s, const char *method)
{
    const char *call;

    hear_calls(s, 0);
    call = find_call(s, method, 0);
    if (!call)
        return NULL;
    call += strlen(method) + 1;
    return xstrndup(call, strcspn(call, "\n"));
}

void server_stop(struct server *s)
{
    struct err err = { 0 };
    uint64_t one = 1;

    assert_int_equal(write(s->quit, &one, sizeof one), sizeof one);
    thread_join(s->thread);
    close_all(s);
    if (s->listener >= 0)
        close(s->listener);
    close(s->quit);
    json_decref(s->log);
    close(s->told[0]);
    close(s->told[1]);
    strbuf_release(&s->heard);
    assert_int_equal(folder_remove(s->dir, &err), 0);
    free(s->path);
    free(s->dir);
    free(s);
}
