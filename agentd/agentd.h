/* agentd.h : the daemon: owns every part, starts them in order and stops them in reverse. Loop thread. */
#ifndef AGENTD_AGENTD_H
#define AGENTD_AGENTD_H

#include <stdbool.h>
#include <stdint.h>

#include "agentd/tool_folders.h"
#include "tools/lua_host.h"
#include "vision/image.h"

struct act;
struct ask;
struct err;
struct json_t;
struct screen;

/* What the command line said; all borrowed. NULL or 0: as configured. */
struct agentd_opts {
    const char *display, *config_file, *state_folder, *socket_path, *model, *policy_file, *listen;
    const char *once_task;     /* run this one task, without socket and web */
    int64_t max_steps, timeout_s;
    bool no_web, dry_run, check_config;
    int verbose;
};

struct agentd {
    struct agentd_opts opts;
    struct loop *loop;
    struct config *config;
    struct json_t *models;       /* {"desk": {…}} */
    char *display, *state_folder, *socket_path;
    int lock_fd;
    int64_t started_us;
    int64_t pruned_us;           /* when journals were last pruned; 0: not yet */

    struct apps *apps;
    struct json_t *folders;      /* the desktop's: folders.h */
    struct store *store;
    struct bus *bus;
    struct capture *capture;
    struct hands *hands;
    struct indicator *indicator; /* NULL: off, or not to be had */
    struct atspi *atspi;         /* NULL where there is none */
    struct reader *reader;
    struct policy *policy;
    struct tools *tools;
    struct tool_folders tool_folders;
    struct queue *queue;
    struct settler *settler;
    struct act *acts;            /* all that are under way */
    struct approvals *approvals;
    struct session *session;     /* the task that has the desktop, or NULL */
    struct client *scripts;      /* what Lua tools call as */
    struct tools_host host;      /* and their way in: script_host.h */
    struct socket_server *socket;
    struct web *web;
    struct once *once;
    struct screen_watch *watches; /* live pictures: watch.h */
    struct json_t *lacks;        /* sentences */
    char *policy_files;          /* names, for status */

    struct screen *screen;       /* the last one read, or NULL */
    struct screen *value_of;     /* the screen that value was made of: screen_value.h */
    struct json_t *value;
    bool is_rehearsal;           /* the hands touch no desktop: nothing is launched either */
    bool display_gone;
    bool ending;                 /* nothing new is begun: agentd_free runs */
    bool unattended;             /* an approval was wanted since the last action, and nobody was there */
    int exit_code;
};

/* NULL: err; *exit_code is what main returns then. */
struct agentd *agentd_start(const struct agentd_opts *opts, int *exit_code, struct err *err);
void agentd_run(struct agentd *d); /* until agentd_quit */
void agentd_quit(struct agentd *d, int exit_code);
void agentd_free(struct agentd *d);

#endif
