#include "tools/provider_embedded.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/ask.h"
#include "base/err.h"
#include "base/js.h"
#include "base/loop.h"
#include "base/paths.h"
#include "base/xalloc.h"
#include "model/prompt.h"
#include "model/provider.h"
#include "tools/lua_host.h"
#include "tools/native_message.h"
#include "vision/viewport.h"

#define PLANNER_MS 5000u
#define PLANNER_MEMORY (128u << 20)

struct embedded {
    struct mailbox *home;
    char *path, *folder;
    struct lua_host *lua; /* NULL: to be started */
    struct plan *plan;    /* the one under way */
};

/* One prompt. Lives until the planner's answer has come, wanted or not. */
struct plan {
    struct embedded *owner; /* NULL: nobody waits for it */
    struct ask *ask;
    struct viewport shown;
    delta_fn *fn;
    void *data;
};

static void *open_embedded(struct loop *loop, const json_t *config, struct err *err)
{
    const char *planner = js_str(config, "planner");
    char *path = planner ? xstrdup(planner) : paths_data("scripts/planner/init.lua", err);
    if (!path)
        return NULL;
    struct embedded *e = xcalloc(1, sizeof *e);
    char *slash = strrchr(path, '/');
    e->home = loop_mailbox(loop);
    e->path = path;
    e->folder = slash ? xstrndup(path, (size_t)(slash - path)) : xstrdup(".");
    return e;
}

/* A planner that does not load fails the call behind it with the same words. */
static void planner_loaded(void *data, void *result, const struct err *err)
{
    (void)data;
    (void)err;
    json_decref(result);
}

static int start_planner(struct embedded *e, struct err *err)
{
    const char *const roots[] = { e->folder, NULL };
    struct lua_opts opts = {
        .name = "planner", .memory_max = PLANNER_MEMORY, .call_ms = PLANNER_MS, .roots = roots,
    };
    if (e->lua)
        return 0;
    e->lua = lua_host_start(e->home, e->path, &opts, ask_new(e->home, 0, planner_loaded, NULL), err);
    return e->lua ? 0 : -1;
}

static struct completion *completion_of(const struct plan *p, const json_t *results, struct err *err)
{
    const json_t *answer = json_array_get(results, 0);
    char *text = native_message(answer, &p->shown, err);
    if (!text)
        return NULL;
    const char *thought = js_str(answer, "thought");
    if (thought && *thought && p->fn)
        p->fn(p->data, DELTA_TEXT, thought, strlen(thought));
    struct completion *c = xcalloc(1, sizeof *c);
    c->text = text;
    return c;
}

static void planned(void *data, void *result, const struct err *err)
{
    struct plan *p = data;
    struct embedded *e = p->owner;
    struct err why = { 0 };
    struct completion *c = NULL;
    if (e) {
        e->plan = NULL;
        if (err)
            why = *err;
        else
            c = completion_of(p, result, &why);
        if (c && !ask_answer(p->ask, c))
            completion_free(c);
        if (why.code != ERR_NONE) {
            lua_host_free(e->lua);
            e->lua = NULL;
            ask_fail(p->ask, &why);
        }
    }
    json_decref(result);
    free(p);
}

static void start(void *self, struct prompt *prompt, delta_fn *fn, void *data, struct ask *ask)
{
    struct embedded *e = self;
    struct err err;
    const json_t *screen = js_get(prompt->context, "screen");
    int64_t w = js_int(screen, "w", 0);
    int64_t h = js_int(screen, "h", 0);
    if (w < 1 || h < 1 || w > UINT16_MAX || h > UINT16_MAX) {
        ask_failf(ask, ERR_INVALID, "the planner was shown no screen");
    } else if (start_planner(e, &err) != 0) {
        ask_fail(ask, &err);
    } else {
        struct plan *p = xcalloc(1, sizeof *p);
        p->owner = e;
        p->ask = ask;
        p->shown = (struct viewport){ { 0, 0, (int32_t)w, (int32_t)h }, (uint32_t)w, (uint32_t)h };
        p->fn = fn;
        p->data = data;
        e->plan = p;
        json_t *args = json_pack("[O]", prompt->context);
        lua_host_call(e->lua, "plan", args, PLANNER_MS, ask_new(e->home, 0, planned, p));
        json_decref(args);
    }
    prompt_free(prompt);
}

static void cancel(void *self)
{
    struct embedded *e = self;
    if (!e->plan)
        return;
    lua_host_cancel(e->lua);
    ask_drop(e->plan->ask);
    e->plan->owner = NULL;
    e->plan = NULL;
}

static void close_embedded(void *self)
{
    struct embedded *e = self;
    cancel(e);
    lua_host_free(e->lua);
    free(e->path);
    free(e->folder);
    free(e);
}

static const struct provider_driver driver = {
    .name = "embedded",
    .dialect = "native",
    .wants_picture = false,
    .open = open_embedded,
    .start = start,
    .cancel = cancel,
    .close = close_embedded,
};

int provider_embedded_register(void)
{
    return provider_register(&driver);
}
