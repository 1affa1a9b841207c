#include "model/openai_config.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/js.h"
#include "base/xalloc.h"

static char *completions_url(const char *url)
{
    static const char path[] = "/chat/completions";
    size_t len = strlen(url);
    while (len > 0 && url[len - 1] == '/')
        len--;
    if (len >= strlen(path) && memcmp(url + len - strlen(path), path, strlen(path)) == 0)
        return xstrndup(url, len);
    return xasprintf("%.*s%s", (int)len, url, path);
}

static char *extra_members(const json_t *config)
{
    static const char *const passed[] = { "max_tokens", "temperature", "top_p", "seed" };
    json_t *members = json_object();
    json_object_set(members, "model", js_get(config, "name"));
    if (js_bool(config, "stream", true)) {
        json_t *options = json_object();
        json_object_set_new(options, "include_usage", json_true());
        json_object_set_new(members, "stream", json_true());
        json_object_set_new(members, "stream_options", options);
    }
    for (size_t i = 0; i < sizeof passed / sizeof *passed; i++)
        if (json_is_number(js_get(config, passed[i])))
            json_object_set(members, passed[i], js_get(config, passed[i]));
    if (json_is_object(js_get(config, "extra")))
        json_object_update(members, js_get(config, "extra"));
    char *text = js_dump(members);
    json_decref(members);
    size_t len = strlen(text); /* without its braces */
    memmove(text, text + 1, len - 2);
    text[len - 2] = '\0';
    return text;
}

static int number(const json_t *config, const char *key, uint32_t max, uint32_t otherwise,
                  uint32_t *out, struct err *err)
{
    int64_t n = js_int(config, key, otherwise);
    if (n < 0 || n > max)
        return err_set(err, ERR_INVALID, "a model's '%s' is from 0 to %u, not %lld", key, max,
                       (long long)n);
    *out = (uint32_t)n;
    return 0;
}

static int read_key(struct openai_config *c, const json_t *config, const char *who,
                    struct err *err)
{
    const char *name = js_str(config, "key_env");
    if (!name)
        return 0;
    const char *key = getenv(name);
    if (!key || !*key)
        return err_set(err, ERR_NOT_FOUND,
                       "model '%.60s' needs an API key in the environment variable '%.80s', "
                       "which is not set", who, name);
    if (strpbrk(key, "\r\n"))
        return err_set(err, ERR_INVALID, "the environment variable '%.80s' holds more than a line",
                       name);
    c->key_env = xstrdup(name);
    c->key = xstrdup(key);
    return 0;
}

int openai_config_read(struct openai_config *c, const struct json_t *config, struct err *err)
{
    const uint32_t hour = 3600000;
    const char *url = js_str(config, "url"), *name = js_str(config, "name");
    const char *where = js_str(config, "where");
    *c = (struct openai_config){0};
    if (!url || !name)
        return err_set(err, ERR_INVALID, "model '%.60s' needs '%s'",
                       where ? where : name ? name : "openai", url ? "name" : "url");
    if (read_key(c, config, where ? where : name, err) ||
        number(config, "retries", 20, 4, &c->retries, err) ||
        number(config, "retry_ms", hour, 500, &c->retry_ms, err) ||
        number(config, "connect_ms", hour, 0, &c->connect_ms, err) ||
        number(config, "first_byte_ms", 24 * hour, 0, &c->first_byte_ms, err) ||
        number(config, "between_ms", 24 * hour, 0, &c->between_ms, err)) {
        openai_config_release(c);
        return -1;
    }
    c->url = completions_url(url);
    c->extra = extra_members(config);
    return 0;
}

void openai_config_release(struct openai_config *c)
{
    free(c->url);
    free(c->extra);
    free(c->key_env);
    if (c->key)
        explicit_bzero(c->key, strlen(c->key));
    free(c->key);
    *c = (struct openai_config){0};
}
