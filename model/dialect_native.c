/* dialect_native.c : agentd's own tools as OpenAI functions. The answer is the provider's JSON message. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/xalloc.h"
#include "model/answer.h"
#include "model/chat.h"
#include "model/families.h"
#include "model/native_ask.h"
#include "model/reasoning.h"
#include "model/relaxed_json.h"

struct native_call {
    const char *name;
    enum action_kind kind;
    void (*read)(struct args *g, struct action *a);
};

static const char *const keys_name[] = { "keys", NULL };
static const char *const key_name[] = { "key", NULL };

static void read_click(struct args *g, struct action *a)
{
    args_xy(g, false, &a->has_point, &a->at);
    a->u.click.button = args_button(g, "button");
    a->u.click.count = (uint8_t)args_whole(g, "count", 1, 3, false, 1);
    a->modifiers = args_modifiers(g, "modifiers");
}

static void read_move(struct args *g, struct action *a)
{
    args_xy(g, true, &a->has_point, &a->at);
    a->modifiers = args_modifiers(g, "modifiers");
}

static void read_path(struct args *g, struct action *a, const struct value *path)
{
    if (path->kind != VALUE_LIST || path->n < 2 || path->n > ACTION_POINTS_MAX) {
        bool empty = path->kind == VALUE_LIST && path->n == 0;
        args_fault(g, empty ? PARSE_MISSING_ARGUMENT : PARSE_BAD_ARGUMENT, "path",
                   "is no list of 2 points or more");
        return;
    }
    a->u.drag.path = xcalloc(path->n, sizeof *a->u.drag.path);
    a->u.drag.n = path->n;
    for (size_t i = 0; i < path->n; i++) {
        const struct value *item = &path->items[i];
        struct place place;
        enum parse_code code = PARSE_BAD_ARGUMENT;
        if (item->kind == VALUE_LIST && item->n == 2 && place_from_value(item, &place) == PARSE_OK &&
            place.n == 2)
            code = framing_point(&g->answer->framing, &place, &a->u.drag.path[i]);
        if (code != PARSE_OK)
            args_fault(g, code, "path", code == PARSE_OUT_OF_FRAME ? "leaves the picture"
                                                                   : "holds what is no [x, y]");
    }
}

static void read_drag(struct args *g, struct action *a)
{
    const struct value *path = args_get(g, "path");
    if (path)
        read_path(g, a, path);
    else
        args_fault(g, PARSE_MISSING_ARGUMENT, "path", "is missing");
    a->u.drag.button = args_button(g, "button");
    a->modifiers = args_modifiers(g, "modifiers");
}

static void read_button(struct args *g, struct action *a)
{
    args_xy(g, false, &a->has_point, &a->at);
    a->u.click.button = args_button(g, "button");
}

static void read_scroll(struct args *g, struct action *a)
{
    const int64_t max = ACTION_SCROLL_MAX;
    args_xy(g, false, &a->has_point, &a->at);
    if (!args_get(g, "dx") && !args_get(g, "dy"))
        args_fault(g, PARSE_MISSING_ARGUMENT, "dx or dy", "is missing");
    a->u.scroll.dx = (int)args_whole(g, "dx", -max, max, false, 0);
    a->u.scroll.dy = (int)args_whole(g, "dy", -max, max, false, 0);
    a->modifiers = args_modifiers(g, "modifiers");
}

static void read_text(struct args *g, struct action *a)
{
    a->u.type.text = args_text(g, "text", NULL);
}

static void read_key(struct args *g, struct action *a)
{
    args_chord(g, keys_name, &a->u.key.chord);
    a->u.key.count = (uint32_t)args_whole(g, "count", 1, ACTION_REPEAT_MAX, false, 1);
}

static void read_hold(struct args *g, struct action *a)
{
    args_chord(g, keys_name, &a->u.key.chord);
    a->u.key.count = 1;
    a->u.key.ms = (uint32_t)args_whole(g, "ms", 0, ACTION_MS_MAX, true, 0);
}

static void read_one_key(struct args *g, struct action *a)
{
    args_one_key(g, key_name, &a->u.key.chord);
    a->u.key.count = 1;
}

static void read_wait(struct args *g, struct action *a)
{
    a->u.wait.ms = (uint32_t)args_whole(g, "ms", 0, ACTION_MS_MAX, true, 0);
}

static void read_zoom(struct args *g, struct action *a)
{
    const struct value *box = args_get(g, "box");
    struct place place;
    enum parse_code code = box ? place_from_value(box, &place) : PARSE_MISSING_ARGUMENT;
    if (code == PARSE_OK)
        code = framing_box(&g->answer->framing, &place, &a->u.zoom.box);
    if (code == PARSE_OUT_OF_FRAME)
        args_fault(g, code, "box", "leaves the picture");
    else if (code != PARSE_OK)
        args_fault(g, code, "box", "is no [x0, y0, x1, y1]");
}

static void read_open(struct args *g, struct action *a)
{
    a->u.type.text = args_name(g, "target");
}

static void read_finish(struct args *g, struct action *a)
{
    static const char *const words[] = { "done", "failed", NULL };
    a->u.finish.done = args_choice(g, "status", words, 0) == 0;
    a->u.finish.text = args_text(g, "text", "");
}

static void read_mark(struct args *g, struct action *a)
{
    static const char *const words[] = { "point", "click", "double_click", "right_click", "move",
                                         NULL };
    a->u.mark.index = (uint32_t)args_whole(g, "index", 0, UINT32_MAX, true, 0);
    a->u.mark.what = (enum mark_do)args_choice(g, "do", words, MARK_CLICK);
}

static void read_lua(struct args *g, struct action *a)
{
    a->u.code.language = xstrdup("lua");
    a->u.code.source = args_text(g, "source", NULL);
}

static const struct native_call calls[] = {
    { "click", ACTION_CLICK, read_click },
    { "move", ACTION_MOVE, read_move },
    { "drag", ACTION_DRAG, read_drag },
    { "button_down", ACTION_BUTTON_DOWN, read_button },
    { "button_up", ACTION_BUTTON_UP, read_button },
    { "scroll", ACTION_SCROLL, read_scroll },
    { "type", ACTION_TYPE, read_text },
    { "key", ACTION_KEY, read_key },
    { "hold_key", ACTION_HOLD_KEY, read_hold },
    { "key_down", ACTION_KEY_DOWN, read_one_key },
    { "key_up", ACTION_KEY_UP, read_one_key },
    { "wait", ACTION_WAIT, read_wait },
    { "screenshot", ACTION_SCREENSHOT, NULL },
    { "zoom", ACTION_ZOOM, read_zoom },
    { "open", ACTION_OPEN, read_open },
    { "back", ACTION_BACK, NULL },
    { "forward", ACTION_FORWARD, NULL },
    { "finish", ACTION_FINISH, read_finish },
    { "ask", ACTION_ASK, read_text },
    { "say", ACTION_SAY, read_text },
    { "mark", ACTION_MARK, read_mark },
    { "run_lua", ACTION_CODE, read_lua },
};

static int add_tool(struct answer *answer, const char *name, const struct value *args)
{
    json_t *j = value_to_json(args);
    if (!j)
        return answer_fail(answer, PARSE_BAD_ARGUMENT, "%.40s: an argument cannot be said in JSON",
                           name);
    struct action *a = answer_add(answer, ACTION_TOOL);
    a->u.tool.name = xstrdup(name);
    a->u.tool.args = j;
    return 0;
}

/* Every function takes what should come of it, beside its own arguments; another word says nothing. */
static enum expect read_expect(const struct args *g)
{
    static const struct { const char *word; enum expect expect; } words[] = {
        { "window", EXPECT_WINDOW }, { "change", EXPECT_CHANGE }, { "none", EXPECT_NONE },
    };
    const struct value *v = args_get(g, "expect");
    for (size_t i = 0; v && v->kind == VALUE_TEXT && i < sizeof words / sizeof *words; i++)
        if (strcmp(v->text, words[i].word) == 0)
            return words[i].expect;
    return EXPECT_NOTHING;
}

