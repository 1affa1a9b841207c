#include "vision/ocr.h"

#include <ctype.h>
#include <leptonica/allheaders.h>
#include <stdlib.h>
#include <string.h>
#include <tesseract/capi.h>

#include "base/err.h"
#include "base/utf8.h"
#include "base/xalloc.h"
#include "vision/image.h"
#include "vision/regions.h"
#include "vision/textlines.h"

#define SCALE_MAX 4.0f
#define FAINT 14u      /* differences in colour that are the paper's own: gradients, stripes */
#define SURE 0.85f    /* below, a second look at another size is worth its time */
#define WIDE_MAX 6000 /* pixels of one scaled line */

struct entry {
    uint64_t key;
    char *text;
    float score;
    uint64_t used;
    uint32_t next;    /* in its chain, 1 + index; 0: none */
};

struct ocr {
    TessBaseAPI *api;
    struct entry *entries; size_t n;
    uint32_t chains[OCR_KEPT]; /* by key, 1 + index */
    uint64_t clock;
};

struct ocr *ocr_new(const char *languages, struct err *err)
{
    struct ocr *o = xcalloc(1, sizeof *o);
    o->api = TessBaseAPICreate();
    o->entries = xcalloc(OCR_KEPT, sizeof *o->entries);
    setMsgSeverity(L_SEVERITY_NONE);
    if (TessBaseAPIInit2(o->api, NULL, languages, OEM_LSTM_ONLY) != 0) {
        err_set(err, ERR_UNSUPPORTED, "no Tesseract data for '%s'", languages);
        ocr_free(o);
        return NULL;
    }
    TessBaseAPISetVariable(o->api, "debug_file", "/dev/null");
    TessBaseAPISetVariable(o->api, "tessedit_do_invert", "0");
    return o;
}

void ocr_free(struct ocr *o)
{
    if (!o)
        return;
    for (size_t i = 0; i < o->n; i++)
        free(o->entries[i].text);
    free(o->entries);
    TessBaseAPIEnd(o->api);
    TessBaseAPIDelete(o->api);
    free(o);
}

static uint64_t key_of(const struct image *image, const struct srect *box)
{
    uint64_t size = (uint64_t)(uint32_t)box->w << 32 | (uint32_t)box->h;
    return image_hash(image, box) * 31 + size;
}

static struct entry *find(struct ocr *o, uint64_t key)
{
    for (uint32_t i = o->chains[key % OCR_KEPT]; i; i = o->entries[i - 1].next)
        if (o->entries[i - 1].key == key) {
            o->entries[i - 1].used = ++o->clock;
            return &o->entries[i - 1];
        }
    return NULL;
}

static void unchain(struct ocr *o, uint32_t index)
{
    uint32_t *at = &o->chains[o->entries[index].key % OCR_KEPT];
    while (*at != index + 1)
        at = &o->entries[*at - 1].next;
    *at = o->entries[index].next;
}

static struct entry *keep(struct ocr *o, uint64_t key, char *text, float score)
{
    uint32_t index = (uint32_t)o->n;
    if (o->n < OCR_KEPT) {
        o->n++;
    } else {
        index = 0;
        for (uint32_t i = 1; i < OCR_KEPT; i++)
            if (o->entries[i].used < o->entries[index].used)
                index = i;
        unchain(o, index);
        free(o->entries[index].text);
    }
    uint32_t *chain = &o->chains[key % OCR_KEPT];
    o->entries[index] = (struct entry){ key, text, score, ++o->clock, *chain };
    *chain = index + 1;
    return &o->entries[index];
}

/* A line's pixels with what they are drawn in. */
struct glyph_sheet {
    const struct image *image;
    struct srect box;
    uint32_t paper, most; /* most: colour_gap of the ink */
};

/* An underline, which the net takes for part of the letters: ink nearly all the way, below the middle. */
static bool is_underline(const struct glyph_sheet *g, int32_t y)
{
    const uint32_t *px = g->image->px + (size_t)(g->box.y + y) * g->image->stride + g->box.x;
    int32_t ink = 0;
    if (y * 5 < g->box.h * 3 || g->box.w < 2 * g->box.h)
        return false;
    for (int32_t x = 0; x < g->box.w; x++)
        ink += colour_gap(px[x], g->paper) * 2 > g->most;
    return ink * 100 >= g->box.w * 88;
}

