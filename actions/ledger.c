#include "actions/ledger.h"

#include <string.h>

#include "base/err.h"

static size_t find(const struct ledger *l, enum hand_kind kind, uint32_t code)
{
    size_t i = 0;
    while (i < l->n && (l->items[i].kind != kind || l->items[i].code != code))
        i++;
    return i;
}

int ledger_add(struct ledger *l, enum hand_kind kind, uint32_t code, struct err *err)
{
    if (find(l, kind, code) < l->n)
        return 0;
    if (l->n == LEDGER_MAX)
        return err_set(err, ERR_LIMIT, "more than %d keys and buttons are down", LEDGER_MAX);
    l->items[l->n++] = (struct held){ kind, code };
    return 0;
}

void ledger_remove(struct ledger *l, enum hand_kind kind, uint32_t code)
{
    size_t i = find(l, kind, code);
    if (i == l->n)
        return;
    memmove(&l->items[i], &l->items[i + 1], (l->n - i - 1) * sizeof *l->items);
    l->n--;
}

bool ledger_take_last(struct ledger *l, struct held *out)
{
    if (!l->n)
        return false;
    *out = l->items[--l->n];
    return true;
}
