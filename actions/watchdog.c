#include "actions/watchdog.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <xcb/xcb.h>
#include <xcb/xtest.h>

#include "base/err.h"
#include "base/log.h"
#include "base/xalloc.h"

#define RETURN_MS 300   /* applications read the last keys before borrowed keycodes are emptied */
#define ANSWER_MS 5000  /* a server that is grabbed by someone else answers late */

/* Shared with the child. Bits, since any subset of them can be let go in any order. */
struct ledger {
    _Atomic uint32_t keys[8]; /* keycodes 0..255 */
    _Atomic uint32_t buttons;
    _Atomic uint32_t borrowed[8];
    _Atomic uint32_t leaving; /* 1: the daemon ends by itself */
};

struct watchdog {
    char *display;
    struct ledger *ledger;
    pid_t pid;
    int fd; /* our end of the pair: it closes when we die, however that happens */
};

/* The child: only system calls from here on, since the parent has other threads. */

static void put16(uint8_t *to, uint16_t v)
{
    memcpy(to, &v, sizeof v);
}

static bool send_all(int fd, const uint8_t *data, size_t len)
{
    while (len) {
        ssize_t n = write(fd, data, len);
        if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
            struct pollfd p = { .fd = fd, .events = POLLOUT };
            if (poll(&p, 1, ANSWER_MS) == 0)
                return false;
            continue;
        }
        if (n <= 0)
            return false;
        data += n;
        len -= (size_t)n;
    }
    return true;
}

/* xXTestFakeInputReq of the XTEST protocol: 36 bytes. */
static bool send_release(int fd, uint8_t opcode, uint8_t type, uint8_t detail)
{
    uint8_t request[36] = { opcode, XCB_TEST_FAKE_INPUT };
    put16(request + 2, sizeof request / 4);
    request[4] = type;
    request[5] = detail;
    return send_all(fd, request, sizeof request);
}

/* ChangeKeyboardMapping of one keycode to NoSymbol. */
static bool send_empty(int fd, uint8_t keycode)
{
    uint8_t request[12] = { XCB_CHANGE_KEYBOARD_MAPPING, 1 };
    put16(request + 2, sizeof request / 4);
    request[4] = keycode;
    request[5] = 1;
    return send_all(fd, request, sizeof request);
}

/* GetInputFocus and its reply: the server has then done all that came before. */
static void round_trip(int fd)
{
    uint8_t request[4] = { XCB_GET_INPUT_FOCUS };
    uint8_t unit[32];
    size_t have = 0;
    put16(request + 2, 1);
    if (!send_all(fd, request, sizeof request))
        return;
    for (;;) {
        struct pollfd p = { .fd = fd, .events = POLLIN };
        if (poll(&p, 1, ANSWER_MS) <= 0)
            return;
        ssize_t n = read(fd, unit + have, sizeof unit - have);
        if (n <= 0 && errno != EAGAIN && errno != EINTR)
            return;
        have += n > 0 ? (size_t)n : 0;
        if (have < sizeof unit)
            continue;
        if (unit[0] == 1)
            return;
        have = 0;
    }
}

static void let_go(int fd, uint8_t opcode, struct ledger *ledger)
{
    for (unsigned int b = 1; b < 32; b++)
        if (atomic_load(&ledger->buttons) & 1u << b)
            send_release(fd, opcode, XCB_BUTTON_RELEASE, (uint8_t)b);
    for (unsigned int k = 0; k < 256; k++)
        if (atomic_load(&ledger->keys[k / 32]) & 1u << k % 32)
            send_release(fd, opcode, XCB_KEY_RELEASE, (uint8_t)k);
    round_trip(fd);
    bool any = false;
    for (unsigned int i = 0; i < 8; i++)
        any = any || atomic_load(&ledger->borrowed[i]);
    if (!any)
        return;
    poll(NULL, 0, RETURN_MS);
    for (unsigned int k = 0; k < 256; k++)
        if (atomic_load(&ledger->borrowed[k / 32]) & 1u << k % 32)
            send_empty(fd, (uint8_t)k);
    round_trip(fd);
}

/* Nothing is selected on this connection, but every client is told of changed keyboard mappings. */
static bool discard(int fd)
{
    uint8_t buf[1024];
    ssize_t n = read(fd, buf, sizeof buf);
    return n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR));
}

static void watch(int parent, int x, uint8_t opcode, struct ledger *ledger)
{
    for (;;) {
        struct pollfd p[2] = { { .fd = parent, .events = POLLIN }, { .fd = x, .events = POLLIN } };
        if (poll(p, 2, -1) < 0) {
            if (errno == EINTR)
                continue;
            return;
        }
        if (p[0].revents) {
            if (!atomic_load(&ledger->leaving))
                let_go(x, opcode, ledger);
            return;
        }
        if (p[1].revents && !discard(x))
            return; /* the display is gone: nothing is held on it any more */
    }
}

