#include "base/test.h"

#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/err.h"
#include "base/files.h"
#include "base/hash.h"
#include "base/journal.h"
#include "base/js.h"
#include "base/strbuf.h"
#include "base/xalloc.h"

static char *scratch(void)
{
    char *dir = xstrdup("/tmp/agentd-journal-XXXXXX");

    assert_non_null(mkdtemp(dir));
    return dir;
}

static void drop(char *dir)
{
    struct err err = { 0 };

    if (folder_remove(dir, &err) != 0)
        fail_msg("%s", err.msg);
    free(dir);
}

static int64_t append(struct journal *j, const char *kind, int number)
{
    struct err err = { 0 };
    json_t *body = json_pack("{s:i, s:s, s:f}", "i", number, "text", "é\n\"x\"", "real", 0.1);
    int64_t n = journal_append(j, kind, body, &err);

    json_decref(body);
    if (n < 0)
        fail_msg("%s", err.msg);
    return n;
}

static void fill(const char *dir, int lines)
{
    struct err err = { 0 };
    struct journal *j = journal_open(dir, &err);

    assert_non_null(j);
    for (int i = 0; i < lines; i++)
        append(j, "step", i);
    journal_close(j);
}

static char *contents(const char *dir, size_t *len)
{
    struct err err = { 0 };
    char *path = path_join(dir, "journal.jsonl"), *text = file_read(path, 1u << 24, len, &err);

    free(path);
    assert_non_null(text);
    return text;
}

static void put(const char *dir, const char *text, size_t len)
{
    char *path = path_join(dir, "journal.jsonl");
    FILE *f = fopen(path, "w");

    assert_non_null(f);
    assert_int_equal(fwrite(text, 1, len, f), len);
    assert_int_equal(fclose(f), 0);
    free(path);
}

TEST("a journal's lines read back in order, over a close and an open")
{
    struct err err = { 0 };
    char *dir = scratch();
    struct journal_reader *r;
    json_t *line;

    fill(dir, 2);
    fill(dir, 1);
    r = journal_read(dir, &err);
    for (int i = 1; i <= 3; i++) {
        assert_int_equal(journal_next(r, &line, &err), 1);
        assert_int_equal(js_int(line, "n", 0), i);
        assert_string_equal(js_str(line, "kind"), "step");
        assert_int_equal(js_int(js_get(line, "body"), "i", -1), i == 3 ? 0 : i - 1);
        json_decref(line);
    }
    assert_int_equal(journal_next(r, &line, &err), 0);
    journal_reader_free(r);
    assert_int_equal(journal_verify(dir, &err), 3);
    drop(dir);
}

TEST("a journal cut at any byte loses at most its last line and goes on")
{
    struct err err = { 0 };
    char *dir = scratch(), *torn = path_join(dir, "journal.torn"), *text;
    size_t len, lines;

    fill(dir, 3);
    text = contents(dir, &len);
    for (size_t cut = 0; cut <= len; cut++) {
        struct journal *j;
        int64_t n = 0;
        put(dir, text, cut);
        for (lines = 0; n < (int64_t)cut; n++)
            lines += text[n] == '\n';
        n = journal_verify(dir, &err);
        if (cut == 0 || text[cut - 1] == '\n')
            assert_int_equal(n, lines);
        else
            assert_int_equal(err.code, ERR_IO);
        unlink(torn);
        j = journal_open(dir, &err);
        if (!j)
            fail_msg("cut at %zu: %s", cut, err.msg);
        assert_int_equal(file_exists(torn), cut > 0 && text[cut - 1] != '\n');
        if (cut % 16 == 0) {
            assert_int_equal(append(j, "after", 9), lines + 1);
            assert_int_equal(journal_verify(dir, &err), lines + 1);
        }
        journal_close(j);
    }
    free(text);
    free(torn);
    drop(dir);
}

