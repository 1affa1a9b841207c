#include "base/test.h"

#include <stdlib.h>

#include "base/err.h"
#include "vision/boxes.h"
#include "vision/regions.h"
#include "vision/textlines.h"

#define PAPER 0xFFF0F0F0u
#define INK 0xFF202020u

/* A picture and what is found on it. */
struct sheet {
    struct image *image;
    struct regions *regions;
    struct shapes *shapes;
    struct textlines *lines;
};

static struct sheet sheet_new(uint32_t w, uint32_t h)
{
    struct err err;
    struct sheet s = { .image = image_new(w, h, &err) };
    assert_non_null(s.image);
    for (size_t i = 0; i < (size_t)w * h; i++)
        s.image->px[i] = PAPER;
    return s;
}

static void sheet_find(struct sheet *s)
{
    s->regions = regions_find(s->image);
    s->shapes = shapes_find(s->image, s->regions);
    s->lines = textlines_find(s->image, s->regions, s->shapes);
}

static void sheet_free(struct sheet *s)
{
    textlines_free(s->lines);
    shapes_free(s->shapes);
    regions_free(s->regions);
    image_unref(s->image);
}

static void fill(struct sheet *s, int32_t x, int32_t y, int32_t w, int32_t h, uint32_t colour)
{
    for (int32_t j = y; j < y + h; j++)
        for (int32_t i = x; i < x + w; i++)
            s->image->px[(size_t)j * s->image->stride + (size_t)i] = colour;
}

static void frame(struct sheet *s, int32_t x, int32_t y, int32_t w, int32_t h, uint32_t colour)
{
    fill(s, x, y, w, 1, colour);
    fill(s, x, y + h - 1, w, 1, colour);
    fill(s, x, y, 1, h, colour);
    fill(s, x + w - 1, y, 1, h, colour);
}

/* A letter like an E; n of them a word, 10 px high, 8 px apart. */
static void word(struct sheet *s, int32_t x, int32_t y, int n, uint32_t ink)
{
    for (int i = 0; i < n; i++, x += 8) {
        fill(s, x, y, 2, 10, ink);
        fill(s, x, y, 6, 2, ink);
        fill(s, x, y + 4, 5, 2, ink);
        fill(s, x, y + 8, 6, 2, ink);
    }
}

static void circle(struct sheet *s, int32_t cx, int32_t cy, int32_t r, uint32_t colour)
{
    for (int32_t y = -r; y <= r; y++)
        for (int32_t x = -r; x <= r; x++)
            if (x * x + y * y <= r * r + r / 2)
                fill(s, cx + x, cy + y, 1, 1, colour);
}

static void assert_box(const struct srect *b, int32_t x, int32_t y, int32_t w, int32_t h)
{
    assert_int_equal(b->x, x);
    assert_int_equal(b->y, y);
    assert_int_equal(b->w, w);
    assert_int_equal(b->h, h);
}

TEST("words a blank apart are one line, captions far apart are two")
{
    struct sheet s = sheet_new(300, 60);
    word(&s, 20, 20, 3, INK);
    word(&s, 49, 20, 4, INK);
    word(&s, 120, 20, 2, INK);
    sheet_find(&s);
    assert_int_equal(s.lines->n, 2);
    assert_box(&s.lines->items[0].box, 20, 20, 59, 10);
    assert_box(&s.lines->items[1].box, 120, 20, 14, 10);
    sheet_free(&s);
}

TEST("the border of a button is no text, its caption is")
{
    struct sheet s = sheet_new(200, 80);
    frame(&s, 40, 20, 100, 30, 0xFF808080);
    word(&s, 70, 30, 4, INK);
    sheet_find(&s);
    assert_int_equal(s.lines->n, 1);
    assert_box(&s.lines->items[0].box, 70, 30, 30, 10);
    assert_int_equal(s.lines->items[0].ink, INK);
    bool framed = false;
    for (size_t i = 0; i < s.shapes->n; i++)
        framed |= s.shapes->items[i].framed && s.shapes->items[i].box.x == 40 &&
                  s.shapes->items[i].box.w == 100;
    assert_true(framed);
    sheet_free(&s);
}

TEST("light text on a selected row is found, with the row as its paper")
{
    struct sheet s = sheet_new(200, 80);
    fill(&s, 10, 20, 180, 20, 0xFF2A60B0);
    word(&s, 14, 25, 5, 0xFFFFFFFF);
    sheet_find(&s);
    assert_int_equal(s.lines->n, 1);
    assert_int_equal(s.lines->items[0].paper, 0xFF2A60B0);
    assert_int_equal(s.lines->items[0].ink, 0xFFFFFFFF);
    sheet_free(&s);
}

