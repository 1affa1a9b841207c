noinst_LIBRARIES += model/libmodel.a
model_libmodel_a_SOURCES = \
	model/answer.c model/answer.h \
	model/args.c \
	model/calls.c model/calls.h \
	model/chat.c model/chat.h \
	model/dialect.c model/dialect.h \
	model/dialect_native.c \
	model/dialect_uitars.c \
	model/drivers.h \
	model/families.h \
	model/framing.c model/framing.h \
	model/history.c model/history.h \
	model/http.c model/http.h \
	model/http_error.c model/http_error.h \
	model/native_ask.c model/native_ask.h \
	model/native_functions.c \
	model/openai_answer.c model/openai_answer.h \
	model/openai_body.c model/openai_body.h \
	model/openai_config.c model/openai_config.h \
	model/parse_tool.c model/parse_tool.h \
	model/place.c \
	model/prompt.c model/prompt.h \
	model/provider.c model/provider.h \
	model/provider_null.c \
	model/provider_openai.c \
	model/provider_replay.c \
	model/reasoning.c model/reasoning.h \
	model/relaxed_json.c model/relaxed_json.h \
	model/scan.c model/scan.h \
	model/sse.c model/sse.h \
	model/uitars_calls.c model/uitars_calls.h \
	model/uitars_sections.c model/uitars_sections.h \
	model/value.c model/value.h

check_PROGRAMS += model/tests
model_tests_SOURCES = $(TEST_MAIN) \
	model/loopback.c model/loopback.h model/talk.c model/talk.h \
	model/dialect_test.c model/http_test.c model/prompt_test.c model/provider_openai_test.c \
	model/parse_tool_test.c model/provider_test.c model/readers_test.c
model_tests_CPPFLAGS = $(AM_CPPFLAGS) -DSRCDIR='"$(abs_top_srcdir)"'
model_tests_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
model_tests_LDADD = $(MODEL_LINK) $(CMOCKA_LIBS) -lz

EXTRA_DIST += tests/dialects/README.md tests/dialects/vectors.jsonl
nobase_dist_pkgdata_DATA += scripts/prompts/native.lua scripts/prompts/uitars.lua

# A model for tests that looks at the picture it is sent.
check_PROGRAMS += tests/rig/seeing_server
tests_rig_seeing_server_SOURCES = tests/rig/seeing.h tests/rig/seeing_answer.c \
	tests/rig/seeing_look.c tests/rig/seeing_server.c
tests_rig_seeing_server_LDADD = $(VISION_LINK) -lz
EXTRA_DIST += tests/rig/target_window.tcl tests/rig/test_seeing.py
