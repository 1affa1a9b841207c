/* answer.h : how a dialect's parser builds its reply: actions one after the other, arguments by name, the
 * first fault ends it. Within one action the order of faults is that of enum parse_code.
 *
 *     struct args args;
 *     struct action *a = answer_add(&answer, ACTION_OPEN);
 *     args_init(&args, &answer, "open", dict);
 *     a->u.type.text = args_name(&args, "target");
 *     if (args_end(&args))
 *         return -1;
 */
#ifndef MODEL_ANSWER_H
#define MODEL_ANSWER_H

#include <stdbool.h>
#include <stdint.h>

#include "model/dialect.h"
#include "model/framing.h"

struct answer {
    struct reply *reply;
    size_t cap;
    struct framing framing;
};

void answer_init(struct answer *a, struct reply *reply);
/* The new last action, zero but for its kind; valid until the next one. */
struct action *answer_add(struct answer *a, enum action_kind kind);
/* Ends the whole output: actions are dropped, the code and the detail stay. Returns -1. */
int answer_fail(struct answer *a, enum parse_code code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* No fault so far: PARSE_OK, or PARSE_NO_ACTION when there is none. */
void answer_end(struct answer *a);

struct args {
    struct answer *answer;
    const char *call;          /* for messages */
    const struct value *dict;
    enum parse_code code;      /* the gravest so far */
    char detail[160];
};

void args_init(struct args *g, struct answer *answer, const char *call, const struct value *dict);
int args_end(struct args *g); /* -1: a fault, which is the answer's now */
void args_fault(struct args *g, enum parse_code code, const char *name, const char *what);
const struct value *args_get(const struct args *g, const char *name); /* NULL: absent or null */
/* One argument of several names, ended by NULL; *name (may be NULL) is the one that is there. */
const struct value *args_any(const struct args *g, const char *const *names, const char **name);

/* All of these fill something harmless when there is a fault. */
char *args_text(struct args *g, const char *name, const char *otherwise); /* otherwise NULL: required; new */
char *args_name(struct args *g, const char *name);    /* required and not empty; new */
bool args_number(struct args *g, const char *name, double *out); /* false: absent, or a fault */
/* Whole, min..max; otherwise when absent; required when `required`. */
int64_t args_whole(struct args *g, const char *name, int64_t min, int64_t max, bool required,
                   int64_t otherwise);
uint32_t args_seconds(struct args *g, const char *name, uint32_t otherwise_ms); /* in ms */
/* One of choices (ended by NULL), its index; otherwise when absent, -1: required. */
int args_choice(struct args *g, const char *name, const char *const *choices, int otherwise);
enum button args_button(struct args *g, const char *name); /* left when absent */
void args_chord(struct args *g, const char *const *names, struct chord *out); /* text or list */
void args_one_key(struct args *g, const char *const *names, struct chord *out);
unsigned int args_modifiers(struct args *g, const char *name); /* text or list; absent or empty: 0 */
void args_place(struct args *g, const char *const *names, bool required, bool *has,
                struct spoint *out);
void args_xy(struct args *g, bool required, bool *has, struct spoint *out); /* "x" and "y" */

#endif
