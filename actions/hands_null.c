#include <stdlib.h>

#include "actions/hands_drivers.h"
#include "base/utf8.h"
#include "base/xalloc.h"

static void *null_open(const char *display, struct err *err)
{
    (void)display;
    (void)err;
    return xcalloc(1, 1);
}

static int null_fd(void *self)
{
    (void)self;
    return -1;
}

static int null_pump(void *self, struct err *err)
{
    (void)self;
    (void)err;
    return 0;
}

static int null_inject(void *self, const struct hand_event *event, struct err *err)
{
    (void)self;
    (void)event;
    (void)err;
    return 0;
}

static int null_type(void *self, const char *text, hands_stopped_fn *stopped, void *data,
                     size_t *typed, struct err *err)
{
    (void)self;
    if (stopped(data, err))
        return -1;
    *typed = utf8_count(text);
    return 0;
}

static int null_window(void *self, enum window_op op, uint32_t id, const struct srect *box,
                       hands_stopped_fn *stopped, void *data, struct err *err)
{
    (void)self;
    (void)op;
    (void)id;
    (void)box;
    return stopped(data, err) ? -1 : 0;
}

static int null_clipboard(void *self, const char *text, struct err *err)
{
    (void)self;
    (void)text;
    (void)err;
    return 0;
}

const struct hands_driver hands_null = {
    .name = "null",
    .open = null_open,
    .fd = null_fd,
    .pump = null_pump,
    .inject = null_inject,
    .type = null_type,
    .sync = null_pump,
    .window = null_window,
    .clipboard = null_clipboard,
    .close = free,
};
