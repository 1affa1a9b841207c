/* A journal's pictures: one a look, in the order in which they were seen, and the last one stays; or, once
 * it is told where the task is, those of that step, with what each action changed as damage. */
#include "vision/capture_drivers.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/journal.h"
#include "base/js.h"
#include "base/xalloc.h"
#include "vision/damage_list.h"
#include "vision/diff.h"
#include "vision/encode.h"
#include "vision/frame.h"
#include "vision/windows.h"

struct replay {
    char *dir;
    json_t **bodies; /* of the journal's "frame" lines */
    size_t n, cap, next;
    json_t *results; /* bodies of its "result" lines */
    bool placed;     /* `next` is where the task is, not the count of looks */
    struct damage_list owed;
    struct image *last;
    struct windows *last_windows;
    bool restacked;
};

static void replay_close(void *self)
{
    struct replay *r = self;

    for (size_t i = 0; i < r->n; i++)
        json_decref(r->bodies[i]);
    free(r->bodies);
    json_decref(r->results);
    image_unref(r->last);
    windows_unref(r->last_windows);
    free(r->dir);
    free(r);
}

static int read_frames(struct replay *r, struct err *err)
{
    struct journal_reader *reader = journal_read(r->dir, err);
    json_t *line = NULL;
    int got = -1;

    while (reader && (got = journal_next(reader, &line, err)) == 1) {
        const char *kind = js_str(line, "kind");

        if (kind && strcmp(kind, "frame") == 0 && js_str(js_get(line, "body"), "blob")) {
            GROW(r->bodies, r->n, r->cap);
            r->bodies[r->n++] = json_incref(js_get(line, "body"));
        }
        if (kind && strcmp(kind, "result") == 0)
            json_array_append(r->results, js_get(line, "body"));
        json_decref(line);
        line = NULL;
    }
    journal_reader_free(reader);
    /* a torn last line is how a killed run ends: what is before it holds */
    if (got < 0 && !(reader && err->code == ERR_IO && r->n))
        return -1;
    if (r->n == 0)
        return err_set(err, ERR_NOT_FOUND, "journal '%s' holds no pictures", r->dir);
    return 0;
}

static void *replay_open(const char *where, struct err *err)
{
    struct replay *r = xcalloc(1, sizeof *r);

    r->dir = xstrdup(where ? where : "");
    r->results = json_array();
    if (read_frames(r, err) == 0)
        return r;
    replay_close(r);
    return NULL;
}

static int replay_fd(void *self)
{
    (void)self;
    return -1;
}

static int replay_pump(void *self, struct srect *out, size_t cap, struct err *err)
{
    struct replay *r = self;

    (void)err;
    return (int)damage_list_take(&r->owed, out, cap);
}

static struct image *picture_of(const struct replay *r, const json_t *body, struct err *err)
{
    size_t len;
    void *bytes = journal_blob_read(r->dir, js_str(body, "blob"), &len, err);
    struct image *image = bytes ? picture_decode(bytes, len, err) : NULL;

    free(bytes);
    return image;
}

static bool same_ids(const struct windows *a, const struct windows *b)
{
    if (a->n != b->n)
        return false;
    for (size_t i = 0; i < a->n; i++)
        if (!windows_by_id(b, a->items[i].id))
            return false;
    return true;
}

static int32_t coordinate(const json_t *pair, size_t i)
{
    json_int_t v = json_integer_value(json_array_get(pair, i));

    return v < INT32_MIN || v > INT32_MAX ? 0 : (int32_t)v;
}

static struct frame *build(struct replay *r, const json_t *body, struct image *image,
                           struct windows *windows)
{
    struct frame *f = frame_new(image, windows, clock_now_us());
    const json_t *pointer = js_get(body, "pointer");

    f->pointer = (struct spoint){coordinate(pointer, 0), coordinate(pointer, 1)};
    f->blanked = js_bool(body, "blanked", false);
    f->damage = xcalloc(DAMAGE_LIST_MAX, sizeof *f->damage);
    if (r->last)
        f->damage_n = diff_boxes(r->last, image, 0, f->damage, DAMAGE_LIST_MAX);
    r->restacked = r->last_windows && !same_ids(r->last_windows, windows);
    image_unref(r->last);
    r->last = image_ref(image);
    windows_unref(r->last_windows);
    r->last_windows = windows_ref(windows);
    return f;
}

static struct frame *replay_grab(void *self, struct err *err)
{
    struct replay *r = self;
    const json_t *body = r->bodies[r->next];
    const json_t *list = js_get(body, "windows");
    struct image *image = picture_of(r, body, err);
    struct windows *windows = NULL;

    if (!image)
        return NULL;
    windows = list ? windows_from_json(list, err) : windows_new_empty();
    if (!windows) {
        image_unref(image);
        return NULL;
    }
    if (!r->placed && r->next + 1 < r->n)
        r->next++;
    return build(r, body, image, windows);
}

/* The picture of a step's look: the last one that is not of a later step. */
static size_t frame_of(const struct replay *r, int64_t step)
{
    size_t found = 0;

    for (size_t i = 0; i < r->n; i++)
        if (js_int(r->bodies[i], "n", 0) <= step)
            found = i;
    return found;
}

static const json_t *result_of(const struct replay *r, int64_t step, int act, bool *is_last)
{
    const json_t *found = NULL;
    size_t i;
    json_t *body;

    *is_last = true;
    json_array_foreach(r->results, i, body) {
        if (js_int(body, "n", 0) != step)
            continue;
        if (js_int(body, "i", 0) == act)
            found = body;
        else if (js_int(body, "i", 0) > act)
            *is_last = false;
    }
    return found;
}

/* What the action changed; where only a caret did, which is in no result, by the next picture. */
static void owe(struct replay *r, const json_t *result)
{
    const char *verdict = js_str(result, "verdict");
    const json_t *windows = js_get(result, "windows");
    size_t i;
    json_t *box;

    r->restacked = json_array_size(js_get(windows, "opened")) || json_array_size(js_get(windows, "closed"));
    json_array_foreach(js_get(result, "changed"), i, box) {
        struct srect one = {coordinate(box, 0), coordinate(box, 1), coordinate(box, 2),
                            coordinate(box, 3)};

        if (one.w > 0 && one.h > 0)
            damage_list_add(&r->owed, &one);
    }
    if (i || !r->last || !verdict || strcmp(verdict, "unknown") != 0)
        return;
    struct err err;
    struct srect boxes[DAMAGE_LIST_MAX];
    struct image *next = picture_of(r, r->bodies[r->next], &err);
    size_t n = next ? diff_boxes(r->last, next, 0, boxes, DAMAGE_LIST_MAX) : 0;

    for (size_t k = 0; k < n; k++)
        damage_list_add(&r->owed, &boxes[k]);
    image_unref(next);
}

/* What was on the screen between two actions of one step is in no journal: the last one brings it all. */
static void replay_at(void *self, int64_t step, int act)
{
    struct replay *r = self;
    bool is_last;
    const json_t *result = act ? result_of(r, step, act, &is_last) : NULL;

    r->placed = true;
    r->next = frame_of(r, step);
    if (!result)
        return;
    if (is_last)
        r->next = frame_of(r, step + 1);
    owe(r, result);
}

static bool replay_restacked(void *self)
{
    struct replay *r = self;
    bool was = r->restacked;

    r->restacked = false;
    return was;
}

const struct capture_driver capture_replay = {
    .name = "replay", .open = replay_open, .fd = replay_fd, .pump = replay_pump,
    .grab = replay_grab, .close = replay_close, .restacked = replay_restacked,
    .at = replay_at,
};
