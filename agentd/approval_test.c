#include "base/test.h"

#include <jansson.h>

#include "agentd/approval.h"
#include "agentd/test_daemon.h"

struct heard { int times; enum approval_answer answer; };

static void on_answer(void *data, enum approval_answer answer, const char *reason)
{
    struct heard *h = data;
    (void)reason;
    h->times++;
    h->answer = answer;
}

static bool was_heard(void *data)
{
    return ((struct heard *)data)->times > 0;
}

TEST("a yes and a no reach who asked, once; a second answer finds nothing")
{
    struct test_daemon t;
    struct heard yes = { 0 };
    struct heard no = { 0 };
    test_daemon_new(&t, NULL);
    test_daemon_start(&t);
    approval_want(t.d->approvals, 7, json_object(), on_answer, &yes);
    approval_want(t.d->approvals, 8, json_object(), on_answer, &no);
    assert_true(approval_answer(t.d->approvals, 7, APPROVAL_YES, NULL));
    assert_true(approval_answer(t.d->approvals, 8, APPROVAL_NO, "why"));
    assert_false(approval_answer(t.d->approvals, 7, APPROVAL_YES, NULL));
    assert_int_equal(yes.times, 1);
    assert_int_equal(yes.answer, APPROVAL_YES);
    assert_int_equal(no.answer, APPROVAL_NO);
    test_daemon_free(&t);
}

TEST("a wish that was withdrawn hears no answer, nor does one of another task")
{
    struct test_daemon t;
    struct heard h = { 0 };
    test_daemon_new(&t, NULL);
    test_daemon_start(&t);
    uint64_t wish = approval_want(t.d->approvals, 7, json_object(), on_answer, &h);
    assert_false(approval_answer(t.d->approvals, 8, APPROVAL_YES, NULL));
    approval_cancel(t.d->approvals, wish);
    assert_false(approval_answer(t.d->approvals, 7, APPROVAL_YES, NULL));
    assert_int_equal(h.times, 0);
    test_daemon_free(&t);
}

TEST("a wish that nobody answers in time ends as nobody's, never as a yes")
{
    struct test_daemon t;
    struct heard h = { 0 };
    test_daemon_new(&t, "approval_timeout_s = 1");
    test_daemon_start(&t);
    approval_want(t.d->approvals, 7, json_object(), on_answer, &h);
    test_daemon_until(&t, was_heard, &h);
    assert_int_equal(h.answer, APPROVAL_NOBODY);
    assert_true(t.d->unattended);
    test_daemon_free(&t);
}
