#include "vision/windows.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/js.h"
#include "base/xalloc.h"

#define WINDOWS_MAX 4096u

static json_t *box_to_json(const struct srect *r)
{
    return json_pack("[iiii]", r->x, r->y, r->w, r->h);
}

/* The yes-or-no fields, in one place for both ways. */
static const struct flag { const char *name; size_t at; } flags[] = {
    {"active", offsetof(struct window, active)},
    {"minimised", offsetof(struct window, minimised)},
    {"maximised", offsetof(struct window, maximised)},
    {"modal", offsetof(struct window, modal)},
    {"fullscreen", offsetof(struct window, fullscreen)},
    {"managed", offsetof(struct window, managed)},
};
#define FLAGS_N (sizeof flags / sizeof *flags)

json_t *windows_to_json(const struct windows *w)
{
    json_t *list = json_array();

    for (size_t i = 0; i < w->n; i++) {
        const struct window *item = &w->items[i];
        json_t *o = json_pack("{sI so so so ss so so sI sI}", "id", (json_int_t)item->id, "title",
                              js_text(item->title), "instance", js_text(item->instance), "class",
                              js_text(item->klass), "type", window_type_name(item->type), "box",
                              box_to_json(&item->box), "frame", box_to_json(&item->frame),
                              "transient_for", (json_int_t)item->transient_for, "pid",
                              (json_int_t)item->pid);

        for (size_t k = 0; k < FLAGS_N; k++)
            json_object_set_new(o, flags[k].name,
                                json_boolean(*((const bool *)((const char *)item + flags[k].at))));
        json_array_append_new(list, o);
    }
    return list;
}

static int box_from_json(const json_t *o, const char *key, struct srect *out)
{
    json_int_t v[4];
    const json_t *a = js_get(o, key);

    if (!json_is_array(a) || json_array_size(a) != 4)
        return -1;
    for (size_t i = 0; i < 4; i++) {
        const json_t *n = json_array_get(a, i);

        v[i] = json_integer_value(n);
        if (!json_is_integer(n) || v[i] < INT32_MIN || v[i] > INT32_MAX)
            return -1;
    }
    if (v[2] < 1 || v[3] < 1)
        return -1;
    *out = (struct srect){(int32_t)v[0], (int32_t)v[1], (int32_t)v[2], (int32_t)v[3]};
    return 0;
}

static int type_from_name(const char *name, enum window_type *out)
{
    for (int t = WINDOW_NORMAL; name && t <= WINDOW_OTHER; t++) {
        if (strcmp(name, window_type_name((enum window_type)t)) == 0) {
            *out = (enum window_type)t;
            return 0;
        }
    }
    return -1;
}

static char *text_of(const json_t *o, const char *key)
{
    const char *s = js_str(o, key);

    return xstrdup(s ? s : "");
}

static int id_of(const json_t *o, const char *key, uint32_t *out)
{
    int64_t v = js_int(o, key, 0);

    if (v < 0 || v > UINT32_MAX)
        return -1;
    *out = (uint32_t)v;
    return 0;
}

static int window_from_json(const json_t *o, struct window *w)
{
    if (id_of(o, "id", &w->id) < 0 || w->id == 0 || id_of(o, "transient_for", &w->transient_for) < 0 ||
        id_of(o, "pid", &w->pid) < 0 || type_from_name(js_str(o, "type"), &w->type) < 0 ||
        box_from_json(o, "box", &w->box) < 0)
        return -1;
    if (box_from_json(o, "frame", &w->frame) < 0)
        w->frame = w->box;
    for (size_t k = 0; k < FLAGS_N; k++)
        *((bool *)((char *)w + flags[k].at)) = js_bool(o, flags[k].name, false);
    w->title = text_of(o, "title");
    w->instance = text_of(o, "instance");
    w->klass = text_of(o, "class");
    return 0;
}

struct windows *windows_from_json(const json_t *list, struct err *err)
{
    size_t n = json_array_size(list);
    struct windows *w;

    if (!json_is_array(list) || n > WINDOWS_MAX) {
        err_set(err, ERR_PROTOCOL, "windows are no list of at most %u", WINDOWS_MAX);
        return NULL;
    }
    w = windows_new_empty();
    w->items = xcalloc(n ? n : 1, sizeof *w->items);
    for (size_t i = 0; i < n; i++) {
        if (window_from_json(json_array_get(list, i), &w->items[i]) < 0) {
            err_set(err, ERR_PROTOCOL, "'windows[%zu]' is no window", i);
            windows_unref(w);
            return NULL;
        }
        w->n++;
        if (w->items[i].active)
            w->active = w->items[i].id;
    }
    return w;
}
