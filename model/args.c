/* args.c : arguments by name (answer.h). */
#include "model/answer.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "actions/keys.h"
#include "base/utf8.h"
#include "base/xalloc.h"

/* No hand presses more; it keeps the work on an endless list small. */
#define CHORD_KEYS_MAX 32u
#define CHORD_TEXT_MAX 1024u

static const char *const button_words[] = { "left", "middle", "right", "back", "forward", NULL };

void args_init(struct args *g, struct answer *answer, const char *call, const struct value *dict)
{
    *g = (struct args){ .answer = answer, .call = call, .dict = dict };
}

int args_end(struct args *g)
{
    if (g->code == PARSE_OK)
        return 0;
    return answer_fail(g->answer, g->code, "%s", g->detail);
}

void args_fault(struct args *g, enum parse_code code, const char *name, const char *what)
{
    if (g->code != PARSE_OK && g->code <= code)
        return;
    g->code = code;
    snprintf(g->detail, sizeof g->detail, "%.40s: '%.40s' %.70s", g->call, name, what);
}

const struct value *args_get(const struct args *g, const char *name)
{
    const struct value *v = value_get(g->dict, name);
    return v && v->kind != VALUE_NULL ? v : NULL;
}

const struct value *args_any(const struct args *g, const char *const *names, const char **name)
{
    if (name)
        *name = names[0];
    for (; *names; names++) {
        const struct value *v = args_get(g, *names);
        if (!v)
            continue;
        if (name)
            *name = *names;
        return v;
    }
    return NULL;
}

char *args_text(struct args *g, const char *name, const char *otherwise)
{
    const struct value *v = args_get(g, name);
    if (!v && !otherwise)
        args_fault(g, PARSE_MISSING_ARGUMENT, name, "is missing");
    if (!v)
        return xstrdup(otherwise ? otherwise : "");
    if (v->kind != VALUE_TEXT)
        args_fault(g, PARSE_BAD_ARGUMENT, name, "is no text");
    else if (v->len > ACTION_TEXT_MAX)
        args_fault(g, PARSE_BAD_ARGUMENT, name, "is over 2 MiB long");
    else if (memchr(v->text, 0, v->len) || utf8_check(v->text, v->len))
        args_fault(g, PARSE_BAD_ARGUMENT, name, "holds a NUL or is not UTF-8");
    else
        return xstrndup(v->text, v->len);
    return xstrdup("");
}

char *args_name(struct args *g, const char *name)
{
    char *text = args_text(g, name, NULL);
    if (!*text && args_get(g, name) && args_get(g, name)->kind == VALUE_TEXT &&
        args_get(g, name)->len == 0)
        args_fault(g, PARSE_MISSING_ARGUMENT, name, "is empty");
    return text;
}

/* The number that v is or that its text spells; false: a fault, named. */
static bool as_number(struct args *g, const char *name, const struct value *v, struct value *out)
{
    if (v->kind == VALUE_NUMBER) {
        *out = (struct value){ .kind = v->kind, .whole = v->whole, .integer = v->integer,
                               .number = v->number };
        return true;
    }
    if (v->kind == VALUE_TEXT && number_read(v->text, v->len, out))
        return true;
    args_fault(g, PARSE_BAD_ARGUMENT, name, "is no number");
    return false;
}

bool args_number(struct args *g, const char *name, double *out)
{
    const struct value *v = args_get(g, name);
    struct value number;
    if (!v || !as_number(g, name, v, &number))
        return false;
    *out = number.number;
    return true;
}

int64_t args_whole(struct args *g, const char *name, int64_t min, int64_t max, bool required,
                   int64_t otherwise)
{
    double number;
    char what[80];
    if (!args_get(g, name)) {
        if (required)
            args_fault(g, PARSE_MISSING_ARGUMENT, name, "is missing");
        return otherwise;
    }
    if (!args_number(g, name, &number))
        return otherwise;
    if (number >= (double)min && number <= (double)max && number == floor(number))
        return (int64_t)number;
    snprintf(what, sizeof what, "is no whole number from %lld to %lld", (long long)min,
             (long long)max);
    args_fault(g, PARSE_BAD_ARGUMENT, name, what);
    return otherwise;
}

uint32_t args_seconds(struct args *g, const char *name, uint32_t otherwise_ms)
{
    double seconds;
    if (!args_number(g, name, &seconds))
        return otherwise_ms;
    double ms = floor(seconds * 1000 + 0.5);
    if (ms >= 0 && ms <= ACTION_MS_MAX)
        return (uint32_t)ms;
    args_fault(g, PARSE_BAD_ARGUMENT, name, "is not from 0 to 300 s");
    return otherwise_ms;
}

int args_choice(struct args *g, const char *name, const char *const *choices, int otherwise)
{
    const struct value *v = args_get(g, name);
    if (!v || (v->kind == VALUE_TEXT && v->len == 0)) {
        if (otherwise < 0)
            args_fault(g, PARSE_MISSING_ARGUMENT, name, "is missing");
        if (!v || otherwise < 0)
            return otherwise < 0 ? 0 : otherwise;
    }
    if (v->kind == VALUE_TEXT)
        for (int i = 0; choices[i]; i++)
            if (strcmp(v->text, choices[i]) == 0 && strlen(choices[i]) == v->len)
                return i;
    args_fault(g, PARSE_BAD_ARGUMENT, name, "is not one of its words");
    return 0;
}

