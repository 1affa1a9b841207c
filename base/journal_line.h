/* journal_line.h : what the journal's writer and reader share: names in the folder, the form of a
 * line. */
#ifndef BASE_JOURNAL_LINE_H
#define BASE_JOURNAL_LINE_H

#include <stddef.h>
#include <stdint.h>

struct err;
struct json_t;

#define JOURNAL_FILE "journal.jsonl"
#define JOURNAL_TORN "journal.torn"
#define JOURNAL_BLOBS "blobs"
#define JOURNAL_START "0000000000000000000000000000000000000000000000000000000000000000"

/* Sum of line's sorted form without its "hash"; line is as before on return. -1: no object, or it
 * cannot be dumped. */
int journal_line_sum(struct json_t *line, char hex[65]);
/* New, or NULL with ERR_PROTOCOL: no JSON, or the sum in it is not the line's own. The chain (n and
 * prev) is the caller's to check. */
struct json_t *journal_line_parse(const char *text, size_t len, struct err *err);

#endif
