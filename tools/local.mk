noinst_LIBRARIES += tools/libtools.a
tools_libtools_a_SOURCES = \
	tools/config_lua.c tools/config_lua.h \
	tools/lua_api.c tools/lua_api.h \
	tools/lua_globals.c tools/lua_globals.h \
	tools/lua_host.c tools/lua_host.h \
	tools/lua_json.c tools/lua_json.h \
	tools/lua_require.c tools/lua_require.h \
	tools/lua_sandbox.c tools/lua_sandbox.h \
	tools/lua_script.c tools/lua_script.h \
	tools/native_message.c tools/native_message.h \
	tools/policy.c tools/policy.h \
	tools/policy_view.c tools/policy_view.h \
	tools/prompt_lua.c tools/prompt_lua.h \
	tools/provider_embedded.c tools/provider_embedded.h \
	tools/tool.c tools/tool.h \
	tools/tool_entry.h tools/tool_load.c \
	tools/tool_schema.c tools/tool_schema.h

check_PROGRAMS += tools/tests
tools_tests_SOURCES = $(TEST_MAIN) tools/lua_test.h tools/lua_test_util.c \
	tools/config_lua_test.c tools/lua_host_test.c tools/lua_sandbox_test.c \
	tools/policy_default_test.c tools/policy_test.c tools/provider_embedded_test.c \
	tools/tool_shipped_test.c tools/tool_test.c tools/lua_lost_test.c
tools_tests_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tools_tests_LDADD = $(TOOLS_LINK) $(CMOCKA_LIBS)
