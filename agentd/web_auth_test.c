#include "base/test.h"

#include <stdio.h>
#include <string.h>

#include "agentd/web_auth.h"

#define S 1000000ll
static const char token[] = "0123456789abcdef0123456789abcdef0123456789abcdef";

TEST("a login link works once and gives a cookie that holds")
{
    struct web_auth *a = web_auth_new();
    char cookie[WEB_TOKEN_HEX + 1];
    char header[128];
    bool locked;
    web_auth_allow(a, token, 0);
    assert_true(web_auth_login(a, token, 1 * S, cookie, &locked));
    snprintf(header, sizeof header, "other=1; %s%s", web_auth_cookie(a), cookie);
    assert_true(web_auth_holds(a, header, 2 * S));
    assert_false(web_auth_login(a, token, 2 * S, cookie, &locked));
    web_auth_free(a);
}

TEST("a link dies after five minutes, a cookie after twelve hours")
{
    struct web_auth *a = web_auth_new();
    char cookie[WEB_TOKEN_HEX + 1];
    char header[128];
    bool locked;
    web_auth_allow(a, token, 0);
    assert_false(web_auth_login(a, token, (WEB_LOGIN_S + 1) * S, cookie, &locked));
    web_auth_allow(a, token, 0);
    assert_true(web_auth_login(a, token, (WEB_LOGIN_S - 1) * S, cookie, &locked));
    snprintf(header, sizeof header, "%s%s", web_auth_cookie(a), cookie);
    assert_true(web_auth_holds(a, header, (WEB_LOGIN_S + WEB_SESSION_S - 2) * S));
    assert_false(web_auth_holds(a, header, (WEB_LOGIN_S + WEB_SESSION_S) * S));
    web_auth_free(a);
}

TEST("no cookie, a short one, a prefix of one and another's name do not hold")
{
    struct web_auth *a = web_auth_new();
    char cookie[WEB_TOKEN_HEX + 1];
    char header[160];
    bool locked;
    web_auth_allow(a, token, 0);
    assert_true(web_auth_login(a, token, 1, cookie, &locked));
    assert_false(web_auth_holds(a, NULL, 2));
    assert_false(web_auth_holds(a, "", 2));
    assert_false(web_auth_holds(a, "agentd0=", 2));
    snprintf(header, sizeof header, "agentd0=%.20s", cookie);
    assert_false(web_auth_holds(a, header, 2));
    snprintf(header, sizeof header, "xagentd0=%s", cookie);
    assert_false(web_auth_holds(a, header, 2));
    snprintf(header, sizeof header, "agentd0=%s0", cookie);
    assert_false(web_auth_holds(a, header, 2));
    assert_false(web_auth_holds(a, "agentd0=000000000000000000000000000000000000000000000000", 2));
    web_auth_free(a);
}

TEST("after ten wrong links in a minute even a right one waits")
{
    struct web_auth *a = web_auth_new();
    char cookie[WEB_TOKEN_HEX + 1];
    bool locked = false;
    for (int i = 0; i < WEB_FAILURES_MAX; i++)
        assert_false(web_auth_login(a, "wrong", 100 * S, cookie, &locked));
    web_auth_allow(a, token, 100 * S);
    assert_false(web_auth_login(a, token, 101 * S, cookie, &locked));
    assert_true(locked);
    assert_true(web_auth_login(a, token, 161 * S, cookie, &locked));
    web_auth_free(a);
}

TEST("a cookie of another port's daemon is none")
{
    struct web_auth *a = web_auth_new();
    char cookie[WEB_TOKEN_HEX + 1];
    char header[128];
    bool locked;
    web_auth_port(a, 7443);
    web_auth_allow(a, token, 0);
    assert_true(web_auth_login(a, token, 1, cookie, &locked));
    snprintf(header, sizeof header, "agentd7444=%s; agentd7443=%s", token, cookie);
    assert_true(web_auth_holds(a, header, 2));
    snprintf(header, sizeof header, "agentd7444=%s", cookie);
    assert_false(web_auth_holds(a, header, 2));
    web_auth_free(a);
}
