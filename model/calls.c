#include "model/calls.h"

#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "base/xalloc.h"

static int read_value(struct scan *c, struct value *out, unsigned int depth);

static size_t name_end(const struct scan *c)
{
    size_t at = c->at;
    if (at < c->len && is_name_start((unsigned char)c->s[at]))
        while (at < c->len && is_name((unsigned char)c->s[at]))
            at++;
    return at;
}

bool call_at(const struct scan *c)
{
    size_t end = name_end(c);
    return end > c->at && end < c->len && c->s[end] == '(';
}

/* What stands after a comma that closed a string: in a call the next `name=`, in a list a value. */
static bool item_follows(struct scan c, bool list)
{
    scan_blanks(&c);
    int ch = scan_peek(&c);
    if (list)
        return ch == '\'' || ch == '"' || ch == '[' || ch == ']' || scan_at(&c, "True") ||
               scan_at(&c, "False") || scan_at(&c, "None") ||
               number_span(c.s + c.at, c.len - c.at) > 0;
    size_t end = name_end(&c);
    if (end == c.at)
        return ch == ')';
    c.at = end;
    scan_blanks(&c);
    return scan_peek(&c) == '=';
}

/* Does the first unescaped quote, just before the cursor, end its string? */
static bool first_quote_ends(struct scan c, char quote, bool list)
{
    scan_blanks(&c);
    int ch = scan_peek(&c);
    c.at++;
    if (ch == ')')
        return scan_peek(&c) != quote;
    return ch == ']' || (ch == ',' && item_follows(c, list));
}

/* Does a later one? It must be followed by what can only be the end of the call. */
static bool later_quote_ends(struct scan c)
{
    scan_blanks(&c);
    if (scan_peek(&c) != ')')
        return false;
    c.at++;
    while (scan_peek(&c) == ' ' || scan_peek(&c) == '\t' || scan_peek(&c) == '\r')
        c.at++;
    int ch = scan_peek(&c);
    return ch < 0 || ch == '\n' || ch == ';' || ch == '<';
}

/* After a backslash; the cursor stands on what follows it. */
static int add_escape(struct scan *c, struct strbuf *b)
{
    int ch = scan_peek(c);
    unsigned int byte;
    if (ch < 0)
        return -1;
    c->at++;
    switch (ch) {
    case 'n':
        strbuf_addch(b, '\n');
        return 0;
    case 't':
        strbuf_addch(b, '\t');
        return 0;
    case 'r':
        strbuf_addch(b, '\r');
        return 0;
    case '\\':
    case '\'':
    case '"':
        strbuf_addch(b, (char)ch);
        return 0;
    case 'x':
        if (!scan_hex(c, 2, &byte))
            break;
        c->at += 2;
        strbuf_add_utf8(b, byte);
        return 0;
    case 'u':
        switch (scan_unicode_escape(c, b)) {
        case 1:
            return 0;
        case -1:
            return -1;
        }
        break;
    }
    strbuf_addch(b, '\\');
    strbuf_addch(b, (char)ch);
    return 0;
}

static int read_string(struct scan *c, struct value *out, bool list)
{
    char quote = c->s[c->at++];
    struct strbuf b = STRBUF_INIT;
    bool first = true;
    while (!scan_end(c)) {
        char ch = c->s[c->at++];
        if (ch == '\\') {
            if (add_escape(c, &b))
                break;
            continue;
        }
        if (ch == quote) {
            if (first ? first_quote_ends(*c, quote, list) : later_quote_ends(*c)) {
                out->kind = VALUE_TEXT;
                out->len = b.len;
                out->text = strbuf_detach(&b);
                return 0;
            }
            first = false;
        }
        strbuf_addch(&b, ch);
    }
    strbuf_release(&b);
    return -1;
}

static int read_word(struct scan *c, struct value *out)
{
    size_t end = name_end(c);
    size_t n = end - c->at;
    const char *s = c->s + c->at;
    if (n == 4 && memcmp(s, "None", 4) == 0)
        *out = (struct value){0};
    else if (n == 4 && memcmp(s, "True", 4) == 0)
        *out = (struct value){ .kind = VALUE_BOOL, .truth = true };
    else if (n == 5 && memcmp(s, "False", 5) == 0)
        *out = (struct value){ .kind = VALUE_BOOL };
    else
        return -1;
    c->at = end;
    return 0;
}

static int read_list(struct scan *c, struct value *out, unsigned int depth)
{
    if (depth == VALUE_DEPTH_MAX)
        return -1;
    c->at++;
    out->kind = VALUE_LIST;
    for (;;) {
        scan_blanks(c);
        if (scan_skip(c, "]"))
            return 0;
        if (out->n > 0) {
            if (!scan_skip(c, ","))
                return -1;
            scan_blanks(c);
            if (scan_skip(c, "]"))
                return 0;
        }
        if (read_value(c, value_add(out, NULL), depth + 1))
            return -1;
    }
}

/* depth 0: an argument; deeper: an item of a list. */
static int read_value(struct scan *c, struct value *out, unsigned int depth)
{
    scan_blanks(c);
    int ch = scan_peek(c);
    if (ch == '\'' || ch == '"')
        return read_string(c, out, depth > 0);
    if (ch == '[')
        return read_list(c, out, depth);
    if (is_name_start(ch))
        return read_word(c, out);
    size_t n = number_span(c->s + c->at, c->len - c->at);
    if (n == 0 || !number_read(c->s + c->at, n, out))
        return -1;
    c->at += n;
    return 0;
}

static int read_args(struct scan *c, struct value *args)
{
    for (;;) {
        scan_blanks(c);
        if (scan_skip(c, ")"))
            return 0;
        if (args->n > 0) {
            if (!scan_skip(c, ","))
                return -1;
            scan_blanks(c);
            if (scan_skip(c, ")"))
                return 0;
        }
        size_t end = name_end(c);
        if (end == c->at)
            return -1;
        char *key = xstrndup(c->s + c->at, end - c->at);
        struct value *value = value_add(args, key);
        c->at = end;
        scan_blanks(c);
        if (!scan_skip(c, "=") || read_value(c, value, 0))
            return -1;
    }
}

int call_read(struct scan *c, struct call *out)
{
    *out = (struct call){ .args.kind = VALUE_DICT };
    size_t end = name_end(c);
    out->name = xstrndup(c->s + c->at, end - c->at);
    c->at = end;
    if (end > 0 && scan_skip(c, "(") && read_args(c, &out->args) == 0)
        return 0;
    call_release(out);
    return -1;
}

void call_release(struct call *call)
{
    free(call->name);
    call->name = NULL;
    value_release(&call->args);
}
