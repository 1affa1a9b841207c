#include "model/prompt.h"

#include <assert.h>
#include <jansson.h>
#include <stdlib.h>

#include "base/xalloc.h"

struct prompt *prompt_new(void)
{
    return xcalloc(1, sizeof(struct prompt));
}

static struct prompt_message *message_add(struct prompt *p)
{
    GROW(p->messages, p->n, p->cap);
    struct prompt_message *m = &p->messages[p->n++];
    *m = (struct prompt_message){0};
    return m;
}

void prompt_message(struct prompt *p, enum prompt_role role)
{
    message_add(p)->role = role;
}

static struct prompt_part *part_add(struct prompt *p)
{
    assert(p->n > 0);
    struct prompt_message *m = &p->messages[p->n - 1];
    GROW(m->parts, m->n, m->cap);
    struct prompt_part *part = &m->parts[m->n++];
    *part = (struct prompt_part){0};
    return part;
}

void prompt_text(struct prompt *p, const char *text)
{
    part_add(p)->text = xstrdup(text);
}

void prompt_picture(struct prompt *p, const void *data, size_t len, const char *mime)
{
    struct prompt_part *part = part_add(p);
    part->picture = xmemdup(data, len);
    part->picture_len = len;
    part->mime = mime;
}

void prompt_raw(struct prompt *p, struct json_t *message)
{
    message_add(p)->raw = message;
}

static void message_release(struct prompt_message *m)
{
    for (size_t i = 0; i < m->n; i++) {
        free(m->parts[i].text);
        free(m->parts[i].picture);
    }
    free(m->parts);
    json_decref(m->raw);
}

void prompt_free(struct prompt *p)
{
    if (!p)
        return;
    for (size_t i = 0; i < p->n; i++)
        message_release(&p->messages[i]);
    free(p->messages);
    json_decref(p->functions);
    json_decref(p->context);
    free(p);
}
