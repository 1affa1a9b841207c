noinst_LIBRARIES += actions/libactions.a
actions_libactions_a_SOURCES = \
	actions/action.c actions/action.h \
	actions/action_json.c \
	actions/action_names.h \
	actions/action_values.c actions/action_values.h \
	actions/action_write.c \
	actions/chord.c \
	actions/gesture.c actions/gesture.h \
	actions/hands.c actions/hands.h \
	actions/hands_drivers.h \
	actions/hands_null.c \
	actions/hands_record.c \
	actions/hands_xtest.c \
	actions/indicator.c actions/indicator.h \
	actions/keys.c actions/keys.h \
	actions/launch.c actions/launch.h \
	actions/layout.c actions/layout.h \
	actions/ledger.c actions/ledger.h \
	actions/mime.c actions/mime.h \
	actions/permits.c actions/permits.h \
	actions/spares.c actions/spares.h \
	actions/spawn.c actions/spawn.h \
	actions/target.c actions/target.h \
	actions/watchdog.c actions/watchdog.h \
	actions/xtest.h \
	actions/xtest_clipboard.c \
	actions/xtest_flow.c \
	actions/xtest_key.c \
	actions/xtest_keymap.c \
	actions/xtest_map.c \
	actions/xtest_type.c \
	actions/xtest_window.c

check_PROGRAMS += actions/tests
actions_tests_SOURCES = $(TEST_MAIN) \
	actions/action_test.c \
	actions/gesture_test.c \
	actions/hands_rig.c actions/hands_rig.h \
	actions/hands_test.c \
	actions/keys_test.c \
	actions/launch_test.c \
	actions/layout_test.c \
	actions/toolkit_test.c \
	actions/typing_test.c \
	actions/watchdog_test.c \
	actions/window_test.c \
	tests/rig/xvfb.c tests/rig/xvfb.h
actions_tests_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
actions_tests_LDADD = $(ACTIONS_LINK) $(CMOCKA_LIBS)
EXTRA_DIST += actions/apps/gtk3.py actions/apps/gtk4.py actions/apps/pointer.tcl actions/apps/qt5.py \
	actions/apps/tk.tcl
