#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include <uv.h>

#include "agentd/agentd.h"
#include "agentd/cli_tool.h"
#include "agentd/options.h"
#include "agentd/queue.h"
#include "agentd/session.h"
#include "base/err.h"
#include "base/log.h"
#include "base/loop.h"
#include "base/stop.h"

enum { EXIT_USAGE = 2, EXIT_STOPPED = 3 };

/* SIGINT, SIGTERM, SIGHUP: what is being injected ends at once, then everything is put away in order. */
static void on_signal(uv_signal_t *handle, int number)
{
    struct agentd *d = handle->data;
    (void)number;
    stop_raise();
    queue_hold(d->queue, true);
    if (d->session)
        session_signal(d->session, EV_STOP, "stopped by a signal");
    agentd_quit(d, d->once ? EXIT_STOPPED : 0);
}

static void run(struct agentd *d)
{
    static const int numbers[] = { SIGINT, SIGTERM, SIGHUP };
    static uv_signal_t handles[3]; /* closed by the loop's last round, after this has returned */
    for (int i = 0; i < 3; i++) {
        uv_signal_init(loop_uv(d->loop), &handles[i]);
        handles[i].data = d;
        uv_signal_start(&handles[i], on_signal, numbers[i]);
    }
    agentd_run(d);
    for (int i = 0; i < 3; i++) {
        uv_close((uv_handle_t *)&handles[i], NULL);
        signal(numbers[i], SIG_IGN); /* one more while all is put away must not cut that short */
    }
}

int main(int argc, char **argv)
{
    struct agentd_opts opts;
    enum run_mode mode;
    struct err err;
    int tool_at = 0;
    int exit_code = 0;
    setlocale(LC_CTYPE, "C.UTF-8");
    signal(SIGPIPE, SIG_IGN);
    if (options_parse(argc, argv, &opts, &mode, &tool_at, &err)) {
        fprintf(stderr, "agentd: %s\n", err.msg);
        return EXIT_USAGE;
    }
    if (mode == RUN_HELP) {
        options_help();
        return 0;
    }
    if (mode == RUN_VERSION) {
        puts("agentd " AGENTD_VERSION);
        return 0;
    }
    if (mode == RUN_TOOL)
        return cli_tool(argc - tool_at, argv + tool_at);
    log_set_level(opts.verbose > 1 ? LOG_DEBUG : opts.verbose ? LOG_INFO : LOG_WARN);
    struct agentd *d = agentd_start(&opts, &exit_code, &err);
    if (!d) {
        fprintf(stderr, "agentd: %s\n", err.msg);
        return exit_code;
    }
    if (opts.check_config) {
        puts("the configuration is good");
    } else {
        run(d);
        exit_code = d->exit_code;
    }
    agentd_free(d);
    return exit_code;
}
