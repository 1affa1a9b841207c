#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/apps_inner.h"
#include "base/files.h"
#include "base/strbuf.h"
#include "base/xalloc.h"

struct argv {
    char **items;
    size_t n, cap;
};

static void push(struct argv *a, char *arg)
{
    /* One beyond for the NULL that ends it. */
    if (a->n + 1 >= a->cap) {
        a->cap = a->cap ? a->cap * 2 : 8;
        a->items = xreallocarray(a->items, a->cap, sizeof *a->items);
    }
    a->items[a->n++] = arg;
    a->items[a->n] = NULL;
}

/* The next argument, quotes and their escapes undone; *quoted: field codes do not count in it. */
static char *next_arg(const char **p, bool *quoted)
{
    struct strbuf arg = STRBUF_INIT;
    bool inside = false;

    *quoted = false;
    *p += strspn(*p, " \t\n");
    if (!**p)
        return NULL;
    for (; **p && (inside || !strchr(" \t\n", **p)); (*p)++) {
        if (**p == '"') {
            inside = !inside;
            *quoted = true;
        } else if (**p == '\\' && (*p)[1]) {
            strbuf_addch(&arg, *++*p);
        } else {
            strbuf_addch(&arg, **p);
        }
    }
    return strbuf_detach(&arg);
}

/* "file:///a%20b" as "/a b", anything else as it is; new. */
static char *local_path(const char *file)
{
    struct strbuf path = STRBUF_INIT;

    if (strncmp(file, "file://", 7) != 0)
        return xstrdup(file);
    for (file += 7; *file; file++) {
        if (*file == '%' && isxdigit((unsigned char)file[1]) && isxdigit((unsigned char)file[2])) {
            char hex[3] = { file[1], file[2], '\0' };
            strbuf_addch(&path, (char)strtol(hex, NULL, 16));
            file += 2;
        } else {
            strbuf_addch(&path, *file);
        }
    }
    return strbuf_detach(&path);
}

/* What a code within an argument stands for is put into out. True: it was the file. */
static bool expand(const struct app *app, char code, const char *file, struct strbuf *out)
{
    char *path;

    switch (code) {
    case '%': strbuf_addch(out, '%'); return false;
    case 'c': strbuf_adds(out, app->name); return false;
    case 'k': strbuf_adds(out, app->path); return false;
    case 'f':
    case 'F':
        path = local_path(file ? file : "");
        strbuf_adds(out, path);
        free(path);
        return true;
    case 'u':
    case 'U': strbuf_adds(out, file ? file : ""); return true;
    default: return false; /* %d %D %n %N %v %m are to be dropped; %i stands alone */
    }
}

/* An argument with its codes filled in; one that was only a code and came out empty is left out. */
static bool push_expanded(struct argv *a, const struct app *app, const char *arg, const char *file)
{
    struct strbuf out = STRBUF_INIT;
    bool had_code = false, had_file = false;

    if (strcmp(arg, "%i") == 0) {
        if (*app->icon) {
            push(a, xstrdup("--icon"));
            push(a, xstrdup(app->icon));
        }
        return false;
    }
    for (const char *p = arg; *p; p++) {
        if (*p == '%' && p[1]) {
            had_code = true;
            had_file |= expand(app, *++p, file, &out);
        } else {
            strbuf_addch(&out, *p);
        }
    }
    if (had_code && out.len == 0)
        strbuf_release(&out);
    else
        push(a, strbuf_detach(&out));
    return had_file;
}

char **app_argv(const struct app *app, const char *file, size_t *n)
{
    struct argv a = { NULL, 0, 0 };
    const char *p = app->exec;
    bool quoted, had_file = false;
    char *arg;

    while ((arg = next_arg(&p, &quoted))) {
        if (quoted) {
            push(&a, arg);
        } else {
            had_file |= push_expanded(&a, app, arg, file);
            free(arg);
        }
    }
    if (a.n == 0) {
        /* An entry without a command is started over D-Bus, by its id. */
        push(&a, xstrdup("gapplication"));
        push(&a, xstrdup("launch"));
        push(&a, xstrndup(app->id, strlen(app->id) - strlen(".desktop")));
    }
    if (file && !had_file)
        push(&a, xstrdup(file)); /* no place for it in Exec: better last than not at all */
    *n = a.n;
    return a.items;
}

static bool is_interpreter(const char *program)
{
    static const char *const known[] = { "sh",   "bash", "dash",    "python", "perl",
                                         "ruby", "gjs",  "flatpak", "java",   "node" };

    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        size_t len = strlen(known[i]);
        if (strncmp(program, known[i], len) == 0 &&
            program[len + strspn(program + len, "0123456789.")] == '\0')
            return true;
    }
    return false;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

char *apps_command(const struct app *app, bool *plain)
{
    const char *p = app->exec, *name;
    char *arg, *command = NULL;
    bool quoted, script = false;

    *plain = true;
    while ((arg = next_arg(&p, &quoted))) {
        name = base_name(arg);
        if (command) {
            *plain = *plain && *arg == '%';
        } else if (script && (*arg == '-' || *arg == '%' || strcmp(arg, "run") == 0)) {
            /* an option of the interpreter, or flatpak's verb */
        } else if (!script && (strcmp(name, "env") == 0 || strchr(arg, '='))) {
            /* the environment stands before the program */
        } else if (!script && is_interpreter(name) && strchr(p, ' ') && p[1] && p[1] != '%') {
            script = true;
        } else {
            command = xstrdup(name);
        }
        free(arg);
    }
    return command ? command : xstrdup("");
}
