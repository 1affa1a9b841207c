/* provider.h : a place where prompts are answered. All calls on the loop, none blocks. */
#ifndef MODEL_PROVIDER_H
#define MODEL_PROVIDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ask;
struct err;
struct json_t;
struct loop;
struct prompt;
struct provider;

struct completion {
    char *text;          /* the answer: the content, or the JSON message where the prompt says so */
    char *reasoning;     /* shown and journaled, never parsed; NULL: none */
    uint32_t tokens_in, tokens_out, took_ms;
    bool cut;            /* ended by length: the parser treats any action in it as malformed */
};

enum delta_kind { DELTA_TEXT, DELTA_REASONING, DELTA_NOTICE }; /* notice: "server busy, retry in 2 s" */
typedef void delta_fn(void *data, enum delta_kind kind, const char *text, size_t len); /* to show, never to act on */

struct provider_driver {
    const char *name;    /* "null", "replay", "openai"; "embedded" by tools/ */
    const char *dialect; /* the one it answers in when the configuration names none */
    bool wants_picture;  /* false: no image is encoded for it (the embedded planner) */
    void *(*open)(struct loop *loop, const struct json_t *config, struct err *err);
    void (*start)(void *self, struct prompt *p, delta_fn *fn, void *data, struct ask *ask); /* takes p, ask */
    void (*cancel)(void *self);  /* the ask fails with ERR_CANCELLED within 50 ms */
    void (*close)(void *self);
};

int provider_register(const struct provider_driver *driver); /* a higher layer's, at start-up; -1: full */
const struct provider_driver *provider_driver_find(const char *name);
/* config: one model's table from config.lua: {"name","url","key_env","provider","dialect",…} */
struct provider *provider_open(const char *driver, struct loop *loop, const struct json_t *config,
                               struct err *err);
const struct provider_driver *provider_driver_of(const struct provider *p);
/* Takes prompt and ask; answers a struct completion. One at a time: ERR_BUSY. */
void provider_ask(struct provider *p, struct prompt *prompt, delta_fn *fn, void *data,
                  struct ask *ask);
void provider_cancel(struct provider *p);
void provider_close(struct provider *p);
void completion_free(struct completion *c);

#endif
