#include "model/http_error.h"

#include <curl/curl.h>

#include "base/err.h"

static const struct { CURLcode code; enum err_code as; const char *says; } known[] = {
    { CURLE_COULDNT_RESOLVE_HOST, ERR_IO, "its name is not known" },
    { CURLE_COULDNT_RESOLVE_PROXY, ERR_IO, "the proxy's name is not known" },
    { CURLE_COULDNT_CONNECT, ERR_IO, "connection refused" },
    { CURLE_OPERATION_TIMEDOUT, ERR_TIMEOUT, "no connection in time" },
    { CURLE_GOT_NOTHING, ERR_IO, "it closed the connection without an answer" },
    { CURLE_PARTIAL_FILE, ERR_IO, "it closed the connection in the middle of the answer" },
    { CURLE_RECV_ERROR, ERR_IO, "the connection was lost" },
    { CURLE_SEND_ERROR, ERR_IO, "the connection was lost" },
    { CURLE_HTTP2, ERR_IO, "the connection was lost" },
    { CURLE_HTTP2_STREAM, ERR_IO, "the connection was lost" },
    { CURLE_PEER_FAILED_VERIFICATION, ERR_PROTOCOL, "its certificate is not to be trusted" },
    { CURLE_SSL_CONNECT_ERROR, ERR_PROTOCOL, "it does not speak TLS as we do" },
    { CURLE_WEIRD_SERVER_REPLY, ERR_PROTOCOL, "it does not speak HTTP" },
    { CURLE_UNSUPPORTED_PROTOCOL, ERR_PROTOCOL, "it does not speak HTTP/1 or HTTP/2" },
    { CURLE_BAD_CONTENT_ENCODING, ERR_PROTOCOL, "its compression cannot be undone" },
    { CURLE_URL_MALFORMAT, ERR_INVALID, "the URL is wrong" },
};

void http_error(int code, const char *where, const char *text, struct err *err)
{
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if ((int)known[i].code == code) {
            err_set(err, known[i].as, "'%.100s' does not answer: %s", where, known[i].says);
            return;
        }
    err_set(err, ERR_PROTOCOL, "'%.100s' does not answer: %.100s", where,
            text && *text ? text : curl_easy_strerror((CURLcode)code));
}
