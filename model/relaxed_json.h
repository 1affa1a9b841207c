/* relaxed_json.h : JSON as models write it: single quotes, Python's literals, trailing commas, raw
 * newlines in strings, leading zeros. The rules are those of the dialects' page, section 5. */
#ifndef MODEL_RELAXED_JSON_H
#define MODEL_RELAXED_JSON_H

#include <stdbool.h>
#include <stddef.h>

#include "model/scan.h"
#include "model/value.h"

/* One value at the cursor (white space before it is skipped), which moves past it. -1: malformed (also
 * deeper than VALUE_DEPTH_MAX); out is released then. Linear in what it reads. */
int relaxed_json_read(struct scan *c, struct value *out);
/* The same for all of s: anything but white space after the value is malformed. */
int relaxed_json_whole(const char *s, size_t len, struct value *out);
/* Where in a text the value starts: in the first ```json or bare ``` fence, else at the first `{`, or the
 * first `[` before a `{`, `[`, digit, `-` or `.`. false: nowhere. */
bool relaxed_json_find(const char *s, size_t len, size_t *at);

#endif
