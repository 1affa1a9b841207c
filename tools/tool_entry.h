/* tool_entry.h : one tool file's declaration, checked. Shared by tool.c and tool_load.c. */
#ifndef TOOLS_TOOL_ENTRY_H
#define TOOLS_TOOL_ENTRY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "tools/tool.h"

struct json_t;

struct tool_entry {
    char *name, *doc, *file;
    enum tool_effect effect;
    struct json_t *declaration, *params, *result; /* as declared; the last two as schemas */
    struct err err;                               /* ERR_NONE: it may be called */
};

struct tool_entries { struct tool_entry *items; size_t n, cap; };

/* From what the file gave (NULL with why: it failed). file is copied, declaration borrowed. */
void tool_entry_init(struct tool_entry *e, const char *file, struct json_t *declaration,
                     const struct err *why);
void tool_entry_release(struct tool_entry *e);

/* Takes e; in place of one of the same name from an earlier folder. */
void tool_entries_add(struct tool_entries *list, struct tool_entry *e);
const struct tool_entry *tool_entries_find(const struct tool_entries *list, const char *name);
void tool_entries_release(struct tool_entries *list);

/* Reads the files one after the other, then hands the entries to done, and is gone. Never inside the call. */
struct tool_load;
typedef void tool_load_done(void *data, struct tool_entries *entries); /* takes what it wants of them */
struct tool_load *tool_load_start(struct mailbox *home, const struct tools_host *host,
                                  const char *const *folders, size_t n, tool_load_done *done,
                                  void *data);
void tool_load_cancel(struct tool_load *load); /* done is not called any more */

#endif
