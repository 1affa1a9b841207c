#include "agentd/report.h"

#include <string.h>

#include <jansson.h>

#include "agentd/settler.h"
#include "base/js.h"
#include "base/strbuf.h"
#include "vision/windows.h"

const char *effect_name(enum effect e)
{
    static const char *const names[] = { "unknown", "confirmed", "no effect" };
    return names[e];
}

static json_t *brief(const struct window *w)
{
    return json_pack("{s:I, s:o, s:s, s:o}", "id", (json_int_t)w->id, "title", js_text(w->title),
                     "type", window_type_name(w->type), "class", js_text(w->klass));
}

/* Those of a that b has not. */
static json_t *missing(const struct windows *a, const struct windows *b)
{
    json_t *list = json_array();
    for (size_t i = 0; i < a->n; i++)
        if (!windows_by_id(b, a->items[i].id))
            json_array_append_new(list, brief(&a->items[i]));
    return list;
}

json_t *report_windows(const struct windows *before, const struct windows *after)
{
    json_t *retitled = json_array();
    for (size_t i = 0; i < after->n; i++) {
        const struct window *now = &after->items[i];
        const struct window *was = windows_by_id(before, now->id);
        if (was && strcmp(was->title, now->title) != 0)
            json_array_append_new(retitled,
                                  json_pack("{s:I, s:o, s:o}", "id", (json_int_t)now->id, "from",
                                            js_text(was->title), "to", js_text(now->title)));
    }
    bool moved = before->active != after->active && after->active;
    return json_pack("{s:o, s:o, s:o, s:o}", "opened", missing(after, before), "closed",
                     missing(before, after), "retitled", retitled, "focused",
                     moved ? json_integer(after->active) : json_null());
}

static void add_windows(struct strbuf *out, const char *verb, const json_t *list)
{
    size_t i;
    json_t *w;
    json_array_foreach(list, i, w) {
        const char *title = js_str(w, "title");
        const char *type = js_str(w, "type");
        bool plain = !type || strcmp(type, "normal") == 0;
        strbuf_addf(out, "%s %s \"%.80s\". ", plain ? "window" : type, verb, title ? title : "");
    }
}

char *report_text(enum effect effect, const json_t *windows, const struct settled *settled)
{
    struct strbuf out = STRBUF_INIT;
    size_t i;
    json_t *w;
    add_windows(&out, "opened:", js_get(windows, "opened"));
    add_windows(&out, "closed:", js_get(windows, "closed"));
    json_array_foreach(js_get(windows, "retitled"), i, w)
        strbuf_addf(&out, "window title changed to \"%.80s\". ", js_str(w, "to"));
    if (effect == EFFECT_NONE)
        strbuf_adds(&out, "Nothing changed on the screen. ");
    else if (settled && settled->n == 1)
        strbuf_addf(&out, "The screen changed at x %d, y %d, %d wide, %d high. ",
                    settled->boxes[0].x, settled->boxes[0].y, settled->boxes[0].w,
                    settled->boxes[0].h);
    else if (settled && settled->n)
        strbuf_addf(&out, "The screen changed in %zu places. ", settled->n);
    if (settled && settled->state == SETTLE_GAVE_UP)
        strbuf_adds(&out, "It is still moving. ");
    if (out.len)
        out.s[--out.len] = '\0'; /* the last blank */
    return strbuf_detach(&out);
}

json_t *report_boxes(const struct srect *boxes, size_t n)
{
    json_t *list = json_array();
    for (size_t i = 0; i < n; i++)
        json_array_append_new(list, json_pack("[i, i, i, i]", boxes[i].x, boxes[i].y, boxes[i].w,
                                              boxes[i].h));
    return list;
}
