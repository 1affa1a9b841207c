/* journals.h : the kept journals: listing, showing, checking, pruning. The work is the writer thread's. */
#ifndef AGENTD_JOURNALS_H
#define AGENTD_JOURNALS_H

#include <stdint.h>

struct agentd;
struct ask;
struct task;

/* Each takes ask. Results as docs/protocol.md has them. */
void journals_steps(struct agentd *d, const struct task *t, struct ask *ask);
void journals_list(struct agentd *d, struct ask *ask);
void journals_lines(struct agentd *d, const struct task *t, int64_t after, struct ask *ask);
void journals_verify(struct agentd *d, const struct task *t, struct ask *ask);
void journals_blob(struct agentd *d, const struct task *t, const char *hash, struct ask *ask);
void journals_delete(struct agentd *d, const struct task *t, struct ask *ask);
/* Removes ended tasks' journals older than `days`, then the oldest until at most `megabytes` are left. */
void journals_prune(struct agentd *d, int64_t days, int64_t megabytes, struct ask *ask);
/* The same within what is configured, at most once an hour. */
void journals_keep_within(struct agentd *d);

#endif
