#include "agentctl/args.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agentctl/ctl.h"

static void take_out(struct args *a, int i, int count)
{
    memmove(a->v + i, a->v + i + count, (size_t)(a->n - i - count) * sizeof *a->v);
    a->n -= count;
}

static bool ends_options(const char *arg)
{
    return strcmp(arg, "--") == 0;
}

bool args_flag(struct args *a, const char *name)
{
    bool found = false;

    for (int i = 0; i < a->n && !ends_options(a->v[i]);) {
        if (strcmp(a->v[i], name) == 0) {
            take_out(a, i, 1);
            found = true;
        } else {
            i++;
        }
    }
    return found;
}

const char *args_value(struct args *a, const char *name)
{
    size_t len = strlen(name);
    const char *value = NULL;

    for (int i = 0; i < a->n && !ends_options(a->v[i]);) {
        if (strncmp(a->v[i], name, len) == 0 && a->v[i][len] == '=' && len > 2) {
            value = a->v[i] + len + 1;
            take_out(a, i, 1);
        } else if (strcmp(a->v[i], name) == 0 && i + 1 < a->n) {
            value = a->v[i + 1];
            take_out(a, i, 2);
        } else if (strcmp(a->v[i], name) == 0) {
            fprintf(stderr, "agentctl: %s wants a value\n", name);
            a->bad = true;
            take_out(a, i, 1);
        } else {
            i++;
        }
    }
    return value;
}

static bool read_number(const char *text, int64_t min, int64_t max, int64_t *out)
{
    char *end;

    errno = 0;
    *out = strtoll(text, &end, 0);
    return end != text && !*end && !errno && *out >= min && *out <= max;
}

int64_t args_number(struct args *a, const char *name, int64_t min, int64_t max, int64_t otherwise)
{
    const char *text = args_value(a, name);
    int64_t number;

    if (!text)
        return otherwise;
    if (read_number(text, min, max, &number))
        return number;
    fprintf(stderr, "agentctl: %s is '%s', wanted an integer from %lld to %lld\n", name, text,
            (long long)min, (long long)max);
    a->bad = true;
    return otherwise;
}

bool args_box(struct args *a, const char *name, int64_t box[4])
{
    const char *text = args_value(a, name);
    long long v[4];
    int used = -1;

    if (!text)
        return false;
    if (sscanf(text, "%lld,%lld,%lld,%lld%n", &v[0], &v[1], &v[2], &v[3], &used) != 4 ||
        used < 0 || text[used]) {
        fprintf(stderr, "agentctl: %s is '%s', wanted X,Y,WIDTH,HEIGHT\n", name, text);
        a->bad = true;
        return false;
    }
    for (int i = 0; i < 4; i++)
        box[i] = v[i];
    return true;
}

static void print_usage(const struct ctl *c)
{
    fprintf(stderr, "usage: agentctl %s%s%s\n`agentctl help %s` says more\n", c->verb->name,
            *c->verb->usage ? " " : "", c->verb->usage, c->verb->name);
}

bool args_end(struct args *a, const struct ctl *c, int min, int max)
{
    for (int i = 0; i < a->n; i++) {
        if (ends_options(a->v[i])) {
            take_out(a, i, 1);
            break;
        }
        /* A lone "-" is standard input, and "-5" no option. */
        if (a->v[i][0] == '-' && a->v[i][1] && !strchr("0123456789", a->v[i][1])) {
            fprintf(stderr, "agentctl: %s has no option '%s'\n", c->verb->name, a->v[i]);
            a->bad = true;
            break;
        }
    }
    if (!a->bad && a->n < min)
        fprintf(stderr, "agentctl: %s: something is missing\n", c->verb->name);
    else if (!a->bad && max >= 0 && a->n > max)
        fprintf(stderr, "agentctl: %s: '%s' is too much\n", c->verb->name, a->v[max]);
    else if (!a->bad)
        return true;
    print_usage(c);
    return false;
}

int args_wrong(const struct ctl *c, const char *fmt, ...)
{
    va_list args;

    fprintf(stderr, "agentctl: %s: ", c->verb->name);
    va_start(args, fmt);
    vfprintf(stderr, fmt, args);
    va_end(args);
    fputc('\n', stderr);
    print_usage(c);
    return CTL_USAGE;
}
