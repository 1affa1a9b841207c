noinst_LIBRARIES += agentd/libagentd.a
agentd_libagentd_a_SOURCES = \
	agentd/act.c agentd/act.h \
	agentd/act_body.c \
	agentd/act_exec.c \
	agentd/agentd.c agentd/agentd.h \
	agentd/agentd_start.c \
	agentd/approval.c agentd/approval.h \
	agentd/bus.c agentd/bus.h \
	agentd/cli_tool.c agentd/cli_tool.h \
	agentd/client.c agentd/client.h \
	agentd/cmd_admin.c \
	agentd/cmd_input.c \
	agentd/cmd_journal.c \
	agentd/cmd_screen.c \
	agentd/cmd_task.c \
	agentd/cmd_tool.c \
	agentd/command.c agentd/command.h \
	agentd/command_table.c \
	agentd/doctor.c agentd/doctor.h \
	agentd/folders.c agentd/folders.h \
	agentd/guard.c agentd/guard.h \
	agentd/journals.c agentd/journals.h \
	agentd/look.c agentd/look.h \
	agentd/loop_detect.c agentd/loop_detect.h \
	agentd/once.c agentd/once.h \
	agentd/options.c agentd/options.h \
	agentd/policy_tool.c agentd/policy_tool.h \
	agentd/queue.c agentd/queue.h \
	agentd/report.c agentd/report.h \
	agentd/rpc.c agentd/rpc.h \
	agentd/screen_value.c agentd/screen_value.h \
	agentd/script_host.c agentd/script_host.h \
	agentd/session.c agentd/session.h agentd/session_inner.h \
	agentd/session_do.c \
	agentd/session_model.c agentd/session_model.h \
	agentd/session_state.c agentd/session_state.h \
	agentd/session_think.c \
	agentd/settler.c agentd/settler.h \
	agentd/socket.c agentd/socket.h \
	agentd/store.c agentd/store.h \
	agentd/store_db.c agentd/store_db.h \
	agentd/task.c agentd/task.h \
	agentd/tool_folders.c agentd/tool_folders.h \
	agentd/watch.c agentd/watch.h \
	agentd/web.c agentd/web.h agentd/web_inner.h \
	agentd/web_auth.c agentd/web_auth.h \
	agentd/web_http.c \
	agentd/web_socket.c

bin_PROGRAMS += bin/agentd
bin_agentd_SOURCES = agentd/main.c
bin_agentd_LDADD = $(AGENTD_LINK)

check_PROGRAMS += agentd/tests
agentd_tests_SOURCES = $(TEST_MAIN) \
	agentd/act_test.c \
	agentd/approval_test.c \
	agentd/cli_tool_test.c \
	agentd/command_test.c \
	agentd/guard_test.c \
	agentd/journals_test.c \
	agentd/options_test.c \
	agentd/queue_test.c \
	agentd/report_test.c \
	agentd/rpc_test.c \
	agentd/session_state_test.c \
	agentd/session_test.c \
	agentd/settler_test.c \
	agentd/store_test.c \
	agentd/test_daemon.c agentd/test_daemon.h \
	agentd/web_auth_test.c
agentd_tests_CPPFLAGS = $(AM_CPPFLAGS) -DSRCDIR='"$(abs_top_srcdir)"'
agentd_tests_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
agentd_tests_LDADD = $(AGENTD_LINK) $(CMOCKA_LIBS)
