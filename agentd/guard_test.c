#include "base/test.h"

#include <string.h>

#include <jansson.h>

#include "actions/action.h"
#include "agentd/guard.h"
#include "base/err.h"
#include "base/js.h"
#include "vision/frame.h"
#include "vision/screen.h"
#include "vision/windows.h"

#define SIDE 100

/* A grey screen with these windows on it (JSON, bottom to top). */
static struct frame *frame_with(const char *windows)
{
    struct err err;
    struct image *image = image_new(SIDE, SIDE, &err);
    assert_non_null(image);
    for (size_t i = 0; i < SIDE * SIDE; i++)
        image->px[i] = 0xFF808080;
    json_t *list = js_parse(windows, strlen(windows), 4096, &err);
    struct windows *w = windows_from_json(list, &err);
    assert_non_null(w);
    json_decref(list);
    return frame_new(image, w, 0);
}

static void paint(struct frame *f, struct srect box, uint32_t colour)
{
    for (int32_t y = box.y; y < box.y + box.h; y++)
        for (int32_t x = box.x; x < box.x + box.w; x++)
            f->screen->px[(size_t)y * f->screen->stride + (size_t)x] = colour;
}

static const struct action click = { .kind = ACTION_CLICK, .has_point = true, .at = { 50, 50 } };

#define UNDER "{\"id\":1,\"title\":\"Under\",\"type\":\"normal\",\"box\":[0,0,100,100]}"
#define OVER "{\"id\":2,\"title\":\"Over\",\"type\":\"normal\",\"box\":[40,40,20,20]}"

static enum err_code check(const struct action *a, struct frame *seen, struct frame *now)
{
    struct err err = { 0 };
    struct screen *screen = seen ? screen_new(seen) : NULL;
    int rc = guard_check(a, screen, now, &err);
    assert_int_equal(rc, err.code == ERR_NONE ? 0 : -1);
    screen_unref(screen);
    frame_unref(seen);
    frame_unref(now);
    return err.code;
}

TEST("a target that is as it was seen may be clicked")
{
    assert_int_equal(check(&click, frame_with("[" UNDER "]"), frame_with("[" UNDER "]")), ERR_NONE);
}

TEST("a caret beside the target does no harm")
{
    struct frame *now = frame_with("[" UNDER "]");
    paint(now, (struct srect){ 52, 42, 2, 16 }, 0xFF000000);
    assert_int_equal(check(&click, frame_with("[" UNDER "]"), now), ERR_NONE);
}

TEST("a target whose pixels became others has moved")
{
    struct frame *now = frame_with("[" UNDER "]");
    paint(now, (struct srect){ 36, 36, 28, 28 }, 0xFFFFFFFF);
    assert_int_equal(check(&click, frame_with("[" UNDER "]"), now), ERR_TARGET_MOVED);
}

TEST("a change elsewhere does no harm")
{
    struct frame *now = frame_with("[" UNDER "]");
    paint(now, (struct srect){ 0, 0, 100, 30 }, 0xFFFFFFFF);
    assert_int_equal(check(&click, frame_with("[" UNDER "]"), now), ERR_NONE);
}

TEST("another window over the target covers it, whatever its pixels are")
{
    assert_int_equal(check(&click, frame_with("[" UNDER "]"), frame_with("[" UNDER "," OVER "]")),
                     ERR_COVERED);
}

TEST("a window that has gone from under the target is told from one that came")
{
    assert_int_equal(check(&click, frame_with("[" UNDER "]"), frame_with("[]")), ERR_TARGET_MOVED);
}

TEST("without what was seen nothing is compared, but a blanked screen stops every hand")
{
    struct frame *now = frame_with("[]");
    struct action type = { .kind = ACTION_TYPE };
    assert_int_equal(check(&click, NULL, now), ERR_NONE);
    now = frame_with("[]");
    now->blanked = 1;
    assert_int_equal(check(&type, NULL, now), ERR_LOCKED);
}

TEST("waiting is allowed on a blanked screen")
{
    struct frame *now = frame_with("[]");
    struct action wait = { .kind = ACTION_WAIT };
    now->blanked = 1;
    assert_int_equal(check(&wait, NULL, now), ERR_NONE);
}

TEST("a target at the very edge is compared as far as the screen goes")
{
    struct action corner = { .kind = ACTION_CLICK, .has_point = true, .at = { 99, 99 } };
    struct frame *now = frame_with("[" UNDER "]");
    paint(now, (struct srect){ 80, 80, 20, 20 }, 0xFF000000);
    assert_int_equal(check(&corner, frame_with("[" UNDER "]"), now), ERR_TARGET_MOVED);
}
