/* Gives borrowed keycodes their symbols, all of them in one request: each change makes every client read
 * the keyboard anew, and a window manager grab all its keys again (openbox: 30 ms each time). The spare
 * keycodes do not lie side by side, so what is between is written back as it was just read. */
#include <stdlib.h>
#include <string.h>
#include <xcb/xkb.h>

#include "actions/xtest.h"
#include "base/err.h"
#include "base/strbuf.h"

#define TWO_LEVEL 1 /* XkbTwoLevelIndex: in every keymap, by the XKB protocol */

/* One key's symbols as XKB has them on the wire. */
static size_t key_size(const xcb_xkb_key_sym_map_t *key)
{
    return sizeof *key + key->nSyms * sizeof(uint32_t);
}

static const struct spare *spare_of(const struct xtest *x, unsigned int keycode, bool empty)
{
    for (size_t i = 0; i < x->spares.n; i++) {
        const struct spare *s = &x->spares.items[i];
        if (s->keycode == keycode && (empty ? s->syms[0] != 0 : s->changed))
            return s;
    }
    return NULL;
}

static void add_key(struct strbuf *b, const struct spare *s, bool empty)
{
    xcb_xkb_key_sym_map_t key = { .groupInfo = 0 };
    uint32_t syms[2] = { s->syms[0], s->syms[1] ? s->syms[1] : s->syms[0] };
    if (!empty) {
        memset(key.kt_index, TWO_LEVEL, sizeof key.kt_index);
        key.groupInfo = 1;
        key.width = 2;
        key.nSyms = 2;
    }
    strbuf_add(b, &key, sizeof key);
    if (!empty)
        strbuf_add(b, syms, sizeof syms);
}

static xcb_xkb_get_map_reply_t *read_keys(struct xtest *x, uint8_t first, uint8_t n)
{
    return xcb_xkb_get_map_reply(
        x->c, xcb_xkb_get_map(x->c, (uint16_t)x->keyboard, 0, XCB_XKB_MAP_PART_KEY_SYMS, 0, 0,
                              first, n, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), NULL);
}

/* The keys of the reply with ours put in; the count of symbols, -1: the reply is not what it should be. */
static int edit_keys(const struct xtest *x, const xcb_xkb_get_map_reply_t *r, uint8_t n,
                     bool empty, struct strbuf *out)
{
    const uint8_t *at = xcb_xkb_get_map_map(r), *end = (const uint8_t *)r + 32 + r->length * 4;
    int total = 0;
    for (unsigned int i = 0; i < n; i++) {
        xcb_xkb_key_sym_map_t key;
        if ((size_t)(end - at) < sizeof key)
            return -1;
        memcpy(&key, at, sizeof key);
        if ((size_t)(end - at) < key_size(&key))
            return -1;
        const struct spare *s = spare_of(x, r->firstKeySym + i, empty);
        if (s)
            add_key(out, s, empty);
        else
            strbuf_add(out, at, key_size(&key));
        total += s ? (empty ? 0 : 2) : key.nSyms;
        at += key_size(&key);
    }
    return total;
}

static int write_keys(struct xtest *x, uint8_t first, uint8_t n, bool empty, struct err *err)
{
    int ret = -1;
    struct strbuf keys = STRBUF_INIT;
    xcb_grab_server(x->c); /* nobody changes the keyboard between reading and writing */
    xcb_xkb_get_map_reply_t *r = read_keys(x, first, n);
    int total = r && r->firstKeySym == first && r->nKeySyms == n
                    ? edit_keys(x, r, n, empty, &keys) : -1;
    if (total >= 0) {
        xcb_xkb_set_map(
            x->c, (uint16_t)x->keyboard, XCB_XKB_MAP_PART_KEY_SYMS, 0, r->minKeyCode,
            r->maxKeyCode, 0, 0, first, n, (uint16_t)total, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
            0, 0, 0, keys.s);
        ret = 0;
    }
    xcb_ungrab_server(x->c);
    free(r);
    strbuf_release(&keys);
    if (ret < 0 && xtest_check(x, err) == 0)
        err_set(err, ERR_PROTOCOL, "the keyboard map of display '%s' cannot be read", x->display);
    return ret;
}

int xtest_map_write(struct xtest *x, bool empty, struct err *err)
{
    unsigned int first = 256, last = 0;
    for (unsigned int k = 8; k < 256; k++)
        if (spare_of(x, k, empty)) {
            first = first == 256 ? k : first;
            last = k;
        }
    x->mapping_due = false;
    if (first == 256)
        return 0;
    x->mapping_due = true;
    x->mapping_first = (uint8_t)first;
    x->mapping_n = (uint8_t)(last - first + 1);
    return write_keys(x, x->mapping_first, x->mapping_n, empty, err);
}
