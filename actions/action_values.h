/* action_values.h : the kinds of value in an action's JSON. Each reader gives 0, or -1 with ERR_INVALID
 * naming the key or path. */
#ifndef ACTIONS_ACTION_VALUES_H
#define ACTIONS_ACTION_VALUES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "actions/action.h"

struct err;
struct json_t;

#define COORDINATE_MAX 65535 /* beyond every X screen; the desktop's own edge is the gesture's to check */

/* v NULL: it is missing. A whole number that Lua wrote as 3.0 is one too. */
int read_int(const struct json_t *v, const char *path, int64_t min, int64_t max, int64_t *out,
             struct err *err);
int read_member(const struct json_t *j, const char *key, int64_t min, int64_t max, int64_t *out,
                struct err *err);
/* New; over ACTION_TEXT_MAX: ERR_LIMIT. */
int read_text(const struct json_t *j, const char *key, bool may_be_empty, char **out,
              struct err *err);
/* The place among n words; absent: `otherwise`, or an error if that is negative. */
int read_word(const struct json_t *j, const char *key, const char *const *words, int n,
              int otherwise, int *out, struct err *err);
int read_points(const struct json_t *j, const char *key, struct spoint **items, size_t *n,
                struct err *err); /* new; 1..ACTION_POINTS_MAX */
int read_box(const struct json_t *v, const char *path, struct srect *out, struct err *err);

#endif
