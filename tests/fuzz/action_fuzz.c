/* Any JSON: an error that says where, or an action whose JSON form reads back as the same form. */
#include <assert.h>
#include <jansson.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "actions/action.h"
#include "base/err.h"
#include "base/js.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct err err = { 0 };
    json_t *value = js_parse((const char *)data, size, JS_MESSAGE_MAX, &err);
    struct action action;

    if (!value)
        return 0;
    if (action_from_json(value, &action, &err)) {
        assert(err.code != ERR_NONE && err.msg[0]);
        json_decref(value);
        return 0;
    }

    json_t *form = action_to_json(&action);
    struct action again, copy;
    if (action_from_json(form, &again, &err)) {
        fprintf(stderr, "its own form is refused: %s\n", err.msg);
        abort();
    }
    action_copy(&copy, &again);
    json_t *form_again = action_to_json(&copy);
    assert(json_equal(form, form_again));
    free(action_summary(&copy));

    json_decref(form_again);
    action_release(&copy);
    action_release(&again);
    json_decref(form);
    action_release(&action);
    json_decref(value);
    return 0;
}
