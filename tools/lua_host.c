#include "tools/lua_host.h"

#include <jansson.h>
#include <stdlib.h>

#include "base/ask.h"
#include "base/log.h"
#include "base/mailbox.h"
#include "base/paths.h"
#include "base/thread.h"
#include "base/xalloc.h"
#include "tools/lua_script.h"

/* An ask to nobody, whose deadline is the news. */
struct watchdog {
    struct lua_host *host; /* NULL: called off */
    struct ask *ask;
};

struct lua_host {
    struct script *script;     /* one reference */
    struct mailbox *home;      /* borrowed: it outlives the host */
    char *name;
    uint32_t call_ms;
    struct tools_host down;
    struct job *current;       /* on the thread; not ours to free */
    struct job *queue, **queue_last;
    struct watchdog *watchdog; /* while current runs and waits for no command */
    struct ask *command;       /* the one that the script waits for */
    bool lost;
};

static void start_next(struct lua_host *h);

static void watchdog_done(void *data, void *result, const struct err *err)
{
    struct watchdog *w = data;
    struct lua_host *h = w->host;
    (void)result;
    (void)err;
    if (h) { /* not called off: it is the deadline */
        ask_drop(w->ask);
        h->watchdog = NULL;
    }
    free(w);
    if (!h)
        return;
    log_warn("lua", "'%s' hangs and is left behind", h->name);
    script_lost_count(1);
    atomic_store(&h->script->lost, true);
    h->lost = true;
    struct job *job = h->current;
    h->current = NULL;
    script_end(h->script); /* should it ever come back */
    struct ask *ask = job->ask;
    job->ask = NULL;
    ask_failf(ask, ERR_TIMEOUT, "'%s' hangs past its time limit and was left behind", h->name);
    start_next(h);
}

static void watch(struct lua_host *h)
{
    struct watchdog *w = xcalloc(1, sizeof *w);
    w->host = h;
    w->ask = ask_new(h->home, h->current->ms + LUA_GRACE_MS, watchdog_done, w);
    h->watchdog = w;
}

static void call_off(struct lua_host *h)
{
    if (!h->watchdog)
        return;
    h->watchdog->host = NULL;
    ask_drop(h->watchdog->ask); /* its done frees it */
    h->watchdog = NULL;
}

static struct job *dequeue(struct lua_host *h)
{
    struct job *job = h->queue;
    if (job) {
        h->queue = job->next;
        job->next = NULL;
        if (!h->queue)
            h->queue_last = &h->queue;
    }
    return job;
}

static void start_next(struct lua_host *h)
{
    struct job *job;
    while (h->lost && (job = dequeue(h))) {
        struct ask *ask = job->ask;
        job->ask = NULL;
        ask_failf(ask, ERR_TIMEOUT, "'%s' hangs since an earlier call", h->name);
        job_free(job);
    }
    if (h->current || !(job = dequeue(h)))
        return;
    h->current = job;
    atomic_store(&h->script->give_up, false);
    watch(h);
    script_deliver(h->script, job);
}

void host_job_back(void *data)
{
    struct job *job = data;
    struct script *s = job->script;
    struct lua_host *h = s->host;
    if (h && h->current == job) {
        h->current = NULL;
        call_off(h);
        struct ask *ask = job->ask;
        job->ask = NULL;
        if (job->err.code != ERR_NONE) {
            err_prefix(&job->err, "%s", h->name);
            ask_fail(ask, &job->err);
        } else if (ask_answer(ask, job->result)) {
            job->result = NULL;
        }
        start_next(h);
    }
    job_free(job);
    script_unref(s);
}

static void send_back(struct crossing *c)
{
    struct script *s = c->script;
    mailbox_post(s->inbox, script_crossing_back, c);
    script_unref(s); /* the letter's that brought it */
}

static void command_done(void *data, void *result, const struct err *err)
{
    struct crossing *c = data;
    struct lua_host *h = c->script->host;
    c->result = result;
    if (err)
        c->err = *err;
    if (h) {
        h->command = NULL;
        if (h->current)
            watch(h);
    }
    send_back(c);
}

void host_crossing(void *data)
{
    struct crossing *c = data;
    struct lua_host *h = c->script->host;
    if (!h || h->lost || atomic_load(&c->script->give_up)) {
        err_set(&c->err, ERR_CANCELLED, "the script was told to end");
        send_back(c);
        return;
    }
    call_off(h);
    h->command = ask_new(h->home, 0, command_done, c);
    h->down.call(h->down.data, c->command, c->params, h->command);
}

size_t lua_hosts_lost(void)
{
    return script_lost_count(0);
}

bool lua_host_lost(const struct lua_host *h)
{
    return h->lost;
}

static char **copy_roots(const char *const *roots)
{
    size_t n = 0;
    while (roots && roots[n])
        n++;
    char **copy = roots ? xcalloc(n + 1, sizeof *copy) : NULL;
    for (size_t i = 0; i < n; i++)
        copy[i] = xstrdup(roots[i]);
    return copy;
}

