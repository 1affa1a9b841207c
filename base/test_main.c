#include "base/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

struct entry {
    const char *file, *sentence;
    CMUnitTestFunction fn;
};
static struct entry *entries;
static size_t entries_n, entries_cap;

void test_register(const char *file, const char *sentence, CMUnitTestFunction fn)
{
    GROW(entries, entries_n, entries_cap);
    entries[entries_n++] = (struct entry){ file, sentence, fn };
}

static int chosen(const struct entry *e, int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (strstr(e->sentence, argv[i]) || strstr(e->file, argv[i]))
            return 1;
    return argc < 2;
}

int main(int argc, char **argv)
{
    size_t passed = 0;
    size_t failed = 0;
    setvbuf(stdout, NULL, _IOLBF, 0);
    cmocka_set_message_output(CM_OUTPUT_SUBUNIT);
    for (size_t i = 0; i < entries_n; i++) {
        struct entry *e = &entries[i];
        if (!chosen(e, argc, argv))
            continue;
        const struct CMUnitTest one[] = { { e->sentence, e->fn, NULL, NULL, NULL } };
        if (cmocka_run_group_tests(one, NULL, NULL) == 0) {
            passed++;
        } else {
            failed++;
            printf("not ok: %s: %s\n", e->file, e->sentence);
        }
    }
    free(entries);
    printf("%zu passed, %zu failed\n", passed, failed);
    return failed || !passed;
}