TEST("a byte changed anywhere is found, and the line named")
{
    struct err err = { 0 };
    char *dir = scratch(), *text;
    size_t len;

    fill(dir, 3);
    text = contents(dir, &len);
    for (size_t i = 0, line = 1; i < len; i++) {
        char was = text[i], wanted[32];
        text[i] ^= 1;
        put(dir, text, len);
        text[i] = was;
        assert_int_equal(journal_verify(dir, &err), -1);
        snprintf(wanted, sizeof wanted, "line %zu of", line);
        if (!strstr(err.msg, wanted))
            fail_msg("byte %zu in line %zu: %s", i, line, err.msg);
        line += was == '\n';
    }
    free(text);
    drop(dir);
}

TEST("a line taken out or put twice breaks the chain")
{
    struct err err = { 0 };
    char *dir = scratch(), *text, *second, *third;
    struct strbuf changed = STRBUF_INIT;
    size_t len;

    fill(dir, 3);
    text = contents(dir, &len);
    second = strchr(text, '\n') + 1;
    third = strchr(second, '\n') + 1;
    strbuf_add(&changed, text, (size_t)(second - text));
    strbuf_adds(&changed, third);
    put(dir, changed.s, changed.len);
    assert_int_equal(journal_verify(dir, &err), -1);
    assert_non_null(strstr(err.msg, "line 2 of"));
    assert_non_null(strstr(err.msg, "does not follow"));
    strbuf_clear(&changed);
    strbuf_add(&changed, text, (size_t)(second - text));
    strbuf_adds(&changed, text);
    put(dir, changed.s, changed.len);
    assert_int_equal(journal_verify(dir, &err), -1);
    assert_non_null(strstr(err.msg, "line 2 of"));
    strbuf_release(&changed);
    free(text);
    drop(dir);
}

TEST("a damaged last line keeps a journal from being continued")
{
    struct err err = { 0 };
    char *dir = scratch(), *text;
    size_t len;

    fill(dir, 2);
    text = contents(dir, &len);
    text[len - 10] ^= 1;
    put(dir, text, len);
    assert_null(journal_open(dir, &err));
    assert_int_equal(err.code, ERR_PROTOCOL);
    assert_non_null(strstr(err.msg, "journal.jsonl"));
    free(text);
    drop(dir);
}

TEST("a last line of NULs, as a power cut leaves it, counts as torn")
{
    struct err err = { 0 };
    char *dir = scratch(), *text, *torn = path_join(dir, "journal.torn");
    struct strbuf zeros = STRBUF_INIT;
    struct journal *j;
    size_t len;

    fill(dir, 2);
    text = contents(dir, &len);
    strbuf_add(&zeros, text, len);
    strbuf_add(&zeros, "{\"n\":\0\0\0\0}\n", 11);
    put(dir, zeros.s, zeros.len);
    j = journal_open(dir, &err);
    assert_non_null(j);
    assert_int_equal(append(j, "after", 1), 3);
    journal_close(j);
    assert_int_equal(journal_verify(dir, &err), 3);
    assert_true(file_exists(torn));
    strbuf_release(&zeros);
    free(text);
    free(torn);
    drop(dir);
}

/* The limit on a file's size cuts a write in the middle, as a full disk does. */
TEST("a line that finds no room leaves the journal whole and is an error naming the file")
{
    struct err err = { 0 };
    char *dir = scratch(), *long_text = xcalloc(1, 6001);
    struct journal *j = journal_open(dir, &err);
    struct rlimit was, small = { 4096, RLIM_INFINITY };
    void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
    int64_t ret;
    json_t *body;

    append(j, "before", 1);
    memset(long_text, 'x', 6000);
    body = json_pack("{s:s}", "t", long_text);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    ret = journal_append(j, "big", body, &err);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &was), 0);
    signal(SIGXFSZ, handler);
    assert_int_equal(ret, -1);
    assert_int_equal(err.code, ERR_IO);
    assert_non_null(strstr(err.msg, "journal.jsonl"));
    assert_int_equal(journal_verify(dir, &err), 1);
    assert_int_equal(append(j, "after", 2), 2);
    assert_int_equal(journal_verify(dir, &err), 2);
    journal_close(j);
    json_decref(body);
    free(long_text);
    drop(dir);
}

