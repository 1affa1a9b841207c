/* drivers.h : the providers that this layer brings itself. */
#ifndef MODEL_DRIVERS_H
#define MODEL_DRIVERS_H

#include "model/provider.h"

/* Answers every prompt with config "answer"; absent, with a native `finish` that says it failed. */
extern const struct provider_driver provider_null;
/* Answers with the "reply" lines of the journal folder in config "journal", one after the other. */
extern const struct provider_driver provider_replay;
/* Chat completions over HTTP; provider_openai.c says which keys its config has. */
extern const struct provider_driver provider_openai;

#endif
