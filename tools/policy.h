/* policy.h : rulings by Lua scripts. Zero is deny; an error, a time-out or no rule at all is deny. Loop
 * thread. */
#ifndef TOOLS_POLICY_H
#define TOOLS_POLICY_H

#include <stddef.h>
#include <stdint.h>

#include "actions/hands.h"

struct action;
struct ask;
struct err;
struct json_t;
struct loop;
struct policy;

enum verdict { VERDICT_DENY = 0, VERDICT_ASK_PERSON, VERDICT_REWRITE, VERDICT_ALLOW };
const char *verdict_name(enum verdict v); /* "deny", "ask", "rewrite", "allow" */

#define POLICY_CALL_MS 1000u        /* one script's time for one ruling */
#define POLICY_PERMIT_MS 10000      /* a permit's life */
#define POLICY_REWRITES_MAX 3       /* of one action; the next one is denied */

struct ruling {
    enum verdict verdict;      /* DENY, ASK_PERSON or ALLOW: a rewritten action has been ruled on anew */
    char reason[160];          /* "" only for ALLOW */
    char rule[64];             /* which policy said it */
    uint64_t serial;           /* of this very action; what a permit will name */
    struct action *rewritten;  /* owned: what the ruling is about, in place of what was asked; NULL: the same */
    struct permit permit;      /* for ALLOW, and after policy_grant */
};

/* files: every one must load, in order; the strictest ruling wins. Answers NULL when ready. The ask fails
 * with the file's error, and then everything is denied. */
struct policy *policy_load(struct loop *loop, const char *const *files, size_t n, struct ask *ask);
/* Takes ask; answers a struct ruling (ruling_free) in every case but a cancelled one. context: {"action",
 * "element","window","screen","task","history","origin":"model"|"person"|"tool","effect"}, never changed
 * afterwards; what is missing is missing for the rules too. The action that they see is `a`, with "kind" (its
 * name), "element" and "window" (derived from the screen where absent) beside; after it come the screen, whose
 * "focus" is never null, and {task, history, origin, effect}. A rewritten action is ruled on anew by all, with
 * the element that lies under it. */
void policy_ask(struct policy *p, const struct action *a, const struct json_t *context,
                struct ask *ask);
/* After a person has said yes to exactly this ruling (VERDICT_ASK_PERSON): fills its permit, once. ERR_STOPPED
 * when a stop was raised since it was asked; ERR_DENIED for a ruling that is not waiting for a yes. */
int policy_grant(struct policy *p, struct ruling *asked, struct err *err);
/* For what a person does by hand (agentctl act, the browser's takeover): rules do not apply, stop does. */
struct permit policy_person_permit(struct policy *p, uint64_t *serial);
void ruling_free(struct ruling *r);
void policy_free(struct policy *p); /* asks under way fail with ERR_CANCELLED */

#endif
