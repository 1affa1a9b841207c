/* command.h : the table that browser, command line, Lua and MCP all go through. */
#ifndef AGENTD_COMMAND_H
#define AGENTD_COMMAND_H

#include <stddef.h>

#include "agentd/client.h"

struct agentd;
struct ask;
struct json_t;

struct command {
    const char *name, *doc;
    const char *params, *result; /* JSON Schema of an object */
    enum rank rank;              /* the least that may call it */
    /* params have been checked and are borrowed until it returns; takes ask, which answers a new JSON
     * object or NULL for {}. */
    void (*run)(struct agentd *d, struct client *c, const struct json_t *params, struct ask *ask);
};
extern const struct command commands[]; /* sorted by name; a test says so */
extern const size_t commands_n;

const struct command *command_find(const char *name); /* NULL: none */
/* Finds, checks rank and schema, runs. Takes ask, which is answered in every case. params may be NULL. */
void command_dispatch(struct agentd *d, struct client *c, const char *name,
                      const struct json_t *params, struct ask *ask);
struct json_t *command_to_json(const struct command *c); /* name, doc, rank, params, result; new */
char *command_reference(void); /* docs/protocol.md, generated; new */

/* The rows' functions, a file for each group. */
#define COMMAND_FN(name)                                                                        \
    void name(struct agentd *d, struct client *c, const struct json_t *params, struct ask *ask)
COMMAND_FN(cmd_status);
COMMAND_FN(cmd_commands);
COMMAND_FN(cmd_doctor);
COMMAND_FN(cmd_shutdown);
COMMAND_FN(cmd_web_link);
COMMAND_FN(cmd_task_start);
COMMAND_FN(cmd_task_list);
COMMAND_FN(cmd_task_show);
COMMAND_FN(cmd_task_wait);
COMMAND_FN(cmd_task_cancel);
COMMAND_FN(cmd_task_stop);
COMMAND_FN(cmd_task_pause);
COMMAND_FN(cmd_task_resume);
COMMAND_FN(cmd_task_say);
COMMAND_FN(cmd_task_approve);
COMMAND_FN(cmd_task_deny);
COMMAND_FN(cmd_screen_shot);
COMMAND_FN(cmd_screen_elements);
COMMAND_FN(cmd_screen_marks);
COMMAND_FN(cmd_screen_windows);
COMMAND_FN(cmd_screen_watch);
COMMAND_FN(cmd_input_act);
COMMAND_FN(cmd_input_type);
COMMAND_FN(cmd_window_focus);
COMMAND_FN(cmd_window_close);
COMMAND_FN(cmd_window_maximise);
COMMAND_FN(cmd_window_restore);
COMMAND_FN(cmd_window_minimise);
COMMAND_FN(cmd_window_move);
COMMAND_FN(cmd_clipboard_get);
COMMAND_FN(cmd_clipboard_set);
COMMAND_FN(cmd_app_list);
COMMAND_FN(cmd_app_open);
COMMAND_FN(cmd_tool_list);
COMMAND_FN(cmd_tool_call);
COMMAND_FN(cmd_journal_list);
COMMAND_FN(cmd_journal_show);
COMMAND_FN(cmd_journal_verify);
COMMAND_FN(cmd_journal_blob);
COMMAND_FN(cmd_journal_prune);
COMMAND_FN(cmd_journal_delete);
COMMAND_FN(cmd_events_subscribe);

#endif
