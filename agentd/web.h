/* web.h : the browser's door: HTTP for the page, one WebSocket for the protocol, on libwebsockets' own
 * thread, which only shuttles bytes between sockets and queues. All calls on the loop. */
#ifndef AGENTD_WEB_H
#define AGENTD_WEB_H

struct agentd;
struct err;
struct web;

/* listen: "127.0.0.1:7443"; port 0: any free one. NULL: err (taken, no such address, no page found). */
struct web *web_start(struct agentd *d, const char *listen, struct err *err);
const char *web_address(const struct web *w); /* "127.0.0.1:7443", borrowed */
char *web_login_link(struct web *w);          /* good once, for five minutes; new */
void web_stop(struct web *w);                 /* closes all, joins, frees */

#endif
