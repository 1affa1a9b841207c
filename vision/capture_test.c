#include "base/test.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/ask.h"
#include "base/err.h"
#include "base/files.h"
#include "base/journal.h"
#include "base/mailbox.h"
#include "vision/capture.h"
#include "vision/encode.h"
#include "vision/frame.h"
#include "vision/windows.h"

struct answer { struct frame *frame; struct err err; int done; };

static void on_answer(void *data, void *result, const struct err *err)
{
    struct answer *a = data;

    a->frame = result;
    if (err)
        a->err = *err;
    a->done++;
}

static struct answer look(struct capture *c, struct mailbox *home)
{
    struct answer a = {.frame = NULL};

    capture_ask(c, ask_new(home, 10000, on_answer, &a));
    while (!a.done)
        mailbox_wait(home, -1);
    return a;
}

TEST("drivers are found by name")
{
    assert_string_equal(capture_driver_find("x11")->name, "x11");
    assert_string_equal(capture_driver_find("replay")->name, "replay");
    assert_string_equal(capture_driver_find("null")->name, "null");
    assert_null(capture_driver_find("pipewire-of-old"));
}

TEST("the null driver shows a grey picture of the size asked for")
{
    struct err err;
    struct mailbox *home = mailbox_new(&err);
    struct capture *c = capture_start(capture_driver_find("null"), "320x200", &err);
    struct answer a = look(c, home), b = look(c, home);

    assert_int_equal(a.frame->screen->w, 320);
    assert_int_equal(a.frame->screen->h, 200);
    assert_int_equal(a.frame->screen->px[320 * 200 - 1], 0xff808080u);
    assert_int_equal(a.frame->monitors_n, 1);
    assert_int_equal(a.frame->windows->n, 0);
    assert_true(b.frame->id > a.frame->id);
    assert_string_equal(capture_lacks(c), "");
    frame_unref(a.frame);
    frame_unref(b.frame);
    capture_stop(c);
    mailbox_unref(home);
}

TEST("a size that is none is refused")
{
    static const char *const bad[] = {"", "320", "320x", "0x0", "320x200x24", "99999x1", "-1x5"};

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct err err;

        assert_null(capture_start(capture_driver_find("null"), bad[i], &err));
        assert_true(err.code == ERR_INVALID || err.code == ERR_LIMIT);
    }
}

TEST("stopping answers what was asked, each exactly once")
{
    struct err err;
    struct mailbox *home = mailbox_new(&err);
    struct capture *c = capture_start(capture_driver_find("null"), "64x64", &err);
    struct answer answers[50] = {{.frame = NULL}};
    int done = 0;

    for (int i = 0; i < 50; i++)
        capture_ask(c, ask_new(home, 0, on_answer, &answers[i]));
    capture_stop(c);
    mailbox_run(home);
    for (int i = 0; i < 50; i++) {
        assert_true(answers[i].frame != NULL || answers[i].err.code == ERR_CANCELLED);
        done += answers[i].done;
        frame_unref(answers[i].frame);
    }
    assert_int_equal(done, 50);
    mailbox_unref(home);
}

/* A journal of three frames and other lines between them. */
static void write_journal(const char *dir)
{
    struct err err;
    struct journal *j = journal_open(dir, &err);
    struct image *image = image_new(64, 48, &err);

    assert_non_null(j);
    for (uint32_t i = 0; i < 3; i++) {
        char hex[65];
        size_t len;
        uint8_t *png;
        json_t *body;

        for (uint32_t k = 0; k < 64 * 48; k++)
            image->px[k] = k % 64 >= 10 * i && k % 64 < 10 * i + 10 ? 0xffff0000u : 0xffffffffu;
        png = png_encode(image, &len, &err);
        assert_int_equal(journal_blob(j, png, len, hex, &err), 0);
        free(png);
        body = json_pack("{s:i, s:s, s:[{s:i,s:s,s:s,s:[iiii],s:b}], s:[ii]}", "n", (int)i + 1, "blob", hex,
                         "windows", "id",
                         (int)(7 + i), "title", "replayed", "type", "normal", "box", 1, 2, 30, 20,
                         "active", 1, "pointer", (int)i, 5);
        assert_true(journal_append(j, "frame", body, &err) > 0);
        json_decref(body);
        body = json_pack("{s:s}", "blob", "not a frame's");
        assert_true(journal_append(j, "action", body, &err) > 0);
        json_decref(body);
    }
    image_unref(image);
    journal_close(j);
}

