#include "base/test.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/js.h"
#include "base/xalloc.h"
#include "vision/marks.h"
#include "vision/screen.h"
#include "vision/windows.h"

static struct screen *blank_screen(void)
{
    struct err err;
    struct image *image = image_new(200, 100, &err);
    assert_non_null(image);
    for (size_t i = 0; i < 200 * 100; i++)
        image->px[i] = 0xFFFFFFFF;
    struct frame *frame = frame_new(image, windows_new_empty(), 1);
    struct screen *s = screen_new(frame);
    frame_unref(frame);
    return s;
}

static void add(struct screen *s, uint32_t id, enum role role, const char *name, const char *value,
                struct srect box, uint32_t states)
{
    s->items = xreallocarray(s->items, s->n + 1, sizeof *s->items);
    s->items[s->n++] = (struct element){ .id = id, .role = role, .name = xstrdup(name),
                                         .value = xstrdup(value), .description = xstrdup(""),
                                         .box = box, .states = states, .source = SOURCE_PIXELS };
}

TEST("every role has a name that leads back to it")
{
    for (int i = 0; i < ROLE_N; i++)
        assert_int_equal(role_from_name(role_name((enum role)i)), i);
    assert_int_equal(role_from_name("no such thing"), ROLE_OTHER);
    assert_int_equal(role_from_name(NULL), ROLE_OTHER);
}

TEST("what is at a point is the smallest thing there")
{
    struct screen *s = blank_screen();
    add(s, 1, ROLE_WINDOW, "w", NULL, (struct srect){ 0, 0, 200, 100 }, 0);
    add(s, 2, ROLE_BUTTON, "OK", NULL, (struct srect){ 20, 20, 60, 30 }, 0);
    assert_int_equal(screen_at(s, (struct spoint){ 30, 30 })->id, 2);
    assert_int_equal(screen_at(s, (struct spoint){ 150, 80 })->id, 1);
    assert_null(screen_at(s, (struct spoint){ 250, 80 }));
    assert_null(screen_by_id(s, 0));
    screen_unref(s);
}

TEST("the focus is the field, not the window around it")
{
    struct screen *s = blank_screen();
    add(s, 1, ROLE_WINDOW, "w", NULL, (struct srect){ 0, 0, 200, 100 }, STATE_FOCUSED);
    assert_null(screen_focus(s));
    add(s, 2, ROLE_FIELD, "Name", "x", (struct srect){ 20, 20, 60, 30 }, STATE_FOCUSED);
    assert_int_equal(screen_focus(s)->id, 2);
    screen_unref(s);
}

TEST("what a secret field holds is never in the screen value")
{
    struct screen *s = blank_screen();
    add(s, 1, ROLE_FIELD, "Password", "hunter2", (struct srect){ 20, 20, 60, 30 },
        STATE_SECRET | STATE_FOCUSED);
    add(s, 2, ROLE_FIELD, "User", "maria", (struct srect){ 20, 60, 60, 30 }, 0);
    json_t *value = screen_to_json(s, NULL);
    char *text = js_dump(value);
    assert_non_null(strstr(text, "maria"));
    assert_null(strstr(text, "hunter2"));
    free(text);
    json_decref(value);
    screen_unref(s);
}

TEST("the screen value has whole numbers for boxes and all its keys")
{
    static const char *const keys[] = { "frame", "w", "h", "pointer", "app", "focus", "windows",
                                        "elements", "lines" };
    struct screen *s = blank_screen();
    add(s, 9, ROLE_SLIDER, "Volume", "40", (struct srect){ 20, 20, 60, 30 }, STATE_DISABLED);
    s->items[0].max = 100;
    json_t *value = screen_to_json(s, NULL);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        assert_non_null(json_object_get(value, keys[i]));
    const json_t *e = json_array_get(js_get(value, "elements"), 0);
    assert_int_equal(js_int(e, "id", 0), 9);
    assert_string_equal(js_str(e, "role"), "slider");
    assert_true(js_num(e, "max", 0) == 100);
    for (size_t i = 0; i < 4; i++)
        assert_true(json_is_integer(json_array_get(js_get(e, "box"), i)));
    assert_string_equal(json_string_value(json_array_get(js_get(e, "states"), 0)), "disabled");
    json_decref(value);
    screen_unref(s);
}

static size_t differing(const struct image *a, const struct image *b, const struct srect *in)
{
    size_t n = 0;
    for (int32_t y = in->y; y < in->y + in->h; y++)
        for (int32_t x = in->x; x < in->x + in->w; x++)
            n += a->px[(size_t)y * a->stride + (size_t)x] != b->px[(size_t)y * b->stride + (size_t)x];
    return n;
}

TEST("marks outline an element, number it, and leave the frame's own pixels alone")
{
    struct screen *s = blank_screen();
    struct err err;
    add(s, 73, ROLE_BUTTON, "OK", NULL, (struct srect){ 60, 40, 60, 30 }, 0);
    struct image *marked = marks_draw(s, NULL, &err);
    assert_non_null(marked);
    const struct image *own = s->frame->screen;
    struct srect inside = { 62, 42, 56, 26 }, plate = { 59, 28, 16, 10 }, ring = { 59, 39, 62, 32 };
    assert_int_equal(differing(marked, own, &inside), 0);
    assert_true(differing(marked, own, &plate) > 40);
    assert_true(differing(marked, own, &ring) >= 2 * (62 + 30));
    for (size_t i = 0; i < 200 * 100; i++)
        assert_int_equal(own->px[i], 0xFFFFFFFF);
    image_unref(marked);
    screen_unref(s);
}

TEST("marks of a part of the screen lie where the part begins")
{
    struct screen *s = blank_screen();
    struct err err;
    struct srect part = { 50, 30, 100, 60 };
    add(s, 1, ROLE_BUTTON, "OK", NULL, (struct srect){ 60, 40, 60, 30 }, 0);
    add(s, 2, ROLE_BUTTON, "far", NULL, (struct srect){ 0, 0, 20, 10 }, 0);
    struct image *marked = marks_draw(s, &part, &err);
    assert_non_null(marked);
    assert_int_equal(marked->w, 100);
    assert_int_not_equal(marked->px[(size_t)9 * marked->stride + 40], 0xFFFFFFFF);
    assert_int_equal(marked->px[(size_t)5 * marked->stride + 90], 0xFFFFFFFF);
    image_unref(marked);
    screen_unref(s);
}