static int add_action(struct answer *answer, const char *name, const struct value *dict)
{
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        if (strcmp(calls[i].name, name) != 0)
            continue;
        struct args args;
        args_init(&args, answer, name, dict);
        struct action *a = answer_add(answer, calls[i].kind);
        if (calls[i].read)
            calls[i].read(&args, a);
        a->expect = read_expect(&args);
        return args_end(&args);
    }
    return add_tool(answer, name, dict);
}

static int add_call(struct answer *answer, const struct chat_call *call)
{
    struct value args = { .kind = VALUE_DICT };
    size_t len = call->arguments.len;
    const char *text = text_trim(call->arguments.s, &len);
    if (!call->name || !*call->name)
        return answer_fail(answer, PARSE_MALFORMED, "a tool call has no name");
    if (len > 0 && (relaxed_json_whole(text, len, &args) || args.kind != VALUE_DICT)) {
        value_release(&args);
        return answer_fail(answer, PARSE_MALFORMED, "%.40s: the arguments are no JSON object",
                           call->name);
    }
    int ret = add_action(answer, call->name, &args);
    value_release(&args);
    return ret;
}

/* Servers without a reasoning parser leave the block in the content. */
static char *content_of(const struct chat *chat, char **thought)
{
    struct reasoning r = {0};
    size_t len = chat->content.len;
    const char *text = text_trim(chat->content.s, &len);
    if (len && (strncmp(text, "<think", 6) == 0 || strncmp(text, "◁think", strlen("◁think")) == 0)) {
        reasoning_cut(text, len, &r);
        *thought = text_thought(r.answer, r.answer_len);
        char *content = *thought ? xstrndup(r.answer, r.answer_len) : NULL;
        if (!*thought)
            *thought = xstrdup(r.thought);
        reasoning_release(&r);
        return content;
    }
    *thought = text_thought(text, len);
    return len ? xstrndup(chat->content.s, chat->content.len) : NULL;
}

