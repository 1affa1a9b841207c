#include "base/test.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "actions/action.h"
#include "base/err.h"
#include "base/js.h"

static void round_trip(const char *text)
{
    struct err err = { .code = ERR_NONE };
    struct action a, copy;
    json_t *j = json_loads(text, 0, NULL);
    assert_non_null(j);
    if (action_from_json(j, &a, &err) < 0)
        fail_msg("%s: %s", text, err.msg);
    action_copy(&copy, &a);
    action_release(&a);
    json_t *back = action_to_json(&copy);
    if (!json_equal(j, back)) {
        char *got = js_dump(back);
        fail_msg("%s came back as %s", text, got);
    }
    char *summary = action_summary(&copy);
    assert_true(*summary);
    free(summary);
    action_release(&copy);
    json_decref(j);
    json_decref(back);
}

TEST("every canonical action survives JSON, a copy and JSON again")
{
    static const char *const texts[] = {
        "{\"action\":\"click\",\"x\":1,\"y\":2,\"button\":\"left\",\"count\":2,\"modifiers\":[\"ctrl\",\"super\"]}",
        "{\"action\":\"click\",\"button\":\"back\",\"count\":1}",
        "{\"action\":\"move\",\"x\":-5,\"y\":0}",
        "{\"action\":\"drag\",\"path\":[[1,2],[3,4],[5,6]],\"button\":\"middle\"}",
        "{\"action\":\"drag\",\"path\":[[1,2]],\"button\":\"left\",\"modifiers\":[\"shift\"]}",
        "{\"action\":\"button_down\",\"button\":\"right\",\"x\":7,\"y\":8}",
        "{\"action\":\"button_up\",\"button\":\"left\"}",
        "{\"action\":\"scroll\",\"x\":7,\"y\":8,\"dx\":0,\"dy\":-5}",
        "{\"action\":\"type\",\"text\":\"a\\nß 漢 😀\",\"expect\":\"change\"}",
        "{\"action\":\"type\",\"text\":\"\"}",
        "{\"action\":\"key\",\"chord\":[\"ctrl\",\"shift\",\"plus\"]}",
        "{\"action\":\"key\",\"chord\":[\"Tab\"],\"count\":4}",
        "{\"action\":\"hold_key\",\"chord\":[\"Down\"],\"ms\":300000}",
        "{\"action\":\"key_down\",\"key\":\"shift\"}",
        "{\"action\":\"key_up\",\"key\":\"U00E9\"}",
        "{\"action\":\"wait\",\"ms\":0}",
        "{\"action\":\"screenshot\"}",
        "{\"action\":\"zoom\",\"box\":[5,5,5,5]}",
        "{\"action\":\"open\",\"target\":\"text editor\",\"expect\":\"window\"}",
        "{\"action\":\"back\"}",
        "{\"action\":\"forward\"}",
        "{\"action\":\"finish\",\"status\":\"failed\",\"text\":\"\"}",
        "{\"action\":\"ask\",\"text\":\"which one?\"}",
        "{\"action\":\"say\",\"text\":\"100\"}",
        "{\"action\":\"tool\",\"name\":\"select\",\"arguments\":{\"x\":1,\"y\":2,\"value\":\"b\"}}",
        "{\"action\":\"code\",\"language\":\"lua\",\"source\":\"return 1\"}",
        "{\"action\":\"points\",\"points\":[[1,2],[3,4]],\"label\":\"ear\"}",
        "{\"action\":\"boxes\",\"boxes\":[{\"box\":[0,0,1919,1079],\"label\":\"a\"},{\"box\":[1,2,3,4]}]}",
        "{\"action\":\"mark\",\"index\":3,\"do\":\"double_click\"}",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        round_trip(texts[i]);
}

TEST("a wrong action is refused with the path of what is wrong")
{
    static const char *const cases[][2] = {
        { "[1]", "object" },
        { "{}", "'action' is missing" },
        { "{\"action\":7}", "'action' is not a text" },
        { "{\"action\":\"jump\"}", "jump" },
        { "{\"action\":\"click\",\"x\":1}", "'y' is missing" },
        { "{\"action\":\"click\",\"x\":1.5,\"y\":2}", "'x' is not a whole number" },
        { "{\"action\":\"click\",\"x\":\"1\",\"y\":2}", "'x' is not a whole number" },
        { "{\"action\":\"click\",\"x\":1e300,\"y\":2}", "'x'" },
        { "{\"action\":\"click\",\"x\":1,\"y\":9000000000000}", "'y' is 9000000000000" },
        { "{\"action\":\"click\",\"count\":4}", "'count' is 4, wanted 1..3" },
        { "{\"action\":\"click\",\"button\":\"up\"}", "'button' cannot be 'up'" },
        { "{\"action\":\"click\",\"clicks\":2}", "'clicks' is no key" },
        { "{\"action\":\"type\",\"text\":\"a\",\"x\":1}", "'x' is no key" },
        { "{\"action\":\"click\",\"modifiers\":[\"a\"]}", "'modifiers[0]'" },
        { "{\"action\":\"click\",\"modifiers\":[]}", "'modifiers'" },
        { "{\"action\":\"move\"}", "'x' is missing" },
        { "{\"action\":\"drag\",\"path\":[]}", "'path'" },
        { "{\"action\":\"drag\",\"path\":[[1,2],[3]]}", "'path[1]'" },
        { "{\"action\":\"drag\",\"path\":[[1,2],[3,null]]}", "'path[1][1]'" },
        { "{\"action\":\"scroll\"}", "'dx' is missing" },
        { "{\"action\":\"scroll\",\"dx\":0,\"dy\":101}", "'dy' is 101, wanted -100..100" },
        { "{\"action\":\"type\"}", "'text' is missing" },
        { "{\"action\":\"type\",\"text\":null}", "'text' is not a text" },
        { "{\"action\":\"key\",\"chord\":[]}", "'chord' is empty" },
        { "{\"action\":\"key\",\"chord\":[\"foo\"]}", "'chord' names 'foo'" },
        { "{\"action\":\"key\",\"chord\":[5]}", "'chord[0]'" },
        { "{\"action\":\"key\",\"chord\":[\"a\"],\"count\":101}", "'count' is 101, wanted 1..100" },
        { "{\"action\":\"key_down\",\"key\":\"ctrl+c\"}", "'key' is a chord" },
        { "{\"action\":\"hold_key\",\"chord\":[\"a\"]}", "'ms' is missing" },
        { "{\"action\":\"hold_key\",\"chord\":[\"a\"],\"ms\":300001}", "'ms' is 300001" },
        { "{\"action\":\"wait\",\"ms\":-1}", "'ms' is -1" },
        { "{\"action\":\"wait\",\"ms\":true}", "'ms' is not a whole number" },
        { "{\"action\":\"zoom\",\"box\":[5,5,4,5]}", "'box' has its corners" },
        { "{\"action\":\"zoom\",\"box\":[5,5,4]}", "'box' is not a box" },
        { "{\"action\":\"open\",\"target\":\"\"}", "'target' is empty" },
        { "{\"action\":\"finish\"}", "'status' is missing" },
        { "{\"action\":\"tool\",\"name\":\"x\",\"arguments\":[]}", "'arguments' is not an object" },
        { "{\"action\":\"code\",\"language\":\"c\",\"source\":\"\"}", "'language' cannot be 'c'" },
        { "{\"action\":\"boxes\",\"boxes\":[{\"label\":\"a\"}]}", "'boxes[0].box' is missing" },
        { "{\"action\":\"mark\",\"index\":1,\"do\":\"eat\"}", "'do' cannot be 'eat'" },
        { "{\"action\":\"screenshot\",\"expect\":\"all\"}", "'expect' cannot be 'all'" },
        { "{\"action\":\"screenshot\",\"frame\":-1}", "'frame' is -1" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct err err = { .code = ERR_NONE };
        struct action a;
        json_t *j = json_loads(cases[i][0], 0, NULL);
        assert_non_null(j);
        assert_int_equal(action_from_json(j, &a, &err), -1);
        assert_int_equal(err.code, ERR_INVALID);
        if (!strstr(err.msg, cases[i][1]))
            fail_msg("%s: '%s' does not say %s", cases[i][0], err.msg, cases[i][1]);
        json_decref(j);
    }
}

TEST("other spellings of keys and whole floats are taken, and come back canonical")
{
    struct err err;
    struct action a;
    json_t *j = json_loads("{\"action\":\"key\",\"chord\":[\"Control\",\"Enter\"]}", 0, NULL);
    assert_int_equal(action_from_json(j, &a, &err), 0);
    assert_string_equal(a.u.key.chord.keys[0], "ctrl");
    assert_string_equal(a.u.key.chord.keys[1], "Return");
    action_release(&a);
    json_decref(j);
    j = json_loads("{\"action\":\"move\",\"x\":320.0,\"y\":1}", 0, NULL);
    assert_int_equal(action_from_json(j, &a, &err), 0);
    assert_int_equal(a.at.x, 320);
    json_decref(j);
}

TEST("a text over the limit is refused as such")
{
    struct err err;
    struct action a;
    char *text = malloc(ACTION_TEXT_MAX + 2);
    memset(text, 'x', ACTION_TEXT_MAX + 1);
    text[ACTION_TEXT_MAX + 1] = '\0';
    json_t *j = json_pack("{ssss}", "action", "type", "text", text);
    assert_int_equal(action_from_json(j, &a, &err), -1);
    assert_int_equal(err.code, ERR_LIMIT);
    json_decref(j);
    free(text);
}

TEST("a summary never holds typed text and is one line")
{
    struct action a = { .kind = ACTION_TYPE };
    a.u.type.text = (char *)"hunter2";
    char *summary = action_summary(&a);
    assert_string_equal(summary, "type 7 characters");
    free(summary);
    a.kind = ACTION_SAY;
    a.u.type.text = (char *)"a\nb";
    summary = action_summary(&a);
    assert_string_equal(summary, "say: a b");
    free(summary);
}
