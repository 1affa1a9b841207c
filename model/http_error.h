/* http_error.h : what libcurl's failures mean to a person. Codes: ERR_IO for what may pass by itself
 * (refused, reset, unknown host), ERR_TIMEOUT, ERR_INVALID, ERR_PROTOCOL for certificates and nonsense. */
#ifndef MODEL_HTTP_ERROR_H
#define MODEL_HTTP_ERROR_H

struct err;

/* code: a CURLcode but CURLE_OK; where: "host:port"; text: libcurl's own words, may be empty. */
void http_error(int code, const char *where, const char *text, struct err *err);

#endif