static void read_message(struct answer *answer, const struct chat *chat)
{
    struct reply *reply = answer->reply;
    char *content = content_of(chat, &reply->thought);
    if (!reply->thought)
        reply->thought = text_thought(chat->reasoning.s, chat->reasoning.len);
    if (chat->n > 0 && chat_cut(chat)) {
        answer_fail(answer, PARSE_MALFORMED, "the turn was cut off: it is over the length limit");
    } else if (chat->n == 0 && content) {
        answer_add(answer, ACTION_SAY)->u.type.text = content;
        content = NULL;
    } else {
        for (size_t i = 0; i < chat->n; i++)
            if (add_call(answer, &chat->calls[i]))
                break;
    }
    free(content);
}

static void parse(const char *output, size_t len, const struct viewport *shown,
                  enum frame_kind frame, struct reply *out)
{
    struct answer answer;
    struct chat chat;
    struct err err;
    answer_init(&answer, out);
    framing_init(&answer.framing, shown, frame, NULL);
    chat_init(&chat);
    if (chat_read(&chat, output, len, &err))
        answer_fail(&answer, PARSE_MALFORMED, "%s", err.msg);
    else
        read_message(&answer, &chat);
    answer_end(&answer);
    chat_release(&chat);
}

const struct dialect dialect_native = {
    .name = "native",
    .resize = { 1, 1, 2688 * 28 * 28 }, /* as it is, up to full HD: the frame does not mind a resize */
    .frame = FRAME_THOUSAND,
    .prompt_file = "native",
    .ask = native_ask,
    .parse = parse,
};
