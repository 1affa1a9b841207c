/* web_auth.h : who may come in by the browser: one-time login tokens, then a cookie. Web thread only. */
#ifndef AGENTD_WEB_AUTH_H
#define AGENTD_WEB_AUTH_H

#include <stdbool.h>
#include <stdint.h>

struct web_auth;

#define WEB_TOKEN_HEX 48        /* 24 random bytes */
#define WEB_LOGIN_S 300         /* a login link's life */
#define WEB_SESSION_S 43200     /* a cookie's: twelve hours */
#define WEB_FAILURES_MAX 10     /* wrong tokens in a minute before all logins wait */

struct web_auth *web_auth_new(void);
void web_auth_free(struct web_auth *a);
/* Browsers give a host's cookies to all its ports: the name tells the daemons of one machine apart. */
void web_auth_port(struct web_auth *a, int port);
const char *web_auth_cookie(const struct web_auth *a); /* the name and "=", borrowed */
void web_auth_allow(struct web_auth *a, const char *token, int64_t now_us); /* one login */
/* True: the token is used up, cookie is a new session's. False: wrong, late, used, or too many attempts
 * (*locked). */
bool web_auth_login(struct web_auth *a, const char *token, int64_t now_us,
                    char cookie[WEB_TOKEN_HEX + 1], bool *locked);
/* header: a Cookie header's value, or NULL. */
bool web_auth_holds(const struct web_auth *a, const char *header, int64_t now_us);

#endif
