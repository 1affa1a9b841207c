#include "model/reasoning.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "base/utf8.h"
#include "model/scan.h"

static const struct { const char *open, *close; } tags[] = {
    { "<think>", "</think>" },
    { "<thinking>", "</thinking>" },
    { "◁think▷", "◁/think▷" },
};
#define TAGS_N (sizeof tags / sizeof *tags)

static const char *const specials[] = {
    "<s>", "</s>", "<pad>", "<eos>", "<bos>", "<|im_end|>", "<|im_start|>assistant",
    "<|endoftext|>", "<|eot_id|>", "[EOS]",
};
#define SPECIALS_N (sizeof specials / sizeof *specials)

const char *text_trim(const char *s, size_t *len)
{
    while (*len > 0 && is_blank((unsigned char)s[0]))
        s++, (*len)--;
    while (*len > 0 && is_blank((unsigned char)s[*len - 1]))
        (*len)--;
    return s;
}

static bool drop_special(const char **s, size_t *len)
{
    for (size_t i = 0; i < SPECIALS_N; i++) {
        size_t n = strlen(specials[i]);
        if (*len < n)
            continue;
        if (memcmp(*s, specials[i], n) == 0) {
            *s += n;
            *len -= n;
            return true;
        }
        if (memcmp(*s + *len - n, specials[i], n) == 0) {
            *len -= n;
            return true;
        }
    }
    return false;
}

static const char *drop_specials(const char *s, size_t *len)
{
    do
        s = text_trim(s, len);
    while (drop_special(&s, len));
    return s;
}

/* The tag at the cursor: 1 opens, -1 closes, 0 none; *which is its row. */
static int tag_at(const struct scan *c, size_t *which)
{
    for (size_t i = 0; i < TAGS_N; i++) {
        *which = i;
        if (scan_at(c, tags[i].open))
            return 1;
        if (scan_at(c, tags[i].close))
            return -1;
    }
    return 0;
}

static void add_block(struct strbuf *thought, const char *s, size_t len)
{
    s = text_trim(s, &len);
    if (len == 0)
        return;
    if (thought->len)
        strbuf_addch(thought, '\n');
    strbuf_add(thought, s, len);
}

/* One pass: outside a block bytes go to the answer; a stray closer turns them all into reasoning. */
static void split(struct scan c, struct strbuf *answer, struct strbuf *thought)
{
    while (!scan_end(&c)) {
        size_t which;
        int ch = scan_peek(&c);
        int tag = ch == '<' || ch == 0xE2 ? tag_at(&c, &which) : 0;
        if (tag == 0) {
            strbuf_addch(answer, c.s[c.at++]);
        } else if (tag < 0) {
            c.at += strlen(tags[which].close);
            add_block(thought, answer->s, answer->len);
            strbuf_clear(answer);
        } else {
            c.at += strlen(tags[which].open);
            size_t end = scan_find(&c, tags[which].close);
            add_block(thought, c.s + c.at, end - c.at);
            c.at = end;
            scan_skip(&c, tags[which].close);
        }
    }
}

void reasoning_cut(const char *s, size_t len, struct reasoning *out)
{
    struct strbuf answer = STRBUF_INIT, thought = STRBUF_INIT;
    s = drop_specials(s, &len);
    split((struct scan){ s, len, 0 }, &answer, &thought);
    size_t left = answer.len;
    const char *start = drop_specials(answer.s, &left);
    struct strbuf rest = STRBUF_INIT;
    strbuf_add(&rest, start, left);
    out->answer_len = rest.len;
    out->answer = strbuf_detach(&rest);
    out->thought = text_thought(thought.s, thought.len);
    strbuf_release(&answer);
    strbuf_release(&thought);
}

void reasoning_release(struct reasoning *r)
{
    free(r->answer);
    free(r->thought);
    *r = (struct reasoning){0};
}

char *text_thought(const char *s, size_t len)
{
    s = text_trim(s, &len);
    if (len == 0)
        return NULL;
    struct strbuf b = STRBUF_INIT;
    for (size_t at = 0; at < len;) {
        uint32_t cp;
        size_t n = s[at] ? utf8_decode(s + at, len - at, &cp) : 0;
        if (n)
            strbuf_add(&b, s + at, n);
        else
            strbuf_add_utf8(&b, 0xFFFD);
        at += n ? n : 1;
    }
    return strbuf_detach(&b);
}
