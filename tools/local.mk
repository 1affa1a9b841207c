noinst_LIBRARIES += tools/libtools.a
tools_libtools_a_SOURCES = \
	tools/lua_api.c tools/lua_api.h \
	tools/lua_globals.c tools/lua_globals.h \
	tools/lua_host.c tools/lua_host.h \
	tools/lua_json.c tools/lua_json.h \
	tools/lua_require.c tools/lua_require.h \
	tools/lua_sandbox.c tools/lua_sandbox.h \
	tools/lua_script.c tools/lua_script.h

check_PROGRAMS += tools/tests
tools_tests_SOURCES = $(TEST_MAIN) tools/lua_test.h tools/lua_test_util.c \
	tools/lua_host_test.c tools/lua_sandbox_test.c tools/lua_lost_test.c
tools_tests_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tools_tests_LDADD = $(TOOLS_LINK) $(CMOCKA_LIBS)