static struct glyph_sheet sheet_of(const struct image *image, const struct srect *box)
{
    struct glyph_sheet g = { .image = image, .box = *box };
    uint32_t ink;
    box_colours(image, box, &g.paper, &ink);
    g.most = colour_gap(g.paper, ink);
    return g;
}

/* Distance in colour from the paper, so that any ink on any paper becomes black on white. */
static PIX *grey_of(const struct glyph_sheet *g)
{
    PIX *pix = pixCreate(g->box.w + 2, g->box.h + 2, 8);
    pixSetAll(pix);
    for (int32_t y = 0; y < g->box.h; y++) {
        const uint32_t *px = g->image->px + (size_t)(g->box.y + y) * g->image->stride + g->box.x;
        if (is_underline(g, y))
            continue;
        for (int32_t x = 0; x < g->box.w; x++) {
            uint32_t gap = colour_gap(g->paper, px[x]);
            gap = gap < FAINT ? 0 : gap;
            uint32_t dark = g->most ? (gap < g->most ? gap : g->most) * 255 / g->most : 0;
            pixSetPixel(pix, x + 1, y + 1, 255 - dark);
        }
    }
    return pix;
}

/* The line's ink tall pixels high, with pad pixels of paper round it. */
static PIX *prepared(const struct glyph_sheet *g, int32_t tall, int32_t pad)
{
    PIX *grey = grey_of(g);
    float scale = (float)tall / (float)g->box.h;
    scale = scale > SCALE_MAX ? SCALE_MAX : scale;
    if ((float)g->box.w * scale > WIDE_MAX)
        scale = WIDE_MAX / (float)g->box.w;
    PIX *scaled = pixScale(grey, scale, scale);
    PIX *padded = scaled ? pixAddBorder(scaled, pad, 255) : NULL;
    pixDestroy(&grey);
    pixDestroy(&scaled);
    return padded;
}

/* Blanks at the ends off, line ends and bad bytes out. New. */
static char *tidy(const char *text)
{
    size_t len = text ? strlen(text) : 0;
    char *out = xmalloc(len + 1), *end = out;
    for (size_t i = 0; i < len;) {
        uint32_t cp;
        size_t bytes = utf8_decode(text + i, len - i, &cp);
        if (bytes && cp >= 32) {
            memcpy(end, text + i, bytes);
            end += bytes;
        } else if (cp == '\n' && end > out) {
            *end++ = ' ';
        }
        i += bytes ? bytes : 1;
    }
    while (end > out && isspace((unsigned char)end[-1]))
        end--;
    *end = '\0';
    return out;
}

struct guess { char *text; float score; };

static struct guess recognise(struct ocr *o, const struct glyph_sheet *g, int32_t tall, int32_t pad)
{
    PIX *pix = prepared(g, tall, pad);
    if (!pix)
        return (struct guess){ xstrdup(""), 0 };
    TessBaseAPISetPageSegMode(o->api, PSM_SINGLE_LINE);
    TessBaseAPISetImage2(o->api, pix);
    TessBaseAPISetSourceResolution(o->api, 300);
    char *raw = TessBaseAPIGetUTF8Text(o->api);
    struct guess guess = { tidy(raw), 0 };
    if (*guess.text)
        guess.score = (float)TessBaseAPIMeanTextConf(o->api) / 100.0f;
    TessDeleteText(raw);
    TessBaseAPIClear(o->api);
    pixDestroy(&pix);
    return guess;
}

/* A line is read at the size that the net likes best (24 px of ink: 40 of 42 captions right, against 37
 * at 34 px), and again when it is not sure; single letters, which lack context, by three votes. */
