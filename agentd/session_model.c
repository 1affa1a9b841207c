#include "agentd/session_model.h"

#include <string.h>

#include <jansson.h>

#include "agentd/agentd.h"
#include "agentd/session_inner.h"
#include "agentd/task.h"
#include "base/err.h"
#include "base/js.h"
#include "tools/prompt_lua.h"

#define IMAGES_DEFAULT 4

static int frame_of(const char *name, enum frame_kind *frame, struct err *err)
{
    static const char *const names[] = { "default", "pixel", "thousand", "unit" };
    for (int i = 0; name && i < 4; i++)
        if (strcmp(names[i], name) == 0) {
            *frame = (enum frame_kind)i;
            return 0;
        }
    return name ? err_set(err, ERR_INVALID, "frame '%s' is none of pixel, thousand, unit", name) : 0;
}

static void override_resize(struct resize_rule *rule, const json_t *config)
{
    rule->factor = (uint32_t)js_int(config, "factor", rule->factor);
    rule->min_pixels = (uint32_t)js_int(config, "min_pixels", rule->min_pixels);
    rule->max_pixels = (uint32_t)js_int(config, "max_pixels", rule->max_pixels);
}

int session_open_model(struct session *s, struct err *err)
{
    const char *model = s->task->model;
    const json_t *config = js_get(s->d->models, model);
    const char *driver = js_str(config, "provider");
    if (!driver)
        driver = config ? "openai" : model; /* the embedded one has no row */
    const struct provider_driver *found = provider_driver_find(driver);
    if (!config && !found)
        return err_set(err, ERR_NOT_FOUND, "no model '%s' in the configuration", model);
    if (!found)
        return err_set(err, ERR_NOT_FOUND, "no provider '%s'", driver);
    const char *dialect = js_str(config, "dialect");
    if (!dialect)
        dialect = found->dialect;
    s->dialect = dialect ? dialect_find(dialect) : NULL;
    if (!s->dialect)
        return err_set(err, ERR_NOT_FOUND, "no dialect '%s'", dialect ? dialect : "");
    s->frame = s->dialect->frame;
    s->resize = s->dialect->resize;
    override_resize(&s->resize, config);
    if (frame_of(js_str(config, "frame"), &s->frame, err))
        return -1;
    s->images_max = (size_t)js_int(config, "images", IMAGES_DEFAULT);
    s->system = prompt_lua_read(s->dialect->prompt_file, err);
    if (!s->system)
        return -1;
    json_t *none = config ? NULL : json_object();
    s->provider = provider_open(driver, s->d->loop, config ? config : none, err);
    json_decref(none);
    return s->provider ? 0 : -1;
}
