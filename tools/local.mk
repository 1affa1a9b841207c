noinst_LIBRARIES += tools/libtools.a
tools_libtools_a_SOURCES =