static struct guess read_sizes(struct ocr *o, const struct glyph_sheet *g)
{
    static const struct { int32_t tall, pad; } sizes[] = { { 24, 10 }, { 30, 4 }, { 27, 12 } };
    bool letter = g->box.w <= g->box.h * 3 / 2;
    struct guess g3[3] = { recognise(o, g, sizes[0].tall, sizes[0].pad) };
    size_t n = 1, best = 0;
    while (n < (letter ? 3 : g3[0].score < SURE ? 2 : 1)) {
        g3[n] = recognise(o, g, sizes[n].tall, sizes[n].pad);
        best = g3[n].score > g3[best].score ? n : best;
        n++;
    }
    for (size_t i = 0; i < n && letter; i++)
        for (size_t j = i + 1; j < n; j++)
            if (*g3[i].text && strcmp(g3[i].text, g3[j].text) == 0)
                best = g3[i].score > g3[j].score ? i : j;
    for (size_t i = 0; i < n; i++)
        if (i != best)
            free(g3[i].text);
    return g3[best];
}

static bool inked(const struct glyph_sheet *g, int32_t x, int32_t y)
{
    return colour_gap(g->image->px[(size_t)(g->box.y + y) * g->image->stride + (size_t)(g->box.x + x)],
                      g->paper) * 2 > g->most;
}

/* An oval with nothing in the middle and the same on both sides: the net makes brackets of it when it
 * stands alone and is large. */
static bool is_ring(const struct glyph_sheet *g)
{
    int32_t w = g->box.w, h = g->box.h, unlike = 0;
    for (int32_t y = 0; y < h; y++)
        for (int32_t x = 0; x < w / 2; x++)
            unlike += inked(g, x, y) != inked(g, w - 1 - x, y) || inked(g, x, y) != inked(g, x, h - 1 - y);
    for (int32_t y = h * 2 / 5; y <= h * 3 / 5; y++)
        if (inked(g, w / 2, y))
            return false;
    return unlike * 7 <= w * h && inked(g, w / 2, 1) && inked(g, w / 2, h - 2) && inked(g, 1, h / 2) &&
           inked(g, w - 2, h / 2) && !inked(g, 0, 0) && !inked(g, w - 1, h - 1);
}

/* The first stroke ends above the line's lowest ink: a bar would reach down as far as any letter. */
static bool first_is_short(const struct glyph_sheet *g)
{
    int32_t lowest = -1;
    for (int32_t y = 0; y < g->box.h; y++)
        for (int32_t x = 0; x < 2 && x < g->box.w; x++)
            if (inked(g, x, y))
                lowest = y;
    return lowest >= 0 && lowest < g->box.h - 2;
}

/* What the net gets wrong for want of context. Takes text; the text to use. */
static char *mended(char *text, float *score, const struct glyph_sheet *g)
{
    size_t n = strlen(text);
    bool letter = g->box.w <= g->box.h * 6 / 5;
    if (n == 2 && letter && toupper((unsigned char)text[0]) == text[0] &&
        text[1] == tolower((unsigned char)text[0]) && isalpha((unsigned char)text[0])) {
        text[1] = '\0'; /* "Cc": a C of a size that it cannot tell */
        *score = *score < 0.75f ? 0.75f : *score;
    } else if (letter && g->box.h >= 9 && *score < 0.8f && is_ring(g)) {
        free(text);
        text = xstrdup(g->box.w * 10 < g->box.h * 9 ? "0" : "O");
        *score = 0.8f;
    } else if (text[0] == '|' && n > 2 && (text[1] == ' ' || text[1] == '\'') && first_is_short(g)) {
        text[0] = 'I';
    }
    return text;
}

static struct entry *read_line(struct ocr *o, const struct image *image, const struct srect *box,
                               uint64_t key)
{
    struct glyph_sheet g = sheet_of(image, box);
    struct guess guess = read_sizes(o, &g);
    guess.text = mended(guess.text, &guess.score, &g);
    return keep(o, key, guess.text, guess.score);
}

struct ocr_text ocr_line(struct ocr *o, const struct image *image, const struct srect *box)
{
    uint64_t key = key_of(image, box);
    struct entry *e = find(o, key);
    if (!e)
        e = read_line(o, image, box, key);
    return (struct ocr_text){ e->text, e->score };
}

bool ocr_knows(struct ocr *o, const struct image *image, const struct srect *box)
{
    return find(o, key_of(image, box)) != NULL;
}