static void child(int parent, int x, uint8_t opcode, struct ledger *ledger)
{
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, NULL);
    setsid();
    prctl(PR_SET_NAME, "agentd-watchdog");
    if (chdir("/") < 0)
        _exit(1);
    /* Away from where they will land, then to their places; all else is closed, so that no pipe of
     * the daemon's is kept open by its watchdog. */
    int high_parent = fcntl(parent, F_DUPFD, 64), high_x = fcntl(x, F_DUPFD, 64);
    int nothing = open("/dev/null", O_RDWR);
    if (high_parent < 0 || high_x < 0 || nothing < 0)
        _exit(1);
    for (int fd = 0; fd < 3; fd++)
        dup2(nothing, fd);
    dup2(high_parent, 3);
    dup2(high_x, 4);
    close_range(5, ~0u, 0);
    watch(3, 4, opcode, ledger);
    _exit(0);
}

/* The parent. */

static xcb_connection_t *connect_xtest(const char *display, uint8_t *opcode, struct err *err)
{
    xcb_connection_t *c = xcb_connect(display, NULL);
    if (xcb_connection_has_error(c)) {
        err_set(err, ERR_NO_DISPLAY, "cannot connect to display '%s'", display ? display : "");
        xcb_disconnect(c);
        return NULL;
    }
    const xcb_query_extension_reply_t *xtest = xcb_get_extension_data(c, &xcb_test_id);
    if (!xtest || !xtest->present) {
        err_set(err, ERR_UNSUPPORTED, "display '%s' has no XTEST extension", display);
        xcb_disconnect(c);
        return NULL;
    }
    *opcode = xtest->major_opcode;
    return c;
}

/* xcb_disconnect would shut the socket down for the child too: it gets another descriptor to close. */
static void disown(xcb_connection_t *c)
{
    int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (nothing >= 0) {
        dup3(nothing, xcb_get_file_descriptor(c), O_CLOEXEC);
        close(nothing);
        xcb_disconnect(c);
    }
}

static int spawn(struct watchdog *w, struct err *err)
{
    int pair[2];
    uint8_t opcode;
    xcb_connection_t *c = connect_xtest(w->display, &opcode, err);
    if (!c)
        return -1;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0) {
        xcb_disconnect(c);
        return err_set(err, ERR_IO, "no socket for the watchdog: %s", strerror(errno));
    }
    pid_t pid = fork();
    if (pid == 0) {
        close(pair[0]);
        child(pair[1], xcb_get_file_descriptor(c), opcode, w->ledger);
    }
    close(pair[1]);
    disown(c);
    if (pid < 0) {
        close(pair[0]);
        return err_set(err, ERR_IO, "the watchdog cannot be started: %s", strerror(errno));
    }
    w->pid = pid;
    w->fd = pair[0];
    return 0;
}

struct watchdog *watchdog_start(const char *display, struct err *err)
{
    void *shared = mmap(NULL, sizeof(struct ledger), PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED) {
        err_set(err, ERR_IO, "no memory for the ledger: %s", strerror(errno));
        return NULL;
    }
    struct watchdog *w = xcalloc(1, sizeof *w);
    w->display = xstrdup(display);
    w->ledger = shared;
    w->fd = -1;
    if (spawn(w, err) < 0) {
        munmap(shared, sizeof *w->ledger);
        free(w->display);
        free(w);
        return NULL;
    }
    return w;
}

static void reap(struct watchdog *w)
{
    close(w->fd);
    w->fd = -1;
    while (waitpid(w->pid, NULL, 0) < 0 && errno == EINTR)
        ;
    w->pid = 0;
}

int watchdog_ready(struct watchdog *w, struct err *err)
{
    struct pollfd p = { .fd = w->fd, .events = POLLIN };
    if (w->fd >= 0 && poll(&p, 1, 0) == 0)
        return 0;
    if (w->fd >= 0) {
        log_warn("hands", "the watchdog ended; starting it again");
        reap(w);
    }
    return spawn(w, err);
}

static void mark(_Atomic uint32_t *words, unsigned int bit, bool on)
{
    if (on)
        atomic_fetch_or(&words[bit / 32], 1u << bit % 32);
    else
        atomic_fetch_and(&words[bit / 32], ~(1u << bit % 32));
}

void watchdog_key(struct watchdog *w, uint8_t keycode, bool down)
{
    mark(w->ledger->keys, keycode, down);
}

void watchdog_button(struct watchdog *w, uint8_t button, bool down)
{
    mark(&w->ledger->buttons, button & 31u, down);
}

void watchdog_borrow(struct watchdog *w, uint8_t keycode, bool borrowed)
{
    mark(w->ledger->borrowed, keycode, borrowed);
}

pid_t watchdog_pid(const struct watchdog *w)
{
    return w->pid;
}

void watchdog_stop(struct watchdog *w)
{
    if (!w)
        return;
    atomic_store(&w->ledger->leaving, 1);
    if (w->fd >= 0)
        reap(w);
    munmap(w->ledger, sizeof *w->ledger);
    free(w->display);
    free(w);
}
