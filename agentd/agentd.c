#include "agentd/agentd.h"

#include <stdlib.h>
#include <unistd.h>

#include <jansson.h>

#include "actions/hands.h"
#include "actions/indicator.h"
#include "agentd/act.h"
#include "agentd/approval.h"
#include "agentd/bus.h"
#include "agentd/client.h"
#include "agentd/once.h"
#include "agentd/queue.h"
#include "agentd/screen_value.h"
#include "agentd/session.h"
#include "agentd/settler.h"
#include "agentd/socket.h"
#include "agentd/store.h"
#include "agentd/web.h"
#include "base/apps.h"
#include "base/config.h"
#include "base/err.h"
#include "base/loop.h"
#include "base/mailbox.h"
#include "tools/policy.h"
#include "tools/tool.h"
#include "vision/atspi.h"
#include "vision/capture.h"
#include "vision/reader.h"
#include "vision/screen.h"

void agentd_run(struct agentd *d)
{
    loop_run(d->loop);
}

void agentd_quit(struct agentd *d, int exit_code)
{
    d->exit_code = exit_code;
    loop_stop(d->loop);
}

/* Nothing new comes in, nothing new is begun, and what is under way hears that it ends. */
static void end_work(struct agentd *d)
{
    struct err err;
    socket_stop(d->socket);
    if (d->web)
        web_stop(d->web);
    if (d->queue)
        queue_hold(d->queue, true);
    if (d->session)
        session_signal(d->session, EV_STOP, "the daemon ends");
    once_free(d->once);
    d->ending = true;
    err_set(&err, ERR_CANCELLED, "the daemon ends");
    acts_end(d, 0, &err);
}

/* In reverse: doors first, then the task; then hands, eyes and the writer. */
void agentd_free(struct agentd *d)
{
    if (!d)
        return;
    end_work(d);
    indicator_free(d->indicator);
    if (d->hands)
        hands_stop(d->hands);
    if (d->capture)
        capture_stop(d->capture);
    if (d->atspi)
        atspi_stop(d->atspi);
    if (d->reader)
        reader_free(d->reader);
    if (d->loop)
        mailbox_run(loop_mailbox(d->loop)); /* answers that are out find their askers alive */
    if (d->tools)
        tools_free(d->tools);
    if (d->policy)
        policy_free(d->policy);
    queue_free(d->queue);
    settler_free(d->settler);
    approvals_free(d->approvals);
    store_close(d->store);
    if (d->loop)
        mailbox_run(loop_mailbox(d->loop));
    bus_free(d->bus);
    client_unref(d->scripts);
    screen_value_forget(d);
    screen_unref(d->screen);
    loop_free(d->loop);
    tool_folders_close(d);
    apps_free(d->apps);
    config_free(d->config);
    json_decref(d->models);
    json_decref(d->folders);
    json_decref(d->lacks);
    free(d->policy_files);
    free(d->display);
    free(d->state_folder);
    free(d->socket_path);
    if (d->lock_fd >= 0)
        close(d->lock_fd);
    free(d);
}
