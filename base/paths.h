/* paths.h : where things live: XDG folders, the shipped data. All results are new; caller frees. */
#ifndef BASE_PATHS_H
#define BASE_PATHS_H

struct err;

char *paths_config_dir(void);            /* $XDG_CONFIG_HOME/agentd */
char *paths_state_dir(void);             /* $XDG_STATE_HOME/agentd */
/* $XDG_RUNTIME_DIR/agentd, or /tmp/agentd-UID when unset: made 0700, its owner checked. */
char *paths_runtime_dir(struct err *err);
/* "scripts/planner" and the like: under $AGENTD_DATA, else beside the build tree that this program
 * runs from, else the installed folder. NULL: ERR_NOT_FOUND, naming where it looked. */
char *paths_data(const char *relative, struct err *err);

#endif
