#include "agentd/options.h"

#include <getopt.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/utf8.h"

enum option_kind { TAKES_TEXT, TAKES_NUMBER, IS_FLAG, IS_MODE };

/* One row an option: parser, help and manual page read the same. */
static const struct row {
    const char *name, *value, *help;
    enum option_kind kind;
    size_t at;          /* offset in struct agentd_opts, or the mode */
    int64_t min, max;
} rows[] = {
#define AT(field) offsetof(struct agentd_opts, field)
    { "once", "\"TASK\"", "run one task without a daemon; exit status is its outcome", TAKES_TEXT,
      AT(once_task), 0, 0 },
    { "display", ":N", "the X display; $DISPLAY where absent", TAKES_TEXT, AT(display), 0, 0 },
    { "config", "FILE", "instead of $XDG_CONFIG_HOME/agentd/config.lua", TAKES_TEXT,
      AT(config_file), 0, 0 },
    { "state", "DIR", "instead of $XDG_STATE_HOME/agentd", TAKES_TEXT, AT(state_folder), 0, 0 },
    { "socket", "PATH", "instead of $XDG_RUNTIME_DIR/agentd/control.sock", TAKES_TEXT,
      AT(socket_path), 0, 0 },
    { "model", "NAME", "a model of the configuration, or 'embedded'", TAKES_TEXT, AT(model), 0, 0 },
    { "policy", "FILE", "instead of the shipped policy", TAKES_TEXT, AT(policy_file), 0, 0 },
    { "max-steps", "N", "steps a task may take (1 to 1000)", TAKES_NUMBER, AT(max_steps), 1, 1000 },
    { "timeout", "S", "seconds a task may take (1 to 604800)", TAKES_NUMBER, AT(timeout_s), 1,
      604800 },
    { "listen", "ADDR:PORT", "where the browser console listens; 127.0.0.1:7443", TAKES_TEXT,
      AT(listen), 0, 0 },
    { "no-web", NULL, "no browser console", IS_FLAG, AT(no_web), 0, 0 },
    { "dry-run", NULL, "decide and rule, but do nothing", IS_FLAG, AT(dry_run), 0, 0 },
    { "check-config", NULL, "read configuration, policy and tools, say what is wrong, end", IS_FLAG,
      AT(check_config), 0, 0 },
    { "tool", "NAME …", "a tool that needs no daemon: parse, doctor, policy, protocol", IS_MODE,
      RUN_TOOL, 0, 0 },
    { "verbose", NULL, "say more on standard error; twice: much more", IS_FLAG, AT(verbose), 0, 0 },
    { "version", NULL, "the version", IS_MODE, RUN_VERSION, 0, 0 },
    { "help", NULL, "this", IS_MODE, RUN_HELP, 0, 0 },
#undef AT
};
#define ROWS (sizeof rows / sizeof *rows)

void options_help(void)
{
    puts("usage: agentd [options]\n"
         "The daemon that does tasks on this desktop. agentctl talks to it.\n");
    for (size_t i = 0; i < ROWS; i++) {
        char left[40];
        snprintf(left, sizeof left, "--%s%s%s", rows[i].name, rows[i].value ? " " : "",
                 rows[i].value ? rows[i].value : "");
        printf("  %s%-24s %s\n", strcmp(rows[i].name, "verbose") == 0 ? "-v, " : "    ", left,
               rows[i].help);
    }
    puts("\nExit status: 0 done, 1 it could not, 2 usage, 3 stopped or denied, 4 budget spent,\n"
         "5 no display, 6 internal.");
}

static int set_number(const struct row *row, const char *text, char *field, struct err *err)
{
    char *end;
    long long v = strtoll(text, &end, 10);
    if (end == text || *end || v < row->min || v > row->max)
        return err_set(err, ERR_INVALID, "--%s: '%s' is no whole number from %lld to %lld", row->name,
                       text, (long long)row->min, (long long)row->max);
    memcpy(field, &(int64_t){ v }, sizeof(int64_t));
    return 0;
}

static int take(const struct row *row, const char *text, struct agentd_opts *out,
                enum run_mode *mode, struct err *err)
{
    char *field = (char *)out + row->at;
    switch (row->kind) {
    case TAKES_NUMBER:
        return set_number(row, text, field, err);
    case TAKES_TEXT:
        if (utf8_check(text, strlen(text)))
            return err_set(err, ERR_INVALID, "--%s: the text is no valid UTF-8", row->name);
        memcpy(field, &text, sizeof text);
        return 0;
    case IS_FLAG:
        if (row->at == offsetof(struct agentd_opts, verbose))
            out->verbose++;
        else
            *(bool *)field = true;
        return 0;
    case IS_MODE:
        *mode = (enum run_mode)row->at;
        return 0;
    }
    return 0;
}

int options_parse(int argc, char **argv, struct agentd_opts *out, enum run_mode *mode, int *tool_at,
                  struct err *err)
{
    struct option longs[ROWS + 1] = { 0 };
    int index;
    int c;
    for (size_t i = 0; i < ROWS; i++)
        longs[i] = (struct option){ rows[i].name, rows[i].value ? required_argument : no_argument,
                                    NULL, 0 };
    memset(out, 0, sizeof *out);
    *mode = RUN_DAEMON;
    opterr = 0;
    while ((c = getopt_long(argc, argv, "+:vh", longs, &index)) != -1) {
        if (c == 'v') {
            out->verbose++;
        } else if (c == 'h') {
            *mode = RUN_HELP;
        } else if (c == ':') {
            return err_set(err, ERR_INVALID, "'%s' needs a value", argv[optind - 1]);
        } else if (c != 0) {
            return err_set(err, ERR_INVALID, "unknown option '%s'; --help lists all",
                           argv[optind - 1]);
        } else if (take(&rows[index], optarg, out, mode, err)) {
            return -1;
        } else if (*mode == RUN_TOOL) {
            *tool_at = optind - 1;
            return 0;
        }
    }
    if (*mode == RUN_DAEMON && optind < argc)
        return err_set(err, ERR_INVALID, "'%s': agentd takes options only; did you mean --once \"%s\"?",
                       argv[optind], argv[optind]);
    return 0;
}
