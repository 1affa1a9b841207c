#include "vision/guess.h"

#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "base/xalloc.h"
#include "vision/boxes.h"
#include "vision/ocr.h"
#include "vision/regions.h"
#include "vision/windows.h"

#define LEGIBLE 0.3f  /* below, what was read is no text */

double text_alike(const char *a, const char *b)
{
    size_t n = strlen(a), m = strlen(b), hits = 0;
    if (n < 2 || m < 2)
        return n == m && strcasecmp(a, b) == 0 ? 1 : 0;
    char *used = xcalloc(m, 1);
    for (size_t i = 0; i + 1 < n; i++)
        for (size_t j = 0; j + 1 < m; j++)
            if (!used[j] && strncasecmp(a + i, b + j, 2) == 0) {
                used[j] = 1;
                hits++;
                break;
            }
    free(used);
    return 2.0 * (double)hits / (double)(n + m - 2);
}

/* The element's own words are better than what was read, when they fit. */
static void correct(struct reading *r, const struct element *e)
{
    const char *texts[2] = { e->name, e->value ? e->value : "" };
    for (int i = 0; i < 2; i++) {
        if (!*texts[i] || strchr(texts[i], '\n') || strlen(texts[i]) > 300)
            continue;
        if (text_alike(r->text, texts[i]) >= 0.6) {
            free(r->text);
            r->text = xstrdup(texts[i]);
            r->score = 1;
            return;
        }
    }
}

static struct element *hint_over(const struct look *l, const struct srect *box)
{
    struct element *best = NULL;
    for (size_t i = 0; i < l->n; i++) {
        struct element *e = &l->items[i];
        if (!(e->source & SOURCE_ATSPI) || box_share(box, &e->box) < 70)
            continue;
        if (!best || (int64_t)e->box.w * e->box.h < (int64_t)best->box.w * best->box.h)
            best = e;
    }
    return best;
}

/* The caption of a check box whose own box is the tick alone. */
static bool names_tick(const struct look *l, const struct reading *r)
{
    for (size_t i = 0; i < l->n; i++) {
        const struct element *e = &l->items[i];
        int32_t after = r->box.x - e->box.x - e->box.w;
        if ((e->role == ROLE_CHECK || e->role == ROLE_RADIO) && e->source & SOURCE_ATSPI &&
            box_beside(&r->box, &e->box) && after >= -2 && after <= 3 * e->box.w &&
            text_alike(r->text, e->name) >= 0.8)
            return true;
    }
    return false;
}

/* A line that several hints make up together. */
static bool made_of_hints(const struct look *l, const struct srect *box)
{
    int64_t shared = 0;
    for (size_t i = 0; i < l->n; i++) {
        const struct element *e = &l->items[i];
        struct srect both;
        if (e->source & SOURCE_ATSPI && !role_holds_others(e->role) && *e->name &&
            srect_meet(box, &e->box, &both))
            shared += (int64_t)both.w * both.h;
    }
    return shared * 100 >= (int64_t)box->w * box->h * 75;
}

void guess_covered(struct look *l)
{
    for (size_t i = 0; i < l->lines_n; i++) {
        struct reading *r = &l->lines[i];
        struct element *e = hint_over(l, &r->box);
        if (!e) {
            r->used = names_tick(l, r) || made_of_hints(l, &r->box);
            continue;
        }
        correct(r, e);
        bool holds = role_holds_others(e->role) && e->role != ROLE_TEXTAREA;
        r->used = !holds || (*e->name && text_alike(r->text, e->name) >= 0.6);
        if (e->role == ROLE_MENUITEM && !*e->description && r->score >= 0.5f &&
            r->box.x > e->box.x + e->box.w / 2 && text_alike(r->text, e->name) < 0.5) {
            free(e->description);
            e->description = xstrdup(r->text); /* the shortcut */
        }
        if (e->role == ROLE_COMBO && !e->value)
            e->value = xstrdup(r->text); /* what is chosen; the name is that of its caption */
        else if (!holds && !*e->name && !e->value && !(e->states & STATE_SECRET)) {
            free(e->name);
            e->name = xstrdup(r->text);
        }
    }
}

static int channel(uint32_t px, int shift)
{
    return (int)(px >> shift & 255);
}

static bool is_blue(uint32_t px)
{
    int r = channel(px, 16), g = channel(px, 8), b = channel(px, 0);
    return b > 110 && b > r + 50 && b > g + 35;
}

static bool dark(const struct reading *r)
{
    return channel(r->paper, 16) + channel(r->paper, 8) + channel(r->paper, 0) < 300;
}

/* A rule just under the words, and no longer than they are. */
static bool underlined(const struct look *l, const struct srect *box)
{
    for (size_t i = 0; i < l->regions->n; i++) {
        const struct region *g = &l->regions->items[i];
        if (g->box.h > 3 || g->box.w < box->w * 7 / 10 || g->box.w > box->w + 6 ||
            g->box.x < box->x - 4 || g->box.x + g->box.w > box->x + box->w + 4)
            continue;
        int32_t y = g->box.y - (box->y + box->h);
        if (y >= -box->h / 2 && y <= 3)
            return true;
    }
    return false;
}

