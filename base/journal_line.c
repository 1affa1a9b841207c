#include "base/journal_line.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/hash.h"
#include "base/journal.h"
#include "base/js.h"

int journal_line_sum(json_t *line, char hex[65])
{
    json_t *hash = json_incref(js_get(line, "hash"));
    char *text;

    if (hash)
        json_object_del(line, "hash");
    text = json_is_object(line) ? js_dump_sorted(line) : NULL;
    if (hash)
        json_object_set_new(line, "hash", hash);
    if (!text)
        return -1;
    hash_sha256(text, strlen(text), hex);
    free(text);
    return 0;
}

/* A change that reads back as the same values (0.10 for 0.1, a space) is a change too. */
static bool as_written(const json_t *line, const char *text, size_t len)
{
    char *again = js_dump(line);
    bool same = again && strlen(again) == len && memcmp(again, text, len) == 0;

    free(again);
    return same;
}

json_t *journal_line_parse(const char *text, size_t len, struct err *err)
{
    json_t *line = js_parse(text, len, JOURNAL_LINE_MAX, err);
    const char *hash = js_str(line, "hash");
    char sum[65];

    if (!line) {
        err->code = ERR_PROTOCOL;
        return NULL;
    }
    if (!hash)
        err_set(err, ERR_PROTOCOL, "it has no hash");
    else if (journal_line_sum(line, sum) != 0 || strcmp(sum, hash) != 0)
        err_set(err, ERR_PROTOCOL, "its content does not fit its hash");
    else if (!as_written(line, text, len))
        err_set(err, ERR_PROTOCOL, "it is not in the form that it was written in");
    else
        return line;
    json_decref(line);
    return NULL;
}
