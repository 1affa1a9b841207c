/* What agentctl does without a daemon: usage, help, journals, the agentd beside it. */
#include "base/test.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agentctl/test_run.h"
#include "base/err.h"
#include "base/files.h"
#include "base/journal.h"
#include "base/paths.h"
#include "base/xalloc.h"

#define WORDS_MAX 8

TEST("without a daemon the socket is named and how to start it, exit code 5")
{
    static const char *const argv[] = { "status", "--socket", "/tmp/no/such.sock", NULL };
    struct ran r = run_all(argv, NULL);

    assert_int_equal(r.code, 5);
    assert_non_null(strstr(r.err, "'/tmp/no/such.sock'"));
    assert_non_null(strstr(r.err, "start it with `agentd`"));
    ran_release(&r);
}

TEST("wrong usage is exit code 2 and says what is wrong, before anything is sent")
{
    static const struct {
        const char *words[WORDS_MAX], *says;
    } cases[] = {
        { { NULL }, "usage: agentctl" },
        { { "fly" }, "there is no verb 'fly'" },
        { { "--fast" }, "there is no option '--fast'" },
        { { "run" }, "something is missing" },
        { { "run", "  " }, "the task is empty" },
        { { "run", "x\xFF" }, "no UTF-8 text: byte 2" },
        { { "run", "--max-steps", "0", "x" }, "--max-steps is '0', wanted an integer from 1" },
        { { "run", "--max-steps", "many", "x" }, "--max-steps is 'many'" },
        { { "run", "x", "--model" }, "--model wants a value" },
        { { "show" }, "usage: agentctl show ID" },
        { { "show", "t1", "t2" }, "'t2' is too much" },
        { { "status", "--colour" }, "status has no option '--colour'" },
        { { "act", "[1]" }, "a JSON object is wanted" },
        { { "act", "{oops}" }, "line 1" },
        { { "screenshot", "--box", "1,2,3" }, "wanted X,Y,WIDTH,HEIGHT" },
        { { "type", "/no/such/file" }, "'/no/such/file'" },
        { { "journal" }, "list, show, verify, prune or delete" },
        { { "journal", "eat" }, "'eat' is none of" },
        { { "tool", "call" }, "something is missing" },
        { { "policy" }, "test FILE JOURNAL" },
        { { "help", "fly" }, "there is no verb 'fly'" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ran r = run_all(cases[i].words, NULL);
        if (r.code != 2 || !strstr(r.err, cases[i].says))
            fail_msg("case %zu: exit %d, '%s', wanted '%s'", i, r.code, r.err, cases[i].says);
        assert_string_equal(r.out, "");
        ran_release(&r);
    }
}

TEST("every verb has help, a place in the manual page and in the completion")
{
    static const char *const names_argv[] = { "help", "--verbs", NULL };
    struct ran names = run_all(names_argv, NULL);
    struct err err = { 0 };
    char *man_path = paths_data("docs/man/agentctl.1", &err), *man, *rest = names.out, *name;

    assert_non_null(man_path);
    man = file_read(man_path, 1u << 20, NULL, &err);
    assert_non_null(man);
    while ((name = strsep(&rest, "\n")) && *name) {
        const char *const argv[] = { "help", name, NULL }, *const flag[] = { name, "--help", NULL };
        struct ran r = run_all(argv, NULL);
        char *usage = xasprintf("usage: agentctl %s", name), *entry = xasprintf(".SS %s\n", name);
        assert_int_equal(r.code, 0);
        assert_non_null(strstr(r.out, usage));
        if (!strstr(man, entry))
            fail_msg("the manual page has no '%s'", entry);
        ran_release(&r);
        if (strcmp(name, "parse") != 0 && strcmp(name, "policy") != 0) {
            r = run_all(flag, NULL);
            assert_int_equal(r.code, 0);
            ran_release(&r);
        }
        free(usage);
        free(entry);
    }
    free(man);
    free(man_path);
    ran_release(&names);
}

TEST("a journal's folder is shown and verified without a daemon")
{
    char dir[] = "/tmp/agentctl-journal-XXXXXX", *file;
    struct err err = { 0 };
    struct journal *j;
    json_t *body = json_pack("{s:s}", "text", "hello");
    const char *const verify[] = { "journal", "verify", dir, NULL };
    const char *const show[] = { "journal", "show", dir, "--json", "--after", "1", NULL };
    struct ran r;

    assert_non_null(mkdtemp(dir));
    j = journal_open(dir, &err);
    assert_int_equal(journal_append(j, "one", body, &err), 1);
    assert_int_equal(journal_append(j, "two", body, &err), 2);
    journal_close(j);
    json_decref(body);
    r = run_all(verify, NULL);
    assert_non_null(strstr(r.out, "all 2 lines hold"));
    assert_int_equal(r.code, 0);
    ran_release(&r);
    r = run_all(show, NULL);
    assert_null(strstr(r.out, "\"one\""));
    assert_non_null(strstr(r.out, "\"two\""));
    ran_release(&r);
    file = path_join(dir, "journal.jsonl");
    assert_int_equal(truncate(file, 100), 0);
    r = run_all(verify, NULL);
    assert_int_equal(r.code, 1);
    assert_non_null(strstr(r.err, "line 1"));
    ran_release(&r);
    free(file);
    assert_int_equal(folder_remove(dir, &err), 0);
}

TEST("what needs more than this program is done by the agentd beside it")
{
    static const struct {
        const char *argv[WORDS_MAX], *ran;
    } cases[] = {
        { { "doctor", "--json", "--socket", "/no/sock" }, "--tool doctor --json\n" },
        { { "parse", "--dialect", "native", "--json" }, "--tool parse --dialect native --json\n" },
        { { "policy", "test", "a.lua", "j" }, "--tool policy test a.lua j\n" },
    };
    char dir[] = "/tmp/agentctl-beside-XXXXXX", *own = run_program(), *copy, *agentd, *bytes;
    const char *script = "#!/bin/sh\necho \"$@\"\nexit 3\n";
    struct err err = { 0 };
    size_t len;

    assert_non_null(mkdtemp(dir));
    copy = path_join(dir, "agentctl");
    agentd = path_join(dir, "agentd");
    bytes = file_read(own, 1u << 26, &len, &err);
    assert_non_null(bytes);
    assert_int_equal(file_write(copy, bytes, len, 0755, &err), 0);
    assert_int_equal(file_write(agentd, script, strlen(script), 0755, &err), 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ran r = run_end(run_begin(copy, cases[i].argv, NULL));
        assert_string_equal(r.out, cases[i].ran);
        assert_int_equal(r.code, 3);
        ran_release(&r);
    }
    assert_int_equal(folder_remove(dir, &err), 0);
    free(bytes);
    free(copy);
    free(agentd);
    free(own);
}

TEST("the version is told")
{
    static const char *const argv[] = { "--version", NULL };
    struct ran r = run_all(argv, NULL);

    assert_int_equal(r.code, 0);
    assert_int_equal(strncmp(r.out, "agentctl ", 9), 0);
    ran_release(&r);
}
