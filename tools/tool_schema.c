#include "tools/tool_schema.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/js.h"
#include "base/xalloc.h"

#define FIELDS_MAX 64u
#define DEPTH_MAX 16

static const char *const words[] = { "string", "integer", "number", "boolean", "object", "array" };

static json_t *word_schema(const char *word, size_t len)
{
    if (len > 2 && memcmp(word + len - 2, "[]", 2) == 0) {
        json_t *items = word_schema(word, len - 2);
        return items ? json_pack("{s:s,s:o}", "type", "array", "items", items) : NULL;
    }
    if (len == 3 && memcmp(word, "any", 3) == 0)
        return json_object();
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strlen(words[i]) != len || memcmp(words[i], word, len) != 0)
            continue;
        json_t *schema = json_pack("{s:s}", "type", words[i]);
        if (strcmp(words[i], "object") == 0)
            json_object_set_new(schema, "additionalProperties", json_true());
        return schema;
    }
    return NULL;
}

/* Sets *optional. New, or NULL. */
static json_t *field_schema(const char *name, const json_t *field, bool *optional, struct err *err)
{
    *optional = false;
    if (json_is_object(field)) {
        json_t *schema = json_deep_copy(field);
        *optional = js_bool(schema, "optional", false);
        json_object_del(schema, "optional");
        return schema;
    }
    const char *word = json_string_value(field);
    if (!word) {
        err_set(err, ERR_INVALID, "'%s' is neither a type word nor a schema table", name);
        return NULL;
    }
    size_t len = strlen(word);
    if (len && word[len - 1] == '?') {
        *optional = true;
        len--;
    }
    json_t *schema = word_schema(word, len);
    if (!schema)
        err_set(err, ERR_INVALID, "'%s' is '%s': no type word (string, integer, number, boolean, "
                "object, array, any, with [] or ?)", name, word);
    return schema;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static json_t *sorted(json_t *value)
{
    char *text = js_dump_sorted(value);
    json_t *copy = json_loads(text, JSON_DECODE_ANY, NULL);
    free(text);
    json_decref(value);
    return copy;
}

static size_t sorted_names(const json_t *fields, const char **names)
{
    const char *name;
    json_t *field;
    size_t n = 0;
    json_object_foreach((json_t *)fields, name, field)
        names[n++] = name;
    qsort(names, n, sizeof *names, compare_names);
    return n;
}

json_t *tool_schema(const json_t *fields, struct err *err)
{
    if (json_object_size(fields) > FIELDS_MAX) {
        err_set(err, ERR_LIMIT, "%zu fields, limit %u", json_object_size(fields), FIELDS_MAX);
        return NULL;
    }
    if (fields && !json_is_object(fields) && json_array_size(fields)) {
        err_set(err, ERR_INVALID, "a list, wanted names with types");
        return NULL;
    }
    const char *type = js_str(fields, "type");
    if (type && strcmp(type, "object") == 0 && json_is_object(js_get(fields, "properties")))
        return sorted(json_deep_copy(fields));
    const char *names[FIELDS_MAX];
    size_t n = sorted_names(fields, names);
    json_t *properties = json_object();
    json_t *required = json_array();
    for (size_t i = 0; i < n; i++) {
        bool optional;
        json_t *schema = field_schema(names[i], js_get(fields, names[i]), &optional, err);
        if (!schema) {
            json_decref(properties);
            json_decref(required);
            return NULL;
        }
        json_object_set_new(properties, names[i], schema);
        if (!optional)
            json_array_append_new(required, json_string(names[i]));
    }
    return sorted(json_pack("{s:s,s:o,s:o,s:b}", "type", "object", "properties", properties,
                            "required", required, "additionalProperties", 0));
}

static bool wants_list(const json_t *schema)
{
    const char *type = js_str(schema, "type");
    return type && strcmp(type, "array") == 0;
}

static bool is_empty_table(const json_t *value)
{
    return json_is_object(value) && json_object_size(value) == 0;
}

static void coerce(const json_t *schema, json_t *value, int depth)
{
    const char *name;
    json_t *rule;
    size_t i;
    json_t *item;
    if (depth == 0)
        return;
    if (json_is_object(value)) {
        json_object_foreach(js_get(schema, "properties"), name, rule) {
            item = js_get(value, name);
            if (wants_list(rule) && is_empty_table(item))
                json_object_set_new(value, name, json_array());
            else
                coerce(rule, item, depth - 1);
        }
    }
    json_array_foreach(value, i, item) {
        rule = js_get(schema, "items");
        if (wants_list(rule) && is_empty_table(item))
            json_array_set_new(value, i, json_array());
        else
            coerce(rule, item, depth - 1);
    }
}

void tool_coerce(const json_t *schema, json_t *value)
{
    coerce(schema, value, DEPTH_MAX);
}
