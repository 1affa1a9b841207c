/* stop.h : the emergency stop, one atomic word. Read before each injected event. */
#ifndef BASE_STOP_H
#define BASE_STOP_H

#include <stdbool.h>
#include <stdint.h>

bool stop_raised(void);      /* one atomic load, any thread */
void stop_raise(void);       /* any thread; safe in a signal handler */
uint32_t stop_epoch(void);   /* +1 with each raise: older permits are stale */
void stop_clear(void);       /* when the person starts or resumes; no script, no model */

#endif
