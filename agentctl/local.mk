# The command-line client: links base only.
bin_PROGRAMS += bin/agentctl
bin_agentctl_SOURCES = \
	agentctl/args.c agentctl/args.h \
	agentctl/base64.c agentctl/base64.h \
	agentctl/control.c \
	agentctl/ctl.c agentctl/ctl.h \
	agentctl/daemon.c \
	agentctl/hands.c \
	agentctl/help.c agentctl/help.h \
	agentctl/input.c agentctl/input.h \
	agentctl/journal.c \
	agentctl/live.c agentctl/live.h \
	agentctl/local.c \
	agentctl/main.c \
	agentctl/out.c agentctl/out.h \
	agentctl/run.c \
	agentctl/screen.c \
	agentctl/table.c \
	agentctl/tasks.c \
	agentctl/verbs.c agentctl/verbs.h
bin_agentctl_LDADD = $(BASE_LINK)

check_PROGRAMS += agentctl/tests
agentctl_tests_SOURCES = $(TEST_MAIN) \
	agentctl/run_test.c \
	agentctl/usage_test.c \
	agentctl/verbs_test.c \
	agentctl/test_run.c agentctl/test_run.h \
	agentctl/test_server.c agentctl/test_server.h
agentctl_tests_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
agentctl_tests_LDADD = $(BASE_LINK) $(CMOCKA_LIBS)
# They run the program itself.
EXTRA_agentctl_tests_DEPENDENCIES = bin/agentctl
