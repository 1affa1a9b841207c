#include "base/test.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ask.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/loop.h"
#include "tests/rig/xvfb.h"
#include "vision/atspi.h"
#include "vision/atspi_bus.h"
#include "vision/capture.h"
#include "vision/frame.h"
#include "vision/reader.h"
#include "vision/screen.h"
#include "vision/windows.h"

/* A desktop with a window manager, and all that looks at it. bus: with AT-SPI. */
struct desk {
    struct xvfb *x;
    struct loop *loop;
    struct capture *capture;
    struct reader *reader;
    struct atspi *atspi;
    char bus[256];
};

struct answer { void *result; bool over; struct err err; };

static void on_answer(void *data, void *result, const struct err *err)
{
    struct answer *a = data;
    a->result = err ? NULL : result;
    if (err)
        a->err = *err;
    a->over = true;
}

/* What the reader says of its data: ERR_NONE when it has them. */
static struct err load_reader(struct desk *d)
{
    struct answer a = { 0 };
    reader_load(d->reader, ask_new(loop_mailbox(d->loop), 5000, on_answer, &a));
    while (!a.over)
        loop_run_once(d->loop);
    return a.err;
}

static bool bus_is_up(void *data)
{
    char *address = atspi_bus_address(data, "none");
    bool up = address != NULL;
    free(address);
    return up;
}

static void start_bus(struct desk *d)
{
    char at[300];
    snprintf(d->bus, sizeof d->bus, "unix:path=%s/bus", xvfb_home(d->x));
    snprintf(at, sizeof at, "--address=%s", d->bus);
    /* It starts the accessibility bus when that is asked for, in its own process group. */
    const char *daemon[] = { "sh", "-c", "exec dbus-daemon --session --nofork --nopidfile $0 2>/dev/null", at,
                             NULL };
    assert_true(xvfb_spawn(d->x, daemon) > 0);
    assert_true(xvfb_wait(bus_is_up, d->bus, 10000));
    setenv("DBUS_SESSION_BUS_ADDRESS", d->bus, 1);
}

static struct desk desk_open(bool bus)
{
    static const char *const manager[] = { "sh", "-c", "exec openbox --sm-disable 2>/dev/null", NULL };
    struct desk d = { .x = xvfb_start("1024x700x24", NULL) };
    struct reader_opts opts = { "eng", true };
    struct err err;
    assert_non_null(d.x);
    assert_true(xvfb_spawn(d.x, manager) > 0);
    assert_true(xvfb_wait_manager(d.x, 10000));
    setenv("DBUS_SESSION_BUS_ADDRESS", "disabled:", 1);
    if (bus)
        start_bus(&d);
    d.loop = loop_new(&err);
    d.capture = capture_start(capture_driver_find("x11"), xvfb_display(d.x), &err);
    d.reader = reader_new(d.loop, &opts);
    d.atspi = atspi_start(xvfb_display(d.x), &err);
    assert_true(d.loop && d.capture && d.reader && d.atspi);
    err = load_reader(&d);
    assert_int_equal(err.code, ERR_NONE);
    return d;
}

static void desk_close(struct desk *d)
{
    reader_free(d->reader);
    atspi_stop(d->atspi);
    capture_stop(d->capture);
    loop_free(d->loop);
    xvfb_stop(d->x);
    unsetenv("DBUS_SESSION_BUS_ADDRESS");
}

static void *wait_for(struct desk *d, struct answer *a)
{
    while (!a->over)
        loop_run_once(d->loop);
    assert_non_null(a->result);
    return a->result;
}

static struct hints *hints_of(struct desk *d, struct frame *f)
{
    struct answer a = { 0 };
    atspi_ask(d->atspi, f->windows, ask_new(loop_mailbox(d->loop), 5000, on_answer, &a));
    return wait_for(d, &a);
}

static struct screen *look(struct desk *d)
{
    struct answer frame = { 0 }, screen = { 0 };
    capture_ask(d->capture, ask_new(loop_mailbox(d->loop), 5000, on_answer, &frame));
    struct frame *f = wait_for(d, &frame);
    reader_ask(d->reader, f, hints_of(d, f), ask_new(loop_mailbox(d->loop), 60000, on_answer, &screen));
    frame_unref(f);
    return wait_for(d, &screen);
}

static const struct element *find(const struct screen *s, enum role role, const char *name)
{
    for (size_t i = 0; i < s->n; i++)
        if (s->items[i].role == role && strcmp(s->items[i].name, name) == 0)
            return &s->items[i];
    return NULL;
}

