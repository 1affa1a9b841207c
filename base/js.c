#include "base/js.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/strbuf.h"
#include "base/utf8.h"
#include "base/xalloc.h"

/* jansson has a depth limit of its own (2048) that is no option, so nesting is counted before. */
static int check_depth(const char *bytes, size_t len, struct err *err)
{
    size_t depth = 0;
    bool in_string = false;

    for (size_t i = 0; i < len; i++) {
        char c = bytes[i];
        if (in_string) {
            if (c == '\\')
                i++;
            else if (c == '"')
                in_string = false;
        } else if (c == '"') {
            in_string = true;
        } else if (c == '[' || c == '{') {
            if (++depth > JS_DEPTH_MAX)
                return err_set(err, ERR_LIMIT, "JSON is nested deeper than %u levels at byte %zu",
                               JS_DEPTH_MAX, i);
        } else if ((c == ']' || c == '}') && depth > 0) {
            depth--;
        }
    }
    return 0;
}

json_t *js_parse(const char *bytes, size_t len, size_t max_len, struct err *err)
{
    json_error_t why;
    json_t *value;
    size_t bad;

    if (len > max_len) {
        err_set(err, ERR_LIMIT, "JSON has %zu bytes, limit %zu", len, max_len);
        return NULL;
    }
    if (check_depth(bytes, len, err) != 0)
        return NULL;
    bad = utf8_check(bytes, len);
    if (bad) {
        err_set(err, ERR_PROTOCOL, "JSON has invalid UTF-8 at byte %zu", bad - 1);
        return NULL;
    }
    value = json_loadb(bytes, len, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, &why);
    if (!value)
        err_set(err, ERR_PROTOCOL, "no JSON: line %d, column %d: %.150s", why.line, why.column,
                why.text);
    return value;
}

char *js_dump(const json_t *value)
{
    return json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
}

char *js_dump_sorted(const json_t *value)
{
    return json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY | JSON_SORT_KEYS);
}

json_t *js_get(const json_t *object, const char *key)
{
    return json_object_get(object, key);
}

const char *js_str(const json_t *object, const char *key)
{
    return json_string_value(js_get(object, key));
}

int64_t js_int(const json_t *object, const char *key, int64_t otherwise)
{
    const json_t *value = js_get(object, key);

    return json_is_integer(value) ? json_integer_value(value) : otherwise;
}

double js_num(const json_t *object, const char *key, double otherwise)
{
    const json_t *value = js_get(object, key);

    return json_is_number(value) ? json_number_value(value) : otherwise;
}

bool js_bool(const json_t *object, const char *key, bool otherwise)
{
    const json_t *value = js_get(object, key);

    return json_is_boolean(value) ? json_is_true(value) : otherwise;
}

json_t *js_text(const char *bytes)
{
    struct strbuf clean = STRBUF_INIT;
    size_t len = strlen(bytes);
    json_t *text;

    for (size_t i = 0; i < len;) {
        uint32_t cp;
        size_t n = utf8_decode(bytes + i, len - i, &cp);
        if (n)
            strbuf_add(&clean, bytes + i, n);
        else
            strbuf_add_utf8(&clean, 0xFFFD);
        i += n ? n : 1;
    }
    text = json_stringn(clean.s, clean.len);
    strbuf_release(&clean);
    return text;
}
