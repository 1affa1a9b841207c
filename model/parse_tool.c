#include "model/parse_tool.h"

#include <getopt.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/js.h"
#include "base/strbuf.h"
#include "base/xalloc.h"
#include "model/dialect.h"

#define OUTPUT_MAX (64u << 20) /* bytes of one output, repetitions included */

static int32_t pair_at(const json_t *vector, const char *key, size_t i, int32_t otherwise)
{
    const json_t *item = json_array_get(js_get(vector, key), i);
    json_int_t v = json_is_integer(item) ? json_integer_value(item) : otherwise;
    return v < INT32_MIN || v > INT32_MAX ? otherwise : (int32_t)v;
}

static struct viewport viewport_of(const json_t *vector)
{
    int32_t w = pair_at(vector, "screen", 0, 1920), h = pair_at(vector, "screen", 1, 1080);
    struct viewport v;
    v.crop.x = pair_at(vector, "origin", 0, 0);
    v.crop.y = pair_at(vector, "origin", 1, 0);
    v.crop.w = pair_at(vector, "crop", 0, w);
    v.crop.h = pair_at(vector, "crop", 1, h);
    v.w = (uint32_t)pair_at(vector, "image", 0, v.crop.w);
    v.h = (uint32_t)pair_at(vector, "image", 1, v.crop.h);
    return v;
}

static bool viewport_ok(const struct viewport *v)
{
    return v->crop.w > 0 && v->crop.h > 0 && v->w > 0 && v->h > 0 && v->w <= IMAGE_MAX &&
           v->h <= IMAGE_MAX;
}

static int frame_of(const char *name, enum frame_kind *out)
{
    static const struct { const char *name; enum frame_kind kind; } kinds[] = {
        { "default", FRAME_DEFAULT }, { "pixel", FRAME_PIXEL }, { "thousand", FRAME_THOUSAND },
        { "unit", FRAME_UNIT },
    };
    for (size_t i = 0; name && i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i].name, name) == 0) {
            *out = kinds[i].kind;
            return 0;
        }
    *out = FRAME_DEFAULT;
    return name ? -1 : 0;
}

static void add_part(struct strbuf *b, const json_t *repeat, const char *key)
{
    const json_t *part = js_get(repeat, key);
    if (json_is_string(part))
        strbuf_add(b, json_string_value(part), json_string_length(part));
}

static int output_of(const json_t *vector, struct strbuf *b)
{
    const json_t *output = js_get(vector, "output"), *repeat = js_get(vector, "output_repeat");
    if (json_is_string(output)) {
        strbuf_add(b, json_string_value(output), json_string_length(output));
    } else if (output) {
        char *text = js_dump(output);
        strbuf_adds(b, text);
        free(text);
    } else if (repeat) {
        int64_t times = js_int(repeat, "times", 1);
        size_t len = json_string_length(js_get(repeat, "text"));
        if (times < 0 || (uint64_t)times > OUTPUT_MAX / (len + 1))
            return -1;
        add_part(b, repeat, "prefix");
        for (int64_t i = 0; i < times; i++)
            add_part(b, repeat, "text");
        add_part(b, repeat, "suffix");
    } else {
        return -1;
    }
    return 0;
}

static void put_reply(json_t *out, const struct reply *r)
{
    if (r->thought)
        json_object_set_new(out, "thought", js_text(r->thought));
    if (r->code != PARSE_OK) {
        json_object_set_new(out, "error", json_string(parse_code_name(r->code)));
        json_object_set_new(out, "detail", js_text(r->detail));
        return;
    }
    json_t *actions = json_array();
    for (size_t i = 0; i < r->n; i++)
        json_array_append_new(actions, action_to_json(&r->actions[i]));
    json_object_set_new(out, "actions", actions);
}

