#include "agentd/web_auth.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/xalloc.h"

#define LOGINS 8
#define SESSIONS 32
#define SECOND_US 1000000

struct secret {
    char text[WEB_TOKEN_HEX + 1];
    int64_t until_us; /* 0: free */
};

struct web_auth {
    char cookie[16]; /* "agentd7443=" */
    struct secret logins[LOGINS], sessions[SESSIONS];
    int failures;
    int64_t failures_since_us;
};

struct web_auth *web_auth_new(void)
{
    struct web_auth *a = xcalloc(1, sizeof *a);
    web_auth_port(a, 0);
    return a;
}

void web_auth_port(struct web_auth *a, int port)
{
    snprintf(a->cookie, sizeof a->cookie, "agentd%d=", port);
}

const char *web_auth_cookie(const struct web_auth *a)
{
    return a->cookie;
}

void web_auth_free(struct web_auth *a)
{
    free(a);
}

/* The place of the one that ends first: a free one, or the oldest. */
static struct secret *place(struct secret *list, size_t n)
{
    struct secret *found = list;
    for (size_t i = 1; i < n; i++)
        if (list[i].until_us < found->until_us)
            found = &list[i];
    return found;
}

void web_auth_allow(struct web_auth *a, const char *token, int64_t now_us)
{
    struct secret *s = place(a->logins, LOGINS);
    snprintf(s->text, sizeof s->text, "%s", token);
    s->until_us = now_us + (int64_t)WEB_LOGIN_S * SECOND_US;
}

static struct secret *find(struct secret *list, size_t n, const char *text, int64_t now_us)
{
    struct secret *found = NULL;
    for (size_t i = 0; i < n; i++)
        if (list[i].until_us > now_us && hash_same(list[i].text, text))
            found = &list[i]; /* no early end: the time tells nothing */
    return found;
}

bool web_auth_login(struct web_auth *a, const char *token, int64_t now_us,
                    char cookie[WEB_TOKEN_HEX + 1], bool *locked)
{
    if (now_us - a->failures_since_us > 60 * (int64_t)SECOND_US) {
        a->failures = 0;
        a->failures_since_us = now_us;
    }
    *locked = a->failures >= WEB_FAILURES_MAX;
    if (*locked)
        return false;
    struct secret *login = find(a->logins, LOGINS, token, now_us);
    if (!login) {
        a->failures++;
        return false;
    }
    memset(login, 0, sizeof *login);
    struct secret *session = place(a->sessions, SESSIONS);
    hash_token(session->text, WEB_TOKEN_HEX / 2);
    session->until_us = now_us + (int64_t)WEB_SESSION_S * SECOND_US;
    memcpy(cookie, session->text, sizeof session->text);
    return true;
}

bool web_auth_holds(const struct web_auth *a, const char *header, int64_t now_us)
{
    char value[WEB_TOKEN_HEX + 1];
    for (const char *at = header; at && *at;) {
        at += strspn(at, "; ");
        size_t len = strcspn(at, ";");
        size_t name = strlen(a->cookie);
        if (len == name + WEB_TOKEN_HEX && strncmp(at, a->cookie, name) == 0) {
            snprintf(value, sizeof value, "%.*s", WEB_TOKEN_HEX, at + name);
            if (find((struct secret *)a->sessions, SESSIONS, value, now_us))
                return true;
        }
        at += len;
    }
    return false;
}
