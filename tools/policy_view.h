/* policy_view.h : what a policy is shown of an action and its screen. Pure. */
#ifndef TOOLS_POLICY_VIEW_H
#define TOOLS_POLICY_VIEW_H

#include <stdbool.h>

struct action;
struct json_t;

/* The three arguments of check, as policy_ask describes them. rewritten: the context's element and window
 * were of another action, so both come from the screen. New. */
struct json_t *policy_view(const struct action *a, const struct json_t *context, bool rewritten);

#endif
