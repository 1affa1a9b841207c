/* Starts the parts, in order. */
#include "agentd/agentd.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "actions/hands.h"
#include "actions/indicator.h"
#include "agentd/approval.h"
#include "agentd/bus.h"
#include "agentd/client.h"
#include "agentd/folders.h"
#include "agentd/journals.h"
#include "agentd/once.h"
#include "agentd/queue.h"
#include "agentd/script_host.h"
#include "agentd/session.h"
#include "agentd/settler.h"
#include "agentd/socket.h"
#include "agentd/store.h"
#include "agentd/watch.h"
#include "agentd/web.h"
#include "base/apps.h"
#include "base/ask.h"
#include "base/clock.h"
#include "base/config.h"
#include "base/err.h"
#include "base/files.h"
#include "base/js.h"
#include "base/log.h"
#include "base/loop.h"
#include "base/paths.h"
#include "base/xalloc.h"
#include "tools/config_lua.h"
#include "tools/policy.h"
#include "tools/provider_embedded.h"
#include "tools/tool.h"
#include "vision/atspi.h"
#include "vision/capture.h"
#include "vision/reader.h"

enum { EXIT_USAGE = 2, EXIT_NO_DISPLAY = 5, EXIT_INTERNAL = 6 };

static void lack(struct agentd *d, const char *text)
{
    if (text && *text) {
        json_array_append_new(d->lacks, js_text(text));
        log_warn("start", "%s", text);
    }
}

static int read_config(struct agentd *d, struct err *err)
{
    const struct agentd_opts *o = &d->opts;
    char *folder = paths_config_dir();
    char *path = o->config_file ? xstrdup(o->config_file) : path_join(folder, "config.lua");
    int rc = -1;
    json_t *read = NULL;
    if (o->config_file && !file_exists(path)) {
        err_set(err, ERR_NOT_FOUND, "no configuration '%s'", path);
        goto out;
    }
    read = config_lua_read(path, err);
    d->config = read ? config_new(js_get(read, "options"), err) : NULL;
    if (!d->config) {
        if (read)
            err_prefix(err, "%s", path);
        if (o->check_config)
            goto out;
        char *text = xasprintf("the configuration is left out, the defaults hold: %s", err->msg);
        lack(d, text);
        free(text);
        json_decref(read);
        read = json_pack("{s:{}}", "models");
        d->config = config_new(NULL, err);
    }
    d->models = json_incref(js_get(read, "models"));
    if ((o->model && config_set(d->config, "model", o->model, err))
        || (o->policy_file && config_set(d->config, "policy", o->policy_file, err))
        || (o->listen && config_set(d->config, "listen", o->listen, err)))
        goto out;
    rc = 0;
out:
    json_decref(read);
    free(path);
    free(folder);
    return rc;
}

/* The state folder is one daemon's at a time; --once works beside one on a private folder. */
static int open_state(struct agentd *d, struct err *err)
{
    char *lock = NULL;
    d->state_folder = d->opts.state_folder ? xstrdup(d->opts.state_folder) : paths_state_dir();
    if (folder_make(d->state_folder, 0700, err))
        return -1;
    lock = path_join(d->state_folder, "lock");
    d->lock_fd = file_lock(lock, err);
    if (d->lock_fd < 0 && err->code == ERR_BUSY && d->opts.once_task) {
        char *name = xasprintf("private-%d", (int)getpid());
        char *folder = path_join(d->state_folder, name);
        free(d->state_folder);
        free(lock);
        free(name);
        d->state_folder = folder;
        lock = path_join(folder, "lock");
        if (folder_make(folder, 0700, err) == 0)
            d->lock_fd = file_lock(lock, err);
    } else if (d->lock_fd < 0 && err->code == ERR_BUSY) {
        err_prefix(err, "another agentd works on '%s'", d->state_folder);
    }
    free(lock);
    return d->lock_fd < 0 ? -1 : 0;
}

static void on_damage(void *data, const struct srect *boxes, size_t n, int64_t at_us)
{
    struct agentd *d = data;
    settler_damage(d->settler, boxes, n, at_us);
    watch_damage(d);
}

