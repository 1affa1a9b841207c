/* hands_rig.h : for tests and the bench: calls the hands and waits for their answer. One thread. */
#ifndef ACTIONS_HANDS_RIG_H
#define ACTIONS_HANDS_RIG_H

#include "actions/hands.h"
#include "base/err.h"

struct hands_rig; /* a mailbox that the answers come to */

struct hands_rig *hands_rig_new(const char *driver, const char *display); /* aborts when it fails */
struct hands *hands_rig_hands(struct hands_rig *r);
struct permit hands_rig_permit(struct gesture *g); /* a good one, for g (may be NULL) */
/* Each returns the code of the answer and keeps its text. */
enum err_code hands_rig_do(struct hands_rig *r, struct gesture *g);
enum err_code hands_rig_permitted(struct hands_rig *r, struct gesture *g, struct permit permit);
enum err_code hands_rig_type(struct hands_rig *r, const char *text);
enum err_code hands_rig_key(struct hands_rig *r, uint32_t keysym, bool down);
enum err_code hands_rig_action(struct hands_rig *r, const char *json);
enum err_code hands_rig_window(struct hands_rig *r, enum window_op op, uint32_t id,
                               const struct srect *box);
enum err_code hands_rig_clipboard(struct hands_rig *r, const char *text);
enum err_code hands_rig_release(struct hands_rig *r);
const char *hands_rig_said(const struct hands_rig *r);
/* Without waiting; hands_rig_wait then gives the answer. */
void hands_rig_start(struct hands_rig *r, struct gesture *g);
enum err_code hands_rig_wait(struct hands_rig *r);
void hands_rig_free(struct hands_rig *r);

#endif
