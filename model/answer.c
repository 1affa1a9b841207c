#include "model/answer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/xalloc.h"

void answer_init(struct answer *a, struct reply *reply)
{
    *reply = (struct reply){0};
    *a = (struct answer){ .reply = reply };
}

struct action *answer_add(struct answer *a, enum action_kind kind)
{
    struct reply *r = a->reply;
    GROW(r->actions, r->n, a->cap);
    struct action *action = &r->actions[r->n++];
    *action = (struct action){ .kind = kind };
    return action;
}

static void drop_actions(struct reply *r)
{
    for (size_t i = 0; i < r->n; i++)
        action_release(&r->actions[i]);
    free(r->actions);
    r->actions = NULL;
    r->n = 0;
}

int answer_fail(struct answer *a, enum parse_code code, const char *fmt, ...)
{
    struct reply *r = a->reply;
    drop_actions(r);
    a->cap = 0;
    r->code = code;
    va_list args;
    va_start(args, fmt);
    vsnprintf(r->detail, sizeof r->detail, fmt, args);
    va_end(args);
    return -1;
}

void answer_end(struct answer *a)
{
    if (a->reply->code == PARSE_OK && a->reply->n == 0)
        answer_fail(a, PARSE_NO_ACTION, "the answer holds no action");
}

void reply_release(struct reply *r)
{
    drop_actions(r);
    free(r->thought);
    *r = (struct reply){0};
}
