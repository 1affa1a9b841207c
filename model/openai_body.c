#include "model/openai_body.h"

#include <jansson.h>
#include <openssl/evp.h>
#include <stdlib.h>

#include "base/js.h"
#include "base/strbuf.h"
#include "model/prompt.h"

size_t openai_picture_bytes(const struct prompt *p)
{
    size_t total = 0;
    for (size_t i = 0; i < p->n; i++)
        for (size_t j = 0; j < p->messages[i].n; j++)
            total += p->messages[i].parts[j].picture_len;
    return total;
}

static void put_json(struct strbuf *b, const json_t *j)
{
    char *text = js_dump(j);
    strbuf_adds(b, text ? text : "null");
    free(text);
}

static void put_string(struct strbuf *b, const char *s)
{
    json_t *text = js_text(s);
    put_json(b, text);
    json_decref(text);
}

/* In pieces of a multiple of three bytes, so that only the last is padded. */
static void put_base64(struct strbuf *b, const unsigned char *data, size_t len)
{
    unsigned char out[4 * 3072 / 3 + 1];
    while (len > 0) {
        size_t n = len < 3072 ? len : 3072;
        int wrote = EVP_EncodeBlock(out, data, (int)n);
        strbuf_add(b, out, (size_t)wrote);
        data += n;
        len -= n;
    }
}

static void put_part(struct strbuf *b, const struct prompt_part *part)
{
    if (part->text) {
        strbuf_adds(b, "{\"type\":\"text\",\"text\":");
        put_string(b, part->text);
        strbuf_adds(b, "}");
        return;
    }
    strbuf_addf(b, "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:%s;base64,",
                part->mime ? part->mime : "image/png");
    strbuf_reserve(b, part->picture_len / 3 * 4 + 64);
    put_base64(b, part->picture, part->picture_len);
    strbuf_adds(b, "\"}}");
}

/* Text alone goes as one string: servers without vision take no list. */
static void put_content(struct strbuf *b, const struct prompt_message *m)
{
    bool pictures = false;
    for (size_t i = 0; i < m->n; i++)
        pictures = pictures || !m->parts[i].text;
    if (pictures) {
        strbuf_addch(b, '[');
        for (size_t i = 0; i < m->n; i++) {
            if (i)
                strbuf_addch(b, ',');
            put_part(b, &m->parts[i]);
        }
        strbuf_addch(b, ']');
        return;
    }
    struct strbuf text = STRBUF_INIT;
    for (size_t i = 0; i < m->n; i++) {
        if (i)
            strbuf_addch(&text, '\n');
        strbuf_adds(&text, m->parts[i].text);
    }
    put_string(b, text.s);
    strbuf_release(&text);
}

static void put_message(struct strbuf *b, const struct prompt_message *m)
{
    static const char *const roles[] = { "system", "user", "assistant" };
    if (m->raw) {
        put_json(b, m->raw);
        return;
    }
    strbuf_addf(b, "{\"role\":\"%s\",\"content\":", roles[m->role]);
    put_content(b, m);
    strbuf_adds(b, "}");
}

char *openai_body(const struct prompt *p, const char *extra, size_t *len)
{
    struct strbuf b = STRBUF_INIT;
    strbuf_adds(&b, "{\"messages\":[");
    for (size_t i = 0; i < p->n; i++) {
        if (i)
            strbuf_addch(&b, ',');
        put_message(&b, &p->messages[i]);
    }
    strbuf_adds(&b, "]");
    if (p->functions && json_array_size(p->functions) > 0) {
        strbuf_adds(&b, ",\"tools\":");
        put_json(&b, p->functions);
    }
    if (*extra)
        strbuf_addf(&b, ",%s", extra);
    strbuf_adds(&b, "}");
    *len = b.len;
    return strbuf_detach(&b);
}
