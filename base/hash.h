/* hash.h : libcrypto's SHA-256 and random bytes, in hexadecimal. */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

void hash_sha256(const void *data, size_t len, char hex[65]);
/* len bytes of the system's randomness as 2 * len hex digits and a NUL; aborts without it. */
void hash_token(char *hex, size_t len);
bool hash_same(const char *a, const char *b); /* in time that depends on the lengths alone */
uint64_t hash_fast(const void *data, size_t len, uint64_t seed); /* FNV-1a 64; for caches only */

#endif
