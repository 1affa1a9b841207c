/* provider_embedded.h : the planner in Lua as a model provider; answers in the `native` dialect. */
#ifndef TOOLS_PROVIDER_EMBEDDED_H
#define TOOLS_PROVIDER_EMBEDDED_H

int provider_embedded_register(void);

#endif
