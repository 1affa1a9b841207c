/* test_run.h : runs the agentctl that was built, as a person does, for tests. */
#ifndef AGENTCTL_TEST_RUN_H
#define AGENTCTL_TEST_RUN_H

#include <sys/types.h>

struct ran {
    int code;        /* exit code; 128 + n after signal n */
    char *out, *err; /* what it wrote */
};

/* A run that goes on: run_end waits for it. in NULL: standard input is empty. */
struct running;
/* argv ends with NULL; a name is put in front. program NULL: bin/agentctl of the tree. */
struct running *run_begin(const char *program, const char *const *argv, const char *in);
pid_t run_pid(const struct running *r);
/* Waits until standard error holds text; the test fails after ten seconds. */
void run_until(struct running *r, const char *text);
struct ran run_end(struct running *r);
void ran_release(struct ran *r);
struct ran run_all(const char *const *argv, const char *in); /* begin and end */
char *run_program(void); /* path of bin/agentctl; new */

#endif
