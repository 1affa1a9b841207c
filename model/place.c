/* place.c : the ways in which models write a coordinate (framing.h). */
#include "model/framing.h"

#include <string.h>

#include "model/reasoning.h"
#include "model/scan.h"

#define NUMBERS_MAX 8 /* more than any place has; the rest is not kept */

static const struct { const char *open, *close; } brackets[] = {
    { "(", ")" },
    { "[", "]" },
    { "<point>", "</point>" },
    { "<bbox>", "</bbox>" },
};
#define BRACKETS_N (sizeof brackets / sizeof *brackets)

static const char *const dropped[] = { "<|box_start|>", "<|box_end|>" };

/* Drops what may stand around a coordinate: white space, stray quotes, box tokens. */
static const char *strip(const char *s, size_t *len)
{
    for (;;) {
        s = text_trim(s, len);
        if (*len > 0 && (s[0] == '\'' || s[0] == '"')) {
            s++, (*len)--;
        } else if (*len > 0 && (s[*len - 1] == '\'' || s[*len - 1] == '"')) {
            (*len)--;
        } else {
            size_t before = *len;
            for (size_t i = 0; i < 2; i++) {
                size_t n = strlen(dropped[i]);
                if (*len >= n && memcmp(s, dropped[i], n) == 0)
                    s += n, *len -= n;
                if (*len >= n && memcmp(s + *len - n, dropped[i], n) == 0)
                    *len -= n;
            }
            if (before == *len)
                return s;
        }
    }
}

static void separator(struct scan *c)
{
    scan_blanks(c);
    if (scan_skip(c, ","))
        scan_blanks(c);
}

/* Numbers up to the first thing that is none; how many. */
static size_t read_numbers(struct scan *c, double v[NUMBERS_MAX])
{
    size_t n = 0;
    for (;;) {
        struct value number;
        size_t before = c->at;
        if (n > 0)
            separator(c);
        size_t span = number_span(c->s + c->at, c->len - c->at);
        if (span == 0 || !number_read(c->s + c->at, span, &number)) {
            c->at = before;
            return n;
        }
        c->at += span;
        if (n < NUMBERS_MAX)
            v[n] = number.number;
        n++;
    }
}

/* One bracketed group; -1: it is none. */
static int read_group(struct scan *c, double v[NUMBERS_MAX], size_t *n)
{
    for (size_t i = 0; i < BRACKETS_N; i++) {
        if (!scan_skip(c, brackets[i].open))
            continue;
        scan_blanks(c);
        *n = read_numbers(c, v);
        scan_blanks(c);
        return scan_skip(c, brackets[i].close) ? 0 : -1;
    }
    return -1;
}

enum parse_code place_read(const char *s, size_t len, struct place *out, bool *bracketed)
{
    double v[NUMBERS_MAX], w[NUMBERS_MAX];
    size_t n = 0, m = 0;
    s = strip(s, &len);
    if (len == 0)
        return PARSE_MISSING_ARGUMENT;
    struct scan c = { s, len, 0 };
    bool group = strchr("([<", s[0]) != NULL;
    if (bracketed)
        *bracketed = group;
    if (group) {
        if (read_group(&c, v, &n))
            return PARSE_BAD_ARGUMENT;
        separator(&c);
        if (!scan_end(&c)) { /* the second corner */
            if (n != 2 || read_group(&c, w, &m) || m != 2)
                return PARSE_BAD_ARGUMENT;
            memcpy(v + 2, w, 2 * sizeof *w);
            n = 4;
        }
    } else {
        n = read_numbers(&c, v);
    }
    if (!scan_end(&c) || (n != 2 && n != 4))
        return PARSE_BAD_ARGUMENT;
    out->n = n;
    memcpy(out->v, v, n * sizeof *v);
    return PARSE_OK;
}

static bool add_number(const struct value *item, struct place *out)
{
    struct value read;
    if (item->kind == VALUE_TEXT && number_read(item->text, item->len, &read))
        item = &read;
    if (item->kind != VALUE_NUMBER || out->n == 4)
        return false;
    out->v[out->n++] = item->number;
    return true;
}

enum parse_code place_from_value(const struct value *v, struct place *out)
{
    *out = (struct place){0};
    if (v->kind == VALUE_TEXT)
        return place_read(v->text, v->len, out, NULL);
    if (v->kind != VALUE_LIST)
        return v->kind == VALUE_NULL ? PARSE_MISSING_ARGUMENT : PARSE_BAD_ARGUMENT;
    if (v->n == 0)
        return PARSE_MISSING_ARGUMENT;
    for (size_t i = 0; i < v->n; i++) {
        const struct value *item = &v->items[i];
        bool pair = v->n == 2 && item->kind == VALUE_LIST && item->n == 2;
        bool ok = pair ? add_number(&item->items[0], out) && add_number(&item->items[1], out)
                       : add_number(item, out);
        if (!ok)
            return PARSE_BAD_ARGUMENT;
    }
    return out->n == 2 || out->n == 4 ? PARSE_OK : PARSE_BAD_ARGUMENT;
}
