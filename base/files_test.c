#include "base/test.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/files.h"
#include "base/xalloc.h"

static char *scratch(void)
{
    char *dir = xstrdup("/tmp/agentd-files-XXXXXX");

    assert_non_null(mkdtemp(dir));
    return dir;
}

static void drop(char *dir)
{
    struct err err = { 0 };

    if (folder_remove(dir, &err) != 0)
        fail_msg("%s", err.msg);
    assert_false(file_exists(dir));
    free(dir);
}

TEST("a written file reads back, with its mode and nothing left beside it")
{
    struct err err = { 0 };
    char *dir = scratch(), *path = path_join(dir, "a.json");
    struct stat st;
    size_t len, n;
    char *text, **all;

    assert_int_equal(file_write(path, "one", 3, 0600, &err), 0);
    assert_int_equal(file_write(path, "two\0x", 5, 0640, &err), 0);
    text = file_read(path, 100, &len, &err);
    assert_int_equal(len, 5);
    assert_memory_equal(text, "two\0x", 6);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0640);
    all = folder_list(dir, "", &n);
    assert_int_equal(n, 1);
    string_list_free(all, n);
    free(text);
    free(path);
    drop(dir);
}

TEST("a file over the limit, missing, or a folder is an error that names it")
{
    struct err err = { 0 };
    char *dir = scratch(), *path = path_join(dir, "a");

    assert_null(file_read(path, 100, NULL, &err));
    assert_int_equal(err.code, ERR_NOT_FOUND);
    assert_non_null(strstr(err.msg, path));
    assert_int_equal(file_write(path, "12345", 5, 0600, &err), 0);
    assert_null(file_read(path, 4, NULL, &err));
    assert_int_equal(err.code, ERR_LIMIT);
    assert_null(file_read(dir, 100, NULL, &err));
    assert_int_equal(err.code, ERR_IO);
    free(path);
    path = path_join(dir, "no/such/a");
    assert_int_equal(file_write(path, "x", 1, 0600, &err), -1);
    assert_int_equal(err.code, ERR_NOT_FOUND);
    free(path);
    drop(dir);
}

/* The limit on a file's size fails a write as a full disk does, and needs no disk of one's own. */
TEST("a write that fails half way is an error, and the old content stays")
{
    struct err err = { 0 };
    struct rlimit was, small = { 4096, RLIM_INFINITY };
    char *dir = scratch(), *path = path_join(dir, "a"), *big = xcalloc(1, 8192), *text;
    void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
    size_t n;
    char **all;
    int ret;

    assert_int_equal(file_write(path, "old", 3, 0600, &err), 0);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    ret = file_write(path, big, 8192, 0600, &err);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &was), 0);
    signal(SIGXFSZ, handler);
    assert_int_equal(ret, -1);
    assert_int_equal(err.code, ERR_IO);
    assert_non_null(strstr(err.msg, path));
    text = file_read(path, 100, NULL, &err);
    assert_string_equal(text, "old");
    all = folder_list(dir, "", &n);
    assert_int_equal(n, 1);
    string_list_free(all, n);
    free(text);
    free(big);
    free(path);
    drop(dir);
}

TEST("folders are made with their parents and removed with what is in them, links not followed")
{
    struct err err = { 0 };
    char *dir = scratch(), *outside = scratch(), *kept = path_join(outside, "kept");
    char *deep = path_join(dir, "a/b/c"), *link = path_join(dir, "a/link");

    assert_int_equal(file_write(kept, "x", 1, 0600, &err), 0);
    assert_int_equal(folder_make(deep, 0700, &err), 0);
    assert_int_equal(folder_make(deep, 0700, &err), 0);
    assert_int_equal(symlink(outside, link), 0);
    drop(dir);
    assert_true(file_exists(kept));
    assert_int_equal(folder_make(kept, 0700, &err), -1);
    assert_non_null(strstr(err.msg, "is no folder"));
    free(kept);
    free(deep);
    free(link);
    drop(outside);
}

TEST("a folder's files are listed by suffix and in order, sub-folders left out")
{
    struct err err = { 0 };
    char *dir = scratch(), **list, *path;
    static const char *const names[] = { "b.lua", "a.lua", "c.txt" };
    size_t n;

    for (size_t i = 0; i < 3; i++) {
        path = path_join(dir, names[i]);
        assert_int_equal(file_write(path, "", 0, 0600, &err), 0);
        free(path);
    }
    path = path_join(dir, "sub.lua");
    assert_int_equal(folder_make(path, 0700, &err), 0);
    list = folder_list(dir, ".lua", &n);
    assert_int_equal(n, 2);
    assert_non_null(strstr(list[0], "/a.lua"));
    assert_non_null(strstr(list[1], "/b.lua"));
    string_list_free(list, n);
    free(path);
    path = path_join(dir, "none");
    assert_null(folder_list(path, ".lua", &n));
    assert_int_equal(n, 0);
    free(path);
    drop(dir);
}

TEST("a lock has one holder, who is named to the second")
{
    struct err err = { 0 };
    char *dir = scratch(), *path = path_join(dir, "lock"), *mine;
    int fd = file_lock(path, &err), again;

    assert_true(fd >= 0);
    assert_int_equal(file_lock(path, &err), -1);
    assert_int_equal(err.code, ERR_BUSY);
    mine = xasprintf("held by process %ld", (long)getpid());
    assert_non_null(strstr(err.msg, mine));
    close(fd);
    again = file_lock(path, &err);
    assert_true(again >= 0);
    close(again);
    free(mine);
    free(path);
    drop(dir);
}
