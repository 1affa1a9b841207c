/* hands_drivers.h : the rows of the table in hands.c. */
#ifndef ACTIONS_HANDS_DRIVERS_H
#define ACTIONS_HANDS_DRIVERS_H

#include "actions/hands.h"

extern const struct hands_driver hands_null, hands_record, hands_xtest;

#endif
