#include "base/test.h"

#include <getopt.h>
#include <string.h>

#include "agentd/options.h"
#include "base/err.h"

static int parse(const char *const *words, struct agentd_opts *opts, enum run_mode *mode, int *at,
                 struct err *err)
{
    int n = 0;
    while (words[n])
        n++;
    optind = 0; /* getopt starts anew */
    return options_parse(n, (char **)words, opts, mode, at, err);
}

#define WORDS(...) ((const char *const[]){ "agentd", __VA_ARGS__, NULL })

TEST("options are read into their fields")
{
    struct agentd_opts o;
    enum run_mode mode;
    struct err err;
    int at;
    assert_int_equal(parse(WORDS("--once", "do it", "--max-steps", "7", "-v", "-v", "--no-web",
                                 "--policy", "p.lua"), &o, &mode, &at, &err), 0);
    assert_string_equal(o.once_task, "do it");
    assert_string_equal(o.policy_file, "p.lua");
    assert_int_equal(o.max_steps, 7);
    assert_int_equal(o.verbose, 2);
    assert_true(o.no_web);
    assert_int_equal(mode, RUN_DAEMON);
}

TEST("an option after the task of --once still counts")
{
    struct agentd_opts o;
    enum run_mode mode;
    struct err err;
    int at;
    assert_int_equal(parse(WORDS("--once", "x", "--timeout", "60"), &o, &mode, &at, &err), 0);
    assert_int_equal(o.timeout_s, 60);
}

TEST("wrong words are refused by name")
{
    static const struct { const char *words[4]; const char *says; } rows[] = {
        { { "agentd", "--frobnicate" }, "--frobnicate" },
        { { "agentd", "--max-steps", "0" }, "'0'" },
        { { "agentd", "--max-steps", "7x" }, "'7x'" },
        { { "agentd", "--once" }, "--once" },
        { { "agentd", "open the editor" }, "--once" },
        { { "agentd", "--once", "\xff" }, "UTF-8" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct agentd_opts o;
        enum run_mode mode;
        struct err err = { 0 };
        int at;
        assert_int_equal(parse(rows[i].words, &o, &mode, &at, &err), -1);
        if (!strstr(err.msg, rows[i].says))
            fail_msg("'%s' does not say '%s'", err.msg, rows[i].says);
    }
}

TEST("what follows --tool NAME is the tool's own")
{
    struct agentd_opts o;
    enum run_mode mode;
    struct err err;
    int at = 0;
    assert_int_equal(parse(WORDS("--tool", "parse", "--vectors"), &o, &mode, &at, &err), 0);
    assert_int_equal(mode, RUN_TOOL);
    assert_int_equal(at, 2);
}
