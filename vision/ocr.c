#include "vision/ocr.h"

#include <ctype.h>
#include <leptonica/allheaders.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <tesseract/capi.h>

#include "base/err.h"
#include "base/utf8.h"
#include "base/xalloc.h"
#include "vision/image.h"
#include "vision/regions.h"
#include "vision/textlines.h"

#define TALL 30       /* pixels of a line's ink after scaling: about 40 px a line with its leading */
#define SCALE_MAX 4.0f
#define PAD 10        /* pixels of paper round the scaled line */
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
    size_t reads;
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

size_t ocr_reads(const struct ocr *o)
{
    return o->reads;
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

/* Distance in colour from the paper, so that any ink on any paper becomes black on white. */
static PIX *grey_of(const struct image *image, const struct srect *box)
{
    uint32_t paper, ink;
    box_colours(image, box, &paper, &ink);
    float most = (float)colour_gap(paper, ink);
    PIX *pix = pixCreate(box->w + 2, box->h + 2, 8);
    pixSetAll(pix);
    for (int32_t y = 0; y < box->h; y++) {
        const uint32_t *px = image->px + (size_t)(box->y + y) * image->stride + (size_t)box->x;
        for (int32_t x = 0; x < box->w; x++) {
            float share = most > 0 ? (float)colour_gap(paper, px[x]) / most : 0;
            pixSetPixel(pix, x + 1, y + 1, (l_uint32)(255.0f - 255.0f * (share < 1 ? share : 1)));
        }
    }
    return pix;
}

static PIX *prepared(const struct image *image, const struct srect *box)
{
    PIX *grey = grey_of(image, box);
    float scale = (float)TALL / (float)box->h;
    scale = scale > SCALE_MAX ? SCALE_MAX : scale;
    if ((float)box->w * scale > WIDE_MAX)
        scale = WIDE_MAX / (float)box->w;
    PIX *scaled = pixScale(grey, scale, scale);
    PIX *padded = scaled ? pixAddBorder(scaled, PAD, 255) : NULL;
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

static struct entry *read_line(struct ocr *o, const struct image *image, const struct srect *box,
                               uint64_t key)
{
    PIX *pix = prepared(image, box);
    if (!pix)
        return keep(o, key, xstrdup(""), 0);
    TessBaseAPISetPageSegMode(o->api, PSM_SINGLE_LINE);
    TessBaseAPISetImage2(o->api, pix);
    TessBaseAPISetSourceResolution(o->api, 300);
    char *raw = TessBaseAPIGetUTF8Text(o->api);
    char *text = tidy(raw);
    float score = (float)TessBaseAPIMeanTextConf(o->api) / 100.0f;
    TessDeleteText(raw);
    TessBaseAPIClear(o->api);
    pixDestroy(&pix);
    o->reads++;
    return keep(o, key, text, *text ? score : 0);
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
