#include "base/keyfile.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/files.h"
#include "base/strbuf.h"
#include "base/xalloc.h"

#define FILE_MAX (4u << 20)

/* The lines point into text, which was cut up in place. */
struct keyfile {
    char *text;
    struct keyline *lines;
    size_t n, cap;
};

static char *trim(char *s)
{
    size_t len;

    s += strspn(s, " \t");
    len = strlen(s);
    while (len && strchr(" \t\r", s[len - 1]))
        s[--len] = '\0';
    return s;
}

static void add_line(struct keyfile *k, char *line, const char **group)
{
    char *equals, *close;

    line = trim(line);
    if (*line == '[') {
        close = strchr(line, ']');
        if (close) {
            *close = '\0';
            *group = line + 1;
        }
        return;
    }
    equals = strchr(line, '=');
    if (*line == '#' || !equals || !*group)
        return;
    *equals = '\0';
    GROW(k->lines, k->n, k->cap);
    k->lines[k->n++] = (struct keyline){ *group, trim(line), trim(equals + 1) };
}

static struct keyfile *parse(char *text)
{
    struct keyfile *k = xcalloc(1, sizeof *k);
    const char *group = NULL;
    char *rest = text, *line;

    k->text = text;
    while ((line = strsep(&rest, "\n")))
        add_line(k, line, &group);
    return k;
}

struct keyfile *keyfile_parse(const char *text)
{
    return parse(xstrdup(text));
}

struct keyfile *keyfile_read(const char *path, struct err *err)
{
    char *text = file_read(path, FILE_MAX, NULL, err);

    return text ? parse(text) : NULL;
}

void keyfile_free(struct keyfile *k)
{
    if (!k)
        return;
    free(k->lines);
    free(k->text);
    free(k);
}

size_t keyfile_count(const struct keyfile *k)
{
    return k->n;
}

struct keyline keyfile_at(const struct keyfile *k, size_t i)
{
    return k->lines[i];
}

const char *keyfile_raw(const struct keyfile *k, const char *group, const char *key)
{
    for (size_t i = k->n; i-- > 0;)
        if (strcmp(k->lines[i].key, key) == 0 && strcmp(k->lines[i].group, group) == 0)
            return k->lines[i].value;
    return NULL;
}

static char *undo_escapes(const char *raw)
{
    static const char from[] = "sntr\\", to[] = " \n\t\r\\";
    struct strbuf out = STRBUF_INIT;

    for (; *raw; raw++) {
        const char *at = *raw == '\\' && raw[1] ? strchr(from, raw[1]) : NULL;
        if (at) {
            strbuf_addch(&out, to[at - from]);
            raw++;
        } else {
            strbuf_addch(&out, *raw);
        }
    }
    return strbuf_detach(&out);
}

char *keyfile_text(const struct keyfile *k, const char *group, const char *key)
{
    const char *raw = keyfile_raw(k, group, key);

    return raw ? undo_escapes(raw) : xstrdup("");
}

/* The specification's order: lang_COUNTRY@MODIFIER, lang_COUNTRY, lang@MODIFIER, lang. */
char *keyfile_local(const struct keyfile *k, const char *group, const char *key,
                    const char *locale)
{
    size_t lang_n = locale ? strcspn(locale, "_.@") : 0;
    const char *country = lang_n && locale[lang_n] == '_' ? locale + lang_n : "";
    const char *modifier = lang_n ? strchr(locale, '@') : NULL;
    const char *raw = NULL;

    for (int form = 0; lang_n && form < 4 && !raw; form++) {
        int country_n = form == 0 || form == 1 ? (int)strcspn(country, ".@") : 0;
        const char *mod = form == 0 || form == 2 ? modifier : NULL;
        char *full = xasprintf("%s[%.*s%.*s%s]", key, (int)lang_n, locale, country_n, country,
                               mod ? mod : "");
        raw = keyfile_raw(k, group, full);
        free(full);
    }
    return raw ? undo_escapes(raw) : keyfile_text(k, group, key);
}

bool keyfile_true(const struct keyfile *k, const char *group, const char *key)
{
    const char *raw = keyfile_raw(k, group, key);

    return raw && (strcmp(raw, "true") == 0 || strcmp(raw, "1") == 0);
}
