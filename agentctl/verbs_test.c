/* What each verb sends, prints and exits with. */
#include "base/test.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agentctl/test_run.h"
#include "agentctl/test_server.h"
#include "base/err.h"
#include "base/files.h"
#include "base/utf8.h"
#include "base/xalloc.h"

#define WORDS_MAX 8
#define LONG_TITLE                                                                               \
    "A very long title of a window that goes on and on beyond what a terminal of a hundred "      \
    "columns can show in one line, with ümläuts and 漢字 in it"

static const struct server_answer answers[] = {
    { "status", "{\"version\":\"9.9\",\"pid\":7,\"state\":\"running\",\"display\":\":5\","
                "\"queued\":2,\"model\":\"embedded\",\"policy\":[\"/p/default.lua\"],"
                "\"lacks\":[\"no OCR data\"],\"uptime_s\":200,\"listen\":null,"
                "\"task\":{\"id\":\"t3\",\"task\":\"Save it\",\"state\":\"think\",\"steps\":4}}" },
    { "task.list", "{\"tasks\":[{\"id\":\"t3\",\"state\":\"done\",\"outcome\":0,\"steps\":5,"
                   "\"created\":\"2026-01-31T12:34:56.000Z\",\"task\":\"" LONG_TITLE "\"},"
                   "{\"id\":\"t12\",\"state\":\"queued\",\"outcome\":null,\"task\":\"b\\nc\"}]}" },
    { "task.show", "{\"task\":{\"id\":\"t3\",\"task\":\"Save it\",\"state\":\"done\","
                   "\"outcome\":0,\"answer\":\"Saved.\"},\"steps\":[{\"n\":1,\"thought\":\"Hm\","
                   "\"actions\":[{\"summary\":\"click OK\",\"verdict\":\"confirmed\","
                   "\"report\":\"closed\",\"ms\":12}]}]}" },
    { "task.stop", "{\"stopped\":[\"t3\"]}" },
    { "task.pause", "{\"id\":\"t3\",\"state\":\"paused\"}" },
    { "task.resume", "{\"id\":\"t3\",\"state\":\"look\"}" },
    { "task.cancel", "{\"id\":\"t4\",\"state\":\"cancelled\"}" },
    { "task.say", "{}" },
    { "task.approve", "{}" },
    { "task.deny", "{}" },
    { "screen.shot", "{\"width\":4,\"height\":3,\"mime\":\"image/png\",\"data\":\"iVBORw0=\"}" },
    { "screen.marks", "{\"width\":4,\"height\":3,\"mime\":\"image/png\",\"data\":\"TUFSSw==\"}" },
    { "screen.elements",
      "{\"elements\":[{\"id\":7,\"role\":\"button\",\"name\":\"O\\u001b[2JK\",\"window\":5,"
      "\"box\":[1,2,30,40],\"states\":[\"focused\",\"checked\"]},{\"id\":8,\"role\":\"slider\","
      "\"name\":\"Volume\",\"value\":0.5,\"window\":6,\"box\":[9,9,9,9],\"states\":[]}]}" },
    { "screen.windows", "{\"windows\":[{\"id\":14680071,\"type\":\"normal\",\"class\":\"Editor\","
                        "\"title\":\"" LONG_TITLE "\",\"box\":[0,0,640,480],\"active\":true,"
                        "\"maximised\":true}]}" },
    { "input.act", "{\"verdict\":\"no effect\",\"settle_ms\":300,\"changed\":[[1,2,3,4]],"
                   "\"windows\":{\"opened\":[{\"title\":\"New\"}]},\"text\":\"nothing moved\"}" },
    { "input.type", "{\"characters\":5}" },
    { "app.open", "{\"what\":\"Mousepad\",\"pid\":77}" },
    { "journal.list", "{\"journals\":[{\"id\":\"t3\",\"task\":\"x\",\"outcome\":0,"
                      "\"started\":\"2026-01-31T12:34:56.000Z\",\"bytes\":1536000}]}" },
    { "journal.show", "{\"lines\":[]}" },
    { "journal.verify", "{\"lines\":42}" },
    { "journal.prune", "{\"removed\":[\"t1\",\"t2\"]}" },
    { "journal.delete", "{}" },
    { "web.link", "{\"url\":\"http://127.0.0.1:7443/login?t=abc\"}" },
    { "tool.list", "{\"tools\":[{\"name\":\"window_title\",\"effect\":\"reads\","
                   "\"doc\":\"Title of the focused window.\"}]}" },
    { "tool.call", "{\"title\":\"x\"}" },
    { "doctor", "{\"checks\":[{\"name\":\"display\",\"ok\":true,\"detail\":\":5\"},"
                "{\"name\":\"ocr\",\"ok\":false,\"detail\":\"no data\","
                "\"mend\":\"apt install tesseract-ocr-eng\"}]}" },
    { "shutdown", "{}" },
    { "commands", "{\"commands\":[]}" },
    { NULL, NULL },
};

