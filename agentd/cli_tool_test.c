#include "base/test.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "agentd/cli_tool.h"
#include "base/err.h"
#include "base/files.h"
#include "base/journal.h"
#include "base/xalloc.h"

/* What a tool says on standard output; *status is its exit status. */
static char *said(int argc, char **argv, int *status)
{
    struct err err;
    char path[] = "/tmp/agentd-said-XXXXXX";
    int fd = mkstemp(path);
    int out = dup(STDOUT_FILENO);
    fflush(stdout);
    dup2(fd, STDOUT_FILENO);
    *status = cli_tool(argc, argv);
    fflush(stdout);
    dup2(out, STDOUT_FILENO);
    close(out);
    close(fd);
    char *text = file_read(path, 1u << 20, NULL, &err);
    unlink(path);
    assert_non_null(text);
    return text;
}

TEST("policy test rules on each action of a journal, and on nothing else")
{
    char folder[] = "/tmp/agentd-policy-XXXXXX";
    struct err err;
    int status;
    assert_non_null(mkdtemp(folder));
    struct journal *j = journal_open(folder, &err);
    json_t *click = json_pack("{s:{s:s, s:i, s:i}, s:s}", "action", "action", "click", "x", 1, "y", 2,
                              "summary", "click 1,2");
    json_t *other = json_pack("{s:i}", "n", 1);
    assert_true(journal_append(j, "state", other, &err) > 0);
    assert_true(journal_append(j, "action", click, &err) > 0);
    journal_close(j);
    char policy[] = SRCDIR "/scripts/policies/allow-all.lua";
    char *argv[] = { "policy", "test", policy, folder, NULL };
    char *text = said(4, argv, &status);
    assert_int_equal(status, 0);
    assert_non_null(strstr(text, "2  allow    click 1,2"));
    assert_ptr_equal(strchr(text, '\n'), strrchr(text, '\n'));
    free(text);
    json_decref(click);
    json_decref(other);
    assert_int_equal(folder_remove(folder, &err), 0);
}

TEST("policy test says which file it cannot use: a policy, a journal, wrong words")
{
    int status;
    char none[] = "/tmp/agentd-none";
    char policy[] = SRCDIR "/scripts/policies/allow-all.lua";
    char *no_policy[] = { "policy", "test", none, none, NULL };
    char *no_journal[] = { "policy", "test", policy, none, NULL };
    char *no_words[] = { "policy", NULL };
    free(said(4, no_policy, &status));
    assert_int_equal(status, 1);
    free(said(4, no_journal, &status));
    assert_int_equal(status, 1);
    free(said(1, no_words, &status));
    assert_int_equal(status, 2);
}

TEST("a tool that is not there is refused")
{
    int status;
    char *argv[] = { "no-such-tool", NULL };
    free(said(1, argv, &status));
    assert_int_equal(status, 2);
}

TEST("doctor refuses words that it does not know")
{
    int status;
    char *argv[] = { "doctor", "--everything", NULL };
    free(said(2, argv, &status));
    assert_int_equal(status, 2);
}
