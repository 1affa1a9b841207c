#include "base/test.h"

#include <stdlib.h>

#include "base/xalloc.h"
#include "vision/ids.h"
#include "vision/windows.h"

static struct windows *one_window(int32_t x, int32_t y)
{
    struct windows *w = windows_new_empty();
    w->items = xcalloc(1, sizeof *w->items);
    w->items[0] = (struct window){ .id = 7, .title = xstrdup("w"), .instance = xstrdup(""),
                                   .klass = xstrdup(""), .box = { x, y, 400, 300 },
                                   .frame = { x, y, 400, 300 }, .managed = true };
    w->n = 1;
    return w;
}

static struct element thing(enum role role, char *name, int32_t x, int32_t y, int32_t w, int32_t h)
{
    return (struct element){ .role = role, .name = name, .box = { x, y, w, h }, .window = 7 };
}

TEST("an element keeps its id when its window moves")
{
    struct ids ids = { 0 };
    struct windows *before = one_window(0, 0), *after = one_window(300, 200);
    struct element a[] = { thing(ROLE_BUTTON, "OK", 10, 10, 60, 30),
                           thing(ROLE_BUTTON, "Cancel", 90, 10, 60, 30) };
    struct element b[] = { thing(ROLE_BUTTON, "Cancel", 390, 210, 60, 30),
                           thing(ROLE_BUTTON, "OK", 310, 210, 60, 30) };
    ids_assign(&ids, a, 2, before);
    ids_assign(&ids, b, 2, after);
    assert_int_equal(b[1].id, a[0].id);
    assert_int_equal(b[0].id, a[1].id);
    windows_unref(before);
    windows_unref(after);
    ids_release(&ids);
}

TEST("a row that scrolls keeps its id, and a new row gets one never used before")
{
    struct ids ids = { 0 };
    struct windows *w = one_window(0, 0);
    struct element a[] = { thing(ROLE_ITEM, "Apple", 10, 10, 80, 14),
                           thing(ROLE_ITEM, "Pear", 10, 30, 80, 14) };
    struct element b[] = { thing(ROLE_ITEM, "Pear", 10, 10, 80, 14),
                           thing(ROLE_ITEM, "Plum", 10, 30, 80, 14) };
    ids_assign(&ids, a, 2, w);
    ids_assign(&ids, b, 2, w);
    assert_int_equal(b[0].id, a[1].id);
    assert_int_not_equal(b[1].id, a[0].id);
    assert_int_not_equal(b[1].id, a[1].id);
    windows_unref(w);
    ids_release(&ids);
}

TEST("a field keeps its id while its content changes")
{
    struct ids ids = { 0 };
    struct windows *w = one_window(0, 0);
    struct element a[] = { thing(ROLE_FIELD, "", 10, 10, 80, 24) };
    struct element b[] = { thing(ROLE_FIELD, "Name", 10, 10, 80, 24) };
    ids_assign(&ids, a, 1, w);
    ids_assign(&ids, b, 1, w);
    assert_int_equal(b[0].id, a[0].id);
    windows_unref(w);
    ids_release(&ids);
}

TEST("an id is not used again once its element has been away for long")
{
    struct ids ids = { 0 };
    struct windows *w = one_window(0, 0);
    struct element a[] = { thing(ROLE_BUTTON, "OK", 10, 10, 60, 30) };
    ids_assign(&ids, a, 1, w);
    for (int i = 0; i < 60; i++)
        ids_assign(&ids, NULL, 0, w);
    struct element b[] = { thing(ROLE_BUTTON, "OK", 10, 10, 60, 30) };
    ids_assign(&ids, b, 1, w);
    assert_true(b[0].id > a[0].id);
    windows_unref(w);
    ids_release(&ids);
}

TEST("a parent is given by its id")
{
    struct ids ids = { .last = 40 };
    struct windows *w = one_window(0, 0);
    struct element a[] = { thing(ROLE_LIST, "", 0, 0, 100, 100), thing(ROLE_ITEM, "x", 0, 0, 100, 20) };
    a[1].parent = 1;
    ids_assign(&ids, a, 2, w);
    assert_int_equal(a[0].id, 41);
    assert_int_equal(a[1].parent, 41);
    windows_unref(w);
    ids_release(&ids);
}
