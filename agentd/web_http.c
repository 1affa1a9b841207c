/* The web thread's HTTP: the login, and the page's files for those who are logged in. */
#include "agentd/web_inner.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libwebsockets.h>

#include "agentd/web_auth.h"
#include "base/clock.h"
#include "base/files.h"

static const struct { const char *path, *file, *mime; } files[] = {
    { "/", "index.html", "text/html; charset=utf-8" },
    { "/app.css", "app.css", "text/css; charset=utf-8" },
    { "/app.js", "app.js", "text/javascript; charset=utf-8" },
    { "/ask.js", "ask.js", "text/javascript; charset=utf-8" },
    { "/dom.js", "dom.js", "text/javascript; charset=utf-8" },
    { "/icon.svg", "icon.svg", "image/svg+xml" },
    { "/picture.js", "picture.js", "text/javascript; charset=utf-8" },
    { "/rpc.js", "rpc.js", "text/javascript; charset=utf-8" },
    { "/steps.js", "steps.js", "text/javascript; charset=utf-8" },
    { "/tasks.js", "tasks.js", "text/javascript; charset=utf-8" },
    { "/words.js", "words.js", "text/javascript; charset=utf-8" },
};

#define SECURITY_HEADERS                                                                        \
    "content-security-policy: default-src 'none'; script-src 'self'; style-src 'self' "          \
    "'sha256-V1YGjshOzXXvELo7oywvswrs7mqX6elIicQL/Tu16ik='; "                   \
    "img-src 'self' blob: data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; "  \
    "form-action 'self'\r\n"                                                                     \
    "x-content-type-options: nosniff\r\nreferrer-policy: no-referrer\r\n"                        \
    "cache-control: no-store\r\n"

static const char login_page[] =
    "<!doctype html><html lang=en><meta charset=utf-8>"
    "<meta name=viewport content=\"width=device-width,initial-scale=1\">"
    "<meta name=color-scheme content=\"light dark\"><title>agentd: log in</title>"
    /* the policy above has this text's hash */
    "<style>body{max-width:26rem;margin:18vh auto;padding:0 1.2rem;font:16px/1.5 system-ui,"
    "sans-serif}h1{font-size:1.3rem}pre{padding:.7rem 1rem;border:1px solid;border-radius:8px;"
    "font-size:1.05rem}</style>"
    "<h1>agentd</h1><p>This console opens with a login link. Make one in a terminal:</p>"
    "<pre>agentctl web</pre><p>A link is good once, for five minutes.</p></html>\n";

/* One response with a body; extra: whole header lines, or "". */
static int respond(struct lws *wsi, int status, const char *mime, const char *extra,
                   const char *body)
{
    size_t len = strlen(body);
    size_t size = LWS_PRE + 2048 + strlen(extra) + len;
    unsigned char *buf = malloc(size);
    unsigned char *start = buf ? buf + LWS_PRE : NULL;
    unsigned char *at = start;
    int rc = -1;
    if (!buf || lws_add_http_header_status(wsi, (unsigned int)status, &at, buf + size)
        || lws_add_http_header_by_token(wsi, WSI_TOKEN_HTTP_CONTENT_TYPE,
                                        (const unsigned char *)mime, (int)strlen(mime), &at,
                                        buf + size)
        || lws_add_http_header_content_length(wsi, len, &at, buf + size))
        goto out;
    at += snprintf((char *)at, (size_t)(buf + size - at), "%s%s\r\n", SECURITY_HEADERS, extra);
    memcpy(at, body, len);
    at += len;
    if (lws_write(wsi, start, (size_t)(at - start), LWS_WRITE_HTTP_FINAL) < 0)
        goto out;
    rc = lws_http_transaction_completed(wsi) ? -1 : 0;
out:
    free(buf);
    return rc;
}

int web_refuse(struct lws *wsi, int status, const char *text)
{
    char body[256];
    snprintf(body, sizeof body, "%s\n", text);
    return respond(wsi, status, "text/plain; charset=utf-8", "", body);
}

/* The names this port goes by. Anything else is another site's page that was pointed here. */
static bool host_is_ours(const struct web *w, const char *host)
{
    const char *port = strrchr(w->address, ':');
    char local[64];
    snprintf(local, sizeof local, "localhost%s", port);
    return strcmp(host, w->address) == 0 || strcmp(host, local) == 0;
}

bool web_may(struct web *w, struct lws *wsi, bool needs_origin, int *status)
{
    char host[256] = "";
    char origin[256] = "";
    char cookie[8192] = "";
    char want[300];
    lws_hdr_copy(wsi, host, sizeof host, WSI_TOKEN_HOST);
    lws_hdr_copy(wsi, origin, sizeof origin, WSI_TOKEN_ORIGIN);
    lws_hdr_copy(wsi, cookie, sizeof cookie, WSI_TOKEN_HTTP_COOKIE);
    *status = 403;
    if (!host_is_ours(w, host))
        return false;
    snprintf(want, sizeof want, "http://%s", host);
    if ((needs_origin || *origin) && strcmp(origin, want) != 0)
        return false;
    *status = 401;
    return web_auth_holds(w->auth, cookie, clock_now_us());
}

static int login(struct web *w, struct lws *wsi)
{
    char token[128] = "";
    char cookie[WEB_TOKEN_HEX + 1];
    char headers[256];
    bool locked;
    const char *value = lws_get_urlarg_by_name(wsi, "token=", token, sizeof token);
    if (!web_auth_login(w->auth, value ? value : "", clock_now_us(), cookie, &locked))
        return web_refuse(wsi, locked ? 429 : 401,
                          locked ? "too many wrong links: wait a minute"
                                 : "this link is wrong, used or too old: make a new one with "
                                   "'agentctl web'");
    snprintf(headers, sizeof headers,
             "location: /\r\nset-cookie: %s%s; Path=/; HttpOnly; SameSite=Strict; "
             "Max-Age=%d\r\n", web_auth_cookie(w->auth), cookie, WEB_SESSION_S);
    return respond(wsi, 303, "text/plain", headers, "");
}

static int serve_file(struct web *w, struct lws *wsi, size_t row)
{
    char *path = path_join(w->folder, files[row].file);
    int n = lws_serve_http_file(wsi, path, files[row].mime, SECURITY_HEADERS,
                                (int)strlen(SECURITY_HEADERS));
    free(path);
    /* Negative: gone. Positive: sent whole already. */
    if (n < 0 || (n > 0 && lws_http_transaction_completed(wsi)))
        return -1;
    return 0;
}

int web_http(struct web *w, struct lws *wsi, const char *path)
{
    char host[256] = "";
    int status;
    lws_hdr_copy(wsi, host, sizeof host, WSI_TOKEN_HOST);
    if (!host_is_ours(w, host))
        return web_refuse(wsi, 403, "this port answers to its own address only");
    if (!lws_hdr_total_length(wsi, WSI_TOKEN_GET_URI)) {
        web_refuse(wsi, 405, "only GET");
        return -1; /* a body may follow: it must not be taken for a request */
    }
    if (strcmp(path, "/login") == 0)
        return login(w, wsi);
    if (!web_may(w, wsi, false, &status)) {
        if (status == 401 && strcmp(path, "/") == 0)
            return respond(wsi, 401, "text/html; charset=utf-8", "", login_page);
        return web_refuse(wsi, status, "log in first");
    }
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (strcmp(files[i].path, path) == 0)
            return serve_file(w, wsi, i);
    return web_refuse(wsi, 404, "no such page");
}