static struct script *script_new(struct mailbox *home, const char *path, const char *source,
                                 const struct lua_opts *opts, struct err *err)
{
    struct script *s = xcalloc(1, sizeof *s);
    atomic_init(&s->refs, 1);
    s->home = home;
    s->name = xstrdup(opts->name ? opts->name : "script");
    s->path = xstrdup(path);
    s->source = xstrdup(source);
    s->setup = xstrdup(opts->setup);
    s->roots = copy_roots(opts->roots);
    s->memory_max = opts->memory_max ? opts->memory_max : 64u << 20;
    s->has_agent = opts->host != NULL;
    s->inbox = mailbox_new(err);
    if (!s->inbox)
        goto fail;
    if (s->has_agent && !(s->prelude = paths_data("scripts/prelude.lua", err)))
        goto fail;
    return s;

fail:
    script_unref(s);
    return NULL;
}

static int start_thread(struct script *s, struct err *err)
{
    mailbox_ref(s->home);
    script_ref(s);
    struct thread *t = thread_start("script", script_main, s, err);
    if (!t) {
        mailbox_unref(s->home);
        script_unref(s);
        return -1;
    }
    thread_detach(t);
    return 0;
}

static void enqueue(struct lua_host *h, const char *function, const json_t *args, uint32_t ms,
                    struct ask *ask)
{
    struct job *job = xcalloc(1, sizeof *job);
    job->script = h->script;
    job->function = xstrdup(function); /* NULL: load; only the first job is one */
    job->args = args ? json_deep_copy(args) : NULL;
    job->ms = ms;
    job->ask = ask;
    *h->queue_last = job;
    h->queue_last = &job->next;
    start_next(h);
}

static struct lua_host *start(struct mailbox *home, const char *path, const char *source,
                              const struct lua_opts *opts, struct ask *ask, struct err *err)
{
    struct script *s = NULL;
    if (lua_hosts_lost() >= LUA_LOST_MAX) {
        err_set(err, ERR_LIMIT, "%u scripts hang: none is started any more", LUA_LOST_MAX);
        goto fail;
    }
    s = script_new(home, path, source, opts, err);
    if (!s || start_thread(s, err) != 0)
        goto fail;
    struct lua_host *h = xcalloc(1, sizeof *h);
    s->host = h;
    h->script = s;
    h->home = home;
    h->name = xstrdup(s->name);
    h->call_ms = opts->call_ms ? opts->call_ms : 2000;
    if (opts->host)
        h->down = *opts->host;
    h->queue_last = &h->queue;
    enqueue(h, NULL, NULL, opts->load_ms ? opts->load_ms : 1000, ask);
    return h;

fail:
    script_unref(s);
    ask_fail(ask, err);
    return NULL;
}

struct lua_host *lua_host_start(struct mailbox *home, const char *path, const struct lua_opts *opts,
                                struct ask *ask, struct err *err)
{
    return start(home, path, NULL, opts, ask, err);
}

struct lua_host *lua_host_start_text(struct mailbox *home, const char *source,
                                     const struct lua_opts *opts, struct ask *ask, struct err *err)
{
    return start(home, NULL, source, opts, ask, err);
}

void lua_host_call(struct lua_host *h, const char *function, const json_t *args, uint32_t call_ms,
                   struct ask *ask)
{
    enqueue(h, function, args, call_ms ? call_ms : h->call_ms, ask);
}

void lua_host_cancel(struct lua_host *h)
{
    for (struct job *job; (job = dequeue(h));)
        job_free(job);
    if (!h->current || !h->current->function) /* a load is for the calls to come, too */
        return;
    atomic_store(&h->script->give_up, true);
    if (h->command)
        ask_cancel(h->command);
}

void lua_host_free(struct lua_host *h)
{
    if (!h)
        return;
    call_off(h);
    if (h->current) {
        ask_drop(h->current->ask);
        h->current->ask = NULL;
    }
    for (struct job *job; (job = dequeue(h));)
        job_free(job);
    h->script->host = NULL;
    if (h->command)
        ask_cancel(h->command);
    script_end(h->script);
    script_unref(h->script);
    free(h->name);
    free(h);
}

struct reading {
    json_t *value;
    struct err *err;
    bool done;
};

static void reading_done(void *data, void *result, const struct err *err)
{
    struct reading *r = data;
    r->value = result;
    if (err)
        *r->err = *err;
    r->done = true;
}

json_t *lua_host_read(const char *path, const struct lua_opts *opts, struct err *err)
{
    struct reading r = { NULL, err, false };
    struct mailbox *home = mailbox_new(err);
    if (!home)
        return NULL;
    struct ask *ask = ask_new(home, 0, reading_done, &r);
    struct lua_host *h = lua_host_start(home, path, opts, ask, err);
    while (!r.done)
        mailbox_wait(home, -1);
    lua_host_free(h);
    mailbox_unref(home);
    return r.value;
}
