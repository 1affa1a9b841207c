/* prompt.h : one request to a model: messages of text and pictures, and beside them what the embedded
 * planner reads (it sees no pixels). */
#ifndef MODEL_PROMPT_H
#define MODEL_PROMPT_H

#include <stdbool.h>
#include <stddef.h>

struct json_t;

enum prompt_role { PROMPT_SYSTEM, PROMPT_USER, PROMPT_ASSISTANT };

struct prompt {
    struct prompt_message {
        enum prompt_role role;
        struct prompt_part {
            char *text;        /* or NULL: a picture */
            void *picture;     /* owned bytes */
            size_t picture_len;
            const char *mime;
        } *parts;
        size_t n, cap;
        struct json_t *raw;    /* the provider's own message, sent back unchanged (native); or NULL */
    } *messages;
    size_t n, cap;
    struct json_t *functions;  /* OpenAI "tools" array, or NULL */
    bool whole_message;        /* the completion's text is the provider's JSON message, not its content */
    /* For a planner in the house: {"task","task_id","step","screen","report","last","folders","answers"} */
    struct json_t *context;
};

struct prompt *prompt_new(void);
/* The message's parts are added to the last one added. */
void prompt_message(struct prompt *p, enum prompt_role role);
void prompt_text(struct prompt *p, const char *text);
void prompt_picture(struct prompt *p, const void *data, size_t len, const char *mime);
void prompt_raw(struct prompt *p, struct json_t *message); /* takes */
void prompt_free(struct prompt *p);

#endif
