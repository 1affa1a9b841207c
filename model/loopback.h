/* loopback.h : a small HTTP server for tests: a thread on 127.0.0.1 that answers each connection with the
 * next of some given bytes, as broken as wanted. */
#ifndef MODEL_LOOPBACK_H
#define MODEL_LOOPBACK_H

#include <stddef.h>

struct loopback;

enum after { AFTER_CLOSE, AFTER_HOLD /* keeps the connection open, silent, until the client or the test ends */ };

struct canned {
    const char *bytes;  /* the whole answer, head included; NULL: nothing */
    size_t len;         /* 0: strlen */
    size_t piece;       /* bytes a write; 0: all at once */
    enum after after;
};

/* Borrows the answers; the last one is repeated. */
struct loopback *loopback_start(const struct canned *answers, size_t n);
int loopback_port(const struct loopback *l);
size_t loopback_requests(struct loopback *l);            /* read whole so far */
char *loopback_request(struct loopback *l, size_t i);    /* head and body; new; NULL: not yet */
void loopback_stop(struct loopback *l);

#endif
