/* Any bytes: an error, or a value that is written and read back as itself. */
#include <assert.h>
#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/js.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct err err = { 0 };
    json_t *value = js_parse((const char *)data, size, JS_MESSAGE_MAX, &err);

    if (!value) {
        assert(err.code != ERR_NONE && err.msg[0]);
        return 0;
    }
    assert(utf8_check((const char *)data, size) == 0);

    char *text = js_dump(value);
    json_t *again = js_parse(text, strlen(text), 2u * JS_MESSAGE_MAX, &err);

    assert(again && json_equal(value, again));
    json_decref(again);
    free(text);
    json_decref(value);
    return 0;
}
