/* tool_folders.h : the folders that tools come from, the shipped one and the person's own; read again when a
 * file has come, gone or changed. Loop thread. */
#ifndef AGENTD_TOOL_FOLDERS_H
#define AGENTD_TOOL_FOLDERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct agentd;
struct ask;
struct err;

struct tool_folders {
    char *shipped, *own;
    uint64_t seen;     /* a hash of names, sizes and times, as loaded or being loaded */
    bool loading;
    struct ask **asks; /* that wait for it */
    size_t asks_n, asks_cap;
};

int tool_folders_open(struct agentd *d, struct err *err); /* finds them; d->tools is there */
/* Takes ask; answers NULL once the tools are as the files are now. */
void tool_folders_refresh(struct agentd *d, struct ask *ask);
void tool_folders_close(struct agentd *d);

#endif