static void fail_without(const struct screen *s, enum role role, const char *name)
{
    for (size_t i = 0; i < s->n; i++)
        print_message("%s '%s' = '%s'\n", role_name(s->items[i].role), s->items[i].name,
                      s->items[i].value ? s->items[i].value : "");
    fail_msg("no %s '%s' on the screen", role_name(role), name);
}

static const struct element *must_find(const struct screen *s, enum role role, const char *name)
{
    const struct element *e = find(s, role, name);
    if (!e)
        fail_without(s, role, name);
    return e;
}

/* Looks until the thing is there, and known from that source: applications draw themselves after they have mapped. */
static struct screen *look_until(struct desk *d, enum role role, const char *name, unsigned int source)
{
    int64_t end = clock_now_us() + 20000000;
    for (;;) {
        struct screen *s = look(d);
        const struct element *e = find(s, role, name);
        if (e && e->source & source)
            return s;
        if (clock_now_us() > end)
            fail_without(s, role, name);
        screen_unref(s);
    }
}

static void spawn_tk(struct desk *d, const char *script)
{
    char path[300];
    snprintf(path, sizeof path, "%s/form.tcl", xvfb_home(d->x));
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(script, f);
    fclose(f);
    const char *argv[] = { "wish", path, NULL };
    assert_true(xvfb_spawn(d->x, argv) > 0);
    assert_true(xvfb_wait_window(d->x, "Order", 20000));
}

static const char form[] =
    "wm title . Order\n"
    "label .l -text {Customer name:}; entry .e -width 24; .e insert 0 {Ada Lovelace}\n"
    "checkbutton .c -text {Gift wrap} -variable c; set c 1\n"
    "checkbutton .c2 -text {Express delivery} -variable c2\n"
    "radiobutton .r -text Small -variable r -value 1; radiobutton .r2 -text Large -variable r -value 2\n"
    "set r 2; button .b -text {Place order}; button .d -text Cancel -state disabled\n"
    "listbox .lb -height 4; .lb insert end Apple Banana Cherry Damson; .lb selection set 1\n"
    "scale .s -from 0 -to 100 -orient horizontal -length 200; .s set 50\n"
    "grid .l .e -padx 8 -pady 8; grid .c .c2; grid .r .r2; grid .b .d -pady 8; grid .lb .s -padx 8\n";

