/* journal.h : append-only JSON lines, each fsynced and chained to the one before by its hash, and
 * blobs named by SHA-256. One folder a task: journal.jsonl, blobs/. Calls are for the writer thread.
 *
 * A line: {"n":7,"at":"2026-…Z","kind":"action","body":{…},"prev":"<hash of line 6>","hash":"…"};
 * hash = SHA-256 of the line's sorted one-line form without "hash". prev of line 1 is 64 zeros. */
#ifndef BASE_JOURNAL_H
#define BASE_JOURNAL_H

#include <stddef.h>
#include <stdint.h>

struct err;
struct journal;
struct journal_reader;
struct json_t;

#define JOURNAL_LINE_MAX (4u << 20)
#define JOURNAL_BLOB_MAX (64u << 20)

/* Makes dir; a journal that is there is continued after its last whole line (a torn last line is
 * cut off and kept aside as journal.torn). */
struct journal *journal_open(const char *dir, struct err *err);
/* Borrows body. Its number, from 1, once it is on the disk; or -1. */
int64_t journal_append(struct journal *j, const char *kind, const struct json_t *body,
                       struct err *err);
int journal_blob(struct journal *j, const void *data, size_t len, char hex[65],
                 struct err *err); /* the same bytes are kept once */
void journal_close(struct journal *j);

struct journal_reader *journal_read(const char *dir, struct err *err);
/* 1 and *line (new), 0 at the end, -1: a line that is no JSON or breaks the chain (ERR_PROTOCOL,
 * naming its number); a torn last line is ERR_IO. */
int journal_next(struct journal_reader *r, struct json_t **line, struct err *err);
void journal_reader_free(struct journal_reader *r);
/* New bytes of a blob, hash checked. */
void *journal_blob_read(const char *dir, const char *hex, size_t *len, struct err *err);
/* Lines that hold, all of them checked, blobs named in "blob" keys too; -1: err names the first bad one. */
int64_t journal_verify(const char *dir, struct err *err);

#endif
