#include <jansson.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/err.h"
#include "base/js.h"
#include "base/xalloc.h"
#include "tests/rig/seeing.h"
#include "vision/encode.h"
#include "vision/image.h"
#include "vision/viewport.h"

#define NEAR 40       /* a channel may differ by this much: JPEG, anti-aliasing */
#define PIXELS_MIN 30 /* fewer are no target */

static const struct { const char *name; uint32_t rgb; } colours[] = {
    { "red", 0xFF0000 },    { "lime", 0x00FF00 },  { "blue", 0x0000FF },   { "yellow", 0xFFFF00 },
    { "cyan", 0x00FFFF },   { "magenta", 0xFF00FF }, { "orange", 0xFF8000 }, { "purple", 0x8000FF },
    { "green", 0x008000 },  { "teal", 0x008080 },  { "navy", 0x000080 },   { "maroon", 0x800000 },
};
#define COLOURS_N (sizeof colours / sizeof *colours)

static const uint32_t *colour_of(const char *name)
{
    for (size_t i = 0; i < COLOURS_N; i++)
        if (strcasecmp(colours[i].name, name) == 0)
            return &colours[i].rgb;
    return NULL;
}

static const struct { const char *word; enum step_kind kind; } verbs[] = {
    { "click", STEP_CLICK },   { "double", STEP_DOUBLE }, { "right", STEP_RIGHT },
    { "hover", STEP_HOVER },   { "drag", STEP_DRAG },     { "scroll", STEP_SCROLL },
    { "type", STEP_TYPE },     { "key", STEP_KEY },       { "finish", STEP_FINISH },
};

/* The next word of letters in lower case; "" at the end or at a `;`. */
static const char *next_word(const char *s, char out[24])
{
    size_t n = 0;
    while (*s && *s != ';' && !((*s | 32) >= 'a' && (*s | 32) <= 'z'))
        s++;
    while (((*s | 32) >= 'a' && (*s | 32) <= 'z')) {
        if (n < 23)
            out[n++] = (char)(*s | 32);
        s++;
    }
    out[n] = '\0';
    return s;
}

/* The rest up to `;`, trimmed, quotes around it dropped. */
static const char *rest_of(const char *s, char *out, size_t cap)
{
    size_t len = strcspn(s, ";"), from = 0, to = len;
    while (from < to && strchr(" \"'", s[from]))
        from++;
    while (to > from && strchr(" \"'", s[to - 1]))
        to--;
    size_t n = to - from < cap - 1 ? to - from : cap - 1;
    memcpy(out, s + from, n);
    out[n] = '\0';
    return s + len;
}

size_t plan_read(const char *words, struct step *out, size_t cap)
{
    struct step step = { .kind = STEP_CLICK };
    size_t n = 0;
    while (*words && n < cap) {
        char word[24];
        words = next_word(words, word);
        if (!*word) {
            step = (struct step){ .kind = STEP_CLICK };
            words += *words == ';';
            continue;
        }
        for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
            if (strcmp(verbs[i].word, word) == 0 && (i > 0 || step.kind == STEP_CLICK))
                step.kind = verbs[i].kind; /* "double-click" stays a double click */
        if (step.kind == STEP_TYPE || step.kind == STEP_KEY) {
            words = rest_of(words, step.text, sizeof step.text);
            out[n++] = step;
        } else if (colour_of(word) && step.kind == STEP_DRAG && !*step.target) {
            snprintf(step.target, sizeof step.target, "%s", word);
        } else if (colour_of(word)) {
            snprintf(step.kind == STEP_DRAG ? step.second : step.target, sizeof step.target, "%s", word);
            out[n++] = step;
            step = (struct step){ .kind = STEP_CLICK };
        }
    }
    return n;
}

static void add_texts(struct strbuf *b, const json_t *content)
{
    if (json_is_string(content))
        strbuf_adds(b, json_string_value(content));
    for (size_t i = 0; i < json_array_size(content); i++) {
        const char *text = js_str(json_array_get(content, i), "text");
        strbuf_addf(b, "%s\n", text ? text : "");
    }
}

