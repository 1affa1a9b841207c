/* loop_detect.h : the same action on the same screen, again and again, or in a cycle. Pure. */
#ifndef AGENTD_LOOP_DETECT_H
#define AGENTD_LOOP_DETECT_H

#include <stddef.h>
#include <stdint.h>

#define LOOP_WARN 3 /* so many times: the model is asked why */
#define LOOP_END 5  /* so many: the task has failed */

struct loop_detect { uint64_t seen[256]; size_t n; };

/* Notes what is done on which screen (hashes); how often just that has been done, this time included. A
 * cycle of several actions shows as each of its pairs coming again. */
int loop_note(struct loop_detect *l, uint64_t screen, uint64_t action);

#endif
