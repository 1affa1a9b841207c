noinst_LIBRARIES += vision/libvision.a
vision_libvision_a_SOURCES = \
	vision/capture.c vision/capture.h vision/capture_drivers.h \
	vision/capture_null.c vision/capture_replay.c vision/capture_x11.c \
	vision/clipboard.c vision/clipboard.h \
	vision/desktop_env.c vision/desktop_env.h \
	vision/damage_list.c vision/damage_list.h \
	vision/diff.c vision/diff.h \
	vision/frame.c vision/frame.h \
	vision/image.c vision/image.h vision/image_own.h vision/image_scale.c \
	vision/encode.h vision/jpeg.c vision/picture.c vision/png.c \
	vision/settle.c vision/settle.h \
	vision/viewport.c vision/viewport.h vision/resize.c \
	vision/windows.c vision/windows.h vision/windows_json.c \
	vision/windows_props.c vision/windows_props.h vision/windows_read.c \
	vision/x11_blanked.c vision/x11_display.c vision/x11_display.h vision/x11_monitors.c \
	vision/x11_pixels.c vision/x11_pixels.h

check_PROGRAMS += vision/tests
vision_tests_SOURCES = $(TEST_MAIN) tests/rig/xvfb.c tests/rig/xvfb.h \
	vision/capture_test.c vision/capture_x11_test.c vision/clipboard_test.c \
	vision/desktop_env_test.c vision/diff_test.c vision/encode_test.c vision/frame_test.c \
	vision/image_test.c vision/settle_test.c vision/viewport_test.c vision/windows_test.c
vision_tests_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
vision_tests_LDADD = $(VISION_LINK) $(CMOCKA_LIBS)