static struct ran run_words(struct server *s, const char *const *words, const char *in)
{
    const char *argv[WORDS_MAX + 3] = { "--socket", server_socket(s) };
    size_t n = 2;

    for (; *words && n < WORDS_MAX + 2; words++)
        argv[n++] = *words;
    return run_all(argv, in);
}

TEST("each verb sends its command, prints what came back, and exits with its code")
{
    static const struct {
        const char *words[WORDS_MAX];
        const char *method, *params, *shows;
        int code;
    } cases[] = {
        { { "status" }, "status", "{}", "state     running\n", 0 },
        { { "status" }, "status", "{}", "task      t3, step 4, think\n          Save it\n", 0 },
        { { "status" }, "status", "{}",
          "agentd    9.9, process 7, up 3 min\nlacks     no OCR data\n", 0 },
        { { "status" }, "status", "{}", "policy    /p/default.lua\n", 0 },
        { { "tasks" }, "task.list", "{\"limit\":20}", "t3   done       0      5  2026-01-31 12:34",
          0 },
        { { "tasks", "--limit", "3" }, "task.list", "{\"limit\":3}", "b c\n", 0 },
        { { "show", "t3" }, "task.show", "{\"id\":\"t3\"}",
          "step 1\n  Hm\n  > click OK\n    = confirmed: closed (12 ms)\nanswer    Saved.\n", 0 },
        { { "stop" }, "task.stop", "{}", "stopped t3\n", 0 },
        { { "stop", "t3" }, "task.stop", "{\"id\":\"t3\"}", "stopped t3\n", 0 },
        { { "pause" }, "task.pause", "{}", "t3 paused\n", 0 },
        { { "resume", "t3" }, "task.resume", "{\"id\":\"t3\"}", "t3 look\n", 0 },
        { { "cancel", "t4", "t5" }, "task.cancel", "{\"id\":\"t5\"}", "t4 cancelled\n", 0 },
        { { "say", "t3", "the", "left one" }, "task.say",
          "{\"id\":\"t3\",\"text\":\"the left one\"}", "said to t3\n", 0 },
        { { "approve", "t3" }, "task.approve", "{\"id\":\"t3\"}", "approved for t3\n", 0 },
        { { "deny", "--reason=no", "t3" }, "task.deny", "{\"id\":\"t3\",\"reason\":\"no\"}",
          "denied for t3\n", 0 },
        { { "screenshot", "--window", "0x10", "--max-width", "800" }, "screen.shot",
          "{\"max_width\":800,\"window\":16}", "\x89PNG\r", 0 },
        { { "screenshot", "--box", "-10,0,30,40" }, "screen.shot", "{\"box\":[-10,0,30,40]}",
          "\x89PNG\r", 0 },
        { { "elements" }, "screen.elements", "{}",
          "\n 7  button  1,2 30x40  O\xEF\xBF\xBD[2JK         focused checked\n", 0 },
        { { "elements", "--window", "6" }, "screen.elements", "{}",
          "STATES\n 8  slider  9,9 9x9  Volume  0.5", 0 },
        { { "windows" }, "screen.windows", "{}",
          "14680071  normal  Editor  0,0 640x480  active maximised  A very long title", 0 },
        { { "act", "{\"action\":\"click\"}" }, "input.act", "{\"action\":{\"action\":\"click\"}}",
          "no effect after 300 ms\nnothing moved\nchanged: 1,2 3x4\n", 0 },
        { { "act", "{\"action\":\"click\"}", "--expect", "window" }, "input.act",
          "{\"action\":{\"action\":\"click\",\"expect\":\"window\"}}", "no effect", 1 },
        { { "type", "-" }, "input.type", "{\"text\":\"héllo\"}", "5 characters typed\n", 0 },
        { { "open", "text", "editor" }, "app.open", "{\"target\":\"text editor\"}",
          "opened Mousepad, process 77\n", 0 },
        { { "journal", "list" }, "journal.list", "{}", "t3     0  1.5 MB  2026-01-31 12:34  x\n",
          0 },
        { { "journal", "show", "t3", "--after", "5" }, "journal.show",
          "{\"after\":5,\"id\":\"t3\"}", "LINE", 0 },
        { { "journal", "verify", "t3" }, "journal.verify", "{\"id\":\"t3\"}",
          "t3: all 42 lines hold\n", 0 },
        { { "journal", "prune", "--days", "3" }, "journal.prune", "{\"days\":3}",
          "removed t1\nremoved t2\n", 0 },
        { { "journal", "delete", "t3" }, "journal.delete", "{\"id\":\"t3\"}", "deleted t3\n", 0 },
        { { "web" }, "web.link", "{}", "http://127.0.0.1:7443/login?t=abc\n", 0 },
        { { "tool", "list" }, "tool.list", "{}", "window_title  reads   Title of the", 0 },
        { { "tool", "call", "window_title", "{\"a\":1}" }, "tool.call",
          "{\"arguments\":{\"a\":1},\"name\":\"window_title\"}", "\"title\": \"x\"", 0 },
        { { "call", "commands" }, "commands", "{}", "\"commands\": []", 0 },
        { { "doctor" }, "doctor", "{}",
          "ok     display  :5\nlacks  ocr      no data\n"
          "                mend: apt install tesseract-ocr-eng\n", 1 },
        { { "shutdown" }, "shutdown", "{}", "agentd ends\n", 0 },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct server *s = server_start(answers, NULL);
        struct ran r = run_words(s, cases[i].words, "héllo");
        char *params = server_params(s, cases[i].method);
        if (r.code != cases[i].code || !strstr(r.out, cases[i].shows))
            fail_msg("%s: exit %d, printed '%s', '%s'; wanted '%s'", cases[i].words[0], r.code,
                     r.out, r.err, cases[i].shows);
        assert_non_null(params);
        assert_string_equal(params, cases[i].params);
        assert_string_equal(r.err, "");
        free(params);
        ran_release(&r);
        server_stop(s);
    }
}

