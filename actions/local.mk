noinst_LIBRARIES += actions/libactions.a
actions_libactions_a_SOURCES = \
	actions/action.c actions/action.h \
	actions/action_json.c \
	actions/action_names.h \
	actions/action_write.c \
	actions/chord.c \
	actions/gesture.c actions/gesture.h \
	actions/keys.c actions/keys.h
