#include "base/base64.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#include "base/xalloc.h"

/* EVP_EncodeBlock counts in int: long data goes in pieces that end on a group of three bytes. */
#define PIECE (3u << 20)

char *base64_encode(const void *data, size_t len)
{
    const unsigned char *in = data;
    char *out = xmalloc((len + 2) / 3 * 4 + 1);
    char *at = out;
    *at = '\0';
    while (len) {
        size_t n = len < PIECE ? len : PIECE;
        at += EVP_EncodeBlock((unsigned char *)at, in, (int)n);
        in += n;
        len -= n;
    }
    return out;
}

uint8_t *base64_decode(const char *text, size_t *len)
{
    size_t n = strlen(text);
    if (n % 4 || n > (1u << 30))
        return NULL;
    uint8_t *out = xmalloc(n / 4 * 3 + 1);
    int got = n ? EVP_DecodeBlock(out, (const unsigned char *)text, (int)n) : 0;
    if (got < 0) {
        free(out);
        return NULL;
    }
    /* EVP_DecodeBlock counts the padding as bytes. */
    size_t pad = n && text[n - 1] == '=' ? 1 + (text[n - 2] == '=') : 0;
    *len = (size_t)got - pad;
    return out;
}
