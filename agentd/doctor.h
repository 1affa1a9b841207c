/* doctor.h : what a desktop needs for agentd to work on it, and how to mend what is missing. Blocking: for
 * the pool and for `agentd --tool doctor`. */
#ifndef AGENTD_DOCTOR_H
#define AGENTD_DOCTOR_H

struct json_t;

/* [{"name","ok","detail","mend"}], new. display NULL: $DISPLAY. */
struct json_t *doctor_checks(const char *display);
int doctor_tool(int argc, char **argv); /* argv[0] is its name; prints them; 0: all well, 1: something is missing */

#endif