enum button args_button(struct args *g, const char *name)
{
    return (enum button)args_choice(g, name, button_words, BUTTON_LEFT);
}

static enum key_parse chord_from_list(const struct value *v, struct chord *out)
{
    if (v->n == 0)
        return KEY_MISSING;
    if (v->n > CHORD_KEYS_MAX)
        return KEY_BAD;
    const char **items = xcalloc(v->n, sizeof *items);
    size_t *lens = xcalloc(v->n, sizeof *lens);
    enum key_parse rc = KEY_OK;
    for (size_t i = 0; i < v->n && rc == KEY_OK; i++) {
        items[i] = v->items[i].text;
        lens[i] = v->items[i].len;
        if (v->items[i].kind != VALUE_TEXT)
            rc = KEY_BAD;
    }
    if (rc == KEY_OK)
        rc = chord_parse_list(items, lens, v->n, out);
    free(items);
    free(lens);
    return rc;
}

static bool chord_from_value(struct args *g, const char *name, const struct value *v,
                             struct chord *out)
{
    enum key_parse rc = KEY_BAD;
    if (v->kind == VALUE_TEXT && v->len <= CHORD_TEXT_MAX)
        rc = chord_parse(v->text, v->len, out);
    else if (v->kind == VALUE_LIST)
        rc = chord_from_list(v, out);
    if (rc == KEY_MISSING)
        args_fault(g, PARSE_MISSING_ARGUMENT, name, "is empty");
    if (rc == KEY_BAD)
        args_fault(g, PARSE_BAD_ARGUMENT, name, "is no key or chord");
    return rc == KEY_OK;
}

void args_chord(struct args *g, const char *const *names, struct chord *out)
{
    const char *name;
    const struct value *v = args_any(g, names, &name);
    if (!v)
        args_fault(g, PARSE_MISSING_ARGUMENT, name, "is missing");
    else if (chord_from_value(g, name, v, out))
        return;
    *out = (struct chord){0};
}

void args_one_key(struct args *g, const char *const *names, struct chord *out)
{
    args_chord(g, names, out);
    if (out->n > 1)
        args_fault(g, PARSE_BAD_ARGUMENT, names[0], "is more than one key");
}

unsigned int args_modifiers(struct args *g, const char *name)
{
    const struct value *v = args_get(g, name);
    struct chord chord = {0};
    unsigned int mask = 0;
    if (!v || (v->kind == VALUE_TEXT && v->len == 0) || (v->kind == VALUE_LIST && v->n == 0))
        return 0;
    if (!chord_from_value(g, name, v, &chord))
        return 0;
    for (size_t i = 0; i < chord.n; i++) {
        unsigned int bit = key_modifier(chord.keys[i]);
        if (!bit)
            args_fault(g, PARSE_BAD_ARGUMENT, name, "holds a key that is no modifier");
        mask |= bit;
    }
    chord_release(&chord);
    return mask;
}

static void convert(struct args *g, const char *name, const struct place *place, bool *has,
                    struct spoint *out)
{
    enum parse_code code = framing_point(&g->answer->framing, place, out);
    *has = code == PARSE_OK;
    if (code == PARSE_OUT_OF_FRAME)
        args_fault(g, code, name, "lies outside the picture");
    else if (code != PARSE_OK)
        args_fault(g, code, name, "is no number");
}

void args_place(struct args *g, const char *const *names, bool required, bool *has,
                struct spoint *out)
{
    const char *name;
    struct place place;
    *has = false;
    const struct value *v = args_any(g, names, &name);
    enum parse_code code = v ? place_from_value(v, &place) : PARSE_MISSING_ARGUMENT;
    if (code == PARSE_OK)
        convert(g, name, &place, has, out);
    else if (code == PARSE_BAD_ARGUMENT)
        args_fault(g, code, name, "is no coordinate of 2 or 4 numbers");
    else if (required)
        args_fault(g, code, name, "is missing");
}

/* An empty coordinate is as good as none. */
static bool filled(const struct args *g, const char *name)
{
    const struct value *v = args_get(g, name);
    return v && (v->kind != VALUE_TEXT || v->len > 0);
}

void args_xy(struct args *g, bool required, bool *has, struct spoint *out)
{
    struct place place = { .n = 2 };
    bool x = filled(g, "x"), y = filled(g, "y");
    *has = false;
    if (!x && (required || y))
        args_fault(g, PARSE_MISSING_ARGUMENT, "x", "is missing");
    if (!y && (required || x))
        args_fault(g, PARSE_MISSING_ARGUMENT, "y", "is missing");
    bool ok = x && args_number(g, "x", &place.v[0]);
    if (y && args_number(g, "y", &place.v[1]) && ok)
        convert(g, "x, y", &place, has, out);
}
