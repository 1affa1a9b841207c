#include "base/words.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "base/utf8.h"
#include "base/xalloc.h"

#define TYPO_LEN 64

/* Capitals of Latin-1, Latin Extended-A, Greek and Cyrillic; the scripts without case stay. */
static uint32_t small(uint32_t c)
{
    if ((c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE && c != 0xD7) ||
        (c >= 0x391 && c <= 0x3A9) || (c >= 0x410 && c <= 0x42F))
        return c + 32;
    if (c >= 0x400 && c <= 0x40F)
        return c + 80;
    if ((c >= 0x100 && c <= 0x137) || (c >= 0x14A && c <= 0x177))
        return c | 1;
    if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E))
        return c + (c & 1);
    return c;
}

/* ASCII letters and digits, '+' and '#' ("C++"), and all above ASCII but Latin-1's signs and the
 * general punctuation. */
static bool is_letter(uint32_t c)
{
    if (c < 0x80)
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               c == '+' || c == '#';
    return c >= 0xAA && c != 0xAB && c != 0xBB && c != 0xD7 && c != 0xF7 &&
           !(c >= 0x2000 && c <= 0x206F) && !(c >= 0x3000 && c <= 0x303F);
}

char *words_fold(const char *text, bool camel)
{
    struct strbuf out = STRBUF_INIT;
    size_t len = strlen(text), n;
    bool was_small = false;

    strbuf_addch(&out, ' ');
    for (size_t i = 0; i < len; i += n) {
        uint32_t c = 0;
        n = utf8_decode(text + i, len - i, &c);
        if (n == 0) {
            n = 1;
            c = ' ';
        }
        if (!is_letter(c)) {
            if (out.s[out.len - 1] != ' ' && c != '\'')
                strbuf_addch(&out, ' ');
            was_small = false;
            continue;
        }
        if (camel && was_small && c >= 'A' && c <= 'Z')
            strbuf_addch(&out, ' ');
        was_small = c >= 'a' && c <= 'z';
        strbuf_add_utf8(&out, small(c));
    }
    if (out.s[out.len - 1] != ' ')
        strbuf_addch(&out, ' ');
    return strbuf_detach(&out);
}

/* The next word at or behind p: its start, and its length in *len; NULL: none. */
static const char *word_at(const char *p, size_t *len)
{
    p += strspn(p, " ");
    *len = strcspn(p, " ");
    return *len ? p : NULL;
}

static bool is_one_of(const char *word, size_t len, const char *const *list)
{
    for (; *list; list++)
        if (strlen(*list) == len && memcmp(*list, word, len) == 0)
            return true;
    return false;
}

char *words_bare(const char *folded)
{
    static const char *const front[] = { "the", "a",    "an",      "my",     "our", "your",
                                         "this", "that", "default", "system", NULL };
    static const char *const back[] = { "app", "application", "program", "window", NULL };
    const char *start = folded, *word;
    size_t len, n = strlen(folded);

    while ((word = word_at(start, &len)) && is_one_of(word, len, front) && word[len + 1])
        start = word + len;
    n -= (size_t)(start - folded);
    for (;;) {
        const char *last = n > 2 ? memrchr(start, ' ', n - 1) : NULL;
        if (!last || last == start ||
            !is_one_of(last + 1, (size_t)(start + n - 1 - (last + 1)), back))
            break;
        n = (size_t)(last - start) + 1;
    }
    return xstrndup(start, n);
}

bool words_has(const char *folded, const char *word, size_t len)
{
    size_t n;

    for (const char *w; (w = word_at(folded, &n)); folded = w + n)
        if (n == len && memcmp(w, word, len) == 0)
            return true;
    return false;
}

size_t words_count(const char *folded)
{
    size_t n = 0, len;

    for (const char *w; (w = word_at(folded, &len)); folded = w + len)
        n++;
    return n;
}

size_t words_common(const char *a, const char *b)
{
    size_t n = 0, len;

    for (const char *w; (w = word_at(a, &len)); a = w + len)
        n += words_has(b, w, len);
    return n;
}

bool words_same_letters(const char *a, const char *b)
{
    for (;;) {
        a += strspn(a, " ");
        b += strspn(b, " ");
        if (*a != *b)
            return false;
        if (!*a)
            return true;
        a++;
        b++;
    }
}

static size_t letters(const char *s, char out[TYPO_LEN])
{
    size_t n = 0;

    for (; *s; s++) {
        if (*s == ' ')
            continue;
        if (n == TYPO_LEN)
            return TYPO_LEN + 1;
        out[n++] = *s;
    }
    return n;
}

static unsigned int least(unsigned int a, unsigned int b)
{
    return a < b ? a : b;
}

/* Optimal string alignment distance, three rows kept. */
unsigned int words_typos(const char *a, const char *b)
{
    char x[TYPO_LEN], y[TYPO_LEN];
    unsigned int rows[3][TYPO_LEN + 1];
    size_t n = letters(a, x), m = letters(b, y);

    if (n > TYPO_LEN || m > TYPO_LEN || n > m + 2 || m > n + 2)
        return 3;
    for (size_t j = 0; j <= m; j++)
        rows[0][j] = (unsigned int)j;
    for (size_t i = 1; i <= n; i++) {
        unsigned int *now = rows[i % 3], *up = rows[(i + 2) % 3], *upper = rows[(i + 1) % 3];
        now[0] = (unsigned int)i;
        for (size_t j = 1; j <= m; j++) {
            now[j] = up[j - 1] + (x[i - 1] != y[j - 1]);
            now[j] = least(now[j], least(up[j], now[j - 1]) + 1);
            if (i > 1 && j > 1 && x[i - 1] == y[j - 2] && x[i - 2] == y[j - 1])
                now[j] = least(now[j], upper[j - 2] + 1);
        }
    }
    return least(rows[n % 3][m], 3);
}
