/* base64.h : pictures come as base64 (RFC 4648). */
#ifndef AGENTCTL_BASE64_H
#define AGENTCTL_BASE64_H

#include <stddef.h>

struct err;

/* New bytes; NULL: ERR_PROTOCOL. */
unsigned char *base64_decode(const char *text, size_t *len, struct err *err);

#endif
