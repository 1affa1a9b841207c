/* native_message.h : what a planner answers, as the message of a model that speaks the `native` dialect. Pure. */
#ifndef TOOLS_NATIVE_MESSAGE_H
#define TOOLS_NATIVE_MESSAGE_H

struct err;
struct json_t;
struct viewport;

/* answer: {"thought": text?, "actions": [canonical actions in screen pixels]}. New JSON text: an assistant message
 * whose tool calls hold thousandths of `shown` written so that parsing gives the same pixels. NULL:
 * ERR_INVALID, which names the action and what is wrong with it. */
char *native_message(const struct json_t *answer, const struct viewport *shown, struct err *err);

#endif