static void add_text(struct look *l, enum role role, const struct srect *box, const char *text,
                     float score)
{
    struct element *e = look_add(l, role, *box, xstrdup(text), NULL, SOURCE_PIXELS);
    e->score = score;
}

/* The stretch of blue ink that begins at or after column from; false: none. */
static bool blue_stretch(const struct look *l, const struct reading *r, int32_t from, struct srect *out)
{
    int32_t first = -1, last = -1, gap = r->box.h, end = r->box.x + r->box.w;
    for (int32_t x = from; x < end; x++) {
        int32_t blue = 0, other = 0;
        for (int32_t y = r->box.y; y < r->box.y + r->box.h; y++) {
            uint32_t px = l->image->px[(size_t)y * l->image->stride + (size_t)x];
            if (colour_gap(px, r->paper) < 70)
                continue;
            blue += is_blue(px);
            other += !is_blue(px);
        }
        if (blue > other && first < 0)
            first = x;
        if (blue > other)
            last = x;
        else if (first >= 0 && (other > blue || x - last > gap))
            break;
    }
    if (first < 0 || last - first < 6)
        return false;
    *out = (struct srect){ first, r->box.y, last - first + 1, r->box.h };
    return true;
}

/* Links within running text; true when the whole line is one. */
static bool guess_links(struct look *l, struct reading *r)
{
    struct srect part;
    if (dark(r) || is_blue(r->paper) || strlen(r->text) < 2)
        return false;
    for (int32_t from = r->box.x; blue_stretch(l, r, from, &part); from = part.x + part.w + 1) {
        if (part.w * 100 >= r->box.w * 90) {
            add_text(l, ROLE_LINK, &r->box, r->text, r->score);
            return true;
        }
        if (!l->ocr)
            continue;
        struct ocr_text text = ocr_line(l->ocr, l->image, &part);
        if (text.score >= LEGIBLE)
            add_text(l, ROLE_LINK, &part, text.text, text.score);
    }
    return false;
}

/* The picture that a caption stands under, as in a file manager. */
static struct element *icon_above(const struct look *l, const struct srect *box)
{
    for (size_t i = 0; i < l->n; i++) {
        struct element *e = &l->items[i];
        int32_t gap = box->y - (e->box.y + e->box.h);
        int32_t off = abs(2 * e->box.x + e->box.w - 2 * box->x - box->w) / 2;
        if (e->role == ROLE_ICON && e->source == SOURCE_PIXELS && e->box.w >= 24 && e->box.h >= 24 &&
            gap >= -2 && gap <= 14 && off <= 12)
            return e;
    }
    return NULL;
}

static bool caption_under(struct look *l, const struct reading *r)
{
    struct element *icon = icon_above(l, &r->box);
    if (!icon)
        return false;
    char *name = *icon->name ? xasprintf("%s %s", icon->name, r->text) : xstrdup(r->text);
    free(icon->name);
    icon->name = name;
    icon->box = srect_join(&icon->box, &r->box);
    icon->score = r->score;
    return true;
}

/* Toolbar pictures beside each other, which the program has named itself. */
static bool over_hints(const struct look *l, const struct reading *r)
{
    if (r->score >= 0.75f)
        return false;
    for (size_t i = 0; i < l->n; i++) {
        const struct element *e = &l->items[i];
        if (e->source & SOURCE_ATSPI && !role_holds_others(e->role) && box_share(&r->box, &e->box) > 10)
            return true;
    }
    return false;
}

static bool is_colourful(uint32_t px)
{
    int r = channel(px, 16), g = channel(px, 8), b = channel(px, 0);
    int most = r > g ? (r > b ? r : b) : (g > b ? g : b), least = r < g ? (r < b ? r : b) : (g < b ? g : b);
    return most - least > 70;
}

/* On a patch of a strong colour of its own: the row or the day that is selected. */
static bool is_selected(const struct look *l, const struct reading *r)
{
    for (size_t i = 0; i < l->shapes->n && is_colourful(r->paper); i++) {
        const struct shape *s = &l->shapes->items[i];
        if (s->kind == SHAPE_BOX && s->box.h <= 3 * r->box.h + 8 && box_share(&r->box, &s->box) > 90 &&
            colour_gap(s->fill, r->paper) <= 16)
            return true;
    }
    return false;
}

void guess_texts(struct look *l)
{
    for (size_t i = 0; i < l->lines_n; i++) {
        struct reading *r = &l->lines[i];
        if (r->used || r->decoration || !*r->text || r->score < LEGIBLE || over_hints(l, r))
            continue;
        if (caption_under(l, r) || guess_links(l, r))
            continue;
        bool link = r->box.w >= 14 && r->box.h >= 7 && underlined(l, &r->box);
        add_text(l, link ? ROLE_LINK : ROLE_TEXT, &r->box, r->text, r->score);
        if (strlen(r->text) <= 2 && guess_colour(r->ink)) { /* a letter as a picture */
            free(l->items[l->n - 1].description);
            l->items[l->n - 1].description = xstrdup(guess_colour(r->ink));
        }
        if (is_selected(l, r))
            l->items[l->n - 1].states |= STATE_SELECTED;
    }
}
