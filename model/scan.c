#include "model/scan.h"

#include <string.h>

#include "base/strbuf.h"

void scan_blanks(struct scan *c)
{
    while (is_blank(scan_peek(c)))
        c->at++;
}

bool scan_at(const struct scan *c, const char *word)
{
    size_t n = strlen(word);
    return c->len - c->at >= n && memcmp(c->s + c->at, word, n) == 0;
}

bool scan_skip(struct scan *c, const char *word)
{
    if (!scan_at(c, word))
        return false;
    c->at += strlen(word);
    return true;
}

size_t scan_find(const struct scan *c, const char *word)
{
    const char *found = memmem(c->s + c->at, c->len - c->at, word, strlen(word));
    return found ? (size_t)(found - c->s) : c->len;
}

bool scan_hex(const struct scan *c, size_t n, unsigned int *out)
{
    if (c->len - c->at < n)
        return false;
    *out = 0;
    for (size_t i = 0; i < n; i++) {
        int d = (unsigned char)c->s[c->at + i];
        int v = d >= '0' && d <= '9' ? d - '0'
              : d >= 'a' && d <= 'f' ? d - 'a' + 10
              : d >= 'A' && d <= 'F' ? d - 'A' + 10 : -1;
        if (v < 0)
            return false;
        *out = *out * 16 + (unsigned int)v;
    }
    return true;
}

int scan_unicode_escape(struct scan *c, struct strbuf *b)
{
    unsigned int cp, low;
    if (!scan_hex(c, 4, &cp))
        return 0;
    if (cp >= 0xDC00 && cp <= 0xDFFF)
        return -1;
    c->at += 4;
    if (cp >= 0xD800 && cp <= 0xDBFF) {
        if (!scan_skip(c, "\\u") || !scan_hex(c, 4, &low) || low < 0xDC00 || low > 0xDFFF)
            return -1;
        c->at += 4;
        cp = 0x10000 + ((cp - 0xD800) << 10) + (low - 0xDC00);
    }
    strbuf_add_utf8(b, cp);
    return 1;
}
