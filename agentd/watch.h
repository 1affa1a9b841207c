/* watch.h : live pictures of the screen for one client: JPEG when something changed, the next one only
 * when the last has left the socket. Loop thread. */
#ifndef AGENTD_WATCH_H
#define AGENTD_WATCH_H

#include <stdint.h>

struct agentd;
struct client;

void watch_begin(struct client *c, uint32_t max_width); /* replaces one that is there */
void watch_end(struct client *c);                       /* none is fine */
void watch_ready(struct client *c);                     /* the last picture has left the socket */
void watch_damage(struct agentd *d);                    /* something changed on the screen */

#endif
