/* value.h : what a model wrote as JSON or as a call's argument. Beside JSON's values it holds NaN and the
 * infinities, so that a parser can say what is wrong with them. */
#ifndef MODEL_VALUE_H
#define MODEL_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct json_t;

/* Deeper is malformed, in every reader. */
#define VALUE_DEPTH_MAX 64u

enum value_kind { VALUE_NULL, VALUE_BOOL, VALUE_NUMBER, VALUE_TEXT, VALUE_LIST, VALUE_DICT };

struct value {
    enum value_kind kind;
    bool truth;           /* VALUE_BOOL */
    bool whole;           /* VALUE_NUMBER: written as an integer that fits `integer` */
    int64_t integer;
    double number;
    char *text;           /* VALUE_TEXT: owned; text[len] is 0, more may lie before it */
    size_t len;
    struct value *items;  /* VALUE_LIST, VALUE_DICT: owned */
    char **keys;          /* VALUE_DICT: owned, one an item */
    size_t n, cap;
};

void value_release(struct value *v); /* and back to VALUE_NULL */
/* The new last item, VALUE_NULL; key is taken, NULL for a list. */
struct value *value_add(struct value *v, char *key);
/* Borrowed; the last of that key; NULL when v is no dict or has none. */
const struct value *value_get(const struct value *dict, const char *key);
/* New; NULL where JSON cannot say it: NaN, an infinity, a NUL or bad UTF-8 in a text or key. */
struct json_t *value_to_json(const struct value *v);
void value_from_json(const struct json_t *j, struct value *out);

/* Reads s[0..len) wholly as a literal: sign, digits with or without a point, exponent; nan, inf and
 * infinity in any case. Not a number: false. Overflow gives an infinity. The locale plays no part. */
bool number_read(const char *s, size_t len, struct value *out);
/* How many bytes at s look like such a literal (0: none): for readers that find it inside a text. */
size_t number_span(const char *s, size_t len);

#endif
