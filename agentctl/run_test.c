/* agentctl run, wait and events against a server that plays a task. */
#include "base/test.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "agentctl/test_run.h"
#include "agentctl/test_server.h"
#include "base/files.h"
#include "base/xalloc.h"

#define TASK_OF(code, state)                                                                     \
    "{\"id\":\"t1\",\"task\":\"x\",\"state\":\"" state "\",\"outcome\":" code                     \
    ",\"answer\":\"The result is 100.\"}"

static const char *const steps[] = {
    "task.queued", "{\"id\":\"t1\",\"task\":\"x\"}",
    "task.state", "{\"id\":\"t1\",\"from\":\"queued\",\"to\":\"look\"}",
    "step.begin", "{\"id\":\"t1\",\"n\":1}",
    "step.thought", "{\"id\":\"t1\",\"n\":1,\"text\":\"I open \",\"kind\":\"text\"}",
    "step.thought", "{\"id\":\"t9\",\"n\":1,\"text\":\"NOT MINE\",\"kind\":\"text\"}",
    "step.thought", "{\"id\":\"t1\",\"n\":1,\"text\":\"it.\",\"kind\":\"text\"}",
    "step.thought", "{\"id\":\"t1\",\"n\":1,\"text\":\"HIDDEN\",\"kind\":\"reasoning\"}",
    "step.action", "{\"id\":\"t1\",\"n\":1,\"i\":0,\"summary\":\"open the thing\"}",
    "step.ruling", "{\"id\":\"t1\",\"n\":1,\"i\":0,\"verdict\":\"ask\",\"reason\":\"it pays\"}",
    "approval.wanted", "{\"id\":\"t1\",\"n\":1,\"i\":0,\"summary\":\"open the thing\"}",
    "approval.given", "{\"id\":\"t1\",\"n\":1,\"i\":0,\"yes\":true}",
    "step.report", "{\"id\":\"t1\",\"n\":1,\"i\":0,\"verdict\":\"confirmed\",\"text\":\"opened\"}",
    "step.end", "{\"id\":\"t1\",\"n\":1,\"ms\":{\"look\":12,\"total\":90}}",
    "question.asked", "{\"id\":\"t1\",\"n\":2,\"text\":\"Which one?\\u001b[31m\"}",
    "task.end", "{\"id\":\"t1\",\"outcome\":0,\"state\":\"done\",\"answer\":\"x\"}",
    NULL,
};
#define STEPS_N ((sizeof steps / sizeof *steps - 1) / 2)

TEST("run without --wait prints the id, with --json the object")
{
    const struct server_answer answers[] = { { "task.start", "{\"id\":\"t1\"}" }, { NULL, NULL } };
    struct server *s = server_start(answers, NULL);
    const char *const plain[] = { "--socket", server_socket(s), "run", "do", "it", NULL };
    const char *const json[] = { "run", "--json", "--max-steps=7", "--timeout", "9", "--model",
                                 "desk", "-", "--socket", server_socket(s), NULL };
    struct ran r = run_all(plain, NULL);
    char *params;

    assert_string_equal(r.err, "");
    assert_string_equal(r.out, "t1\n");
    assert_int_equal(r.code, 0);
    params = server_params(s, "task.start");
    assert_string_equal(params, "{\"task\":\"do it\"}");
    free(params);
    ran_release(&r);
    r = run_all(json, "Type \"x\"\nthen save");
    assert_string_equal(r.out, "{\"id\":\"t1\"}\n");
    params = server_params(s, "task.start");
    assert_string_equal(params, "{\"max_steps\":7,\"model\":\"desk\","
                                "\"task\":\"Type \\\"x\\\"\\nthen save\",\"timeout_s\":9}");
    free(params);
    ran_release(&r);
    server_stop(s);
}

