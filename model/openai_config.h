/* openai_config.h : one model's table from config.lua, as the openai provider reads it:
 *   url        "http://127.0.0.1:8000/v1" (or the whole …/chat/completions); required
 *   name       the model's name on the server; required
 *   key_env    name of the environment variable that holds the API key; the key itself is never in a file,
 *              a log or a message
 *   stream     boolean, default true
 *   max_tokens, temperature, top_p, seed    sent when given
 *   extra      a table of further members of the request ("chat_template_kwargs" and the like)
 *   retries    0..20, default 4;   retry_ms  the first wait, default 500
 *   connect_ms, first_byte_ms, between_ms   time limits, default 10 s, 10 min, 2 min
 *   where      how the model is called in messages: its key in config.lua; default its name */
#ifndef MODEL_OPENAI_CONFIG_H
#define MODEL_OPENAI_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

struct err;
struct json_t;

struct openai_config {
    char *url;         /* of the chat completions */
    char *extra;       /* JSON members: model, stream, … */
    char *key_env;     /* NULL: no key */
    char *key;         /* NULL: no key */
    uint32_t retries, retry_ms, connect_ms, first_byte_ms, between_ms;
};

int openai_config_read(struct openai_config *c, const struct json_t *config, struct err *err);
void openai_config_release(struct openai_config *c);

#endif
