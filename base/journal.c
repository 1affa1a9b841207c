#include "base/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/files.h"
#include "base/hash.h"
#include "base/journal_line.h"
#include "base/js.h"
#include "base/strbuf.h"
#include "base/xalloc.h"

struct journal {
    char *path, *blobs;
    int fd;
    off_t size;
    int64_t n;
    char last[65];
    bool broken; /* after a failed fsync nobody knows what is on the disk */
};

static int io_error(const struct journal *j, const char *doing, struct err *err)
{
    return err_set(err, ERR_IO, "cannot %s '%s': %s", doing, j->path, strerror(errno));
}

/* The bytes from offset to the end of the file; new. */
static char *read_from(const struct journal *j, off_t offset, size_t len, struct err *err)
{
    char *bytes = malloc(len + 1);

    if (!bytes) {
        err_set(err, ERR_LIMIT, "no memory for %zu bytes of '%s'", len, j->path);
        return NULL;
    }
    for (size_t got = 0; got < len;) {
        ssize_t n = pread(j->fd, bytes + got, len - got, offset + (off_t)got);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            if (n == 0)
                errno = EIO;
            io_error(j, "read", err);
            free(bytes);
            return NULL;
        }
        got += (size_t)n;
    }
    bytes[len] = '\0';
    return bytes;
}

/* What a crash left of the last line is kept beside the journal, then cut off. */
static int cut_torn(struct journal *j, const char *dir, const char *bytes, size_t keep, size_t len,
                    struct err *err)
{
    char *aside = path_join(dir, JOURNAL_TORN);
    off_t size = j->size - (off_t)(len - keep);
    int ret = file_write(aside, bytes + keep, len - keep, 0600, err);

    free(aside);
    if (ret != 0)
        return -1;
    if (ftruncate(j->fd, size) != 0 || fsync(j->fd) != 0)
        return io_error(j, "cut the torn end off", err);
    j->size = size;
    return 0;
}

/* Length of what is whole in bytes: up to the last newline; a line that a crash left full of NULs
 * (the blocks were counted, their content never arrived) is not. */
static size_t whole(const char *bytes, size_t len)
{
    const char *end = memrchr(bytes, '\n', len);

    while (end) {
        size_t keep = (size_t)(end - bytes) + 1;
        const char *start = memrchr(bytes, '\n', keep - 1);
        start = start ? start + 1 : bytes;
        if (!memchr(start, '\0', keep - (size_t)(start - bytes)))
            return keep;
        end = start > bytes ? start - 1 : NULL;
    }
    return 0;
}

/* Takes up number and hash of the last whole line. */
static int resume(struct journal *j, const char *dir, struct err *err)
{
    size_t window = 2 * (size_t)JOURNAL_LINE_MAX;
    size_t len = j->size < (off_t)window ? (size_t)j->size : window, keep;
    char *bytes;
    const char *start;
    json_t *line = NULL;
    int ret = -1;

    if (len == 0)
        return 0;
    bytes = read_from(j, j->size - (off_t)len, len, err);
    if (!bytes)
        return -1;
    keep = whole(bytes, len);
    if (keep == 0 && (off_t)len < j->size) {
        err_set(err, ERR_PROTOCOL, "'%s' has no line in its last %zu bytes", j->path, len);
        goto out;
    }
    if (keep < len && cut_torn(j, dir, bytes, keep, len, err) != 0)
        goto out;
    ret = 0;
    if (keep == 0)
        goto out;
    ret = -1;
    start = memrchr(bytes, '\n', keep - 1);
    start = start ? start + 1 : bytes;
    line = journal_line_parse(start, keep - 1 - (size_t)(start - bytes), err);
    if (!line) {
        err_prefix(err, "the last line of '%s' is damaged", j->path);
        goto out;
    }
    j->n = js_int(line, "n", 0);
    memcpy(j->last, js_str(line, "hash"), sizeof j->last); /* parse has seen that it is 64 long */
    ret = 0;

out:
    json_decref(line);
    free(bytes);
    return ret;
}

static int sync_folder(const char *dir, struct err *err)
{
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int ret = 0;

    if (fd < 0 || (fsync(fd) != 0 && errno != EINVAL))
        ret = err_set(err, ERR_IO, "cannot sync the folder '%s': %s", dir, strerror(errno));
    if (fd >= 0)
        close(fd);
    return ret;
}

