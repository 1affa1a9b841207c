#include "model/provider.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/ask.h"
#include "base/err.h"
#include "base/files.h"
#include "base/journal.h"
#include "base/loop.h"
#include "base/test.h"
#include "base/xalloc.h"
#include "model/prompt.h"
#include "model/talk.h"

TEST("one question at a time; after the answer the next")
{
    struct talk t, second = { .text = STRBUF_INIT };
    talk_open(&t, "null", "{\"answer\":\"ok\"}");
    talk_ask(&t, false, 0);
    second.loop = t.loop;
    struct prompt *p = prompt_new();
    provider_ask(t.provider, p, NULL, NULL, ask_new(loop_mailbox(t.loop), 0, talk_done, &second));
    talk_wait(&second, NULL, NULL);
    assert_int_equal(second.err.code, ERR_BUSY);
    talk_wait(&t, NULL, NULL);
    assert_string_equal(t.answer->text, "ok");
    talk_ask(&t, false, 0);
    talk_wait(&t, NULL, NULL);
    assert_string_equal(t.answer->text, "ok");
    talk_close(&t);
}

TEST("the null model says in its dialect that it does nothing")
{
    struct talk t;
    struct reply r;
    talk_open(&t, "null", "{}");
    talk_ask(&t, true, 0);
    talk_wait(&t, NULL, NULL);
    assert_int_equal(talk_parse(&t, &r), PARSE_OK);
    assert_int_equal(r.actions[0].kind, ACTION_FINISH);
    assert_false(r.actions[0].u.finish.done);
    reply_release(&r);
    talk_close(&t);
}

static void append(struct journal *j, const char *kind, const char *body)
{
    struct err err;
    json_t *value = talk_config(body);
    assert_true(journal_append(j, kind, value, &err) > 0);
    json_decref(value);
}

TEST("an old task's answers are given again, in order, and then no more")
{
    struct err err;
    char dir[] = "/tmp/agentd-replay-XXXXXX";
    assert_non_null(mkdtemp(dir));
    struct journal *j = journal_open(dir, &err);
    append(j, "task", "{}");
    append(j, "reply", "{\"text\":\"one\",\"reasoning\":\"why\"}");
    append(j, "action", "{}");
    append(j, "reply", "{\"text\":\"two\"}");
    journal_close(j);
    char *config = xasprintf("{\"journal\":\"%s\"}", dir);
    struct talk t;
    talk_open(&t, "replay", config);
    talk_ask(&t, false, 0);
    talk_wait(&t, NULL, NULL);
    assert_string_equal(t.answer->text, "one");
    assert_string_equal(t.answer->reasoning, "why");
    talk_ask(&t, false, 0);
    talk_wait(&t, NULL, NULL);
    assert_string_equal(t.answer->text, "two");
    talk_ask(&t, false, 0);
    talk_wait(&t, NULL, NULL);
    assert_int_equal(t.err.code, ERR_NOT_FOUND);
    talk_close(&t);
    folder_remove(dir, &err);
    free(config);
}
