/* ledger.h : what the hands hold down, in the order of the presses. */
#ifndef ACTIONS_LEDGER_H
#define ACTIONS_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "actions/gesture.h"

struct err;

#define LEDGER_MAX 64 /* keys and buttons down at once */

struct held {
    enum hand_kind kind; /* HAND_KEY, HAND_BUTTON */
    uint32_t code;
};

struct ledger {
    struct held items[LEDGER_MAX];
    size_t n;
};

/* Before the press is sent; what is down already is there once. ERR_LIMIT. */
int ledger_add(struct ledger *l, enum hand_kind kind, uint32_t code, struct err *err);
void ledger_remove(struct ledger *l, enum hand_kind kind, uint32_t code);
bool ledger_take_last(struct ledger *l, struct held *out); /* false: nothing is held */

#endif
