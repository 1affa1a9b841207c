#include "model/value.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/utf8.h"
#include "base/xalloc.h"

void value_release(struct value *v)
{
    for (size_t i = 0; i < v->n; i++) {
        value_release(&v->items[i]); /* as deep as VALUE_DEPTH_MAX */
        if (v->keys)
            free(v->keys[i]);
    }
    free(v->items);
    free(v->keys);
    free(v->text);
    *v = (struct value){0};
}

struct value *value_add(struct value *v, char *key)
{
    if (v->n == v->cap) {
        v->cap = v->cap ? v->cap * 2 : 4;
        v->items = xreallocarray(v->items, v->cap, sizeof *v->items);
        if (v->kind == VALUE_DICT)
            v->keys = xreallocarray(v->keys, v->cap, sizeof *v->keys);
    }
    if (v->kind == VALUE_DICT)
        v->keys[v->n] = key;
    struct value *item = &v->items[v->n++];
    *item = (struct value){0};
    return item;
}

const struct value *value_get(const struct value *dict, const char *key)
{
    if (dict->kind != VALUE_DICT)
        return NULL;
    for (size_t i = dict->n; i-- > 0;)
        if (strcmp(dict->keys[i], key) == 0)
            return &dict->items[i];
    return NULL;
}

static json_t *list_to_json(const struct value *v)
{
    json_t *list = json_array();
    for (size_t i = 0; i < v->n; i++) {
        json_t *item = value_to_json(&v->items[i]);
        if (!item) {
            json_decref(list);
            return NULL;
        }
        json_array_append_new(list, item);
    }
    return list;
}

static json_t *dict_to_json(const struct value *v)
{
    json_t *object = json_object();
    for (size_t i = 0; i < v->n; i++) {
        json_t *item = value_to_json(&v->items[i]);
        if (!item || json_object_set_new(object, v->keys[i], item)) {
            json_decref(object);
            return NULL;
        }
    }
    return object;
}

struct json_t *value_to_json(const struct value *v)
{
    switch (v->kind) {
    case VALUE_NULL:
        return json_null();
    case VALUE_BOOL:
        return json_boolean(v->truth);
    case VALUE_NUMBER:
        return v->whole ? json_integer(v->integer) : json_real(v->number);
    case VALUE_TEXT:
        return memchr(v->text, 0, v->len) ? NULL : json_stringn(v->text, v->len);
    case VALUE_LIST:
        return list_to_json(v);
    case VALUE_DICT:
        return dict_to_json(v);
    }
    return NULL;
}

static void dict_from_json(const json_t *j, struct value *out)
{
    out->kind = VALUE_DICT;
    const char *key;
    json_t *item;
    json_object_foreach((json_t *)j, key, item)
        value_from_json(item, value_add(out, xstrdup(key)));
}

void value_from_json(const struct json_t *j, struct value *out)
{
    *out = (struct value){0};
    switch (json_typeof(j)) {
    case JSON_NULL:
        break;
    case JSON_TRUE:
    case JSON_FALSE:
        out->kind = VALUE_BOOL;
        out->truth = json_is_true(j);
        break;
    case JSON_INTEGER:
        out->kind = VALUE_NUMBER;
        out->whole = true;
        out->integer = json_integer_value(j);
        out->number = (double)out->integer;
        break;
    case JSON_REAL:
        out->kind = VALUE_NUMBER;
        out->number = json_real_value(j);
        break;
    case JSON_STRING:
        out->kind = VALUE_TEXT;
        out->len = json_string_length(j);
        out->text = xstrndup(json_string_value(j), out->len);
        break;
    case JSON_ARRAY:
        out->kind = VALUE_LIST;
        for (size_t i = 0; i < json_array_size(j); i++)
            value_from_json(json_array_get(j, i), value_add(out, NULL));
        break;
    case JSON_OBJECT:
        dict_from_json(j, out);
        break;
    }
}

static size_t digits(const char *s, size_t len)
{
    size_t n = 0;
    while (n < len && s[n] >= '0' && s[n] <= '9')
        n++;
    return n;
}

static size_t word_span(const char *s, size_t len)
{
    static const char *const words[] = { "infinity", "inf", "nan" };
    for (size_t i = 0; i < 3; i++) {
        size_t n = strlen(words[i]);
        if (len >= n && strncasecmp(s, words[i], n) == 0)
            return n;
    }
    return 0;
}

size_t number_span(const char *s, size_t len)
{
    size_t at = len > 0 && (s[0] == '+' || s[0] == '-');
    size_t word = word_span(s + at, len - at);
    if (word)
        return at + word;
    size_t before = digits(s + at, len - at);
    at += before;
    size_t after = 0;
    if (at < len && s[at] == '.') {
        after = digits(s + at + 1, len - at - 1);
        if (before + after > 0)
            at += 1 + after;
    }
    if (before + after == 0)
        return 0;
    if (at < len && (s[at] == 'e' || s[at] == 'E')) {
        size_t e = at + 1;
        if (e < len && (s[e] == '+' || s[e] == '-'))
            e++;
        size_t power = digits(s + e, len - e);
        if (power)
            at = e + power;
    }
    return at;
}

/* mantissa * 10^exponent. Exact where both fit a double (Clinger's fast path), else within an ulp or two:
 * nothing here needs better. */
static double scale(uint64_t mantissa, long exponent)
{
    if (mantissa == 0)
        return 0;
    if (exponent >= 0)
        return exponent > 400 ? INFINITY : (double)mantissa * pow(10, (double)exponent);
    if (exponent < -700)
        return 0;
    if (exponent < -300) /* in two steps: 10^400 alone would overflow */
        return (double)mantissa / 1e300 / pow(10, (double)(-exponent - 300));
    return (double)mantissa / pow(10, (double)-exponent);
}

struct decimal {
    uint64_t mantissa;
    long exponent;
    bool fraction, exact;
};

static void add_digit(struct decimal *d, char c)
{
    if (d->mantissa > (UINT64_MAX - 9) / 10) { /* the rest is below a double's precision */
        d->exact = false;
        d->exponent += !d->fraction;
        return;
    }
    d->mantissa = d->mantissa * 10 + (uint64_t)(c - '0');
    d->exponent -= d->fraction;
}

bool number_read(const char *s, size_t len, struct value *out)
{
    if (len == 0 || number_span(s, len) != len)
        return false;
    *out = (struct value){ .kind = VALUE_NUMBER };
    bool minus = s[0] == '-';
    size_t at = minus || s[0] == '+';
    if (word_span(s + at, len - at)) {
        out->number = s[at] == 'n' || s[at] == 'N' ? (double)NAN : minus ? -INFINITY : INFINITY;
        return true;
    }
    struct decimal d = { .exact = true };
    bool integer = true;
    for (; at < len && s[at] != 'e' && s[at] != 'E'; at++) {
        if (s[at] == '.')
            d.fraction = true, integer = false;
        else
            add_digit(&d, s[at]);
    }
    if (at < len) {
        integer = false;
        bool negative = s[++at] == '-';
        at += s[at] == '-' || s[at] == '+';
        long power = 0;
        for (; at < len; at++)
            power = power > 100000 ? power : power * 10 + (s[at] - '0');
        d.exponent += negative ? -power : power;
    }
    out->number = scale(d.mantissa, d.exponent) * (minus ? -1 : 1);
    out->whole = integer && d.exact && d.mantissa <= INT64_MAX;
    if (out->whole)
        out->integer = minus ? -(int64_t)d.mantissa : (int64_t)d.mantissa;
    return true;
}
