#include "actions/action_values.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/utf8.h"
#include "base/xalloc.h"

/* A whole number, also one that Lua wrote with ".0". */
int read_int(const json_t *v, const char *path, int64_t min, int64_t max, int64_t *out,
             struct err *err)
{
    if (json_is_integer(v)) {
        *out = json_integer_value(v);
    } else if (json_is_real(v) && fabs(json_real_value(v)) < 1e15 &&
               floor(json_real_value(v)) == json_real_value(v)) {
        *out = (int64_t)json_real_value(v);
    } else {
        return err_set(err, ERR_INVALID, v ? "'%s' is not a whole number" : "'%s' is missing",
                       path);
    }
    if (*out < min || *out > max)
        return err_set(err, ERR_INVALID, "'%s' is %lld, wanted %lld..%lld", path, (long long)*out,
                       (long long)min, (long long)max);
    return 0;
}

int read_member(const json_t *j, const char *key, int64_t min, int64_t max, int64_t *out,
                struct err *err)
{
    return read_int(json_object_get(j, key), key, min, max, out, err);
}

int read_text(const json_t *j, const char *key, bool may_be_empty, char **out,
              struct err *err)
{
    const json_t *v = json_object_get(j, key);
    if (!json_is_string(v))
        return err_set(err, ERR_INVALID, v ? "'%s' is not a text" : "'%s' is missing", key);
    size_t len = json_string_length(v);
    if (!len && !may_be_empty)
        return err_set(err, ERR_INVALID, "'%s' is empty", key);
    if (len > ACTION_TEXT_MAX)
        return err_set(err, ERR_LIMIT, "'%s' is %zu bytes long, limit %u", key, len,
                       ACTION_TEXT_MAX);
    if (memchr(json_string_value(v), '\0', len))
        return err_set(err, ERR_INVALID, "'%s' holds a NUL", key);
    size_t bad = utf8_check(json_string_value(v), len);
    if (bad)
        return err_set(err, ERR_INVALID, "'%s' is not UTF-8 at byte %zu", key, bad - 1);
    *out = xstrndup(json_string_value(v), len);
    return 0;
}

/* One of a table's words; absent: `otherwise`, or an error if that is negative. */
int read_word(const json_t *j, const char *key, const char *const *words, int n,
              int otherwise, int *out, struct err *err)
{
    const json_t *v = json_object_get(j, key);
    if (!v && otherwise >= 0) {
        *out = otherwise;
        return 0;
    }
    if (!v)
        return err_set(err, ERR_INVALID, "'%s' is missing", key);
    for (int i = 0; json_is_string(v) && i < n; i++)
        if (words[i] && strcmp(words[i], json_string_value(v)) == 0) {
            *out = i;
            return 0;
        }
    if (!json_is_string(v))
        return err_set(err, ERR_INVALID, "'%s' is not a text", key);
    return err_set(err, ERR_INVALID, "'%s' cannot be '%.60s'", key, json_string_value(v));
}

static int read_point_at(const json_t *v, const char *path, struct spoint *out, struct err *err)
{
    char part[80];
    int64_t xy[2];
    if (json_array_size(v) != 2)
        return err_set(err, ERR_INVALID, "'%s' is not a point [x, y]", path);
    for (size_t i = 0; i < 2; i++) {
        snprintf(part, sizeof part, "%s[%zu]", path, i);
        if (read_int(json_array_get(v, i), part, -COORDINATE_MAX, COORDINATE_MAX, &xy[i], err) < 0)
            return -1;
    }
    out->x = (int32_t)xy[0];
    out->y = (int32_t)xy[1];
    return 0;
}

int read_points(const json_t *j, const char *key, struct spoint **items, size_t *n,
                struct err *err)
{
    const json_t *v = json_object_get(j, key);
    size_t count = json_array_size(v);
    if (!json_is_array(v) || !count)
        return err_set(err, ERR_INVALID,
                       v ? "'%s' is not a list of points" : "'%s' is missing", key);
    if (count > ACTION_POINTS_MAX)
        return err_set(err, ERR_INVALID, "'%s' holds %zu points, limit %u", key, count,
                       ACTION_POINTS_MAX);
    struct spoint *list = xcalloc(count, sizeof *list);
    for (size_t i = 0; i < count; i++) {
        char path[40];
        snprintf(path, sizeof path, "%s[%zu]", key, i);
        if (read_point_at(json_array_get(v, i), path, &list[i], err) < 0) {
            free(list);
            return -1;
        }
    }
    *items = list;
    *n = count;
    return 0;
}

int read_box(const json_t *v, const char *path, struct srect *out, struct err *err)
{
    char part[80];
    int64_t c[4];
    if (json_array_size(v) != 4)
        return err_set(err, ERR_INVALID, "'%s' is not a box [x0, y0, x1, y1]", path);
    for (size_t i = 0; i < 4; i++) {
        snprintf(part, sizeof part, "%s[%zu]", path, i);
        if (read_int(json_array_get(v, i), part, -COORDINATE_MAX, COORDINATE_MAX, &c[i], err) < 0)
            return -1;
    }
    if (c[0] > c[2] || c[1] > c[3])
        return err_set(err, ERR_INVALID, "'%s' has its corners in the wrong order", path);
    *out = (struct srect){ (int32_t)c[0], (int32_t)c[1], (int32_t)(c[2] - c[0] + 1),
                           (int32_t)(c[3] - c[1] + 1) };
    return 0;
}
