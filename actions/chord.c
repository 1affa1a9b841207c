#include "actions/keys.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/xalloc.h"

#define CHORD_MAX 16 /* keys that are down at once: more is no chord of ten fingers */

/* A chord as it is read: canonical names in the order given, each once. */
struct draft {
    char names[CHORD_MAX][32];
    size_t n;
};

static enum key_parse draft_add(struct draft *d, const char *name)
{
    for (size_t i = 0; i < d->n; i++)
        if (strcmp(d->names[i], name) == 0)
            return KEY_OK;
    if (d->n == CHORD_MAX)
        return KEY_BAD;
    memcpy(d->names[d->n++], name, 32);
    return KEY_OK;
}

static enum key_parse add_key(struct draft *d, const char *s, size_t len)
{
    char name[32] = "";
    enum key_parse parsed = key_parse_name(s, len, name);
    if (parsed != KEY_OK)
        return KEY_BAD; /* an empty part of a chord is no missing argument */
    return draft_add(d, name);
}

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Blanks round the '+' are allowed; "ctrl++" is ctrl and plus, any other empty part is wrong. */
static enum key_parse split_plus(struct draft *d, const char *s, size_t len)
{
    size_t at = 0;
    while (at <= len) {
        const char *plus = memchr(s + at, '+', len - at);
        size_t end = plus ? (size_t)(plus - s) : len;
        const char *part = s + at;
        size_t n = end - at;
        while (n && is_blank(*part)) {
            part++;
            n--;
        }
        while (n && is_blank(part[n - 1]))
            n--;
        if (!n && end + 1 == len && at)
            return add_key(d, "+", 1);
        if (add_key(d, part, n) != KEY_OK)
            return KEY_BAD;
        at = end + 1;
    }
    return KEY_OK;
}

static bool is_page(const char *s, size_t len)
{
    return len == 4 && strncasecmp(s, "page", 4) == 0;
}

static bool is_up_or_down(const char *s, size_t len)
{
    return (len == 2 && strncasecmp(s, "up", 2) == 0) ||
           (len == 4 && strncasecmp(s, "down", 4) == 0);
}

static size_t word_end(const char *s, size_t at, size_t len)
{
    while (at < len && !is_blank(s[at]))
        at++;
    return at;
}

static size_t word_start(const char *s, size_t at, size_t len)
{
    while (at < len && is_blank(s[at]))
        at++;
    return at;
}

static enum key_parse split_blanks(struct draft *d, const char *s, size_t len)
{
    for (size_t at = 0; at < len;) {
        size_t end = word_end(s, at, len);
        size_t next = word_start(s, end, len);
        size_t next_end = word_end(s, next, len);
        if (is_page(s + at, end - at) && is_up_or_down(s + next, next_end - next)) {
            end = next_end;
            next = word_start(s, end, len);
        }
        if (add_key(d, s + at, end - at) != KEY_OK)
            return KEY_BAD;
        at = next;
    }
    return KEY_OK;
}

/* "ctrl-shift-c", "CTRL_A", "ctrl--": modifiers, then one key. */
static enum key_parse split_hyphens(struct draft *d, const char *s, size_t len)
{
    size_t at = 0;
    while (at < len) {
        size_t end = at;
        while (end < len && s[end] != '-' && s[end] != '_')
            end++;
        char name[32];
        if (end == len || key_parse_name(s + at, end - at, name) != KEY_OK || !key_modifier(name))
            break;
        if (draft_add(d, name) != KEY_OK)
            return KEY_BAD;
        at = end + 1;
    }
    if (!at || at == len)
        return KEY_BAD;
    return add_key(d, s + at, len - at);
}

static enum key_parse draft_read(struct draft *d, const char *s, size_t len)
{
    char name[32];
    enum key_parse parsed = key_parse_name(s, len, name);
    if (parsed == KEY_OK)
        return draft_add(d, name);
    if (parsed == KEY_MISSING)
        return KEY_MISSING;
    while (len && is_blank(*s)) {
        s++;
        len--;
    }
    while (len && is_blank(s[len - 1]))
        len--;
    if (memchr(s, '+', len))
        return split_plus(d, s, len);
    if (word_end(s, 0, len) < len)
        return split_blanks(d, s, len);
    return split_hyphens(d, s, len);
}

/* Modifiers first, in the order of their bits, then the rest as given. */
static void draft_finish(const struct draft *d, struct chord *out)
{
    out->keys = xcalloc(d->n, sizeof *out->keys);
    out->n = 0;
    for (unsigned int bit = 1; bit <= MOD_SUPER; bit <<= 1)
        for (size_t i = 0; i < d->n; i++)
            if (key_modifier(d->names[i]) == bit)
                out->keys[out->n++] = xstrdup(d->names[i]);
    for (size_t i = 0; i < d->n; i++)
        if (!key_modifier(d->names[i]))
            out->keys[out->n++] = xstrdup(d->names[i]);
}

enum key_parse chord_parse(const char *text, size_t len, struct chord *out)
{
    return chord_parse_list(&text, &len, 1, out);
}

static enum key_parse parse_list(const char *const *items, const size_t *lens, size_t n,
                                 bool canonical, struct chord *out)
{
    struct draft d = { .n = 0 };
    out->keys = NULL;
    out->n = 0;
    if (!n)
        return KEY_MISSING;
    for (size_t i = 0; i < n; i++) {
        char name[32] = "";
        enum key_parse parsed;
        if (canonical && lens[i] < sizeof name && key_is_canonical(items[i])) {
            memcpy(name, items[i], lens[i]);
            parsed = draft_add(&d, name);
        } else {
            parsed = draft_read(&d, items[i], lens[i]);
        }
        if (parsed != KEY_OK)
            return parsed;
    }
    draft_finish(&d, out);
    return KEY_OK;
}

enum key_parse chord_parse_list(const char *const *items, const size_t *lens, size_t n,
                                struct chord *out)
{
    return parse_list(items, lens, n, false, out);
}

enum key_parse chord_parse_canonical(const char *const *items, const size_t *lens, size_t n,
                                     struct chord *out)
{
    return parse_list(items, lens, n, true, out);
}

void chord_release(struct chord *c)
{
    for (size_t i = 0; i < c->n; i++)
        free(c->keys[i]);
    free(c->keys);
    c->keys = NULL;
    c->n = 0;
}
