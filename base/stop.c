#include "base/stop.h"

#include <stdatomic.h>

/* Bit 0: raised; above it: the epoch. One word, so that both change at once. */
static _Atomic uint32_t word;

bool stop_raised(void)
{
    return atomic_load(&word) & 1;
}

void stop_raise(void)
{
    uint32_t was = atomic_load(&word);
    while (!atomic_compare_exchange_weak(&word, &was, ((was >> 1) + 1) << 1 | 1))
        ;
}

uint32_t stop_epoch(void)
{
    return atomic_load(&word) >> 1;
}

void stop_clear(void)
{
    atomic_fetch_and(&word, ~1u);
}