TEST("with --json each verb prints JSON and nothing else")
{
    static const char *const cases[][WORDS_MAX] = {
        { "status" },          { "tasks" },          { "show", "t3" },
        { "stop" },            { "pause" },          { "cancel", "t4" },
        { "say", "t3", "x" },  { "approve", "t3" },  { "deny", "t3" },
        { "elements" },        { "windows" },        { "act", "{\"action\":\"click\"}" },
        { "type", "-" },       { "open", "x" },      { "journal", "list" },
        { "journal", "prune" }, { "journal", "verify", "t3" }, { "web" },
        { "tool", "list" },    { "tool", "call", "x" }, { "doctor" },
        { "call", "status" },  { "shutdown" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *words[WORDS_MAX + 1] = { "--json" };
        struct server *s = server_start(answers, NULL);
        struct ran r;
        json_t *value;
        memcpy(words + 1, cases[i], sizeof cases[i]);
        r = run_words(s, words, "x");
        value = json_loads(r.out, 0, NULL);
        if (!value || strchr(r.out, '\n') != r.out + strlen(r.out) - 1)
            fail_msg("%s printed '%s' '%s'", cases[i][0], r.out, r.err);
        json_decref(value);
        ran_release(&r);
        server_stop(s);
    }
}

TEST("no row of a table is wider than the terminal")
{
    static const char *const cases[][WORDS_MAX] = { { "tasks" }, { "windows" }, { "elements" } };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct server *s = server_start(answers, NULL);
        struct ran r = run_words(s, cases[i], NULL);
        char *rest = r.out, *line;
        while ((line = strsep(&rest, "\n")))
            assert_true(utf8_count(line) <= 100);
        ran_release(&r);
        server_stop(s);
    }
}

