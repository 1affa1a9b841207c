/* Writes what would be injected as JSON lines: {"event":"move","x":1,"y":2}, {"event":"button",
 * "button":1,"down":true}, {"event":"key","key":"Return","down":true}, {"event":"type","text":…},
 * {"event":"window","op":"focus","id":7}, {"event":"clipboard","text":…}. */
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xkbcommon/xkbcommon.h>

#include "actions/hands_drivers.h"
#include "base/err.h"
#include "base/js.h"
#include "base/utf8.h"
#include "base/xalloc.h"

struct record {
    FILE *file;
};

static void *record_open(const char *path, struct err *err)
{
    FILE *file = fopen(path, "we");
    if (!file) {
        err_set(err, ERR_IO, "cannot write '%s': %s", path, strerror(errno));
        return NULL;
    }
    struct record *r = xcalloc(1, sizeof *r);
    r->file = file;
    return r;
}

static int record_fd(void *self)
{
    (void)self;
    return -1;
}

static int record_pump(void *self, struct err *err)
{
    (void)self;
    (void)err;
    return 0;
}

/* Takes line. */
static int write_line(struct record *r, json_t *line, struct err *err)
{
    char *text = js_dump(line);
    int wrote = fprintf(r->file, "%s\n", text);
    json_decref(line);
    free(text);
    return wrote < 0 ? err_set(err, ERR_IO, "cannot write the record: %s", strerror(errno)) : 0;
}

static int record_inject(void *self, const struct hand_event *e, struct err *err)
{
    char name[64] = "";
    switch (e->kind) {
    case HAND_MOVE:
        return write_line(self, json_pack("{sssisi}", "event", "move", "x", (int)e->at.x, "y",
                                          (int)e->at.y), err);
    case HAND_BUTTON:
        return write_line(self, json_pack("{sssisb}", "event", "button", "button", (int)e->code,
                                          "down", (int)e->down), err);
    case HAND_KEY:
        xkb_keysym_get_name(e->code, name, sizeof name);
        return write_line(self, json_pack("{sssssb}", "event", "key", "key", name, "down",
                                          (int)e->down), err);
    default:
        return 0;
    }
}

static int record_type(void *self, const char *text, hands_stopped_fn *stopped, void *data,
                       size_t *typed, struct err *err)
{
    if (gesture_check_text(text, err) < 0 || stopped(data, err))
        return -1;
    *typed = utf8_count(text);
    return write_line(self, json_pack("{ssss}", "event", "type", "text", text), err);
}

static int record_sync(void *self, struct err *err)
{
    struct record *r = self;
    if (fflush(r->file) != 0)
        return err_set(err, ERR_IO, "cannot write the record: %s", strerror(errno));
    return 0;
}

static int record_window(void *self, enum window_op op, uint32_t id, const struct srect *box,
                         hands_stopped_fn *stopped, void *data, struct err *err)
{
    static const char *const ops[] = { "focus", "close", "maximise", "restore", "minimise",
                                       "move" };
    if (stopped(data, err))
        return -1;
    json_t *line = json_pack("{sssssI}", "event", "window", "op", ops[op], "id", (json_int_t)id);
    if (box)
        json_object_set_new(line, "box", json_pack("[iiii]", box->x, box->y, box->w, box->h));
    return write_line(self, line, err) < 0 ? -1 : record_sync(self, err);
}

static int record_clipboard(void *self, const char *text, struct err *err)
{
    if (write_line(self, json_pack("{ssss}", "event", "clipboard", "text", text), err) < 0)
        return -1;
    return record_sync(self, err);
}

static void record_close(void *self)
{
    struct record *r = self;
    fclose(r->file);
    free(r);
}

const struct hands_driver hands_record = {
    .name = "record",
    .open = record_open,
    .fd = record_fd,
    .pump = record_pump,
    .inject = record_inject,
    .type = record_type,
    .sync = record_sync,
    .window = record_window,
    .clipboard = record_clipboard,
    .close = record_close,
};
