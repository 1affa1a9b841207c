/* status, commands, doctor, shutdown, web.link, app.list */
#include <stdlib.h>
#include <unistd.h>

#include <jansson.h>

#include "agentd/agentd.h"
#include "agentd/bus.h"
#include "agentd/command.h"
#include "agentd/doctor.h"
#include "agentd/queue.h"
#include "agentd/session.h"
#include "agentd/task.h"
#include "agentd/web.h"
#include "base/apps.h"
#include "base/ask.h"
#include "base/clock.h"
#include "base/config.h"
#include "base/err.h"
#include "base/js.h"
#include "base/loop.h"
#include "base/mailbox.h"
#include "base/xalloc.h"

static const char *state_of(const struct agentd *d)
{
    if (d->session)
        return session_state(d->session) == SESSION_PAUSED ? "paused" : "running";
    return queue_held(d->queue) ? "stopped" : "idle";
}

COMMAND_FN(cmd_status)
{
    (void)c;
    (void)params;
    const char *listen = d->web ? web_address(d->web) : NULL;
    json_t *j = json_pack("{s:s, s:i, s:s, s:s, s:o, s:i, s:s, s:s, s:O, s:I, s:s?, s:s?, s:I}",
                          "version", AGENTD_VERSION, "pid", (int)getpid(), "display", d->display,
                          "state", state_of(d), "task",
                          d->session ? task_to_json(session_task(d->session)) : json_null(),
                          "queued", (int)queue_waiting(d->queue), "model",
                          config_text(d->config, "model"), "policy", d->policy_files, "lacks",
                          d->lacks, "uptime_s",
                          (json_int_t)((clock_now_us() - d->started_us) / 1000000), "listen",
                          listen, "socket", d->socket_path, "cursor",
                          (json_int_t)bus_cursor(d->bus));
    ask_answer(ask, j);
}

COMMAND_FN(cmd_commands)
{
    (void)d;
    (void)c;
    (void)params;
    json_t *list = json_array();
    for (size_t i = 0; i < commands_n; i++)
        json_array_append_new(list, command_to_json(&commands[i]));
    ask_answer(ask, json_pack("{s:o}", "commands", list));
}

/* The checks open displays and read files: in the pool. */
struct checking {
    char *display;
    json_t *checks;
    struct ask *ask;
};

static void check_work(void *data)
{
    struct checking *k = data;
    k->checks = doctor_checks(k->display);
}

static void check_end(void *data)
{
    struct checking *k = data;
    json_t *result = json_pack("{s:o}", "checks", k->checks);
    if (!ask_answer(k->ask, result))
        json_decref(result);
    free(k->display);
    free(k);
}

COMMAND_FN(cmd_doctor)
{
    (void)c;
    (void)params;
    struct checking *k = xcalloc(1, sizeof *k);
    k->display = xstrdup(d->display);
    k->ask = ask;
    loop_work(d->loop, check_work, check_end, k);
}

static void quit(void *data)
{
    agentd_quit(data, 0);
}

COMMAND_FN(cmd_shutdown)
{
    (void)c;
    (void)params;
    ask_answer(ask, NULL);
    mailbox_post(loop_mailbox(d->loop), quit, d); /* behind the answer, which goes out first */
}

COMMAND_FN(cmd_web_link)
{
    (void)c;
    (void)params;
    if (!d->web) {
        ask_failf(ask, ERR_UNSUPPORTED, "the browser's port is off (--no-web or web = false)");
        return;
    }
    char *url = web_login_link(d->web);
    ask_answer(ask, json_pack("{s:s}", "url", url));
    free(url);
}

COMMAND_FN(cmd_app_list)
{
    (void)c;
    (void)params;
    json_t *list = json_array();
    for (size_t i = 0; i < apps_count(d->apps); i++) {
        const struct app *app = apps_at(d->apps, i);
        if (app->hidden)
            continue;
        json_array_append_new(list, json_pack("{s:s, s:o, s:o, s:s, s:o}", "id", app->id, "name",
                                              js_text(app->name), "generic", js_text(app->generic),
                                              "categories", app->categories, "keywords",
                                              js_text(app->keywords)));
    }
    ask_answer(ask, json_pack("{s:o}", "apps", list));
}
