/* err.h : what went wrong, as a code that programs branch on and a line that people read. */
#ifndef BASE_ERR_H
#define BASE_ERR_H

enum err_code {
    ERR_NONE,
    ERR_INVALID,      /* the caller's words are wrong */
    ERR_LIMIT,        /* over a named cap */
    ERR_DENIED,       /* by policy, by a person, or for lack of rank */
    ERR_STOPPED,      /* the stop flag was raised */
    ERR_TIMEOUT,
    ERR_CANCELLED,
    ERR_NOT_FOUND,
    ERR_BUSY,
    ERR_IO,
    ERR_PROTOCOL,     /* a peer (X server, HTTP server, client) broke its protocol */
    ERR_NO_DISPLAY,   /* no display, or it went away */
    ERR_LOCKED,       /* the screen is locked or blanked: nothing may be typed */
    ERR_UNSUPPORTED,  /* an extension, a session type, a format that is not there */
    ERR_TARGET_MOVED, /* what the model saw at the target is not there any more */
    ERR_COVERED,      /* another window lies over the target */
    ERR_OUT_OF_FRAME, /* a coordinate outside the viewport or the screen */
    ERR_CODES_N
};

struct err {
    enum err_code code;
    char msg[240];
};

/* Fills *err (may not be NULL) and returns -1, so that a failing line reads `return err_set(…)`.
 * Messages are lower case, without a full stop, with the subject in quotes and the limit named. */
int err_set(struct err *err, enum err_code code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* Puts "fmt: " before the message that is there; keeps the code. Returns -1. */
int err_prefix(struct err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void err_clear(struct err *err);
/* "target_moved" and so on: the name on the wire. Never NULL. */
const char *err_name(enum err_code code);
/* ERR_NONE for an unknown name. */
enum err_code err_from_name(const char *name);

#endif
