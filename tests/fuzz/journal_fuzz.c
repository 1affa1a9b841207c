/* Any bytes as a journal: read, verified and continued without harm; and a journal of our own,
 * damaged at any place, never verifies as whole and loses no line but its last when it was only cut.
 *
 * By hand: clang -fsanitize=fuzzer,address,undefined -std=c11 -D_GNU_SOURCE -I. -o journal_fuzz \
 *     tests/fuzz/journal_fuzz.c base/{journal,journal_line,journal_read,js,files,hash,clock,err}.c \
 *     base/{strbuf,utf8,xalloc}.c -ljansson -lcrypto */
#include <assert.h>
#include <jansson.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/files.h"
#include "base/journal.h"
#include "base/js.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char dir[64], file[96], torn[96];

static void set_up(void)
{
    /* On a RAM disk, where there is one: each line is fsynced. */
    snprintf(dir, sizeof dir, "%s/agentd-fuzz-XXXXXX",
             file_exists("/dev/shm") ? "/dev/shm" : "/tmp");
    if (!mkdtemp(dir))
        abort();
    snprintf(file, sizeof file, "%s/journal.jsonl", dir);
    snprintf(torn, sizeof torn, "%s/journal.torn", dir);
}

static void tear_down(void)
{
    struct err err = { 0 };

    folder_remove(dir, &err);
}

static void put(const void *bytes, size_t len)
{
    FILE *f = fopen(file, "w");

    if (!f || fwrite(bytes, 1, len, f) != len || fclose(f) != 0)
        abort();
}

static int64_t continue_it(struct err *err)
{
    struct journal *j = journal_open(dir, err);
    json_t *body = json_pack("{s:s}", "text", "after");
    int64_t n = j ? journal_append(j, "after", body, err) : -1;

    json_decref(body);
    journal_close(j);
    return n;
}

/* What verifies can be continued, and verifies then with one line more. */
static void as_it_is(const uint8_t *data, size_t size)
{
    struct err err = { 0 };
    int64_t n;

    put(data, size);
    n = journal_verify(dir, &err);
    if (n < 0) {
        assert(err.code != ERR_NONE && err.msg[0]);
        continue_it(&err);
        return;
    }
    assert(continue_it(&err) == n + 1);
    assert(journal_verify(dir, &err) == n + 1);
}

/* Each line of the input that is JSON is a body. */
static int64_t write_lines(const char *data, size_t size)
{
    struct err err = { 0 };
    struct journal *j = journal_open(dir, &err);
    int64_t n = 0;

    assert(j);
    while (size > 0) {
        const char *end = memchr(data, '\n', size);
        size_t len = end ? (size_t)(end - data) : size;
        json_t *body = js_parse(data, len, size, &err);
        if (body && journal_append(j, "fuzz", body, &err) > 0)
            n++;
        json_decref(body);
        len += end != NULL;
        data += len;
        size -= len;
    }
    journal_close(j);
    return n;
}

static void damaged(const uint8_t *data, size_t size)
{
    struct err err = { 0 };
    size_t at = (size_t)data[0] << 8 | data[1], len;
    uint8_t flip = data[2];
    int64_t n = write_lines((const char *)data + 3, size - 3), held;
    char *text;

    assert(journal_verify(dir, &err) == n);
    text = file_read(file, 1u << 26, &len, &err);
    assert(text);
    if (len > 0) {
        at %= len;
        if (flip) {
            text[at] = (char)((uint8_t)text[at] ^ flip);
            put(text, len);
            assert(journal_verify(dir, &err) < 0);
        } else {
            int64_t whole = 0;
            for (size_t i = 0; i < at; i++)
                whole += text[i] == '\n';
            put(text, at);
            held = continue_it(&err);
            assert(held == whole + 1);
            assert(journal_verify(dir, &err) == held);
        }
    }
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!dir[0]) {
        set_up();
        atexit(tear_down);
    }
    unlink(file);
    unlink(torn);
    as_it_is(data, size);
    unlink(file);
    unlink(torn);
    if (size > 3)
        damaged(data, size);
    return 0;
}
