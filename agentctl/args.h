/* args.h : a verb's arguments. Options may stand anywhere, as --name VALUE or --name=VALUE, up to a
 * "--"; each is taken out as it is read, and what is left are the words. */
#ifndef AGENTCTL_ARGS_H
#define AGENTCTL_ARGS_H

#include <stdbool.h>
#include <stdint.h>

struct ctl;

struct args {
    char **v; /* borrowed strings; the array is changed */
    int n;
    bool bad; /* something was wrong and has been printed */
};

bool args_flag(struct args *a, const char *name);
/* NULL: not given. Without a value: printed, and bad is set. Given twice, the last counts. */
const char *args_value(struct args *a, const char *name);
/* otherwise when not given; not an integer within min..max: printed, and bad is set. */
int64_t args_number(struct args *a, const char *name, int64_t min, int64_t max, int64_t otherwise);
/* "10,20,300,40" as four integers. False: not given, or printed and bad set. */
bool args_box(struct args *a, const char *name, int64_t box[4]);
/* After all options have been read: true if between min and max words are left (max -1: any number)
 * and no option is; else the usage has been printed: return CTL_USAGE. */
bool args_end(struct args *a, const struct ctl *c, int min, int max);
/* Prints "agentctl: VERB: …" and the usage; returns CTL_USAGE. */
int args_wrong(const struct ctl *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