TEST("the daemon's refusals become exit codes, with its own words")
{
    static const struct {
        const char *error;
        int code;
    } cases[] = {
        { "{\"code\":-32602,\"message\":\"MESSAGE\"}", 2 },
        { "{\"code\":-32601,\"message\":\"MESSAGE\"}", 1 },
        { "{\"code\":-32603,\"message\":\"MESSAGE\"}", 6 },
        { "{\"code\":-32000,\"message\":\"MESSAGE\",\"data\":{\"error\":\"not_found\"}}", 1 },
        { "{\"code\":-32000,\"message\":\"MESSAGE\",\"data\":{\"error\":\"denied\"}}", 3 },
        { "{\"code\":-32000,\"message\":\"MESSAGE\",\"data\":{\"error\":\"stopped\"}}", 3 },
        { "{\"code\":-32000,\"message\":\"MESSAGE\",\"data\":{\"error\":\"no_display\"}}", 5 },
        { "{\"code\":-32000,\"message\":\"MESSAGE\",\"data\":{\"error\":\"timeout\"}}", 1 },
        { "{\"code\":-32000,\"message\":\"MESSAGE\"}", 6 },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        static const char *const words[] = { "windows", NULL };
        char *text = xasprintf("{\"error\":%s}", cases[i].error);
        const struct server_answer one[] = { { "screen.windows", text }, { NULL, NULL } };
        struct server *s = server_start(one, NULL);
        struct ran r = run_words(s, words, NULL);
        assert_int_equal(r.code, cases[i].code);
        assert_string_equal(r.err, "agentctl: windows: MESSAGE\n");
        assert_string_equal(r.out, "");
        ran_release(&r);
        server_stop(s);
        free(text);
    }
}

TEST("a picture is written to its file, whole, in the format of its name")
{
    char dir[] = "/tmp/agentctl-shot-XXXXXX", *path, *bytes, *params;
    struct server *s = server_start(answers, NULL);
    struct err err = { 0 };
    struct ran r;
    size_t len;

    assert_non_null(mkdtemp(dir));
    path = path_join(dir, "a.JPG");
    {
        const char *const words[] = { "screenshot", "-o", path, NULL };
        r = run_words(s, words, NULL);
    }
    assert_int_equal(r.code, 0);
    params = server_params(s, "screen.shot");
    assert_string_equal(params, "{\"format\":\"jpeg\"}");
    bytes = file_read(path, 100, &len, &err);
    assert_int_equal(len, 5);
    assert_memory_equal(bytes, "\x89PNG\r", 5);
    free(bytes);
    ran_release(&r);
    {
        const char *const words[] = { "elements", "--marks", path, NULL };
        r = run_words(s, words, NULL);
    }
    bytes = file_read(path, 100, &len, &err);
    assert_memory_equal(bytes, "MARK", 5);
    assert_non_null(strstr(r.out, "ROLE"));
    ran_release(&r);
    {
        const char *const words[] = { "screenshot", "-o", "/no/such/folder/a.png", NULL };
        r = run_words(s, words, NULL);
    }
    assert_int_equal(r.code, 1);
    assert_non_null(strstr(r.err, "/no/such/folder"));
    ran_release(&r);
    assert_int_equal(folder_remove(dir, &err), 0);
    free(bytes);
    free(params);
    free(path);
    server_stop(s);
}

TEST("output that does not fit on the disk is an error")
{
    struct server *s = server_start(answers, NULL);
    char *program = run_program();
    char *command = xasprintf("'%s' status --socket '%s' >/dev/full", program, server_socket(s));
    const char *const shell[] = { "-c", command, NULL };
    struct ran r = run_end(run_begin("/bin/sh", shell, NULL));

    assert_int_equal(r.code, 1);
    assert_non_null(strstr(r.err, "No space left"));
    ran_release(&r);
    free(command);
    free(program);
    server_stop(s);
}
