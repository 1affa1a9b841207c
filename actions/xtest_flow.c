/* Has the application read its keys? What supports _NET_WM_PING says so itself: its answer comes after
 * the keys, since it reads its events in order. Of any other, /proc tells whether it sleeps again. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xcb/res.h>

#include "actions/xtest.h"
#include "base/clock.h"
#include "base/err.h"

#define PINGS_OUT 2       /* that have no answer yet, while more is typed */
#define PACE_MS 10000     /* an application that reads nothing for so long will not be waited for again */
#define DRAIN_MS 3000
#define SLEEPS_WANTED 3   /* looks in a row that find it asleep */
#define BLIND_PACES 64    /* of one that answers no pings: so many paces between two looks at it */
#define BLIND_MS 500      /* and so long at most for it to catch up */
#define UNKNOWN_MS 250    /* of an application that says nothing and cannot be looked at */

static xcb_window_t parent_of(struct xtest *x, xcb_window_t window)
{
    xcb_query_tree_reply_t *tree =
        xcb_query_tree_reply(x->c, xcb_query_tree(x->c, window), NULL);
    xcb_window_t parent = tree ? tree->parent : XCB_NONE;
    free(tree);
    return parent;
}

static bool has_ping(struct xtest *x, xcb_window_t window)
{
    size_t n;
    uint32_t *protocols = xtest_property(x, window, x->atoms[A_WM_PROTOCOLS], &n);
    bool has = false;
    for (size_t i = 0; i < n; i++)
        has = has || protocols[i] == x->atoms[A_NET_WM_PING];
    free(protocols);
    return has;
}

/* The window itself or the one above it that answers pings; the focus may be deep inside. */
static xcb_window_t find_ping(struct xtest *x, xcb_window_t window)
{
    for (int depth = 0; depth < 16 && window && window != x->root; depth++) {
        if (has_ping(x, window))
            return window;
        window = parent_of(x, window);
    }
    return XCB_NONE;
}

void xtest_flow_event(struct xtest *x, const xcb_client_message_event_t *event)
{
    if (event->type != x->atoms[A_WM_PROTOCOLS] || event->format != 32 ||
        event->data.data32[0] != x->atoms[A_NET_WM_PING] || event->window != x->root ||
        event->data.data32[2] != x->ping_window)
        return;
    uint32_t number = event->data.data32[1];
    if ((int32_t)(number - x->ping_seen) > 0 && (int32_t)(x->ping_sent - number) >= 0)
        x->ping_seen = number;
}

static void send_ping(struct xtest *x)
{
    xcb_client_message_event_t event = {
        .response_type = XCB_CLIENT_MESSAGE, .format = 32, .window = x->ping_window,
        .type = x->atoms[A_WM_PROTOCOLS],
    };
    if (!x->ping_sent) /* far from the window manager's own pings, which count from 1 or tell the time */
        x->ping_sent = x->ping_seen = (uint32_t)clock_now_us() | 1u << 31;
    event.data.data32[0] = x->atoms[A_NET_WM_PING];
    event.data.data32[1] = ++x->ping_sent;
    event.data.data32[2] = x->ping_window;
    xcb_send_event(x->c, 0, x->ping_window, XCB_EVENT_MASK_NO_EVENT, (const char *)&event);
}

static xcb_window_t under_pointer(struct xtest *x)
{
    xcb_query_pointer_reply_t *r =
        xcb_query_pointer_reply(x->c, xcb_query_pointer(x->c, x->root), NULL);
    xcb_window_t window = r ? r->child : XCB_NONE;
    free(r);
    return window;
}

/* A round trip, so all that was injected is with the applications; and whose it is. */
static int look_at_focus(struct xtest *x, struct err *err)
{
    xcb_get_input_focus_cookie_t cookie = xcb_get_input_focus(x->c);
    if (xtest_flush(x, err) < 0)
        return -1;
    xcb_get_input_focus_reply_t *focus = xcb_get_input_focus_reply(x->c, cookie, NULL);
    xcb_window_t window = focus ? focus->focus : XCB_NONE;
    free(focus);
    if (window == XCB_INPUT_FOCUS_POINTER_ROOT)
        window = under_pointer(x); /* no window manager: keys go where the pointer is */
    if (window != x->ping_focus) {
        x->ping_focus = window;
        x->ping_window = find_ping(x, window);
        x->ping_seen = x->ping_sent; /* the one before owes us nothing now */
    }
    return xtest_check(x, err);
}

static bool few_out(struct xtest *x, void *data)
{
    (void)data;
    return x->ping_sent - x->ping_seen < PINGS_OUT;
}

static bool none_out(struct xtest *x, void *data)
{
    (void)data;
    return x->ping_sent == x->ping_seen;
}

static bool read_file(const char *path, char *text, size_t cap)
{
    FILE *file = fopen(path, "re");
    if (!file)
        return false;
    size_t n = fread(text, 1, cap - 1, file);
    fclose(file);
    text[n] = '\0';
    return n > 0;
}

