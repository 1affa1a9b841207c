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