TEST("a check box is an indicator beside its caption, on when it is ticked")
{
    struct sheet s = sheet_new(200, 80);
    for (int i = 0; i < 2; i++) {
        fill(&s, 20, 15 + 30 * i, 13, 13, 0xFFFFFFFF);
        frame(&s, 20, 15 + 30 * i, 13, 13, 0xFF707070);
        word(&s, 42, 17 + 30 * i, 4, INK);
    }
    for (int i = 0; i < 7; i++) {
        fill(&s, 23 + i, 48 + i, 2, 1, INK);
        fill(&s, 23 + i, 54 - i, 2, 1, INK);
    }
    sheet_find(&s);
    assert_int_equal(s.lines->n, 2);
    size_t squares = 0, on = 0;
    for (size_t i = 0; i < s.shapes->n; i++)
        if (s.shapes->items[i].kind == SHAPE_SQUARE) {
            squares++;
            on += s.shapes->items[i].on;
            assert_true(s.shapes->items[i].on == (s.shapes->items[i].box.y > 40));
        }
    assert_int_equal(squares, 2);
    assert_int_equal(on, 1);
    sheet_free(&s);
}

TEST("a radio button is a circle, and a round letter in a word is none")
{
    struct sheet s = sheet_new(200, 60);
    circle(&s, 30, 30, 7, 0xFF606060);
    circle(&s, 30, 30, 6, 0xFFFFFFFF);
    word(&s, 46, 25, 2, INK);
    circle(&s, 69, 30, 5, INK);
    circle(&s, 69, 30, 3, PAPER);
    word(&s, 76, 25, 2, INK);
    sheet_find(&s);
    size_t circles = 0;
    for (size_t i = 0; i < s.shapes->n; i++)
        circles += s.shapes->items[i].kind == SHAPE_CIRCLE;
    assert_int_equal(circles, 1);
    assert_int_equal(s.lines->n, 1);
    assert_int_equal(s.lines->items[0].box.x, 46);
    sheet_free(&s);
}

TEST("an icon before a caption and a caret after it are not part of the line")
{
    struct sheet s = sheet_new(200, 60);
    for (int i = 0; i < 16; i++)
        fill(&s, 20, 20 + i, 4 + i * 3 / 4, 1, 0xFF3070C0);
    word(&s, 44, 23, 4, INK);
    fill(&s, 77, 21, 1, 15, INK);
    sheet_find(&s);
    assert_int_equal(s.lines->n, 1);
    assert_box(&s.lines->items[0].box, 44, 23, 30, 10);
    sheet_free(&s);
}

TEST("a dotted focus ring close round a row joins neither it nor the rows above and below")
{
    struct sheet s = sheet_new(200, 90);
    for (int row = 0; row < 3; row++)
        word(&s, 21, 20 + 14 * row, 6, INK);
    for (int i = 0; i < 50; i++) {
        fill(&s, 19 + 2 * i, 32, 1, 1, INK);
        fill(&s, 19 + 2 * i, 46, 1, 1, INK);
    }
    for (int i = 1; i < 8; i++) {
        fill(&s, 19, 32 + 2 * i, 1, 1, INK);
        fill(&s, 119, 32 + 2 * i, 1, 1, INK);
    }
    sheet_find(&s);
    assert_int_equal(s.lines->n, 3);
    for (int row = 0; row < 3; row++)
        assert_box(&s.lines->items[row].box, 21, 20 + 14 * row, 46, 10);
    sheet_free(&s);
}

TEST("lines come in reading order")
{
    struct sheet s = sheet_new(300, 100);
    word(&s, 150, 61, 3, INK);
    word(&s, 20, 60, 3, INK);
    word(&s, 150, 20, 3, INK);
    word(&s, 20, 21, 3, INK);
    sheet_find(&s);
    assert_int_equal(s.lines->n, 4);
    assert_int_equal(s.lines->items[0].box.x, 20);
    assert_int_equal(s.lines->items[1].box.y, 20);
    assert_int_equal(s.lines->items[2].box.x, 20);
    assert_int_equal(s.lines->items[3].box.y, 61);
    sheet_free(&s);
}

TEST("a picture of one colour, and one of a single pixel, hold nothing")
{
    struct sheet s = sheet_new(1, 1);
    sheet_find(&s);
    assert_int_equal(s.lines->n, 0);
    sheet_free(&s);
    s = sheet_new(64, 64);
    sheet_find(&s);
    assert_int_equal(s.lines->n, 0);
    assert_int_equal(s.lines->icons_n, 0);
    sheet_free(&s);
}
