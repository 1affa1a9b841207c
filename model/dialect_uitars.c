/* dialect_uitars.c : UI-TARS 1.0, 1.5 and the hosted Doubao and Seed models. */
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/strbuf.h"
#include "base/xalloc.h"
#include "model/answer.h"
#include "model/calls.h"
#include "model/families.h"
#include "model/history.h"
#include "model/prompt.h"
#include "model/reasoning.h"
#include "model/uitars_calls.h"
#include "model/uitars_sections.h"

#define IMAGES_MAX 5u /* what the family was trained with */

static const struct resize_rule resize = { 28, 100 * 28 * 28, 16384 * 28 * 28 };

struct uitars {
    struct answer answer;
    struct strbuf thoughts[3]; /* SECTION_THOUGHT, _SUMMARY, _REFLECTION */
    bool acted;                /* a line began with an action section, empty or not, or a seed block */
};

static int read_calls(struct uitars *u, struct scan *c)
{
    do {
        struct call call;
        if (call_read(c, &call))
            return answer_fail(&u->answer, PARSE_MALFORMED, "a call cannot be read to its end");
        int rc = uitars_call(&u->answer, call.name, &call.args);
        call_release(&call);
        if (rc)
            return -1;
        section_skip(c, true);
    } while (call_at(c));
    return 0;
}

/* <NAME=key> at the cursor: new key, or NULL. */
static char *read_tag(struct scan *c, const char *open)
{
    if (!scan_skip(c, open))
        return NULL;
    size_t from = c->at;
    while (is_name(scan_peek(c)))
        c->at++;
    size_t to = c->at;
    if (to == from || !scan_skip(c, ">"))
        return NULL;
    return xstrndup(c->s + from, to - from);
}

/* A value is raw but for one newline at each end. */
static void take_raw(struct value *v, const char *s, size_t len)
{
    if (len >= 1 && s[0] == '\n')
        s++, len--;
    else if (len >= 2 && s[0] == '\r' && s[1] == '\n')
        s += 2, len -= 2;
    if (len >= 1 && s[len - 1] == '\n')
        len -= len >= 2 && s[len - 2] == '\r' ? 2 : 1;
    v->kind = VALUE_TEXT;
    v->text = xmalloc(len + 1);
    memcpy(v->text, s, len);
    v->text[len] = '\0';
    v->len = len;
}

static int read_parameters(struct scan *c, struct value *dict)
{
    for (;;) {
        scan_blanks(c);
        if (scan_skip(c, "</function>"))
            return 0;
        char *key = read_tag(c, "<parameter=");
        if (!key)
            return -1;
        struct value *v = value_add(dict, key);
        size_t end = scan_find(c, "</parameter>");
        if (end == c->len)
            return -1;
        take_raw(v, c->s + c->at, end - c->at);
        c->at = end + strlen("</parameter>");
    }
}

static int read_seed(struct uitars *u, struct scan *c)
{
    size_t calls = 0;
    scan_skip(c, "<seed:tool_call>");
    for (;; calls++) {
        scan_blanks(c);
        if (calls && scan_skip(c, "</seed:tool_call>"))
            return 0;
        struct value dict = { .kind = VALUE_DICT };
        char *name = read_tag(c, "<function=");
        int rc = name ? read_parameters(c, &dict) : -1;
        if (rc)
            answer_fail(&u->answer, PARSE_MALFORMED, "a seed call cannot be read to its end");
        else
            rc = uitars_call(&u->answer, name, &dict);
        free(name);
        value_release(&dict);
        if (rc)
            return -1;
    }
}

static int read_action_section(struct uitars *u, struct scan *c)
{
    struct scan here = *c;
    section_skip(c, false);
    if (scan_end(c) || scan_at(c, "<seed:tool_call>"))
        return 0;
    if (call_at(c))
        return read_calls(u, c);
    struct scan peek = *c;
    if (section_header(&peek) != SECTION_NONE || scan_at(c, "<answer>") || scan_at(c, "<Thought>")) {
        *c = here;
        return 0;
    }
    return answer_fail(&u->answer, PARSE_MALFORMED, "the action section begins with no call");
}

static void read_thought_tag(struct uitars *u, struct scan *c)
{
    scan_skip(c, "<Thought>");
    size_t from = c->at, end = scan_find(c, "</Thought>");
    if (end == c->len) {
        section_next(c);
        end = c->at;
    } else {
        c->at = end + strlen("</Thought>");
        scan_blanks(c);
    }
    section_thought(&u->thoughts[0], c->s, from, end);
}

