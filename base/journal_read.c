#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/files.h"
#include "base/hash.h"
#include "base/journal.h"
#include "base/journal_line.h"
#include "base/js.h"
#include "base/strbuf.h"
#include "base/xalloc.h"

struct journal_reader {
    char *path;
    FILE *file;
    struct strbuf text;
    int64_t n; /* of the last line given */
    char last[65];
    struct err failed; /* what ended it; given again from then on */
};

struct journal_reader *journal_read(const char *dir, struct err *err)
{
    struct journal_reader *r;
    char *path = path_join(dir, JOURNAL_FILE);
    FILE *file = fopen(path, "re");

    if (!file) {
        err_set(err, errno == ENOENT ? ERR_NOT_FOUND : ERR_IO, "cannot open '%s': %s", path,
                strerror(errno));
        free(path);
        return NULL;
    }
    r = xcalloc(1, sizeof *r);
    r->path = path;
    r->file = file;
    strbuf_init(&r->text);
    memcpy(r->last, JOURNAL_START, sizeof r->last);
    return r;
}

static int fail(struct journal_reader *r, enum err_code code, const char *why, struct err *err)
{
    err_set(&r->failed, code, "line %lld of '%s': %s", (long long)r->n + 1, r->path, why);
    *err = r->failed;
    return -1;
}

/* 1: r->text is a line without its newline; 0 at the end. */
static int next_text(struct journal_reader *r, struct err *err)
{
    int c;

    strbuf_clear(&r->text);
    while ((c = getc_unlocked(r->file)) != EOF && c != '\n') {
        if (r->text.len >= JOURNAL_LINE_MAX)
            return fail(r, ERR_PROTOCOL, "it is over the limit of a line", err);
        strbuf_addch(&r->text, (char)c);
    }
    if (c == '\n')
        return 1;
    if (ferror(r->file))
        return fail(r, ERR_IO, strerror(errno), err);
    return r->text.len ? fail(r, ERR_IO, "it is cut off", err) : 0;
}

int journal_next(struct journal_reader *r, json_t **line, struct err *err)
{
    struct err why = { 0 };
    const char *prev;
    int got;

    *line = NULL;
    if (r->failed.code != ERR_NONE) {
        *err = r->failed;
        return -1;
    }
    got = next_text(r, err);
    if (got != 1)
        return got;
    *line = journal_line_parse(r->text.s, r->text.len, &why);
    if (!*line)
        return fail(r, ERR_PROTOCOL, why.msg, err);
    prev = js_str(*line, "prev");
    if (!prev || strcmp(prev, r->last) != 0 || js_int(*line, "n", 0) != r->n + 1) {
        json_decref(*line);
        *line = NULL;
        return fail(r, ERR_PROTOCOL, "it does not follow the line before it", err);
    }
    memcpy(r->last, js_str(*line, "hash"), sizeof r->last);
    r->n++;
    return 1;
}

void journal_reader_free(struct journal_reader *r)
{
    if (!r)
        return;
    fclose(r->file);
    strbuf_release(&r->text);
    free(r->path);
    free(r);
}

void *journal_blob_read(const char *dir, const char *hex, size_t *len, struct err *err)
{
    char *path, *bytes, sum[65];

    /* The name comes from a line or a client: nothing but a hash may become a path. */
    if (strlen(hex) != 64 || strspn(hex, "0123456789abcdef") != 64) {
        err_set(err, ERR_INVALID, "'%.70s' is no blob's hash", hex);
        return NULL;
    }
    path = xasprintf("%s/%s/%s", dir, JOURNAL_BLOBS, hex);
    bytes = file_read(path, JOURNAL_BLOB_MAX, len, err);
    free(path);
    if (!bytes)
        return NULL;
    hash_sha256(bytes, *len, sum);
    if (strcmp(sum, hex) == 0)
        return bytes;
    err_set(err, ERR_PROTOCOL, "the content of blob '%s' does not fit its hash", hex);
    free(bytes);
    return NULL;
}

/* Every text under a key "blob", at any depth; seen holds those that were found good. */
static int check_blobs(const char *dir, const json_t *value, json_t *seen, struct err *err)
{
    const char *key, *hex = js_str(value, "blob");
    const json_t *item;
    size_t i;

    if (hex && !js_get(seen, hex)) {
        size_t len;
        void *bytes = journal_blob_read(dir, hex, &len, err);
        if (!bytes)
            return -1;
        free(bytes);
        json_object_set_new(seen, hex, json_true());
    }
    json_object_foreach((json_t *)value, key, item)
        if (check_blobs(dir, item, seen, err) != 0)
            return -1;
    json_array_foreach(value, i, item)
        if (check_blobs(dir, item, seen, err) != 0)
            return -1;
    return 0;
}

int64_t journal_verify(const char *dir, struct err *err)
{
    struct journal_reader *r = journal_read(dir, err);
    json_t *line, *seen = json_object();
    int64_t n = 0;
    int got = -1;

    while (r && (got = journal_next(r, &line, err)) == 1) {
        int bad = check_blobs(dir, js_get(line, "body"), seen, err);
        json_decref(line);
        n++;
        if (bad) {
            err_prefix(err, "line %lld of '%s'", (long long)n, r->path);
            got = -1;
            break;
        }
    }
    json_decref(seen);
    journal_reader_free(r);
    return got == 0 ? n : -1;
}
