/* Any bytes from a model, in every dialect: actions inside the picture, or one error and no action. The
 * first byte chooses the dialect, the second the frame. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

#include "model/dialect.h"

static const struct viewport shown = { { -100, 40, 1280, 800 }, 1288, 812 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_point(struct spoint p)
{
    assert(p.x >= shown.crop.x && p.x < shown.crop.x + (int)shown.crop.w);
    assert(p.y >= shown.crop.y && p.y < shown.crop.y + (int)shown.crop.h);
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
        if (reply.actions[i].has_point)
            check_point(reply.actions[i].at);
    reply_release(&reply);
    return 0;
}
