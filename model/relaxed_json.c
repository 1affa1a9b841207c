#include "model/relaxed_json.h"

#include <string.h>

#include "base/strbuf.h"

static int read_value(struct scan *c, struct value *out, unsigned int depth);

/* After a backslash; the cursor stands on what follows it. */
static int read_escape(struct scan *c, struct strbuf *b)
{
    static const char from[] = "\"\\/bfnrt'", to[] = "\"\\/\b\f\n\r\t'";
    int ch = scan_peek(c);
    if (ch < 0)
        return -1;
    const char *found = ch ? strchr(from, ch) : NULL;
    if (found) {
        c->at++;
        strbuf_addch(b, to[found - from]);
        return 0;
    }
    c->at++;
    unsigned int byte;
    if (ch == 'x' && scan_hex(c, 2, &byte)) {
        c->at += 2;
        strbuf_add_utf8(b, byte);
        return 0;
    }
    if (ch == 'u') {
        int rc = scan_unicode_escape(c, b);
        if (rc)
            return rc < 0 ? -1 : 0;
    }
    strbuf_addch(b, '\\');
    strbuf_addch(b, (char)ch);
    return 0;
}

static int read_string(struct scan *c, struct value *out)
{
    char quote = c->s[c->at++];
    struct strbuf b = STRBUF_INIT;
    while (!scan_end(c)) {
        char ch = c->s[c->at++];
        if (ch == quote) {
            out->kind = VALUE_TEXT;
            out->len = b.len;
            out->text = strbuf_detach(&b);
            return 0;
        }
        if (ch != '\\')
            strbuf_addch(&b, ch);
        else if (read_escape(c, &b))
            break;
    }
    strbuf_release(&b);
    return -1;
}

static bool word(struct scan *c, const char *name)
{
    size_t after = c->at + strlen(name);
    if (!scan_at(c, name) || (after < c->len && is_name((unsigned char)c->s[after])))
        return false;
    c->at = after;
    return true;
}

static int read_literal(struct scan *c, struct value *out)
{
    if (word(c, "null") || word(c, "None"))
        return 0;
    if (word(c, "true") || word(c, "True")) {
        *out = (struct value){ .kind = VALUE_BOOL, .truth = true };
        return 0;
    }
    if (word(c, "false") || word(c, "False")) {
        out->kind = VALUE_BOOL;
        return 0;
    }
    size_t n = number_span(c->s + c->at, c->len - c->at);
    if (n == 0 || !number_read(c->s + c->at, n, out))
        return -1;
    c->at += n;
    return scan_end(c) || !is_name(scan_peek(c)) ? 0 : -1;
}

/* After an item: 1 another one follows, 0 the closer was read, -1 neither. */
static int after_item(struct scan *c, char closer)
{
    scan_blanks(c);
    int ch = scan_peek(c);
    if (ch != ',' && ch != closer)
        return -1;
    c->at++;
    if (ch == closer)
        return 0;
    scan_blanks(c);
    if (scan_peek(c) != closer)
        return 1;
    c->at++; /* a trailing comma */
    return 0;
}

static int read_key(struct scan *c, char **key)
{
    scan_blanks(c);
    if (scan_peek(c) != '"' && scan_peek(c) != '\'')
        return -1;
    struct value text = {0};
    if (read_string(c, &text))
        return -1;
    scan_blanks(c);
    if (memchr(text.text, 0, text.len) || !scan_skip(c, ":")) {
        value_release(&text);
        return -1;
    }
    *key = text.text;
    return 0;
}

static int read_items(struct scan *c, struct value *out, unsigned int depth)
{
    if (depth == VALUE_DEPTH_MAX)
        return -1;
    bool dict = c->s[c->at++] == '{';
    char closer = dict ? '}' : ']';
    out->kind = dict ? VALUE_DICT : VALUE_LIST;
    scan_blanks(c);
    if (scan_peek(c) == closer) {
        c->at++;
        return 0;
    }
    for (;;) {
        char *key = NULL;
        if (dict && read_key(c, &key))
            return -1;
        if (read_value(c, value_add(out, key), depth + 1))
            return -1;
        int rc = after_item(c, closer);
        if (rc <= 0)
            return rc;
    }
}

static int read_value(struct scan *c, struct value *out, unsigned int depth)
{
    scan_blanks(c);
    switch (scan_peek(c)) {
    case '{':
    case '[':
        return read_items(c, out, depth);
    case '"':
    case '\'':
        return read_string(c, out);
    default:
        return read_literal(c, out);
    }
}

int relaxed_json_read(struct scan *c, struct value *out)
{
    *out = (struct value){0};
    if (read_value(c, out, 0) == 0)
        return 0;
    value_release(out);
    return -1;
}

int relaxed_json_whole(const char *s, size_t len, struct value *out)
{
    struct scan c = { s, len, 0 };
    if (relaxed_json_read(&c, out))
        return -1;
    scan_blanks(&c);
    if (scan_end(&c))
        return 0;
    value_release(out);
    return -1;
}

static bool find_fence(const char *s, size_t len, size_t *at)
{
    struct scan c = { s, len, 0 };
    while ((c.at = scan_find(&c, "```")) < len) {
        c.at += 3;
        scan_skip(&c, "json");
        while (scan_peek(&c) == ' ' || scan_peek(&c) == '\t' || scan_peek(&c) == '\r')
            c.at++;
        if (scan_peek(&c) == '\n' || scan_peek(&c) == '{' || scan_peek(&c) == '[') {
            *at = c.at;
            return true;
        }
        c.at = scan_find(&c, "```"); /* another language's: its closing fence opens none */
        if (c.at < len)
            c.at += 3;
    }
    return false;
}

bool relaxed_json_find(const char *s, size_t len, size_t *at)
{
    if (find_fence(s, len, at))
        return true;
    for (size_t i = 0; i < len; i++) {
        int next = i + 1 < len ? (unsigned char)s[i + 1] : 0;
        if (s[i] == '{' || (s[i] == '[' && next && strchr("{[0123456789-.", next))) {
            *at = i;
            return true;
        }
    }
    return false;
}