struct journal *journal_open(const char *dir, struct err *err)
{
    struct journal *j = xcalloc(1, sizeof *j);
    struct stat st;

    j->path = path_join(dir, JOURNAL_FILE);
    j->blobs = path_join(dir, JOURNAL_BLOBS);
    j->fd = -1;
    memcpy(j->last, JOURNAL_START, sizeof j->last);
    if (folder_make(dir, 0700, err) != 0 || folder_make(j->blobs, 0700, err) != 0)
        goto fail;
    j->fd = open(j->path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (j->fd < 0 || fstat(j->fd, &st) != 0) {
        io_error(j, "open", err);
        goto fail;
    }
    if (flock(j->fd, LOCK_EX | LOCK_NB) != 0) {
        err_set(err, ERR_BUSY, "'%s' is being written by another process", j->path);
        goto fail;
    }
    j->size = st.st_size;
    if (sync_folder(dir, err) != 0 || resume(j, dir, err) != 0)
        goto fail;
    return j;

fail:
    journal_close(j);
    return NULL;
}

/* The line as it will stand in the file, with its newline; new. NULL: it could not be read back. */
static char *compose(const struct journal *j, const char *kind, const json_t *body, char sum[65],
                     size_t *len, struct err *err)
{
    char at[25], *text = NULL, *ret = NULL;
    json_t *line, *back = NULL;

    clock_iso(clock_wall_ms(), at);
    line = json_pack("{s:I, s:s, s:s, s:O, s:s}", "n", (json_int_t)(j->n + 1), "at", at, "kind",
                     kind, "body", (json_t *)body, "prev", j->last);
    if (!line || journal_line_sum(line, sum) != 0 ||
        json_object_set_new(line, "hash", json_string(sum)) != 0 || !(text = js_dump(line))) {
        err_set(err, ERR_INVALID, "a line of kind '%s' cannot be written as JSON", kind);
        goto out;
    }
    /* A NUL in a text or a deep body would be written and never read: seen here, not at verify. */
    back = journal_line_parse(text, strlen(text), err);
    if (!back) {
        err->code = strlen(text) > JOURNAL_LINE_MAX ? ERR_LIMIT : ERR_INVALID;
        err_prefix(err, "a line of kind '%s' for '%s'", kind, j->path);
        goto out;
    }
    ret = xasprintf("%s\n", text);
    *len = strlen(ret);

out:
    free(text);
    json_decref(back);
    json_decref(line);
    return ret;
}

/* All of it on the disk, or the file as it was. */
static int write_line(struct journal *j, const char *text, size_t len, struct err *err)
{
    for (size_t done = 0; done < len;) {
        ssize_t n = write(j->fd, text + done, len - done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            io_error(j, "write", err);
            if (ftruncate(j->fd, j->size) != 0)
                j->broken = true;
            return -1;
        }
        done += (size_t)n;
    }
    if (fsync(j->fd) != 0) {
        j->broken = true;
        return io_error(j, "sync", err);
    }
    j->size += (off_t)len;
    return 0;
}

int64_t journal_append(struct journal *j, const char *kind, const json_t *body, struct err *err)
{
    char sum[65], *text;
    size_t len;
    int ret;

    if (j->broken)
        return err_set(err, ERR_IO, "'%s' could not be written before and is closed", j->path);
    text = compose(j, kind, body, sum, &len, err);
    if (!text)
        return -1;
    ret = write_line(j, text, len, err);
    free(text);
    if (ret != 0)
        return -1;
    memcpy(j->last, sum, sizeof j->last);
    return ++j->n;
}

int journal_blob(struct journal *j, const void *data, size_t len, char hex[65], struct err *err)
{
    char *path;
    struct stat st;
    int ret = 0;

    if (len > JOURNAL_BLOB_MAX)
        return err_set(err, ERR_LIMIT, "a blob of %zu bytes for '%s', limit %u", len, j->path,
                       JOURNAL_BLOB_MAX);
    hash_sha256(data, len, hex);
    path = path_join(j->blobs, hex);
    if (stat(path, &st) != 0 || (size_t)st.st_size != len)
        ret = file_write(path, data, len, 0600, err);
    free(path);
    return ret;
}

void journal_close(struct journal *j)
{
    if (!j)
        return;
    if (j->fd >= 0)
        close(j->fd);
    free(j->path);
    free(j->blobs);
    free(j);
}
