#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char *const names[ERR_CODES_N] = {
    [ERR_NONE] = "none",
    [ERR_INVALID] = "invalid",
    [ERR_LIMIT] = "limit",
    [ERR_DENIED] = "denied",
    [ERR_STOPPED] = "stopped",
    [ERR_TIMEOUT] = "timeout",
    [ERR_CANCELLED] = "cancelled",
    [ERR_NOT_FOUND] = "not_found",
    [ERR_BUSY] = "busy",
    [ERR_IO] = "io",
    [ERR_PROTOCOL] = "protocol",
    [ERR_NO_DISPLAY] = "no_display",
    [ERR_LOCKED] = "locked",
    [ERR_UNSUPPORTED] = "unsupported",
    [ERR_TARGET_MOVED] = "target_moved",
    [ERR_COVERED] = "covered",
    [ERR_OUT_OF_FRAME] = "out_of_frame",
};

int err_set(struct err *err, enum err_code code, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    err->code = code;
    vsnprintf(err->msg, sizeof err->msg, fmt, args);
    va_end(args);
    return -1;
}

int err_prefix(struct err *err, const char *fmt, ...)
{
    char was[sizeof err->msg];
    memcpy(was, err->msg, sizeof was);
    va_list args;
    va_start(args, fmt);
    int n = vsnprintf(err->msg, sizeof err->msg, fmt, args);
    va_end(args);
    size_t at = n < 0 ? 0 : (size_t)n;
    if (at < sizeof err->msg)
        snprintf(err->msg + at, sizeof err->msg - at, ": %s", was);
    return -1;
}

void err_clear(struct err *err)
{
    err->code = ERR_NONE;
    err->msg[0] = '\0';
}

const char *err_name(enum err_code code)
{
    return (unsigned int)code < ERR_CODES_N ? names[code] : "unknown";
}

enum err_code err_from_name(const char *name)
{
    for (int i = 1; i < ERR_CODES_N; i++)
        if (strcmp(names[i], name) == 0)
            return (enum err_code)i;
    return ERR_NONE;
}