static bool begins_section(struct scan c)
{
    return scan_at(&c, "<seed:tool_call>") || scan_at(&c, "<Thought>") ||
           section_header(&c) != SECTION_NONE;
}

static int read_sections(struct uitars *u, struct scan c)
{
    section_next(&c);
    while (!scan_end(&c)) {
        if (scan_at(&c, "<seed:tool_call>")) {
            u->acted = true;
            if (read_seed(u, &c))
                return -1;
            scan_blanks(&c);
        } else if (scan_at(&c, "<Thought>")) {
            read_thought_tag(u, &c);
        } else {
            enum section section = section_header(&c);
            size_t from = c.at;
            if (section == SECTION_ACTION) {
                u->acted = true;
                if (read_action_section(u, &c))
                    return -1;
            } else {
                if (section == SECTION_NONE)
                    c.at++; /* an answer tag: not ours */
                section_next(&c);
                if (section != SECTION_NONE)
                    section_thought(&u->thoughts[section - SECTION_THOUGHT], c.s, from, c.at);
            }
        }
        if (!begins_section(c))
            section_next(&c);
    }
    return 0;
}

static void forget_thoughts(struct uitars *u)
{
    for (size_t i = 0; i < 3; i++)
        strbuf_release(&u->thoughts[i]);
}

/* The thoughts of what stands before an inline call. false: sections of another kind are there too, of which
 * the whole text showed nothing: a thought tag that ends inside the call. */
static bool read_thoughts_before(struct uitars *u, struct scan before)
{
    struct reply reply;
    struct uitars again = { .thoughts = { STRBUF_INIT, STRBUF_INIT, STRBUF_INIT } };
    answer_init(&again.answer, &reply);
    again.answer.framing = u->answer.framing;
    bool ok = read_sections(&again, before) == 0 && !again.acted;
    for (size_t i = 0; ok && i < 3; i++) {
        strbuf_release(&u->thoughts[i]);
        u->thoughts[i] = again.thoughts[i];
        strbuf_init(&again.thoughts[i]);
    }
    forget_thoughts(&again);
    reply_release(&reply);
    return ok;
}

/* Where an inline call begins: behind the last inline header, or a seed block inside a line. *at: where
 * the thoughts end. */
static bool find_inline(struct scan *c, size_t *at, bool *seed)
{
    *at = scan_find(c, "<seed:tool_call>");
    *seed = *at < c->len;
    if (*seed) {
        c->at = *at;
        return true;
    }
    if (!section_inline(c, at))
        return false;
    section_skip(c, false);
    return call_at(c);
}

static bool begins_with_call(struct scan c)
{
    section_skip(&c, false);
    return call_at(&c);
}

/* Inline calls count only when they run to the output's end: a page's text that is quoted in a thought is
 * never obeyed. 1: taken, 0: there are none, -1: a fault. */
static int read_inline(struct uitars *u, const struct scan whole)
{
    struct scan c = whole;
    struct reply reply;
    struct uitars try = *u;
    size_t at;
    bool seed;
    if (!find_inline(&c, &at, &seed))
        return 0;
    answer_init(&try.answer, &reply);
    try.answer.framing = u->answer.framing;
    int rc = seed ? read_seed(&try, &c) : read_calls(&try, &c);
    section_skip(&c, true);
    bool unreadable = rc && reply.code == PARSE_MALFORMED;
    bool to_end = scan_end(&c) || (rc && !unreadable && call_at(&c));
    bool taken = to_end && !(unreadable && begins_with_call(whole)); /* unreadable at the end: cut off */
    if (!taken || !read_thoughts_before(u, (struct scan){ whole.s, at, 0 })) {
        reply_release(&reply);
        return 0;
    }
    *u->answer.reply = reply;
    u->answer.cap = try.answer.cap;
    return rc ? -1 : 1;
}

static int read_answer_tag(struct uitars *u, struct scan c)
{
    size_t at = c.len;
    for (size_t i = c.len; i-- > 0 && at == c.len;) {
        c.at = i;
        if (c.s[i] == '<' && scan_at(&c, "<answer>"))
            at = i;
    }
    if (at == c.len)
        return 0;
    bool line = at == 0 || c.s[at - 1] == '\n';
    c.at = at + strlen("<answer>");
    size_t from = c.at, end = scan_find(&c, "</answer>");
    if (end == c.len)
        return line ? answer_fail(&u->answer, PARSE_MALFORMED, "the answer tag is not closed") : 0;
    if (!line && end + strlen("</answer>") < c.len)
        return 0;
    char *text = text_thought(c.s + from, end - from);
    struct action *a = answer_add(&u->answer, ACTION_FINISH);
    a->u.finish.done = true;
    a->u.finish.text = text ? text : xstrdup("");
    return 1;
}

