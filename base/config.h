/* config.h : the option table: type, range, default and help in one row, for config.lua, --check-config
 * and the manual page. */
#ifndef BASE_CONFIG_H
#define BASE_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct config;
struct err;
struct json_t;

enum option_type { OPTION_INT, OPTION_BOOL, OPTION_TEXT, OPTION_CHOICE };
struct config_option {
    const char *name;
    enum option_type type;
    int64_t min, max;            /* OPTION_INT */
    const char *choices;         /* OPTION_CHOICE: "a|b" */
    const char *otherwise;       /* the default, as text */
    const char *help;            /* with its unit */
};
extern const struct config_option config_options[]; /* sorted by name */
extern const size_t config_options_n;

/* values: {"max_steps": 50, …}; borrowed; may be NULL. ERR_INVALID names option, value and range. */
struct config *config_new(const struct json_t *values, struct err *err);
int config_set(struct config *c, const char *name, const char *text, struct err *err); /* from a command line */
int64_t config_int(const struct config *c, const char *name); /* an unknown name is a bug: aborts */
bool config_bool(const struct config *c, const char *name);
const char *config_text(const struct config *c, const char *name);
void config_free(struct config *c);

#endif
