#include "agentd/screen_value.h"

#include <jansson.h>

#include "agentd/agentd.h"
#include "vision/screen.h"

struct json_t *screen_value(struct agentd *d, struct screen *screen)
{
    if (d->value_of != screen) {
        screen_value_forget(d);
        d->value_of = screen_ref(screen);
        d->value = screen_to_json(screen, d->apps);
    }
    return d->value;
}

void screen_value_forget(struct agentd *d)
{
    screen_unref(d->value_of);
    json_decref(d->value);
    d->value_of = NULL;
    d->value = NULL;
}
