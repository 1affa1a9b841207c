/* capture_drivers.h : the rows of the table in capture.c. */
#ifndef VISION_CAPTURE_DRIVERS_H
#define VISION_CAPTURE_DRIVERS_H

#include "vision/capture.h"

extern const struct capture_driver capture_x11, capture_replay, capture_null;

#endif
