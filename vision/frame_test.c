#include "base/test.h"

#include "base/err.h"
#include "vision/frame.h"
#include "vision/image_own.h"
#include "vision/windows.h"

TEST("a frame takes its picture and windows, and gives them back with its last holder")
{
    struct err err;
    struct image *image = image_new(30, 20, &err);
    struct windows *windows = windows_new_empty();
    struct frame *a = frame_new(image_ref(image), windows_ref(windows), 42);
    struct frame *b = frame_new(image_ref(image), windows_ref(windows), 43);

    assert_true(a->id >= 1);
    assert_int_equal(b->id, a->id + 1);
    assert_int_equal(a->taken_us, 42);
    assert_int_equal(a->monitors_n, 1);
    assert_int_equal(a->monitors[0].box.w, 30);
    assert_int_equal(a->monitors[0].box.h, 20);
    frame_unref(b);
    assert_ptr_equal(frame_ref(a), a);
    frame_unref(a);
    assert_false(image_sole(image));
    frame_unref(a);
    assert_true(image_sole(image));
    frame_unref(NULL);
    image_unref(image);
    windows_unref(windows);
}
