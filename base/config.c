#include "base/config.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/js.h"
#include "base/strbuf.h"
#include "base/utf8.h"
#include "base/xalloc.h"

#define TEXT_MAX 4096u

const struct config_option config_options[] = {
    { "approval_timeout_s", OPTION_INT, 0, 604800, NULL, "0",
      "seconds to wait for a person's yes before the answer counts as no; 0: no limit" },
    { "capture", OPTION_CHOICE, 0, 0, "x11|pipewire|wlroots|replay|null", "x11",
      "the driver that takes pictures of the screen" },
    { "capture_from", OPTION_TEXT, 0, 0, NULL, "",
      "what replay and null take their picture from, a task's journal folder or WIDTHxHEIGHT; empty: the display" },
    { "hands", OPTION_CHOICE, 0, 0, "xtest|portal|wlroots|record|null", "xtest",
      "the driver that moves the pointer and presses keys" },
    { "hands_to", OPTION_TEXT, 0, 0, NULL, "",
      "the file that record writes to; empty: the display's name" },
    { "indicator", OPTION_BOOL, 0, 0, NULL, "true",
      "show a small mark on the screen while the agent acts" },
    { "journal_days", OPTION_INT, 1, 36500, NULL, "30",
      "days that a finished task's journal is kept" },
    { "journal_megabytes", OPTION_INT, 1, 10485760, NULL, "2048",
      "megabytes that all journals may take; the oldest go first" },
    { "listen", OPTION_TEXT, 0, 0, NULL, "127.0.0.1:7443",
      "address and port of the browser console" },
    { "max_steps", OPTION_INT, 1, 1000, NULL, "50", "steps that a task may take" },
    { "model", OPTION_TEXT, 0, 0, NULL, "embedded",
      "the model that decides: embedded, or a name from config.lua" },
    { "ocr", OPTION_BOOL, 0, 0, NULL, "true", "read the text on the screen from its pixels" },
    { "ocr_languages", OPTION_TEXT, 0, 0, NULL, "eng",
      "languages of the text recognition, joined by +, as tesseract names them" },
    { "policy", OPTION_TEXT, 0, 0, NULL, "",
      "a policy file in place of the default one; empty: the default" },
    { "queue_max", OPTION_INT, 1, 100000, NULL, "100", "tasks that may wait for the desktop" },
    { "settle_first_ms", OPTION_INT, 0, 60000, NULL, "300",
      "milliseconds to wait for the first change after an action" },
    { "settle_max_ms", OPTION_INT, 1, 600000, NULL, "5000",
      "milliseconds after which a screen that still changes is taken as it is" },
    { "settle_quiet_ms", OPTION_INT, 1, 60000, NULL, "120",
      "milliseconds without a change that count as quiet" },
    { "timeout_s", OPTION_INT, 1, 604800, NULL, "600", "seconds that a task may take" },
    { "tokens_max", OPTION_INT, 0, 1000000000, NULL, "0",
      "tokens that a task may use, question and answer together; 0: no limit" },
    { "web", OPTION_BOOL, 0, 0, NULL, "true", "serve the browser console" },
};
const size_t config_options_n = sizeof config_options / sizeof *config_options;

struct value {
    int64_t number; /* OPTION_INT, OPTION_BOOL */
    char *text;     /* OPTION_TEXT, OPTION_CHOICE */
};

struct config {
    struct value values[sizeof config_options / sizeof *config_options];
};

static int by_name(const void *name, const void *option)
{
    return strcmp(name, ((const struct config_option *)option)->name);
}

static const struct config_option *find(const char *name)
{
    return bsearch(name, config_options, config_options_n, sizeof *config_options, by_name);
}

static int unknown(const char *name, struct err *err)
{
    struct strbuf near = STRBUF_INIT;

    /* One that begins alike is most likely what was meant. */
    for (size_t i = 0; i < config_options_n && strlen(name) >= 3; i++)
        if (strncmp(config_options[i].name, name, 3) == 0)
            strbuf_addf(&near, "%s'%s'", near.len ? ", " : "; is it ", config_options[i].name);
    err_set(err, ERR_INVALID, "there is no option '%.60s'%.120s", name, near.s);
    strbuf_release(&near);
    return -1;
}

static int set_number(struct value *v, const struct config_option *o, int64_t number,
                      struct err *err)
{
    if (number < o->min || number > o->max)
        return err_set(err, ERR_INVALID, "option '%s' is %lld, wanted %lld to %lld", o->name,
                       (long long)number, (long long)o->min, (long long)o->max);
    v->number = number;
    return 0;
}

static bool is_choice(const char *choices, const char *text)
{
    size_t len = strlen(text);

    for (const char *p = choices; p && *p;) {
        size_t n = strcspn(p, "|");
        if (n == len && strncmp(p, text, n) == 0)
            return true;
        p += n + (p[n] == '|');
    }
    return false;
}

