/* provider_null.c : a model that does nothing, or says always the same. */
#include <jansson.h>
#include <stdlib.h>

#include "base/ask.h"
#include "base/js.h"
#include "base/xalloc.h"
#include "model/drivers.h"
#include "model/prompt.h"

static const char nothing[] =
    "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"call_0\",\"type\":\"function\","
    "\"function\":{\"name\":\"finish\",\"arguments\":\"{\\\"status\\\":\\\"failed\\\",\\\"text\\\":"
    "\\\"the null model does nothing\\\"}\"}}]}";

static void *open_null(struct loop *loop, const struct json_t *config, struct err *err)
{
    const char *answer = js_str(config, "answer");
    (void)loop;
    (void)err;
    return xstrdup(answer ? answer : nothing);
}

static void start(void *self, struct prompt *p, delta_fn *fn, void *data, struct ask *ask)
{
    struct completion *c = xcalloc(1, sizeof *c);
    (void)fn;
    (void)data;
    prompt_free(p);
    c->text = xstrdup(self);
    if (!ask_answer(ask, c))
        completion_free(c);
}

static void cancel(void *self)
{
    (void)self; /* it is never busy */
}

const struct provider_driver provider_null = {
    .name = "null",
    .dialect = "native",
    .wants_picture = false,
    .open = open_null,
    .start = start,
    .cancel = cancel,
    .close = free,
};
