#include "base/files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/strbuf.h"
#include "base/xalloc.h"

static int io_error(struct err *err, const char *doing, const char *path)
{
    int code = errno == ENOENT ? ERR_NOT_FOUND : errno == EACCES ? ERR_DENIED : ERR_IO;

    return err_set(err, (enum err_code)code, "cannot %s '%s': %s", doing, path, strerror(errno));
}

static ssize_t read_some(int fd, void *into, size_t len)
{
    ssize_t n;

    do
        n = read(fd, into, len);
    while (n < 0 && errno == EINTR);
    return n;
}

static int write_all(int fd, const char *data, size_t len)
{
    while (len > 0) {
        ssize_t n = write(fd, data, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -1;
        data += n;
        len -= (size_t)n;
    }
    return 0;
}

char *file_read(const char *path, size_t max, size_t *len, struct err *err)
{
    struct strbuf all = STRBUF_INIT;
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0) {
        io_error(err, "open", path);
        return NULL;
    }
    for (;;) {
        char part[65536];
        ssize_t n = read_some(fd, part, sizeof part);
        if (n == 0)
            break;
        if (n < 0) {
            io_error(err, "read", path);
            goto fail;
        }
        if ((size_t)n > max - all.len) {
            err_set(err, ERR_LIMIT, "'%s' is over %zu bytes", path, max);
            goto fail;
        }
        strbuf_add(&all, part, (size_t)n);
    }
    close(fd);
    if (len)
        *len = all.len;
    return strbuf_detach(&all);

fail:
    close(fd);
    strbuf_release(&all);
    return NULL;
}

/* A rename is only on the disk once its folder is. */
static int folder_sync(const char *file)
{
    char *dir = xstrdup(file);
    char *slash = strrchr(dir, '/');
    int fd, ret = -1;

    if (slash)
        slash[slash == dir ? 1 : 0] = '\0';
    fd = open(slash ? dir : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        /* Some file systems have no fsync for folders and say EINVAL. */
        ret = fsync(fd) == 0 || errno == EINVAL ? 0 : -1;
        close(fd);
    }
    free(dir);
    return ret;
}

int file_write(const char *path, const void *data, size_t len, unsigned int mode, struct err *err)
{
    char *temporary = xasprintf("%s.XXXXXX", path);
    int fd = mkostemp(temporary, O_CLOEXEC);
    int ret = -1;

    if (fd < 0) {
        io_error(err, "write beside", path);
        free(temporary);
        return -1;
    }
    if (fchmod(fd, (mode_t)mode) != 0 || write_all(fd, data, len) != 0 || fsync(fd) != 0) {
        io_error(err, "write", path);
        close(fd);
        goto out;
    }
    if (close(fd) != 0) {
        io_error(err, "write", path);
        goto out;
    }
    if (rename(temporary, path) != 0) {
        io_error(err, "replace", path);
        goto out;
    }
    if (folder_sync(path) != 0) {
        io_error(err, "sync the folder of", path);
        free(temporary);
        return -1;
    }
    ret = 0;

out:
    if (ret != 0)
        unlink(temporary);
    free(temporary);
    return ret;
}

bool file_exists(const char *path)
{
    return access(path, F_OK) == 0;
}

int folder_make(const char *path, unsigned int mode, struct err *err)
{
    char *part = xstrdup(path);
    int ret = -1;

    for (char *p = part + (*part == '/');; p++) {
        char was = *p;
        struct stat st;
        if (was != '/' && was != '\0')
            continue;
        *p = '\0';
        if (*part && mkdir(part, (mode_t)mode) != 0) {
            int why = errno;
            if (stat(part, &st) != 0) {
                errno = why;
                io_error(err, "make the folder", part);
                goto out;
            }
            if (!S_ISDIR(st.st_mode)) {
                err_set(err, ERR_IO, "'%s' is there and is no folder", part);
                goto out;
            }
        }
        *p = was;
        if (was == '\0')
            break;
    }
    ret = 0;

out:
    free(part);
    return ret;
}

/* By descriptor, so that a link put in the way is removed, not followed. Takes fd. */
static int remove_within(int fd, const char *path, struct err *err)
{
    DIR *dir = fdopendir(fd);
    struct dirent *entry;
    int ret = -1;

    if (!dir) {
        close(fd);
        return io_error(err, "read the folder", path);
    }
    while (errno = 0, (entry = readdir(dir))) {
        char *child;
        int inner, failed = 0;
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        if (unlinkat(dirfd(dir), entry->d_name, 0) == 0)
            continue;
        child = path_join(path, entry->d_name);
        if (errno != EISDIR && errno != EPERM) {
            failed = io_error(err, "remove", child);
        } else {
            inner = openat(dirfd(dir), entry->d_name,
                           O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
            if (inner < 0)
                failed = io_error(err, "open the folder", child);
            else if (remove_within(inner, child, err) != 0)
                failed = -1;
            else if (unlinkat(dirfd(dir), entry->d_name, AT_REMOVEDIR) != 0)
                failed = io_error(err, "remove the folder", child);
        }
        free(child);
        if (failed)
            goto out;
    }
    ret = errno ? io_error(err, "read the folder", path) : 0;

out:
    closedir(dir);
    return ret;
}

int folder_remove(const char *path, struct err *err)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

    if (fd < 0)
        return io_error(err, "open the folder", path);
    if (remove_within(fd, path, err) != 0)
        return -1;
    if (rmdir(path) != 0)
        return io_error(err, "remove the folder", path);
    return 0;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

char **folder_list(const char *path, const char *suffix, size_t *n)
{
    DIR *dir = opendir(path);
    size_t cap = 0, suffix_len = strlen(suffix);
    struct dirent *entry;
    char **list = NULL;

    *n = 0;
    while (dir && (entry = readdir(dir))) {
        size_t len = strlen(entry->d_name);
        struct stat st;
        if (len < suffix_len || strcmp(entry->d_name + len - suffix_len, suffix) != 0)
            continue;
        if (fstatat(dirfd(dir), entry->d_name, &st, 0) != 0 || !S_ISREG(st.st_mode))
            continue;
        GROW(list, *n, cap);
        list[(*n)++] = path_join(path, entry->d_name);
    }
    if (dir)
        closedir(dir);
    if (*n)
        qsort(list, *n, sizeof *list, by_name);
    return list;
}

void string_list_free(char **list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        free(list[i]);
    free(list);
}

char *path_join(const char *a, const char *b)
{
    size_t len = strlen(a);

    return xasprintf("%s%s%s", a, len && a[len - 1] == '/' ? "" : "/", b);
}

int file_lock(const char *path, struct err *err)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    char pid[32];
    ssize_t n;

    if (fd < 0)
        return io_error(err, "open the lock", path);
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK) {
            io_error(err, "lock", path);
        } else {
            n = read_some(fd, pid, sizeof pid - 1);
            pid[n > 0 ? n : 0] = '\0';
            size_t digits = strspn(pid, "0123456789");
            bool is_number = digits > 0 && pid[digits] == '\n';
            pid[digits] = '\0';
            err_set(err, ERR_BUSY, "'%s' is held by process %s", path, is_number ? pid : "unknown");
        }
        close(fd);
        return -1;
    }
    snprintf(pid, sizeof pid, "%ld\n", (long)getpid());
    if (ftruncate(fd, 0) != 0 || write_all(fd, pid, strlen(pid)) != 0) {
        io_error(err, "write the lock", path);
        close(fd);
        return -1;
    }
    return fd;
}
