/* base64.h : libcrypto's base64, without line breaks. */
#ifndef BASE_BASE64_H
#define BASE_BASE64_H

#include <stddef.h>
#include <stdint.h>

char *base64_encode(const void *data, size_t len); /* new */
/* New bytes, or NULL: no base64 (blanks and missing padding count as such). */
uint8_t *base64_decode(const char *text, size_t *len);

#endif
