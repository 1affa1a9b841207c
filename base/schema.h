/* schema.h : the subset of JSON Schema in use: type (one or a list), properties, required,
 * additionalProperties (false where absent), enum, minimum, maximum, minLength, maxLength (code
 * points), items, minItems, maxItems. description and default are for readers. */
#ifndef BASE_SCHEMA_H
#define BASE_SCHEMA_H

struct err;
struct json_t;

/* 0, or ERR_INVALID with the path: "'box[2]' is 'x', wanted an integer". */
int schema_check(const struct json_t *schema, const struct json_t *value, struct err *err);

#endif
