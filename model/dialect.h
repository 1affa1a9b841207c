/* dialect.h : how one family of models is spoken to. Pure, no I/O. */
#ifndef MODEL_DIALECT_H
#define MODEL_DIALECT_H

#include <stdbool.h>
#include <stddef.h>

#include "actions/action.h"
#include "vision/viewport.h"

struct err;
struct history;
struct json_t;
struct prompt;
struct screen;

enum parse_code { PARSE_OK, PARSE_NO_ACTION, PARSE_MALFORMED, PARSE_UNKNOWN_ACTION,
                  PARSE_MISSING_ARGUMENT, PARSE_BAD_ARGUMENT, PARSE_OUT_OF_FRAME };
const char *parse_code_name(enum parse_code code); /* "no_action" … */

struct reply {          /* owns all */
    char *thought;      /* NULL: none */
    struct action *actions;
    size_t n;
    enum parse_code code;
    char detail[160];   /* what was wrong, for the model and the journal */
};

enum frame_kind { FRAME_DEFAULT, FRAME_PIXEL, FRAME_THOUSAND, FRAME_UNIT }; /* the configuration's `frame` */

/* What a request is made of. Tools come as JSON from above: this layer knows no tool. */
struct question {
    const char *task;
    const struct history *history;
    const struct screen *screen;       /* may be NULL */
    const struct viewport *viewport;   /* what `picture` shows */
    const void *picture;               /* encoded image of the current view; may be NULL */
    size_t picture_len;
    const char *picture_mime;          /* "image/png" | "image/jpeg" */
    const char *report;                /* what the last actions did, as text; NULL at first */
    const struct json_t *tools;        /* [{"name","doc","params"}]; may be NULL */
    const char *system;                /* text of the family's prompt file; owned by the caller */
    size_t images_max;                 /* pictures the server takes, this one included; >= 1 */
};

struct dialect {
    const char *name;
    struct resize_rule resize;         /* default rule for its family */
    enum frame_kind frame;             /* default */
    const char *prompt_file;           /* under scripts/prompts, without ".lua" */
    struct prompt *(*ask)(const struct question *q, struct err *err); /* new */
    /* output is untrusted: any bytes give actions or one code; out is always filled. For provider-JSON
     * dialects the bytes are the message (or the stream) as text. frame: never FRAME_DEFAULT here. */
    void (*parse)(const char *output, size_t len, const struct viewport *shown,
                  enum frame_kind frame, struct reply *out);
};
extern const struct dialect *const dialects[]; /* ends with NULL */
const struct dialect *dialect_find(const char *name); /* NULL: none */
/* What callers use: parse with the default frame filled in, and an answer that was cut off by its length
 * (completion.cut) is malformed when it holds any action but `say`: its last quote or bracket can look like
 * the end. */
void dialect_read(const struct dialect *d, const char *output, size_t len, bool cut,
                  const struct viewport *shown, enum frame_kind frame, struct reply *out);
void reply_release(struct reply *r);

#endif
