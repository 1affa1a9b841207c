/* clock.h : time. Code with deadlines takes now_us as an argument, so tests bring their own. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

int64_t clock_now_us(void);           /* CLOCK_MONOTONIC */
int64_t clock_wall_ms(void);          /* since 1970, UTC */
void clock_iso(int64_t wall_ms, char out[25]); /* "2026-01-31T12:00:00.000Z" */

#endif
