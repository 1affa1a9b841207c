#include "vision/marks.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "vision/image.h"
#include "vision/screen.h"

#define DIGIT_W 5
#define DIGIT_H 7

/* Rows of five pixels, top to bottom, the left one in bit 4. */
static const uint8_t digits[10][DIGIT_H] = {
    { 0x0E, 0x11, 0x13, 0x15, 0x19, 0x11, 0x0E }, { 0x04, 0x0C, 0x04, 0x04, 0x04, 0x04, 0x0E },
    { 0x0E, 0x11, 0x01, 0x06, 0x08, 0x10, 0x1F }, { 0x0E, 0x11, 0x01, 0x06, 0x01, 0x11, 0x0E },
    { 0x02, 0x06, 0x0A, 0x12, 0x1F, 0x02, 0x02 }, { 0x1F, 0x10, 0x1E, 0x01, 0x01, 0x11, 0x0E },
    { 0x06, 0x08, 0x10, 0x1E, 0x11, 0x11, 0x0E }, { 0x1F, 0x01, 0x02, 0x04, 0x08, 0x08, 0x08 },
    { 0x0E, 0x11, 0x11, 0x0E, 0x11, 0x11, 0x0E }, { 0x0E, 0x11, 0x11, 0x0F, 0x01, 0x02, 0x0C },
};

static const uint32_t colours[] = {
    0xFFD00000, 0xFF0050C8, 0xFF007A2E, 0xFF8A00B0, 0xFFB05A00, 0xFF00707A, 0xFFB0006A, 0xFF4A4A00,
};

static void fill(struct image *image, struct srect r, uint32_t colour)
{
    struct srect all = { 0, 0, (int32_t)image->w, (int32_t)image->h }, in;
    if (r.w < 1 || r.h < 1 || !srect_meet(&r, &all, &in))
        return;
    for (int32_t y = in.y; y < in.y + in.h; y++)
        for (int32_t x = in.x; x < in.x + in.w; x++)
            image->px[(size_t)y * image->stride + (size_t)x] = colour;
}

static void outline(struct image *image, const struct srect *b, int32_t thick, uint32_t colour)
{
    fill(image, (struct srect){ b->x, b->y, b->w, thick }, colour);
    fill(image, (struct srect){ b->x, b->y + b->h - thick, b->w, thick }, colour);
    fill(image, (struct srect){ b->x, b->y, thick, b->h }, colour);
    fill(image, (struct srect){ b->x + b->w - thick, b->y, thick, b->h }, colour);
}

static void draw_number(struct image *image, const struct srect *plate, const char *text,
                        uint32_t colour)
{
    fill(image, *plate, colour);
    for (int32_t i = 0; text[i]; i++)
        for (int32_t y = 0; y < DIGIT_H; y++)
            for (int32_t x = 0; x < DIGIT_W; x++)
                if (digits[text[i] - '0'][y] >> (DIGIT_W - 1 - x) & 1)
                    fill(image, (struct srect){ plate->x + 1 + i * (DIGIT_W + 1) + x,
                                                plate->y + 1 + y, 1, 1 }, 0xFFFFFFFF);
}

static int32_t clash(const struct srect *plate, const struct srect *plates, size_t n)
{
    struct srect both;
    int32_t total = 0;
    for (size_t i = 0; i < n; i++)
        if (srect_meet(plate, &plates[i], &both))
            total += both.w * both.h;
    return total;
}

/* Where the number hides least: at a corner outside the box, else inside it. */
static struct srect place(const struct srect *b, int32_t w, const struct image *image,
                          const struct srect *plates, size_t n)
{
    int32_t h = DIGIT_H + 2, right = b->x + b->w, bottom = b->y + b->h;
    const struct srect tries[] = {
        { b->x, b->y - h, w, h },      { b->x - w, b->y, w, h },     { right, b->y, w, h },
        { right - w, b->y - h, w, h }, { b->x, bottom, w, h },       { right - w, bottom, w, h },
        { right - w, b->y, w, h },     { b->x, b->y, w, h },
    };
    struct srect best = tries[7];
    int32_t least = INT32_MAX;
    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
        const struct srect *t = &tries[i];
        if (t->x < 0 || t->y < 0 || t->x + t->w > (int32_t)image->w || t->y + t->h > (int32_t)image->h)
            continue;
        int32_t cost = clash(t, plates, n) + (i >= 6 ? 20 : 0);
        if (cost < least) {
            least = cost;
            best = *t;
        }
    }
    return best;
}

static struct image *copy_of(const struct image *image, const struct srect *crop, struct err *err)
{
    struct srect all = { 0, 0, (int32_t)image->w, (int32_t)image->h };
    return image_crop(image, crop ? crop : &all, err);
}

struct image *marks_draw(const struct screen *s, const struct srect *crop, struct err *err)
{
    struct srect plates[512];
    size_t n = 0;
    struct image *out = copy_of(s->frame->screen, crop, err);
    if (!out)
        return NULL;
    for (size_t i = 0; i < s->n; i++) {
        const struct element *e = &s->items[i];
        struct srect b = e->box, area = { 0, 0, (int32_t)out->w, (int32_t)out->h }, in;
        char text[16];
        b.x -= crop ? crop->x : 0;
        b.y -= crop ? crop->y : 0;
        if (!srect_meet(&b, &area, &in))
            continue;
        uint32_t colour = colours[e->id % (sizeof colours / sizeof *colours)];
        int32_t w = 1 + (DIGIT_W + 1) * snprintf(text, sizeof text, "%u", e->id);
        b = (struct srect){ b.x - 1, b.y - 1, b.w + 2, b.h + 2 };
        outline(out, &b, 1, colour);
        struct srect plate = place(&in, w, out, plates, n);
        draw_number(out, &plate, text, colour);
        if (n < sizeof plates / sizeof *plates)
            plates[n++] = plate;
    }
    return out;
}