TEST("run --wait shows the steps as they come and the answer last, and ends as the task ends")
{
    static const struct {
        const char *code, *state;
    } ends[] = { { "0", "done" },       { "1", "failed" },  { "3", "stopped" },
                 { "4", "over_budget" }, { "5", "error" },  { "6", "error" } };
    const struct server_play play = { .events = steps };

    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        char *task = xasprintf("{\"id\":\"t1\",\"task\":\"x\",\"state\":\"%s\",\"outcome\":%s,"
                               "\"answer\":\"The result is 100.\"}",
                               ends[i].state, ends[i].code);
        const struct server_answer answers[] = { { "task.start", "{\"id\":\"t1\"}" },
                                                 { "task.wait", task },
                                                 { NULL, NULL } };
        struct server *s = server_start(answers, &play);
        const char *const argv[] = { "run", "--wait", "x", "--socket", server_socket(s), NULL };
        struct ran r = run_all(argv, NULL);
        assert_string_equal(r.out, "The result is 100.\n");
        assert_int_equal(r.code, (int)strtol(ends[i].code, NULL, 10));
        assert_string_equal(r.err, "t1\n"
                                   "step 1\n"
                                   "  I open it.\n"
                                   "  > open the thing\n"
                                   "    policy says ask: it pays\n"
                                   "  may it? open the thing\n"
                                   "    agentctl approve t1, or agentctl deny t1\n"
                                   "    approved\n"
                                   "    = confirmed: opened\n"
                                   "    look 12  total 90 ms\n"
                                   "  it asks: Which one?\xEF\xBF\xBD[31m\n"
                                   "    answer with agentctl say t1 \"…\"\n");
        ran_release(&r);
        server_stop(s);
        free(task);
    }
}

TEST("a connection that is dropped while a task runs is taken up again without a gap")
{
    const struct server_answer answers[] = { { "task.start", "{\"id\":\"t1\"}" },
                                             { "task.wait", TASK_OF("0", "done") },
                                             { NULL, NULL } };
    const struct server_play whole = { .events = steps };

    for (size_t drop = 1; drop < STEPS_N; drop += 4) {
        const struct server_play play = { .events = steps, .drop_after = drop };
        struct server *a = server_start(answers, &whole), *b = server_start(answers, &play);
        const char *const first[] = { "run", "--wait", "x", "--socket", server_socket(a), NULL };
        const char *const second[] = { "run", "--wait", "x", "--socket", server_socket(b), NULL };
        struct ran one = run_all(first, NULL), two = run_all(second, NULL);
        assert_string_equal(one.err, two.err);
        assert_string_equal(one.out, two.out);
        assert_int_equal(two.code, 0);
        server_expect(b, "events.subscribe", 2);
        ran_release(&one);
        ran_release(&two);
        server_stop(a);
        server_stop(b);
    }
}

TEST("a daemon that dies while a task runs is exit code 5")
{
    const struct server_answer answers[] = { { "task.start", "{\"id\":\"t1\"}" }, { NULL, NULL } };
    const struct server_play play = { .events = steps, .drop_after = 4, .dies = true };
    struct server *s = server_start(answers, &play);
    const char *const argv[] = { "run", "--wait", "x", "--socket", server_socket(s), NULL };
    struct ran r = run_all(argv, NULL);

    assert_int_equal(r.code, 5);
    assert_non_null(strstr(r.err, "no daemon"));
    assert_string_equal(r.out, "");
    ran_release(&r);
    server_stop(s);
}

static const char *const until_step[] = {
    "task.state", "{\"id\":\"t1\",\"from\":\"queued\",\"to\":\"look\"}",
    "step.begin", "{\"id\":\"t1\",\"n\":1}",
    NULL,
};
static const char *const stopped[] = {
    "task.end", "{\"id\":\"t1\",\"outcome\":3,\"state\":\"stopped\",\"answer\":\"\"}", NULL
};

TEST("Ctrl-C in run --wait asks the daemon to stop that task and tells how it ended")
{
    const struct server_answer answers[] = { { "task.start", "{\"id\":\"t1\"}" },
                                             { "task.stop", "{\"stopped\":[\"t1\"]}" },
                                             { "task.wait", TASK_OF("3", "stopped") },
                                             { NULL, NULL } };
    const struct server_play play = { .events = until_step, .on_stop = stopped };
    struct server *s = server_start(answers, &play);
    const char *const argv[] = { "run", "--wait", "x", "--socket", server_socket(s), NULL };
    struct running *run = run_begin(NULL, argv, NULL);
    struct ran r;
    char *params;

    run_until(run, "step 1");
    assert_int_equal(kill(run_pid(run), SIGINT), 0);
    r = run_end(run);
    params = server_params(s, "task.stop");
    assert_string_equal(params, "{\"id\":\"t1\"}");
    assert_non_null(strstr(r.err, "stopping t1"));
    assert_string_equal(r.out, "The result is 100.\n");
    assert_int_equal(r.code, 3);
    free(params);
    ran_release(&r);
    server_stop(s);
}