static void on_display_gone(void *data, const struct err *err)
{
    struct agentd *d = data;
    d->display_gone = true;
    log_error("display", "%s", err->msg);
    lack(d, "the display is gone");
    bus_publish(d->bus, "log", json_pack("{s:s, s:s}", "level", "error", "text", err->msg));
    if (d->session)
        session_signal(d->session, EV_DISPLAY_GONE, "the display went away while the task ran");
    agentd_quit(d, EXIT_NO_DISPLAY); /* a new desktop starts a new daemon */
}

static int open_display(struct agentd *d, struct err *err)
{
    const char *name = d->opts.display ? d->opts.display : getenv("DISPLAY");
    const struct capture_driver *eyes = capture_driver_find(config_text(d->config, "capture"));
    const struct hands_driver *hands = hands_driver_find(config_text(d->config, "hands"));
    if (!name || !*name) {
        if (strcmp(config_text(d->config, "capture"), "x11") == 0)
            return err_set(err, ERR_NO_DISPLAY, getenv("WAYLAND_DISPLAY")
                               ? "no X11 display: this is a Wayland session, which is not supported yet"
                               : "no display: DISPLAY is not set and --display was not given");
        name = "";
    }
    if (!eyes)
        return err_set(err, ERR_INVALID, "no capture driver '%s'", config_text(d->config, "capture"));
    if (!hands)
        return err_set(err, ERR_INVALID, "no hands driver '%s'", config_text(d->config, "hands"));
    d->display = xstrdup(name);
    d->is_rehearsal = strcmp(hands->name, "record") == 0 || strcmp(hands->name, "null") == 0;
    const char *from = config_text(d->config, "capture_from");
    d->capture = capture_start(eyes, *from ? from : name, err);
    if (!d->capture)
        return -1;
    const char *lacks = capture_lacks(d->capture);
    if (*lacks) {
        char *text = xasprintf("the display '%s' lacks: %s", name, lacks);
        lack(d, text);
        free(text);
    }
    const char *to = config_text(d->config, "hands_to");
    d->hands = hands_start(hands, *to ? to : name, err);
    if (!d->hands)
        return -1;
    d->settler = settler_new(d->loop);
    if (config_bool(d->config, "indicator") && eyes == capture_driver_find("x11")) {
        struct err why;
        d->indicator = indicator_new(name, &why);
        if (!d->indicator)
            log_warn("start", "no mark on the screen while the agent acts: %s", why.msg);
    }
    return 0;
}

static void on_reading(void *data, void *result, const struct err *err)
{
    (void)result;
    if (err && err->code != ERR_CANCELLED)
        lack(data, err->msg);
}

static void open_reading(struct agentd *d)
{
    struct err why;
    struct reader_opts opts = { config_text(d->config, "ocr_languages"),
                                config_bool(d->config, "ocr") };
    if (strcmp(config_text(d->config, "capture"), "x11") == 0)
        d->atspi = atspi_start(d->display, &why);
    d->reader = reader_new(d->loop, &opts);
    reader_load(d->reader, ask_new(loop_mailbox(d->loop), 0, on_reading, d));
}

struct loading { bool done; struct err err; };

static void on_loaded(void *data, void *result, const struct err *err)
{
    struct loading *l = data;
    (void)result;
    l->done = true;
    if (err)
        l->err = *err;
}

/* At start-up nothing else happens on the loop yet, so it may be waited on. */
static void wait_loaded(struct agentd *d, struct loading *l)
{
    while (!l->done)
        loop_run_once(d->loop);
}

static int load_policy(struct agentd *d, struct err *err)
{
    struct loading loading = { 0 };
    const char *named = config_text(d->config, "policy");
    char *file = *named ? xstrdup(named) : paths_data("scripts/policies/default.lua", err);
    if (!file)
        return -1;
    const char *const files[] = { file };
    d->policy = policy_load(d->loop, files, 1, ask_new(loop_mailbox(d->loop), 0, on_loaded, &loading));
    wait_loaded(d, &loading);
    d->policy_files = file;
    if (loading.err.code) {
        *err = loading.err;
        return err_prefix(err, "policy '%s'", file);
    }
    return 0;
}

