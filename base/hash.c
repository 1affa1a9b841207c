#include "base/hash.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

static void to_hex(const unsigned char *bytes, size_t len, char *hex)
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < len; i++) {
        hex[2 * i] = digits[bytes[i] >> 4];
        hex[2 * i + 1] = digits[bytes[i] & 15];
    }
    hex[2 * len] = '\0';
}

void hash_sha256(const void *data, size_t len, char hex[65])
{
    unsigned char sum[32];
    unsigned int n = 0;

    if (EVP_Digest(data, len, sum, &n, EVP_sha256(), NULL) != 1 || n != sizeof sum) {
        fputs("agentd: libcrypto has no SHA-256\n", stderr);
        abort();
    }
    to_hex(sum, sizeof sum, hex);
}

void hash_token(char *hex, size_t len)
{
    unsigned char *bytes = xmalloc(len);

    if (RAND_bytes(bytes, (int)len) != 1) {
        fputs("agentd: the system gives no random bytes\n", stderr);
        abort();
    }
    to_hex(bytes, len, hex);
    OPENSSL_cleanse(bytes, len);
    free(bytes);
}

bool hash_same(const char *a, const char *b)
{
    size_t n = strlen(a);

    return n == strlen(b) && CRYPTO_memcmp(a, b, n) == 0;
}

uint64_t hash_fast(const void *data, size_t len, uint64_t seed)
{
    /* FNV-1a, 64 bits: offset basis and prime of the reference. */
    uint64_t h = 14695981039346656037u ^ seed;
    const unsigned char *p = data;

    for (size_t i = 0; i < len; i++) {
        h ^= p[i];
        h *= 1099511628211u;
    }
    return h;
}
