/* utf8.h : reading UTF-8 strictly (no surrogates, no overlong forms, at most U+10FFFF). */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes that the code point at s takes (1..4), or 0 if it is not valid; *cp is set when valid. */
size_t utf8_decode(const char *s, size_t len, uint32_t *cp);
/* 0 if all is valid, else 1 + the offset of the first bad byte. */
size_t utf8_check(const char *s, size_t len);
size_t utf8_count(const char *s); /* code points of a valid string */

#endif
