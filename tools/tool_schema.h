/* tool_schema.h : what a tool's declaration says of its parameters, as JSON Schema. Pure. */
#ifndef TOOLS_TOOL_SCHEMA_H
#define TOOLS_TOOL_SCHEMA_H

struct err;
struct json_t;

/* {"title":"string","n":"integer?","tags":"string[]","box":{schema}} to an object schema, keys sorted, so
 * that a request's bytes stay the same from run to run. Words: string, integer, number, boolean, object,
 * array, any, and [] for a list of one, ? for "may be left out". A full schema table may hold
 * "optional": true. fields that are an object schema already are taken as they are; NULL: no fields. New. */
struct json_t *tool_schema(const struct json_t *fields, struct err *err);

/* Lua has one empty table: where the schema wants a list, {} becomes []. */
void tool_coerce(const struct json_t *schema, struct json_t *value);

#endif
