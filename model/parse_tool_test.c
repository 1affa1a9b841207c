#include "model/parse_tool.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/js.h"
#include "base/test.h"

/* Runs the tool with this on standard input; *out (new) is what it wrote. */
static int run_tool(const char *const *argv, const char *in, char **out)
{
    FILE *from = tmpfile(), *to = tmpfile();
    int argc = 0, was[3] = { dup(0), dup(1), dup(2) };
    fputs(in, from);
    rewind(from);
    fflush(stdout);
    clearerr(stdin);
    dup2(fileno(from), 0);
    dup2(fileno(to), 1);
    dup2(fileno(to), 2);
    while (argv[argc])
        argc++;
    int status = parse_tool(argc, (char **)(uintptr_t)argv);
    fflush(stdout);
    fflush(stderr);
    for (int i = 0; i < 3; i++) {
        dup2(was[i], i);
        close(was[i]);
    }
    long len = lseek(fileno(to), 0, SEEK_END);
    *out = calloc(1, (size_t)len + 1);
    rewind(to);
    assert_int_equal(fread(*out, 1, (size_t)len, to), len);
    fclose(from);
    fclose(to);
    return status;
}

static void expect_run(const char *const *argv, const char *in, int status, const char *says)
{
    char *out;
    assert_int_equal(run_tool(argv, in, &out), status);
    if (!strstr(out, says))
        print_error("want '%s', got '%s'\n", says, out);
    assert_non_null(strstr(out, says));
    free(out);
}

TEST("one output is parsed, its fault is status 1, wrong usage 2")
{
    const char *good[] = { "parse", "--dialect", "uitars", "--screen", "1000x500", NULL };
    const char *pixel[] = { "parse", "--dialect", "uitars", "--screen", "3864x2184", "--image", "1932x1092",
                            "--frame", "pixel", NULL };
    const char *cut[] = { "parse", "--dialect", "uitars", "--screen", "1000x500", "--cut", NULL };
    const char *unknown[] = { "parse", "--dialect", "latin", "--screen", "9x9", NULL };
    const char *size[] = { "parse", "--dialect", "uitars", "--screen", "9", NULL };
    const char *none[] = { "parse", NULL };
    const char *more[] = { "parse", "--vectors", "file", NULL };
    expect_run(good, "Action: click(point='(10,20)')", 0, "\"x\":10,\"y\":10");
    expect_run(pixel, "Action: click(point='(10,20)')", 0, "\"x\":20,\"y\":40");
    expect_run(good, "Action: fly()", 1, "\"error\":\"unknown_action\"");
    expect_run(cut, "Action: wait()", 1, "\"error\":\"malformed\"");
    expect_run(unknown, "", 2, "no such dialect");
    expect_run(size, "", 2, "usage:");
    expect_run(none, "", 2, "usage:");
    expect_run(more, "", 2, "usage:");
}

TEST("vectors are answered line by line, one that is broken is said and the others go on")
{
    const char *argv[] = { "parse", "--vectors", NULL };
    const char *in = "{\"id\":\"a\",\"dialect\":\"uitars\",\"screen\":[9,9],\"output\":\"Action: wait()\"}\n"
                     "{broken\n"
                     "{\"id\":\"b\",\"dialect\":\"native\",\"output_repeat\":{\"text\":\" \",\"times\":3}}\n";
    char *out;
    assert_int_equal(run_tool(argv, in, &out), 2);
    assert_non_null(strstr(out, "{\"id\":\"a\",\"actions\":[{\"action\":\"wait\",\"ms\":5000}]}"));
    assert_non_null(strstr(out, "no JSON"));
    assert_non_null(strstr(out, "{\"id\":\"b\",\"error\":\"no_action\""));
    free(out);
}

TEST("a vector that makes no sense is unsupported, and says why")
{
    static const char *const vectors[] = {
        "{}", "{\"dialect\":\"native\"}", "{\"dialect\":\"native\",\"output\":\"\",\"screen\":[0,9]}",
        "{\"dialect\":\"native\",\"output\":\"\",\"frame\":\"oval\"}", "5",
        "{\"dialect\":\"native\",\"output_repeat\":{\"text\":\"xxxxxxxx\",\"times\":99999999999}}",
        "{\"dialect\":\"native\",\"output\":\"\",\"image\":[99999999999,1]}",
    };
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
        struct err err;
        json_t *vector = js_parse(vectors[i], strlen(vectors[i]), JS_MESSAGE_MAX, &err);
        json_t *result = parse_vector(vector);
        const char *error = js_str(result, "error");
        if (i < 6)
            assert_string_equal(error, "unsupported");
        assert_non_null(error);
        json_decref(result);
        json_decref(vector);
    }
}
