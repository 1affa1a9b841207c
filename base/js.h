/* js.h : JSON over jansson: caps on depth and size, precise errors, short accessors. In headers a
 * JSON value is `struct json_t *`, jansson's own, counted by json_incref and json_decref. */
#ifndef BASE_JS_H
#define BASE_JS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;
struct json_t;

#define JS_DEPTH_MAX 64u
#define JS_MESSAGE_MAX (8u << 20) /* bytes of one protocol message */

/* New reference, or NULL: ERR_LIMIT over max_len bytes or 64 levels, ERR_PROTOCOL with line and
 * column for what is no JSON, invalid UTF-8 and NUL included. Any value is taken, not objects only. */
struct json_t *js_parse(const char *bytes, size_t len, size_t max_len, struct err *err);
/* One line, keys in the order of insertion; new, caller frees. */
char *js_dump(const struct json_t *value);
char *js_dump_sorted(const struct json_t *value); /* the same with sorted keys: for hashing */

/* Accessors take NULL and values of other kinds, and give the default then. */
const char *js_str(const struct json_t *object, const char *key); /* borrowed or NULL */
int64_t js_int(const struct json_t *object, const char *key, int64_t otherwise);
double js_num(const struct json_t *object, const char *key, double otherwise);
bool js_bool(const struct json_t *object, const char *key, bool otherwise);
struct json_t *js_get(const struct json_t *object, const char *key); /* borrowed or NULL */

/* Text that may hold anything (window titles, OCR): bad bytes become U+FFFD, NUL ends it. New. */
struct json_t *js_text(const char *bytes);

#endif