/* All threads of a process sleep, since one may wait for events and wake another ('S' in stat, after the
 * name in brackets, which may hold anything). *ran_ns: their time on processors so far. */
static bool all_sleep(uint32_t pid, uint64_t *ran_ns)
{
    char path[300], text[256];
    bool sleep = true;
    *ran_ns = 0;
    snprintf(path, sizeof path, "/proc/%u/task", pid);
    DIR *tasks = opendir(path);
    for (struct dirent *e = tasks ? readdir(tasks) : NULL; e; e = readdir(tasks)) {
        if (e->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "/proc/%u/task/%s/stat", pid, e->d_name);
        const char *after = read_file(path, text, sizeof text) ? strrchr(text, ')') : NULL;
        sleep = sleep && (!after || (after[1] == ' ' && after[2] == 'S'));
        snprintf(path, sizeof path, "/proc/%u/task/%s/schedstat", pid, e->d_name);
        if (read_file(path, text, sizeof text))
            *ran_ns += strtoull(text, NULL, 10);
    }
    if (tasks)
        closedir(tasks);
    return sleep;
}

struct sleeper {
    uint32_t pid; /* 0: not known */
    int looks, wanted;
    uint64_t ran_ns;
    int64_t next_us;
    int64_t since_us;
};

/* Each look comes after a round trip: an application that waits for the server, and not for us, has its
 * answer by then. */
static bool sleeps(struct xtest *x, void *data)
{
    struct sleeper *s = data;
    int64_t now_us = clock_now_us();
    if (!s->pid)
        return now_us - s->since_us >= UNKNOWN_MS * 1000;
    if (now_us < s->next_us)
        return false;
    free(xcb_get_input_focus_reply(x->c, xcb_get_input_focus(x->c), NULL));
    uint64_t ran_ns;
    bool asleep = all_sleep(s->pid, &ran_ns);
    s->looks = asleep && ran_ns == s->ran_ns ? s->looks + 1 : 0;
    s->ran_ns = ran_ns;
    s->next_us = now_us + 2000;
    return s->looks >= s->wanted;
}

/* The process on this machine that a window belongs to, as the X server knows it; 0: not known. */
static uint32_t process_of(struct xtest *x, xcb_window_t window)
{
    const xcb_res_client_id_spec_t spec = { window, XCB_RES_CLIENT_ID_MASK_LOCAL_CLIENT_PID };
    const xcb_query_extension_reply_t *res = xcb_get_extension_data(x->c, &xcb_res_id);
    uint32_t pid = 0;
    if (!res || !res->present)
        return 0;
    xcb_res_query_client_ids_reply_t *r =
        xcb_res_query_client_ids_reply(x->c, xcb_res_query_client_ids(x->c, 1, &spec), NULL);
    if (r) {
        xcb_res_client_id_value_iterator_t i = xcb_res_query_client_ids_ids_iterator(r);
        if (i.rem && xcb_res_client_id_value_value_length(i.data) == 1)
            pid = *xcb_res_client_id_value_value(i.data);
    }
    free(r);
    return pid;
}

static int drain_by_sleep(struct xtest *x, hands_stopped_fn *stopped, void *data, struct err *err)
{
    struct sleeper s = { .pid = process_of(x, x->ping_focus), .wanted = SLEEPS_WANTED,
                         .since_us = clock_now_us() };
    return xtest_wait(x, sleeps, &s, DRAIN_MS, stopped, data, err) < 0 ? -1 : 0;
}

int xtest_drain(struct xtest *x, hands_stopped_fn *stopped, void *data, struct err *err)
{
    if (look_at_focus(x, err) < 0)
        return -1;
    if (!x->ping_focus)
        return 0; /* nobody has the keys */
    if (!x->ping_window)
        return drain_by_sleep(x, stopped, data, err);
    send_ping(x);
    int ret = xtest_wait(x, none_out, NULL, DRAIN_MS, stopped, data, err);
    if (ret == 0)
        x->ping_window = XCB_NONE;
    return ret < 0 ? -1 : 0;
}

/* So that a stop finds little that is sent and not read yet. */
static int pace_blindly(struct xtest *x, hands_stopped_fn *stopped, void *data, struct err *err)
{
    struct sleeper s = { .wanted = 1 };
    if (++x->paces % BLIND_PACES == 0)
        s.pid = process_of(x, x->ping_focus);
    if (!s.pid)
        return xtest_pump(x, err);
    return xtest_wait(x, sleeps, &s, BLIND_MS, stopped, data, err) < 0 ? -1 : 0;
}

int xtest_pace(struct xtest *x, hands_stopped_fn *stopped, void *data, struct err *err)
{
    if (look_at_focus(x, err) < 0)
        return -1;
    if (!x->ping_window)
        return pace_blindly(x, stopped, data, err);
    int ret = xtest_wait(x, few_out, NULL, PACE_MS, stopped, data, err);
    if (ret < 0)
        return -1;
    if (ret == 0)
        x->ping_window = XCB_NONE;
    else
        send_ping(x);
    return 0;
}
