noinst_LIBRARIES += actions/libactions.a
actions_libactions_a_SOURCES =