TEST("a journal's pictures come back one a look, with windows, pointer and what changed")
{
    char dir[] = "/tmp/agentd-replay-XXXXXX";
    struct err err;
    struct mailbox *home = mailbox_new(&err);
    struct capture *c;

    assert_non_null(mkdtemp(dir));
    write_journal(dir);
    c = capture_start(capture_driver_find("replay"), dir, &err);
    assert_non_null(c);
    for (int i = 0; i < 4; i++) {
        struct answer a = look(c, home);
        int shown = i < 3 ? i : 2; /* the last one stays */

        assert_non_null(a.frame);
        assert_int_equal(a.frame->screen->px[10 * shown], 0xffff0000u);
        assert_int_equal(a.frame->pointer.x, shown);
        assert_int_equal(a.frame->pointer.y, 5);
        assert_int_equal(a.frame->windows->n, 1);
        assert_int_equal(a.frame->windows->active, 7 + shown);
        assert_string_equal(a.frame->windows->items[0].title, "replayed");
        assert_int_equal(a.frame->damage_n, i == 1 || i == 2 ? 1 : 0);
        if (i == 1)
            assert_int_equal(a.frame->damage[0].w, 20);
        frame_unref(a.frame);
    }
    capture_stop(c);
    mailbox_unref(home);
    folder_remove(dir, &err);
}

static void on_damage(void *data, const struct srect *boxes, size_t n, int64_t at_us)
{
    struct srect *seen = data;

    (void)at_us;
    if (n)
        *seen = boxes[0];
}

static int shown_at(struct capture *c, struct mailbox *home, int step, int act)
{
    capture_at(c, step, act);
    struct answer a = look(c, home);
    int shown = a.frame->pointer.x;

    frame_unref(a.frame);
    return shown;
}

TEST("a journal's pictures are those of the step that the task is at, an action's change is damage")
{
    char dir[] = "/tmp/agentd-replay-XXXXXX";
    struct err err;
    struct mailbox *home = mailbox_new(&err);
    struct srect seen = {0};
    struct journal *j;

    assert_non_null(mkdtemp(dir));
    write_journal(dir);
    j = journal_open(dir, &err);
    json_t *body = json_pack("{s:i, s:i, s:s, s:[[iiii]]}", "n", 1, "i", 1, "verdict", "confirmed", "changed",
                             3, 4, 5, 6);
    assert_true(journal_append(j, "result", body, &err) > 0);
    json_decref(body);
    journal_close(j);
    struct capture *c = capture_start(capture_driver_find("replay"), dir, &err);
    assert_non_null(c);
    capture_watch(c, home, on_damage, NULL, &seen);
    assert_int_equal(shown_at(c, home, 1, 0), 0);
    assert_int_equal(shown_at(c, home, 1, 0), 0); /* a second look is the same one */
    assert_int_equal(shown_at(c, home, 1, 1), 1); /* behind its last action: the next step's */
    while (!seen.w)
        mailbox_wait(home, -1);
    assert_int_equal(seen.x, 3);
    assert_int_equal(seen.w, 5);
    assert_int_equal(shown_at(c, home, 2, 0), 1);
    assert_int_equal(shown_at(c, home, 99, 0), 2);
    capture_stop(c);
    mailbox_run(home);
    mailbox_unref(home);
    folder_remove(dir, &err);
}

TEST("a journal without pictures, or none at all, is refused by name")
{
    char dir[] = "/tmp/agentd-replay-XXXXXX";
    struct err err;
    json_t *body = json_pack("{s:i}", "n", 1);
    struct journal *j;

    assert_non_null(mkdtemp(dir));
    j = journal_open(dir, &err);
    assert_true(journal_append(j, "task", body, &err) > 0);
    json_decref(body);
    journal_close(j);
    assert_null(capture_start(capture_driver_find("replay"), dir, &err));
    assert_int_equal(err.code, ERR_NOT_FOUND);
    assert_non_null(strstr(err.msg, dir));
    folder_remove(dir, &err);
    assert_null(capture_start(capture_driver_find("replay"), dir, &err));
}
