#include "agentctl/base64.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"

unsigned char *base64_decode(const char *text, size_t *len, struct err *err)
{
    size_t n = strlen(text);
    unsigned char *bytes = malloc(n / 4 * 3 + 1);
    int got;

    if (!bytes) {
        err_set(err, ERR_LIMIT, "no memory for a picture of %zu bytes", n);
        return NULL;
    }
    got = n % 4 == 0 && n < 1u << 30 ? EVP_DecodeBlock(bytes, (const unsigned char *)text, (int)n)
                                     : -1;
    if (got < 0) {
        err_set(err, ERR_PROTOCOL, "the picture is no base64");
        free(bytes);
        return NULL;
    }
    /* EVP_DecodeBlock counts the padding as bytes. */
    if (n && text[n - 1] == '=')
        got -= text[n - 2] == '=' ? 2 : 1;
    *len = (size_t)got;
    return bytes;
}