static int load_tools(struct agentd *d, struct err *err)
{
    struct loading loading = { 0 };
    if (tool_folders_open(d, err))
        return -1;
    d->tools = tools_new(loop_mailbox(d->loop), script_host(d));
    tool_folders_refresh(d, ask_new(loop_mailbox(d->loop), 0, on_loaded, &loading));
    wait_loaded(d, &loading);
    return 0;
}

static void on_rows(void *data, void *result, const struct err *err)
{
    struct agentd *d = data;
    if (err)
        log_error("queue", "%s", err->msg);
    d->queue = queue_new(d, result, store_last_task(d->store));
    json_decref(result);
}

static int open_store(struct agentd *d, struct err *err)
{
    char *note;
    d->store = store_open(d->state_folder, &note, err);
    if (!d->store)
        return -1;
    lack(d, note);
    free(note);
    d->bus = bus_new(d->store, loop_mailbox(d->loop), store_last_cursor(d->store));
    return 0;
}

static int open_doors(struct agentd *d, struct err *err)
{
    char *runtime = NULL;
    int rc = -1;
    if (d->opts.socket_path) {
        d->socket_path = xstrdup(d->opts.socket_path);
    } else {
        runtime = paths_runtime_dir(err);
        if (!runtime)
            return -1;
        d->socket_path = path_join(runtime, "control.sock");
    }
    d->socket = socket_start(d, d->socket_path, err);
    if (d->socket && (d->opts.no_web || !config_bool(d->config, "web"))) {
        rc = 0;
    } else if (d->socket) {
        d->web = web_start(d, config_text(d->config, "listen"), err);
        rc = d->web ? 0 : -1;
    }
    free(runtime);
    return rc;
}

static int start_parts(struct agentd *d, int *exit_code, struct err *err)
{
    *exit_code = EXIT_USAGE;
    provider_embedded_register();
    if (read_config(d, err))
        return -1;
    *exit_code = EXIT_INTERNAL;
    d->loop = loop_new(err);
    if (!d->loop)
        return -1;
    d->scripts = client_new(d, RANK_OPERATOR, ORIGIN_TOOL, NULL, NULL);
    if (d->opts.check_config)
        return load_policy(d, err) || load_tools(d, err) ? -1 : 0;
    if (open_state(d, err))
        return -1;
    *exit_code = EXIT_NO_DISPLAY;
    if (open_display(d, err))
        return -1;
    *exit_code = EXIT_INTERNAL;
    if (open_store(d, err))
        return -1;
    d->approvals = approvals_new(d);
    d->apps = apps_load();
    d->folders = desktop_folders(d);
    *exit_code = EXIT_USAGE;
    if (load_policy(d, err))
        return -1;
    *exit_code = EXIT_INTERNAL;
    if (load_tools(d, err))
        return -1;
    open_reading(d);
    store_tasks(d->store, 1000, ask_new(loop_mailbox(d->loop), 0, on_rows, d));
    while (!d->queue)
        loop_run_once(d->loop);
    capture_watch(d->capture, loop_mailbox(d->loop), on_damage, on_display_gone, d);
    if (d->opts.once_task) {
        *exit_code = EXIT_USAGE;
        d->once = once_start(d, d->opts.once_task, err);
        return d->once ? 0 : -1;
    }
    journals_keep_within(d);
    return open_doors(d, err);
}

struct agentd *agentd_start(const struct agentd_opts *opts, int *exit_code, struct err *err)
{
    struct agentd *d = xcalloc(1, sizeof *d);
    d->opts = *opts;
    d->lock_fd = -1;
    d->started_us = clock_now_us();
    d->lacks = json_array();
    if (start_parts(d, exit_code, err)) {
        agentd_free(d);
        return NULL;
    }
    *exit_code = 0;
    return d;
}
