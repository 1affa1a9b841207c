#include "model/provider.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/ask.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/loop.h"
#include "base/xalloc.h"
#include "model/drivers.h"
#include "model/prompt.h"

#define REGISTERED_MAX 8

static const struct provider_driver *const built_in[] = {
    &provider_null,
    &provider_openai,
    &provider_replay,
};

/* What higher layers add at start-up, before any thread runs; never changed after. */
static const struct provider_driver *registered[REGISTERED_MAX];
static size_t registered_n;

struct provider {
    const struct provider_driver *driver;
    struct loop *loop;
    void *self;
    struct ask *outer;  /* the caller's; NULL: idle */
    struct ask *inner;  /* the driver's */
    int64_t began_us;
    bool closing;       /* freed as soon as the inner ask is done */
};

int provider_register(const struct provider_driver *driver)
{
    if (registered_n == REGISTERED_MAX)
        return -1;
    registered[registered_n++] = driver;
    return 0;
}

const struct provider_driver *provider_driver_find(const char *name)
{
    for (size_t i = 0; i < sizeof built_in / sizeof *built_in; i++)
        if (strcmp(built_in[i]->name, name) == 0)
            return built_in[i];
    for (size_t i = 0; i < registered_n; i++)
        if (strcmp(registered[i]->name, name) == 0)
            return registered[i];
    return NULL;
}

struct provider *provider_open(const char *driver, struct loop *loop, const struct json_t *config,
                               struct err *err)
{
    const struct provider_driver *d = provider_driver_find(driver);
    if (!d) {
        err_set(err, ERR_NOT_FOUND, "no model provider is called '%s'", driver);
        return NULL;
    }
    void *self = d->open(loop, config, err);
    if (!self)
        return NULL;
    struct provider *p = xcalloc(1, sizeof *p);
    p->driver = d;
    p->loop = loop;
    p->self = self;
    return p;
}

const struct provider_driver *provider_driver_of(const struct provider *p)
{
    return p->driver;
}

static void on_done(void *data, void *result, const struct err *err)
{
    struct provider *p = data;
    struct completion *c = result;
    struct ask *outer = p->outer;
    p->outer = NULL;
    p->inner = NULL;
    if (err) {
        ask_fail(outer, err);
    } else {
        c->took_ms = (uint32_t)((clock_now_us() - p->began_us) / 1000);
        if (!ask_answer(outer, c))
            completion_free(c);
    }
    if (p->closing)
        free(p);
}

void provider_ask(struct provider *p, struct prompt *prompt, delta_fn *fn, void *data,
                  struct ask *ask)
{
    if (p->outer) {
        prompt_free(prompt);
        ask_failf(ask, ERR_BUSY, "the model is still answering");
        return;
    }
    p->outer = ask;
    p->began_us = clock_now_us();
    p->inner = ask_new(loop_mailbox(p->loop), 0, on_done, p);
    p->driver->start(p->self, prompt, fn, data, p->inner);
}

void provider_cancel(struct provider *p)
{
    if (!p->inner)
        return;
    struct ask *inner = p->inner;
    p->inner = NULL; /* one cancel is enough; outer still says busy */
    p->driver->cancel(p->self);
    ask_cancel(inner);
}

void provider_close(struct provider *p)
{
    if (!p)
        return;
    provider_cancel(p);
    p->driver->close(p->self);
    if (p->outer)
        p->closing = true;
    else
        free(p);
}

void completion_free(struct completion *c)
{
    if (!c)
        return;
    free(c->text);
    free(c->reasoning);
    free(c);
}
