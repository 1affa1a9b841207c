/* lua_test.h : what the tests of this folder share: a home to wait in, an answer, script files. */
#ifndef TOOLS_LUA_TEST_H
#define TOOLS_LUA_TEST_H

#include <stdbool.h>

#include "base/err.h"

struct ask;
struct json_t;
struct mailbox;

struct answer {
    bool done;
    void *result;
    struct err err; /* ERR_NONE: it was answered */
};

struct ask *answer_ask(struct mailbox *home, struct answer *a); /* a is filled when it is decided */
void answer_wait(struct mailbox *home, struct answer *a);

/* A new file NAME in a folder of this run's own; the path is the caller's. */
char *script_file(const char *name, const char *text);
const char *script_folder(void);

/* Asserts the JSON's text; takes value. */
void assert_json(struct json_t *value, const char *wanted);

#endif
