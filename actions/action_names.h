/* action_names.h : the words of the canonical actions, for the files that read and write them. */
#ifndef ACTIONS_ACTION_NAMES_H
#define ACTIONS_ACTION_NAMES_H

#include "actions/action.h"

extern const char *const button_names[BUTTONS_N];
extern const char *const modifier_names[4]; /* by bit */
extern const char *const expect_names[4];   /* [EXPECT_NOTHING] is NULL */
extern const char *const mark_names[5];

#endif