TEST("what could not be read back is refused before it is written")
{
    struct err err = { 0 };
    char *dir = scratch();
    struct journal *j = journal_open(dir, &err);
    json_t *nul = json_pack("{s:s#}", "t", "a\0b", 3), *deep = json_array();

    assert_int_equal(journal_append(j, "nul", nul, &err), -1);
    assert_int_equal(err.code, ERR_INVALID);
    for (unsigned int i = 0; i < JS_DEPTH_MAX; i++) {
        json_t *outer = json_array();
        json_array_append_new(outer, deep);
        deep = outer;
    }
    assert_int_equal(journal_append(j, "deep", deep, &err), -1);
    assert_int_equal(append(j, "good", 1), 1);
    journal_close(j);
    assert_int_equal(journal_verify(dir, &err), 1);
    json_decref(nul);
    json_decref(deep);
    drop(dir);
}

TEST("a journal has one writer at a time")
{
    struct err err = { 0 };
    char *dir = scratch();
    struct journal *j = journal_open(dir, &err);

    assert_null(journal_open(dir, &err));
    assert_int_equal(err.code, ERR_BUSY);
    journal_close(j);
    j = journal_open(dir, &err);
    assert_non_null(j);
    journal_close(j);
    drop(dir);
}

TEST("blobs are kept once, read back by hash, and a changed or missing one fails verify")
{
    struct err err = { 0 };
    char *dir = scratch(), hex[65], again[65], *path, **list, *blobs = path_join(dir, "blobs");
    struct journal *j = journal_open(dir, &err);
    json_t *body;
    size_t len, n;
    void *bytes;

    assert_int_equal(journal_blob(j, "picture", 7, hex, &err), 0);
    assert_int_equal(journal_blob(j, "picture", 7, again, &err), 0);
    assert_string_equal(hex, again);
    list = folder_list(blobs, "", &n);
    assert_int_equal(n, 1);
    string_list_free(list, n);
    body = json_pack("{s:[{s:s}]}", "pictures", "blob", hex);
    assert_int_equal(journal_append(j, "look", body, &err), 1);
    json_decref(body);
    bytes = journal_blob_read(dir, hex, &len, &err);
    assert_int_equal(len, 7);
    assert_memory_equal(bytes, "picture", 7);
    free(bytes);
    assert_int_equal(journal_verify(dir, &err), 1);
    assert_null(journal_blob_read(dir, "../journal.jsonl", &len, &err));
    assert_int_equal(err.code, ERR_INVALID);
    path = path_join(blobs, hex);
    assert_int_equal(file_write(path, "changed", 7, 0600, &err), 0);
    assert_int_equal(journal_verify(dir, &err), -1);
    assert_non_null(strstr(err.msg, "line 1 of"));
    unlink(path);
    assert_int_equal(journal_verify(dir, &err), -1);
    assert_non_null(strstr(err.msg, hex));
    journal_close(j);
    free(path);
    free(blobs);
    drop(dir);
}

TEST("a writer killed at any instant loses no line that it was told is on the disk")
{
    struct err err = { 0 };

    for (int round = 0; round < 5; round++) {
        char *dir = scratch();
        int told[2], status;
        int64_t n = 0, got = 0;
        struct journal *j;
        pid_t pid;
        assert_int_equal(pipe(told), 0);
        pid = fork();
        if (pid == 0) {
            j = journal_open(dir, &err);
            for (int i = 0; j; i++) {
                n = append(j, "step", i);
                if (write(told[1], &n, sizeof n) != sizeof n)
                    _exit(1);
            }
            _exit(1);
        }
        close(told[1]);
        for (int i = 0; i < 10 + 7 * round; i++)
            assert_int_equal(read(told[0], &got, sizeof got), sizeof got);
        assert_int_equal(kill(pid, SIGKILL), 0);
        assert_int_equal(waitpid(pid, &status, 0), pid);
        while (read(told[0], &got, sizeof got) == sizeof got)
            n = got;
        close(told[0]);
        j = journal_open(dir, &err);
        assert_non_null(j);
        journal_close(j);
        assert_true(journal_verify(dir, &err) >= n);
        drop(dir);
    }
}
