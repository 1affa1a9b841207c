/* provider_embedded.h : the planner in Lua as a model provider. It answers in the `native` dialect, so that
 * its targets are exact, and sees the screen value, not a picture. */
#ifndef TOOLS_PROVIDER_EMBEDDED_H
#define TOOLS_PROVIDER_EMBEDDED_H

/* "embedded". Its configuration may name another "planner": the path of an init.lua whose folder is the
 * root of its modules. The file returns { plan = function(context) … end }: context as model/prompt.h has
 * it; the answer is { thought = text, actions = { canonical actions in screen pixels } }. The state is
 * kept from call to call, and made anew after a failure. -1: no room for another provider. */
int provider_embedded_register(void);

#endif