struct json_t *parse_vector(const struct json_t *vector)
{
    const char *name = js_str(vector, "dialect");
    const struct dialect *dialect = name ? dialect_find(name) : NULL;
    struct viewport shown = viewport_of(vector);
    struct strbuf output = STRBUF_INIT;
    enum frame_kind frame;
    json_t *out = json_object();
    const char *wrong = NULL;
    if (js_get(vector, "id"))
        json_object_set(out, "id", js_get(vector, "id"));
    if (!dialect)
        wrong = "no such dialect";
    else if (frame_of(js_str(vector, "frame"), &frame))
        wrong = "no such frame";
    else if (!viewport_ok(&shown))
        wrong = "the screen, the image or the crop has no size";
    else if (output_of(vector, &output))
        wrong = "no output, or one that is too long";
    if (wrong) {
        json_object_set_new(out, "error", json_string("unsupported"));
        json_object_set_new(out, "detail", json_string(wrong));
    } else {
        struct reply reply;
        dialect_read(dialect, output.s, output.len, js_bool(vector, "cut", false), &shown, frame,
                     &reply);
        put_reply(out, &reply);
        reply_release(&reply);
    }
    strbuf_release(&output);
    return out;
}

static void print_line(const json_t *j)
{
    char *text = js_dump(j);
    puts(text);
    free(text);
}

static int run_vectors(void)
{
    char *line = NULL;
    size_t cap = 0;
    ssize_t len;
    int ret = 0;
    while ((len = getline(&line, &cap, stdin)) > 0) {
        struct err err;
        json_t *vector = js_parse(line, (size_t)len, OUTPUT_MAX, &err);
        if (!vector) {
            fprintf(stderr, "parse: %s\n", err.msg);
            ret = 2;
            continue;
        }
        json_t *result = parse_vector(vector);
        print_line(result);
        json_decref(result);
        json_decref(vector);
    }
    free(line);
    return ret;
}

static json_t *read_stdin(void)
{
    struct strbuf b = STRBUF_INIT;
    char chunk[65536];
    size_t n;
    while ((n = fread(chunk, 1, sizeof chunk, stdin)) > 0 && b.len < OUTPUT_MAX)
        strbuf_add(&b, chunk, n);
    json_t *text = json_stringn(b.s, b.len);
    if (!text)
        text = js_text(b.s);
    strbuf_release(&b);
    return text;
}

static int set_size(json_t *vector, const char *key, const char *arg)
{
    unsigned int w, h;
    char rest;
    if (sscanf(arg, "%5ux%5u%c", &w, &h, &rest) != 2 || w == 0 || h == 0)
        return -1;
    json_t *pair = json_array();
    json_array_append_new(pair, json_integer(w));
    json_array_append_new(pair, json_integer(h));
    return json_object_set_new(vector, key, pair);
}

static int usage(void)
{
    fputs("usage: parse --dialect NAME --screen WxH [--image WxH] [--frame pixel|thousand|unit]"
          " [--cut] < OUTPUT\n       parse --vectors < FILE.jsonl\n", stderr);
    return 2;
}

int parse_tool(int argc, char **argv)
{
    static const struct option longs[] = {
        { "dialect", required_argument, NULL, 'd' }, { "screen", required_argument, NULL, 's' },
        { "image", required_argument, NULL, 'i' },   { "frame", required_argument, NULL, 'f' },
        { "cut", no_argument, NULL, 'c' },           { "vectors", no_argument, NULL, 'v' },
        { 0 },
    };
    json_t *vector = json_object();
    bool vectors = false, bad = false;
    int opt, ret = 2;
    optind = 0;
    while (!bad && (opt = getopt_long(argc, argv, "", longs, NULL)) != -1) {
        switch (opt) {
        case 'd':
        case 'f':
            json_object_set_new(vector, opt == 'd' ? "dialect" : "frame", js_text(optarg));
            break;
        case 's':
        case 'i':
            bad = set_size(vector, opt == 's' ? "screen" : "image", optarg) != 0;
            break;
        case 'c':
            json_object_set_new(vector, "cut", json_true());
            break;
        case 'v':
            vectors = true;
            break;
        default:
            bad = true;
        }
    }
    if (bad || optind != argc || (!vectors && !js_str(vector, "dialect"))) {
        ret = usage();
    } else if (vectors) {
        ret = run_vectors();
    } else {
        json_object_set_new(vector, "output", read_stdin());
        json_t *result = parse_vector(vector);
        print_line(result);
        const char *error = js_str(result, "error");
        ret = !error ? 0 : strcmp(error, "unsupported") == 0 ? usage() : 1;
        json_decref(result);
    }
    json_decref(vector);
    return ret;
}
