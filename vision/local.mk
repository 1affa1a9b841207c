noinst_LIBRARIES += vision/libvision.a
vision_libvision_a_SOURCES = \
	vision/atspi.c vision/atspi.h vision/atspi_bus.c vision/atspi_bus.h vision/atspi_hints.c \
	vision/atspi_node.h vision/atspi_role.c vision/atspi_table.c vision/atspi_walk.c vision/atspi_walk.h \
	vision/boxes.c vision/boxes.h vision/dotted.c vision/dotted.h vision/regions.c vision/regions.h \
	vision/guess.c vision/guess.h vision/guess_rows.c vision/guess_sign.c vision/guess_slider.c vision/guess_swatch.c vision/guess_terminal.c \
	vision/guess_text.c \
	vision/ids.c vision/ids.h vision/marks.c vision/marks.h vision/merge.c vision/merge.h \
	vision/merge_align.c vision/merge_labels.c vision/box_colours.c vision/reading_order.c \
	vision/ocr.c vision/ocr.h vision/read.c vision/read.h vision/reader.c vision/reader.h \
	vision/screen.c vision/screen.h vision/screen_json.c vision/textlines.c vision/textlines.h \
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
	vision/ids_test.c vision/image_test.c vision/reader_test.c vision/screen_test.c \
	vision/settle_test.c vision/textlines_test.c vision/viewport_test.c vision/windows_test.c
vision_tests_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
vision_tests_LDADD = $(VISION_LINK) $(CMOCKA_LIBS)

# For work on the reader: one look at a display, as a picture with marks and as JSON.
check_PROGRAMS += tests/rig/read_screen
tests_rig_read_screen_SOURCES = tests/rig/read_screen.c
tests_rig_read_screen_LDADD = $(VISION_LINK)