char *task_of(const struct json_t *request)
{
    static const char *const marks[] = { "## User Instruction\n", "Task:\n" };
    const json_t *messages = js_get(request, "messages");
    struct strbuf b = STRBUF_INIT;
    for (size_t i = 0; i < json_array_size(messages) && !b.len; i++)
        if (strcmp(js_str(json_array_get(messages, i), "role"), "user") == 0)
            add_texts(&b, js_get(json_array_get(messages, i), "content"));
    for (size_t i = 0; i < 2; i++) {
        const char *at = strstr(b.s, marks[i]);
        if (at)
            strbuf_drop(&b, (size_t)(at - b.s) + strlen(marks[i]));
    }
    return strbuf_detach(&b);
}

static struct image *decode(const char *url)
{
    const char *comma = strchr(url, ',');
    struct err err;
    if (strncmp(url, "data:", 5) != 0 || !comma)
        return NULL;
    size_t len = strlen(comma + 1);
    unsigned char *bytes = xmalloc(len + 1);
    int n = EVP_DecodeBlock(bytes, (const unsigned char *)comma + 1, (int)len);
    for (size_t i = len; n > 0 && i > 0 && comma[i] == '='; i--)
        n--; /* the padding was counted */
    struct image *image = NULL;
    if (n > 0 && strstr(url, "jpeg") && strstr(url, "jpeg") < comma)
        image = jpeg_decode(bytes, (size_t)n, &err);
    else if (n > 0)
        image = png_decode(bytes, (size_t)n, &err);
    free(bytes);
    return image;
}

static const char *last_picture(const json_t *request, struct sight *s)
{
    const json_t *messages = js_get(request, "messages");
    const char *url = NULL;
    s->step = s->pictures = 0;
    for (size_t i = 0; i < json_array_size(messages); i++) {
        const json_t *message = json_array_get(messages, i), *content = js_get(message, "content");
        const char *role = js_str(message, "role");
        s->step += role && strcmp(role, "assistant") == 0;
        for (size_t j = 0; j < json_array_size(content); j++) {
            const char *found = js_str(js_get(json_array_get(content, j), "image_url"), "url");
            url = found ? found : url;
            s->pictures += found != NULL;
        }
    }
    return url;
}

void sight_read(const struct json_t *request, struct sight *s)
{
    *s = (struct sight){0};
    last_picture(request, s);
}

static bool near(uint32_t a, uint32_t b)
{
    for (int shift = 0; shift < 24; shift += 8) {
        int d = (int)(a >> shift & 255) - (int)(b >> shift & 255);
        if (d > NEAR || d < -NEAR)
            return false;
    }
    return true;
}

/* The middle of where counts are at least a third of the highest one: stray pixels have no say. */
static double middle(const uint32_t *counts, uint32_t n)
{
    uint32_t most = 0, from = n, to = 0;
    for (uint32_t i = 0; i < n; i++)
        most = counts[i] > most ? counts[i] : most;
    for (uint32_t i = 0; i < n; i++)
        if (counts[i] * 3 >= most && counts[i]) {
            from = from == n ? i : from;
            to = i + 1;
        }
    return (from + to) / 2.0 / n;
}

static bool find(const struct image *image, const char *name, double *x, double *y)
{
    const uint32_t *rgb = colour_of(name);
    uint32_t *columns = xcalloc(image->w, sizeof *columns), *rows = xcalloc(image->h, sizeof *rows);
    size_t pixels = 0;
    for (uint32_t j = 0; rgb && j < image->h; j++)
        for (uint32_t i = 0; i < image->w; i++)
            if (near(image->px[(size_t)j * image->stride + i], *rgb)) {
                columns[i]++;
                rows[j]++;
                pixels++;
            }
    *x = middle(columns, image->w);
    *y = middle(rows, image->h);
    free(columns);
    free(rows);
    return pixels >= PIXELS_MIN;
}

void sight_find(const struct json_t *request, const struct step *step, struct sight *s)
{
    static const struct resize_rule rule = { 28, 100 * 28 * 28, 16384 * 28 * 28 };
    const char *url = last_picture(request, s);
    struct image *image = url ? decode(url) : NULL;
    if (!image)
        return;
    s->w = image->w;
    s->h = image->h;
    smart_resize(s->w, s->h, &rule, &s->seen_w, &s->seen_h);
    s->fixed = s->w == s->seen_w && s->h == s->seen_h;
    s->found = *step->target && find(image, step->target, &s->x, &s->y);
    s->found_second = *step->second && find(image, step->second, &s->x2, &s->y2);
    image_unref(image);
}
