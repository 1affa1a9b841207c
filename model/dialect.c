#include "model/dialect.h"

#include <string.h>

#include "model/answer.h"
#include "model/families.h"

const struct dialect *const dialects[] = {
    &dialect_native,
    &dialect_uitars,
    NULL,
};

const struct dialect *dialect_find(const char *name)
{
    for (const struct dialect *const *d = dialects; *d; d++)
        if (strcmp((*d)->name, name) == 0)
            return *d;
    return NULL;
}

const char *parse_code_name(enum parse_code code)
{
    static const char *const names[] = {
        "ok", "no_action", "malformed", "unknown_action", "missing_argument", "bad_argument",
        "out_of_frame",
    };
    return names[code];
}

static bool acts(const struct reply *r)
{
    for (size_t i = 0; i < r->n; i++)
        if (r->actions[i].kind != ACTION_SAY)
            return true;
    return false;
}

void dialect_read(const struct dialect *d, const char *output, size_t len, bool cut,
                  const struct viewport *shown, enum frame_kind frame, struct reply *out)
{
    d->parse(output, len, shown, frame == FRAME_DEFAULT ? d->frame : frame, out);
    if (!cut || out->code != PARSE_OK || !acts(out))
        return;
    struct answer answer = { .reply = out };
    answer_fail(&answer, PARSE_MALFORMED, "the answer was cut off: it is over the length limit");
}