TEST("Ctrl-C takes a task that waits in the queue out of it")
{
    static const char *const queued[] = { "task.queued", "{\"id\":\"t1\"}", NULL };
    const struct server_answer answers[] = { { "task.start", "{\"id\":\"t1\"}" },
                                             { "task.cancel", TASK_OF("3", "cancelled") },
                                             { "task.wait", TASK_OF("3", "cancelled") },
                                             { NULL, NULL } };
    const struct server_play play = { .events = queued, .on_stop = stopped };
    struct server *s = server_start(answers, &play);
    const char *const argv[] = { "run", "--wait", "x", "--socket", server_socket(s), NULL };
    struct running *run = run_begin(NULL, argv, NULL);
    struct ran r;

    run_until(run, "t1");
    assert_int_equal(kill(run_pid(run), SIGTERM), 0);
    r = run_end(run);
    server_expect(s, "task.cancel", 1);
    assert_int_equal(r.code, 3);
    ran_release(&r);
    server_stop(s);
}

TEST("a second Ctrl-C leaves at once, though the daemon has not stopped")
{
    const struct server_answer answers[] = { { "task.start", "{\"id\":\"t1\"}" },
                                             { "task.stop", "{\"stopped\":[]}" },
                                             { NULL, NULL } };
    const struct server_play play = { .events = until_step };
    struct server *s = server_start(answers, &play);
    const char *const argv[] = { "run", "--wait", "x", "--socket", server_socket(s), NULL };
    struct running *run = run_begin(NULL, argv, NULL);
    struct ran r;

    run_until(run, "step 1");
    assert_int_equal(kill(run_pid(run), SIGINT), 0);
    run_until(run, "Ctrl-C again");
    assert_int_equal(kill(run_pid(run), SIGINT), 0);
    r = run_end(run);
    assert_int_equal(r.code, 3);
    assert_non_null(strstr(r.err, "agentctl show t1"));
    ran_release(&r);
    server_stop(s);
}

TEST("wait prints the answer and exits with the outcome")
{
    const struct server_answer answers[] = { { "task.wait", TASK_OF("1", "failed") },
                                             { NULL, NULL } };
    struct server *s = server_start(answers, NULL);
    const char *const argv[] = { "wait", "t1", "--socket", server_socket(s), NULL };
    struct ran r = run_all(argv, NULL);

    assert_string_equal(r.out, "The result is 100.\n");
    assert_int_equal(r.code, 1);
    ran_release(&r);
    server_stop(s);
}

TEST("events are JSON lines, from the cursor on, and a reader that leaves ends them quietly")
{
    const struct server_answer answers[] = { { "task.start", "{\"id\":\"t1\"}" }, { NULL, NULL } };
    const struct server_play play = { .events = steps };
    struct server *s = server_start(answers, &play);
    const char *const start[] = { "run", "x", "--socket", server_socket(s), NULL };
    const char *shell[] = { "-c", NULL, NULL };
    char *program = run_program(), *command, *rest, *line;
    struct ran r = run_all(start, NULL);
    long status;

    ran_release(&r);
    command = xasprintf("'%s' events --since 2 --topics task.,step. --socket '%s' | head -n 2; "
                        "echo ${PIPESTATUS[0]}",
                        program, server_socket(s));
    shell[1] = command;
    r = run_end(run_begin("/bin/bash", shell, NULL));
    rest = r.out;
    line = strsep(&rest, "\n");
    assert_int_equal(line[0], '{');
    assert_non_null(strstr(line, "\"cursor\":3"));
    line = strsep(&rest, "\n");
    assert_non_null(strstr(line, "\"cursor\":4"));
    status = strtol(rest, NULL, 10);
    assert_true(status == 128 + SIGPIPE || status == 0);
    ran_release(&r);
    free(command);
    free(program);
    server_stop(s);
}