static int set_text(struct value *v, const struct config_option *o, const char *text,
                    struct err *err)
{
    if (o->type == OPTION_CHOICE && !is_choice(o->choices, text))
        return err_set(err, ERR_INVALID, "option '%s' is '%.60s', wanted one of %s", o->name, text,
                       o->choices);
    if (strlen(text) > TEXT_MAX)
        return err_set(err, ERR_INVALID, "option '%s' has %zu bytes, limit %u", o->name,
                       strlen(text), TEXT_MAX);
    if (utf8_check(text, strlen(text)))
        return err_set(err, ERR_INVALID, "option '%s' is not valid UTF-8", o->name);
    free(v->text);
    v->text = xstrdup(text);
    return 0;
}

static int set_from_text(struct value *v, const struct config_option *o, const char *text,
                         struct err *err)
{
    static const char *const yes[] = { "true", "yes", "on", "1" };
    static const char *const no[] = { "false", "no", "off", "0" };
    long long number;
    char *end;

    switch (o->type) {
    case OPTION_INT:
        errno = 0;
        number = strtoll(text, &end, 10);
        if (end == text || *end || errno)
            return err_set(err, ERR_INVALID, "option '%s' is '%.60s', wanted an integer", o->name,
                           text);
        return set_number(v, o, number, err);
    case OPTION_BOOL:
        for (size_t i = 0; i < 4; i++) {
            if (strcmp(text, yes[i]) == 0 || strcmp(text, no[i]) == 0) {
                v->number = strcmp(text, yes[i]) == 0;
                return 0;
            }
        }
        return err_set(err, ERR_INVALID, "option '%s' is '%.60s', wanted true or false", o->name,
                       text);
    case OPTION_TEXT:
    case OPTION_CHOICE: return set_text(v, o, text, err);
    }
    return -1;
}

static int set_from_json(struct value *v, const struct config_option *o, const json_t *j,
                         struct err *err)
{
    static const char *const wanted[] = { "an integer", "true or false", "a text", "a text" };
    double real = json_number_value(j);
    char *text;

    /* Lua knows 50.0 and 50 as the same number. */
    if (o->type == OPTION_INT && json_is_real(j) && real > -1e15 && real < 1e15 &&
        real == (double)(int64_t)real)
        return set_number(v, o, (int64_t)real, err);
    if (o->type == OPTION_INT && json_is_integer(j))
        return set_number(v, o, json_integer_value(j), err);
    if (o->type == OPTION_BOOL && json_is_boolean(j)) {
        v->number = json_is_true(j);
        return 0;
    }
    if ((o->type == OPTION_TEXT || o->type == OPTION_CHOICE) && json_is_string(j)) {
        if (strlen(json_string_value(j)) != json_string_length(j))
            return err_set(err, ERR_INVALID, "option '%s' holds a NUL", o->name);
        return set_text(v, o, json_string_value(j), err);
    }
    text = js_dump(j);
    err_set(err, ERR_INVALID, "option '%s' is %.60s, wanted %s", o->name, text ? text : "odd",
            wanted[o->type]);
    free(text);
    return -1;
}

struct config *config_new(const json_t *values, struct err *err)
{
    struct config *c = xcalloc(1, sizeof *c);
    const char *key;
    json_t *value;

    for (size_t i = 0; i < config_options_n; i++)
        if (set_from_text(&c->values[i], &config_options[i], config_options[i].otherwise, err) != 0)
            goto fail;
    json_object_foreach((json_t *)values, key, value) {
        const struct config_option *o = find(key);
        if (!o) {
            unknown(key, err);
            goto fail;
        }
        if (set_from_json(&c->values[o - config_options], o, value, err) != 0)
            goto fail;
    }
    return c;

fail:
    config_free(c);
    return NULL;
}

int config_set(struct config *c, const char *name, const char *text, struct err *err)
{
    const struct config_option *o = find(name);

    if (!o)
        return unknown(name, err);
    return set_from_text(&c->values[o - config_options], o, text, err);
}

static const struct value *value_of(const struct config *c, const char *name, bool text)
{
    const struct config_option *o = find(name);
    bool is_text = o && (o->type == OPTION_TEXT || o->type == OPTION_CHOICE);

    if (!o || is_text != text) {
        fprintf(stderr, "agentd: no such option in the table: '%s'\n", name);
        abort();
    }
    return &c->values[o - config_options];
}

int64_t config_int(const struct config *c, const char *name)
{
    return value_of(c, name, false)->number;
}

bool config_bool(const struct config *c, const char *name)
{
    return value_of(c, name, false)->number != 0;
}

const char *config_text(const struct config *c, const char *name)
{
    return value_of(c, name, true)->text;
}

void config_free(struct config *c)
{
    if (!c)
        return;
    for (size_t i = 0; i < config_options_n; i++)
        free(c->values[i].text);
    free(c);
}
