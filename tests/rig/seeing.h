/* seeing.h : the parts of the seeing server: a model for tests that really looks. It decodes the picture
 * that it was sent, finds a colour in those pixels and answers in a dialect's own coordinates, so that a
 * click lands on the target only when everything in between fits. */
#ifndef TESTS_RIG_SEEING_H
#define TESTS_RIG_SEEING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/strbuf.h"

struct json_t;

enum step_kind { STEP_CLICK, STEP_DOUBLE, STEP_RIGHT, STEP_HOVER, STEP_DRAG, STEP_SCROLL, STEP_TYPE,
                 STEP_KEY, STEP_FINISH, STEP_LOST };

struct step {
    enum step_kind kind;
    char target[24], second[24]; /* colours */
    char text[200];              /* to type, the keys, or what the model says at the end */
};

/* What the request shows and where in the task it stands. */
struct sight {
    size_t step;                 /* from 0: answers given so far */
    size_t pictures;             /* in the request */
    uint32_t w, h;               /* of the last picture; 0: none, or it cannot be decoded */
    uint32_t seen_w, seen_h;     /* after the server's own resize */
    bool fixed;                  /* that resize changed nothing */
    bool found, found_second;
    double x, y, x2, y2;         /* the targets' middles, 0..1 of the picture */
};

/* words: "click magenta; double cyan; type hello; key ctrl+s; drag red blue; scroll green down"; or prose
 * with colours in it. Writes at most cap steps; how many. */
size_t plan_read(const char *words, struct step *out, size_t cap);
char *task_of(const struct json_t *request);  /* the words of the first user message; new */
/* Decodes the last picture and finds the step's colours. qwen: resize as the uitars family does. */
void sight_read(const struct json_t *request, struct sight *s);
void sight_find(const struct json_t *request, const struct step *step, struct sight *s);

struct manner { const char *dialect; bool pixel; /* coordinates in the resized picture's pixels */
                const char *reasoning; };
/* The answer as a chat message (new): content and tool_calls. */
struct json_t *answer_message(const struct step *step, const struct sight *s, const struct manner *m);
/* The message as a stream of `data:` lines, in small deltas, or as one response. */
void answer_stream(struct strbuf *b, const struct json_t *message, const char *finish, size_t delta);
void answer_whole(struct strbuf *b, const struct json_t *message, const char *finish);

#endif
