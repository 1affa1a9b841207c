#include "agentd/loop_detect.h"

#define SEEN_MAX (sizeof ((struct loop_detect *)0)->seen / sizeof(uint64_t))

int loop_note(struct loop_detect *l, uint64_t screen, uint64_t action)
{
    uint64_t pair = screen * 31 + action;
    int times = 1;
    size_t kept = l->n < SEEN_MAX ? l->n : SEEN_MAX;
    for (size_t i = 0; i < kept; i++)
        times += l->seen[i] == pair;
    l->seen[l->n++ % SEEN_MAX] = pair;
    return times;
}
