/* Any bytes from a model, in every dialect: actions inside the picture, or one error and no action. The
 * first byte chooses the dialect, the second the frame. */
#include <assert.h>
#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/err.h"
#include "model/dialect.h"

static const struct viewport shown = { { -100, 40, 1280, 800 }, 1288, 812 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_point(struct spoint p)
{
    assert(p.x >= shown.crop.x && p.x < shown.crop.x + (int)shown.crop.w);
    assert(p.y >= shown.crop.y && p.y < shown.crop.y + (int)shown.crop.h);
}

static void check_box(struct srect b)
{
    check_point((struct spoint){ b.x, b.y });
    check_point((struct spoint){ b.x + b.w - 1, b.y + b.h - 1 });
}

static void check_action(const struct action *a)
{
    struct action again;
    struct err err;

    if (a->has_point)
        check_point(a->at);
    for (size_t i = 0; a->kind == ACTION_DRAG && i < a->u.drag.n; i++)
        check_point(a->u.drag.path[i]);
    for (size_t i = 0; a->kind == ACTION_POINTS && i < a->u.points.n; i++)
        check_point(a->u.points.items[i]);
    for (size_t i = 0; a->kind == ACTION_BOXES && i < a->u.boxes.n; i++)
        check_box(a->u.boxes.items[i].box);
    if (a->kind == ACTION_ZOOM)
        check_box(a->u.zoom.box);
    json_t *j = action_to_json(a); /* what a dialect makes is an action that the protocol takes */
    if (action_from_json(j, &again, &err) != 0)
        abort();
    action_release(&again);
    json_decref(j);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t n = 0;
    struct reply reply;

    while (dialects[n])
        n++;
    if (size < 2)
        return 0;
    dialect_read(dialects[data[0] % n], (const char *)data + 2, size - 2, data[1] & 4, &shown,
                 (enum frame_kind)(data[1] & 3), &reply);
    if (reply.code == PARSE_OK)
        assert(reply.n > 0);
    else
        assert(reply.n == 0 && parse_code_name(reply.code));
    for (size_t i = 0; i < reply.n; i++)
        check_action(&reply.actions[i]);
    reply_release(&reply);
    return 0;
}
