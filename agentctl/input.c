#include "agentctl/input.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agentctl/args.h"
#include "agentctl/ctl.h"
#include "base/err.h"
#include "base/files.h"
#include "base/js.h"
#include "base/strbuf.h"
#include "base/utf8.h"

/* Takes text; gives it back when it is UTF-8 without NUL. */
static char *checked(const struct ctl *c, char *text, size_t len, const char *what)
{
    size_t bad = text ? utf8_check(text, len) : 0;

    if (!text)
        return NULL;
    if (!bad && strlen(text) != len)
        bad = strlen(text) + 1;
    if (!bad)
        return text;
    fprintf(stderr, "agentctl: %s: %s is no UTF-8 text: byte %zu\n", c->verb->name, what, bad);
    free(text);
    return NULL;
}

/* Not through /dev/stdin: that cannot be opened when it is a socket. */
static char *standard_input(const struct ctl *c)
{
    struct strbuf all = STRBUF_INIT;
    char part[65536];
    size_t n, len;

    while ((n = fread(part, 1, sizeof part, stdin)) > 0 && all.len <= INPUT_MAX)
        strbuf_add(&all, part, n);
    if (ferror(stdin) || all.len > INPUT_MAX) {
        if (ferror(stdin))
            fprintf(stderr, "agentctl: %s: cannot read standard input\n", c->verb->name);
        else
            fprintf(stderr, "agentctl: %s: standard input is over %u bytes\n", c->verb->name,
                    INPUT_MAX);
        strbuf_release(&all);
        return NULL;
    }
    len = all.len;
    return checked(c, strbuf_detach(&all), len, "standard input");
}

char *input_file(const struct ctl *c, const char *path)
{
    struct err err = { 0 };
    size_t len = 0;
    char *text;

    if (strcmp(path, "-") == 0)
        return standard_input(c);
    text = file_read(path, INPUT_MAX, &len, &err);
    if (!text)
        fprintf(stderr, "agentctl: %s: %s\n", c->verb->name, err.msg);
    return checked(c, text, len, path);
}

char *input_words(const struct ctl *c, const struct args *a, int first)
{
    struct strbuf all = STRBUF_INIT;
    size_t len;

    if (a->n == first + 1 && strcmp(a->v[first], "-") == 0)
        return input_file(c, "-");
    for (int i = first; i < a->n; i++)
        strbuf_addf(&all, "%s%s", i > first ? " " : "", a->v[i]);
    len = all.len;
    if (len > INPUT_MAX) {
        fprintf(stderr, "agentctl: %s: the text has %zu bytes, limit %u\n", c->verb->name, len,
                INPUT_MAX);
        strbuf_release(&all);
        return NULL;
    }
    return checked(c, strbuf_detach(&all), len, "the text");
}

json_t *input_object(const struct ctl *c, const char *text)
{
    struct err err = { 0 };
    char *in = strcmp(text, "-") == 0 ? input_file(c, "-") : NULL;
    json_t *value;

    if (strcmp(text, "-") == 0) {
        if (!in)
            return NULL;
        text = in;
    }
    value = js_parse(text, strlen(text), INPUT_MAX, &err);
    if (value && !json_is_object(value)) {
        err_set(&err, ERR_INVALID, "a JSON object is wanted, like {\"key\": 1}");
        json_decref(value);
        value = NULL;
    }
    if (!value)
        fprintf(stderr, "agentctl: %s: %s\n", c->verb->name, err.msg);
    free(in);
    return value;
}