/* The form draws itself piece by piece; what has been seen once stays. */
static void wait_for_form(struct desk *d)
{
    static const struct { enum role role; const char *name; } parts[] = {
        { ROLE_FIELD, "Customer name:" }, { ROLE_CHECK, "Gift wrap" }, { ROLE_RADIO, "Large" },
        { ROLE_BUTTON, "Place order" }, { ROLE_BUTTON, "Cancel" }, { ROLE_ITEM, "Damson" },
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        screen_unref(look_until(d, parts[i].role, parts[i].name, SOURCE_PIXELS));
}

TEST("a form that speaks no AT-SPI is read widget by widget")
{
    struct desk d = desk_open(false);
    spawn_tk(&d, form);
    wait_for_form(&d);
    struct screen *s = look(&d);
    const struct element *name = must_find(s, ROLE_FIELD, "Customer name:");
    assert_non_null(name);
    assert_string_equal(name->value, "Ada Lovelace");
    assert_true(must_find(s, ROLE_CHECK, "Gift wrap")->states & STATE_CHECKED);
    assert_false(must_find(s, ROLE_CHECK, "Express delivery")->states & STATE_CHECKED);
    assert_true(must_find(s, ROLE_RADIO, "Large")->states & STATE_CHECKED);
    assert_false(must_find(s, ROLE_RADIO, "Small")->states & STATE_CHECKED);
    assert_true(must_find(s, ROLE_BUTTON, "Cancel")->states & STATE_DISABLED);
    assert_true(must_find(s, ROLE_ITEM, "Banana")->states & STATE_SELECTED);
    must_find(s, ROLE_ITEM, "Damson");
    const struct element *slider = NULL;
    for (size_t i = 0; i < s->n; i++)
        slider = s->items[i].role == ROLE_SLIDER ? &s->items[i] : slider;
    assert_non_null(slider);
    assert_in_range(strtol(slider->value, NULL, 10), 45, 55);
    must_find(s, ROLE_WINDOW, "Order");
    screen_unref(s);
    desk_close(&d);
}

TEST("an unchanged screen gives the same ids in less than 50 ms")
{
    struct desk d = desk_open(false);
    spawn_tk(&d, form);
    wait_for_form(&d);
    struct screen *first = look(&d);
    struct screen *warm = look(&d);
    struct screen *second = NULL;
    int64_t best = INT64_MAX;
    for (int i = 0; i < 5; i++) { /* the quickest: the machine has other things to do as well */
        screen_unref(second);
        int64_t t0 = clock_now_us();
        second = look(&d);
        int64_t took = clock_now_us() - t0;
        best = took < best ? took : best;
    }
    assert_int_equal(second->n, warm->n);
    assert_int_equal(must_find(second, ROLE_BUTTON, "Place order")->id,
                     must_find(first, ROLE_BUTTON, "Place order")->id);
    for (size_t i = 0; i < second->n; i++)
        assert_int_equal(second->items[i].id, warm->items[i].id);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    assert_in_range(best, 0, 50000);
#endif
    screen_unref(first);
    screen_unref(warm);
    screen_unref(second);
    desk_close(&d);
}

static pid_t spawn_forms(struct desk *d)
{
    char env[300];
    snprintf(env, sizeof env, "DBUS_SESSION_BUS_ADDRESS=%s", d->bus);
    const char *argv[] = { "zenity", "--forms", "--title=Contact", "--text=Who is it?", "--add-entry=Name",
                           "--add-password=Secret word", NULL };
    const char *more[] = { env, "GTK_THEME=Adwaita", NULL };
    pid_t pid = xvfb_spawn_env(d->x, argv, more);
    assert_true(pid > 0);
    assert_true(xvfb_wait_window(d->x, "Contact", 20000));
    return pid;
}

TEST("AT-SPI's names and boxes are those of what is drawn, and a password is never told")
{
    struct desk d = desk_open(true);
    spawn_forms(&d);
    struct screen *s = look_until(&d, ROLE_FIELD, "Secret word", SOURCE_ATSPI);
    const struct element *secret = must_find(s, ROLE_FIELD, "Secret word");
    const struct element *ok = must_find(s, ROLE_BUTTON, "OK");
    assert_non_null(ok);
    assert_true(ok->source & SOURCE_ATSPI);
    assert_true(secret->states & STATE_SECRET);
    assert_null(secret->value);
    bool inside = false; /* the caption was read where AT-SPI says that the button is */
    for (size_t i = 0; i < s->lines_n; i++) {
        const struct srect *b = &s->lines[i].box;
        inside |= strcmp(s->lines[i].text, "OK") == 0 && srect_holds(&ok->box, b->x, b->y) &&
                  srect_holds(&ok->box, b->x + b->w, b->y + b->h);
    }
    assert_true(inside);
    screen_unref(s);
    desk_close(&d);
}

TEST("a frozen application costs one time-out and is then left out")
{
    struct desk d = desk_open(true);
    pid_t pid = spawn_forms(&d);
    screen_unref(look_until(&d, ROLE_FIELD, "Secret word", SOURCE_ATSPI));
    struct answer frame = { 0 };
    capture_ask(d.capture, ask_new(loop_mailbox(d.loop), 5000, on_answer, &frame));
    struct frame *f = wait_for(&d, &frame);
    assert_int_equal(kill(-pid, SIGSTOP), 0);
    int64_t t0 = clock_now_us(), took;
    hints_free(hints_of(&d, f));
    took = clock_now_us() - t0;
    assert_true(took < 400000);
    do { /* once it is known as frozen, nobody waits for it */
        t0 = clock_now_us();
        hints_free(hints_of(&d, f));
        took = clock_now_us() - t0;
    } while (took > 100000 && t0 - f->taken_us < 8000000);
    assert_true(took <= 100000);
    kill(-pid, SIGCONT);
    frame_unref(f);
    desk_close(&d);
}

TEST("without a bus every ask for hints is answered with none")
{
    struct desk d = desk_open(false);
    struct windows *none = windows_new_empty();
    struct answer a = { 0 };
    atspi_ask(d.atspi, none, ask_new(loop_mailbox(d.loop), 5000, on_answer, &a));
    struct hints *h = wait_for(&d, &a);
    assert_int_equal(h->n, 0);
    hints_free(h);
    windows_unref(none);
    desk_close(&d);
}

TEST("a machine without OCR data says so and still gives the windows")
{
    struct desk d = desk_open(false);
    struct reader_opts opts = { "xxx", true };
    struct err err;
    reader_free(d.reader);
    d.reader = reader_new(d.loop, &opts);
    err = load_reader(&d);
    assert_int_equal(err.code, ERR_UNSUPPORTED);
    assert_non_null(strstr(err.msg, "xxx"));
    spawn_tk(&d, form);
    struct screen *s = look_until(&d, ROLE_WINDOW, "Order", SOURCE_WINDOW);
    assert_int_equal(s->lines_n, 0);
    screen_unref(s);
    desk_close(&d);
}