/* The whole text is a coordinate with brackets or a tag. */
static void read_grounding(struct uitars *u, const struct scan *c)
{
    struct place place;
    struct spoint point;
    struct srect box;
    bool bracketed = false;
    enum parse_code code = place_read(c->s, c->len, &place, &bracketed);
    if (code != PARSE_OK || !bracketed)
        return;
    code = place.n == 2 ? framing_point(&u->answer.framing, &place, &point)
                        : framing_box(&u->answer.framing, &place, &box);
    if (code != PARSE_OK) {
        answer_fail(&u->answer, code, "the coordinate lies outside the picture or is no number");
    } else if (place.n == 2) {
        struct action *a = answer_add(&u->answer, ACTION_POINTS);
        a->u.points.items = xmemdup(&point, sizeof point);
        a->u.points.n = 1;
    } else {
        struct labelled_box labelled = { .box = box };
        struct action *a = answer_add(&u->answer, ACTION_BOXES);
        a->u.boxes.items = xmemdup(&labelled, sizeof labelled);
        a->u.boxes.n = 1;
    }
}

static void read_answer(struct uitars *u, struct scan c)
{
    if (read_sections(u, c))
        return;
    if (u->acted) {
        if (u->answer.reply->n == 0)
            read_answer_tag(u, c);
        return;
    }
    if (read_inline(u, c) != 0)
        return;
    struct scan begin = c;
    section_skip(&begin, false);
    if (call_at(&begin)) {
        read_calls(u, &begin);
        return;
    }
    if (read_answer_tag(u, c) == 0)
        read_grounding(u, &c);
}

static void parse(const char *output, size_t len, const struct viewport *shown,
                  enum frame_kind frame, struct reply *out)
{
    struct reasoning r;
    struct uitars u = { .thoughts = { STRBUF_INIT, STRBUF_INIT, STRBUF_INIT } };
    answer_init(&u.answer, out);
    framing_init(&u.answer.framing, shown, frame, &resize);
    reasoning_cut(output, len, &r);
    read_answer(&u, (struct scan){ r.answer, r.answer_len, 0 });
    answer_end(&u.answer);
    for (size_t i = 0; i < 3 && !out->thought; i++)
        out->thought = text_thought(u.thoughts[i].s, u.thoughts[i].len);
    if (!out->thought) {
        out->thought = r.thought;
        r.thought = NULL;
    }
    forget_thoughts(&u);
    reasoning_release(&r);
}

static void add_look(struct prompt *p, const void *picture, size_t len, const char *mime,
                     const char *report)
{
    if (report)
        prompt_text(p, report);
    if (picture)
        prompt_picture(p, picture, len, mime);
    else if (!report)
        prompt_text(p, "(no picture)");
}

static struct prompt *ask(const struct question *q, struct err *err)
{
    (void)err; /* nothing here can fail */
    struct prompt *p = prompt_new();
    struct strbuf text = STRBUF_INIT;
    size_t turns = q->history ? history_count(q->history) : 0;
    size_t max = q->images_max > 0 && q->images_max < IMAGES_MAX ? q->images_max : IMAGES_MAX;
    size_t first = turns ? history_first_picture(q->history, max - 1, max / 2) : 0;
    strbuf_addf(&text, "%s\n\n## User Instruction\n%s", q->system ? q->system : "",
                q->task ? q->task : "");
    prompt_message(p, PROMPT_USER);
    prompt_text(p, text.s);
    for (size_t i = 0; i < turns; i++) {
        const struct turn *t = history_at(q->history, i);
        add_look(p, i >= first ? t->picture : NULL, t->picture_len, t->mime, t->report);
        prompt_message(p, PROMPT_ASSISTANT);
        prompt_text(p, t->output);
        prompt_message(p, PROMPT_USER);
    }
    add_look(p, q->picture, q->picture_len, q->picture_mime, q->report);
    strbuf_release(&text);
    return p;
}

const struct dialect dialect_uitars = {
    .name = "uitars",
    .resize = { 28, 100 * 28 * 28, 16384 * 28 * 28 },
    .frame = FRAME_THOUSAND,
    .prompt_file = "uitars",
    .ask = ask,
    .parse = parse,
};
