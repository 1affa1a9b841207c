noinst_LIBRARIES += base/libbase.a
base_libbase_a_SOURCES = \
	base/apps.h base/apps_exec.c base/apps_inner.h base/apps_load.c base/apps_match.c base/apps_mime.c \
	base/base64.c base/base64.h \
	base/ask.c base/ask.h base/ask_queue.h \
	base/clock.c base/clock.h \
	base/config.c base/config.h \
	base/err.c base/err.h \
	base/files.c base/files.h \
	base/hash.c base/hash.h \
	base/journal.c base/journal.h base/journal_line.c base/journal_line.h base/journal_read.c \
	base/js.c base/js.h \
	base/keyfile.c base/keyfile.h \
	base/log.c base/log.h \
	base/loop.c base/loop.h \
	base/mailbox.c base/mailbox.h \
	base/paths.c base/paths.h \
	base/rpc.c base/rpc.h \
	base/schema.c base/schema.h \
	base/stop.c base/stop.h \
	base/strbuf.c base/strbuf.h \
	base/thread.c base/thread.h \
	base/utf8.c base/utf8.h \
	base/words.c base/words.h \
	base/xalloc.c base/xalloc.h

# Every folder's unit tests are one program: the folder's *_test.c and this main.
TEST_MAIN = base/test_main.c base/test.h

check_PROGRAMS += base/tests
base_tests_SOURCES = $(TEST_MAIN) \
	base/apps_test.c \
	base/config_test.c \
	base/files_test.c \
	base/hash_test.c \
	base/journal_test.c \
	base/js_test.c \
	base/keyfile_test.c \
	base/mailbox_test.c \
	base/paths_test.c \
	base/rpc_test.c \
	base/schema_test.c \
	base/strbuf_test.c \
	base/words_test.c
base_tests_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
base_tests_LDADD = $(BASE_LINK) $(CMOCKA_LIBS)
