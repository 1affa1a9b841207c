/* What is on the screen: screenshot, elements, windows. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "agentctl/args.h"
#include "agentctl/base64.h"
#include "agentctl/ctl.h"
#include "agentctl/out.h"
#include "agentctl/verbs.h"
#include "base/err.h"
#include "base/files.h"
#include "base/js.h"
#include "base/strbuf.h"

#define WINDOW_MAX 4294967295 /* an XID */

/* Writes a {width, height, mime, data} to a file, or to standard output for NULL. */
static int write_picture(struct ctl *c, const json_t *picture, const char *path)
{
    struct err err = { 0 };
    const char *data = js_str(picture, "data");
    unsigned char *bytes = NULL;
    size_t len;
    int code = CTL_OK;

    if (!data)
        err_set(&err, ERR_PROTOCOL, "the daemon's picture has no data");
    else
        bytes = base64_decode(data, &len, &err);
    if (!bytes)
        return ctl_fail(c, &err);
    if (!path) {
        /* main finds out when standard output did not take it. */
        fwrite(bytes, 1, len, stdout);
    } else if (file_write(path, bytes, len, 0644, &err) != 0) {
        code = ctl_fail(c, &err);
    } else if (c->json) {
        json_t *said = json_pack("{s:s, s:I, s:I}", "file", path, "width",
                                 (json_int_t)js_int(picture, "width", 0), "height",
                                 (json_int_t)js_int(picture, "height", 0));
        if (said)
            out_json(said);
        json_decref(said);
    } else {
        printf("%s: %lldx%lld\n", path, (long long)js_int(picture, "width", 0),
               (long long)js_int(picture, "height", 0));
    }
    free(bytes);
    return code;
}

static bool ends_in(const char *path, const char *suffix)
{
    size_t n = strlen(path), m = strlen(suffix);

    return n > m && strcasecmp(path + n - m, suffix) == 0;
}

int verb_screenshot(struct ctl *c, struct args *a)
{
    const char *path = args_value(a, "-o"), *longer = args_value(a, "--output");
    int64_t window = args_number(a, "--window", 1, WINDOW_MAX, 0), box[4];
    int64_t width = args_number(a, "--max-width", 16, 16384, 0);
    bool has_box = args_box(a, "--box", box);
    json_t *params, *picture;
    int code;

    path = longer ? longer : path;
    if (!args_end(a, c, 0, 0))
        return CTL_USAGE;
    if (path && strcmp(path, "-") == 0)
        path = NULL;
    if (!path && (c->json || isatty(STDOUT_FILENO)))
        return args_wrong(c, "a picture does not go to a terminal: give -o FILE.png");
    params = json_object();
    if (window)
        json_object_set_new(params, "window", json_integer(window));
    if (width)
        json_object_set_new(params, "max_width", json_integer(width));
    if (has_box)
        json_object_set_new(params, "box",
                            json_pack("[I,I,I,I]", (json_int_t)box[0], (json_int_t)box[1],
                                      (json_int_t)box[2], (json_int_t)box[3]));
    if (path && (ends_in(path, ".jpg") || ends_in(path, ".jpeg")))
        json_object_set_new(params, "format", json_string("jpeg"));
    picture = ctl_call(c, "screen.shot", params, &code);
    if (!picture)
        return code;
    code = write_picture(c, picture, path);
    json_decref(picture);
    return code;
}

static void box_cell(struct table *t, const json_t *box)
{
    long long v[4];

    for (size_t i = 0; i < 4; i++)
        v[i] = json_integer_value(json_array_get(box, i));
    if (json_array_size(box) == 4)
        table_cellf(t, "%lld,%lld %lldx%lld", v[0], v[1], v[2], v[3]);
    else
        table_cell(t, "");
}

static void states_cell(struct table *t, const json_t *states)
{
    struct strbuf all = STRBUF_INIT;
    const json_t *state;
    size_t i;

    json_array_foreach(states, i, state)
        if (json_is_string(state))
            strbuf_addf(&all, "%s%s", all.len ? " " : "", json_string_value(state));
    table_cell(t, all.s);
    strbuf_release(&all);
}

/* A number is a slider's value; a text is a field's content. */
static void value_cell(struct table *t, const json_t *value)
{
    if (json_is_string(value))
        table_cell(t, json_string_value(value));
    else if (json_is_number(value))
        table_cellf(t, "%.10g", json_number_value(value));
    else
        table_cell(t, "");
}

static void print_elements(const json_t *screen, int64_t window)
{
    static const char *const titles[] = { "ID", "ROLE", "BOX", "NAME", "VALUE", "STATES" };
    struct table *t = table_new(titles, 6);
    const json_t *e;
    size_t i;

    table_right(t, 0);
    table_shrinks(t, 3);
    table_shrinks(t, 4);
    table_shrinks(t, 5);
    json_array_foreach(js_get(screen, "elements"), i, e) {
        if (window && js_int(e, "window", 0) != window)
            continue;
        table_cellf(t, "%lld", (long long)js_int(e, "id", 0));
        table_cell(t, js_str(e, "role"));
        box_cell(t, js_get(e, "box"));
        table_cell(t, js_str(e, "name"));
        value_cell(t, js_get(e, "value"));
        states_cell(t, js_get(e, "states"));
    }
    table_print(t);
}

int verb_elements(struct ctl *c, struct args *a)
{
    const char *marks = args_value(a, "--marks");
    int64_t window = args_number(a, "--window", 1, WINDOW_MAX, 0);
    json_t *screen, *picture, *params;
    int code;

    if (!args_end(a, c, 0, 0))
        return CTL_USAGE;
    if (marks) {
        params = json_object();
        if (window)
            json_object_set_new(params, "window", json_integer(window));
        picture = ctl_call(c, "screen.marks", params, &code);
        if (!picture)
            return code;
        code = write_picture(c, picture, marks);
        json_decref(picture);
        if (code != CTL_OK || c->json)
            return code;
    }
    screen = ctl_call(c, "screen.elements", NULL, &code);
    if (!screen)
        return code;
    if (c->json)
        out_json(screen);
    else
        print_elements(screen, window);
    json_decref(screen);
    return CTL_OK;
}

static void window_states(struct table *t, const json_t *w)
{
    static const char *const flags[] = { "active", "modal", "minimised", "maximised",
                                         "fullscreen" };
    char text[80] = "";

    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
        size_t n = strlen(text);
        if (js_bool(w, flags[i], false))
            snprintf(text + n, sizeof text - n, "%s%s", n ? " " : "", flags[i]);
    }
    table_cell(t, text);
}

int verb_windows(struct ctl *c, struct args *a)
{
    static const char *const titles[] = { "ID", "TYPE", "CLASS", "BOX", "STATE", "TITLE" };
    json_t *result, *w;
    struct table *t;
    size_t i;
    int code;

    if (!args_end(a, c, 0, 0))
        return CTL_USAGE;
    result = ctl_call(c, "screen.windows", NULL, &code);
    if (!result)
        return code;
    if (c->json) {
        out_json(js_get(result, "windows"));
        json_decref(result);
        return CTL_OK;
    }
    t = table_new(titles, 6);
    table_shrinks(t, 2);
    table_shrinks(t, 5);
    json_array_foreach(js_get(result, "windows"), i, w) {
        table_cellf(t, "%lld", (long long)js_int(w, "id", 0));
        table_cell(t, js_str(w, "type"));
        table_cell(t, js_str(w, "class"));
        box_cell(t, js_get(w, "box"));
        window_states(t, w);
        table_cell(t, js_str(w, "title"));
    }
    table_print(t);
    json_decref(result);
    return CTL_OK;
}
