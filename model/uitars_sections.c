#include "model/uitars_sections.h"

#include <string.h>

#include "model/calls.h"
#include "model/reasoning.h"

static const struct { const char *word; enum section section; } headers[] = {
    { "Thought", SECTION_THOUGHT },
    { "Action_Summary", SECTION_SUMMARY },
    { "Reflection", SECTION_REFLECTION },
    { "Action", SECTION_ACTION },
};

static const char *const around[] = { "<computer_env>", "</computer_env>", "</Output>" };
#define AROUND_N (sizeof around / sizeof *around)

static bool skip_colon(struct scan *c)
{
    return scan_skip(c, ":") || scan_skip(c, "：");
}

enum section section_header(struct scan *c)
{
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
        struct scan try = *c;
        if (scan_skip(&try, headers[i].word) && skip_colon(&try)) {
            *c = try;
            return headers[i].section;
        }
    }
    return SECTION_NONE;
}

static bool skip_tags(struct scan *c)
{
    size_t before = c->at;
    for (size_t i = 0; i < AROUND_N; i++)
        if (scan_skip(c, around[i])) {
            scan_blanks(c);
            i = (size_t)-1;
        }
    return c->at > before;
}

static bool begins(struct scan c)
{
    return scan_at(&c, "<seed:tool_call>") || scan_at(&c, "<Thought>") ||
           scan_at(&c, "<answer>") || section_header(&c) != SECTION_NONE;
}

void section_next(struct scan *c)
{
    bool line = c->at == 0 || c->s[c->at - 1] == '\n';
    for (;;) {
        struct scan try = *c;
        skip_tags(&try);
        if (line && begins(try)) {
            *c = try;
            return;
        }
        size_t newline = scan_find(c, "\n");
        if (newline == c->len) {
            c->at = c->len;
            return;
        }
        c->at = newline + 1;
        line = true;
    }
}

static bool skip_fence(struct scan *c)
{
    if (!scan_skip(c, "```"))
        return false;
    struct scan try = *c;
    while (is_name(scan_peek(&try)))
        try.at++;
    while (scan_peek(&try) == ' ' || scan_peek(&try) == '\t' || scan_peek(&try) == '\r')
        try.at++;
    if (scan_end(&try) || scan_peek(&try) == '\n')
        *c = try;
    return true;
}

void section_skip(struct scan *c, bool between)
{
    do
        scan_blanks(c);
    while (skip_fence(c) || skip_tags(c) || (between && (scan_skip(c, ";") || scan_skip(c, ","))));
}

static bool cut_end(const char *s, size_t *len, const char *word)
{
    size_t n = strlen(word);
    if (*len < n || memcmp(s + *len - n, word, n) != 0)
        return false;
    *len -= n;
    return true;
}

void section_thought(struct strbuf *b, const char *s, size_t from, size_t to)
{
    size_t len = to - from;
    bool more = true;
    s += from;
    while (more) {
        s = text_trim(s, &len);
        more = cut_end(s, &len, "```");
        for (size_t i = 0; i < AROUND_N && !more; i++)
            more = cut_end(s, &len, around[i]);
    }
    if (len == 0)
        return;
    if (b->len)
        strbuf_addch(b, '\n');
    strbuf_add(b, s, len);
}

bool section_inline(struct scan *c, size_t *at)
{
    static const char word[] = "Action";
    for (size_t i = c->len; i-- > 0;) {
        struct scan try = { c->s, c->len, i };
        if (c->s[i] != word[0] || !scan_skip(&try, word) || !skip_colon(&try))
            continue;
        if (i == 0 || !is_blank((unsigned char)c->s[i - 1]))
            return false;
        *at = i;
        *c = try;
        return true;
    }
    return false;
}
