/* folders.h : the desktop's usual folders (XDG user dirs), for the planner and for file names. */
#ifndef AGENTD_FOLDERS_H
#define AGENTD_FOLDERS_H

struct agentd;
struct json_t;

/* {"home","desktop","documents","downloads","pictures","music","videos"}; paths of those that are set; new. */
struct json_t *desktop_folders(struct agentd *d);

#endif
