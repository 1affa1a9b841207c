/* native_ask.h : the request of the `native` dialect. */
#ifndef MODEL_NATIVE_ASK_H
#define MODEL_NATIVE_ASK_H

struct err;
struct json_t;
struct prompt;
struct question;

struct prompt *native_ask(const struct question *q, struct err *err);
/* The OpenAI "tools" array: agentd's own functions, then the question's tools. New. */
struct json_t *native_functions(const struct json_t *tools);

#endif
