# libFuzzer targets, built only when configured with --enable-sanitize=fuzzer: `make fuzzers`.
FUZZERS =

if FUZZ
FUZZ_FLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer

FUZZERS += tests/fuzz/js_fuzz
tests_fuzz_js_fuzz_SOURCES = tests/fuzz/js_fuzz.c
tests_fuzz_js_fuzz_LDADD = $(BASE_LINK)
tests_fuzz_js_fuzz_LDFLAGS = $(FUZZ_FLAGS)

FUZZERS += tests/fuzz/journal_fuzz
tests_fuzz_journal_fuzz_SOURCES = tests/fuzz/journal_fuzz.c
tests_fuzz_journal_fuzz_LDADD = $(BASE_LINK)
tests_fuzz_journal_fuzz_LDFLAGS = $(FUZZ_FLAGS)

FUZZERS += tests/fuzz/apps_fuzz
tests_fuzz_apps_fuzz_SOURCES = tests/fuzz/apps_fuzz.c
tests_fuzz_apps_fuzz_LDADD = $(BASE_LINK)
tests_fuzz_apps_fuzz_LDFLAGS = $(FUZZ_FLAGS)

FUZZERS += tests/fuzz/action_fuzz
tests_fuzz_action_fuzz_SOURCES = tests/fuzz/action_fuzz.c
tests_fuzz_action_fuzz_LDADD = $(ACTIONS_LINK)
tests_fuzz_action_fuzz_LDFLAGS = $(FUZZ_FLAGS)

FUZZERS += tests/fuzz/dialect_fuzz
tests_fuzz_dialect_fuzz_SOURCES = tests/fuzz/dialect_fuzz.c
tests_fuzz_dialect_fuzz_LDADD = $(MODEL_LINK)
tests_fuzz_dialect_fuzz_LDFLAGS = $(FUZZ_FLAGS)

FUZZERS += tests/fuzz/image_fuzz
tests_fuzz_image_fuzz_SOURCES = tests/fuzz/image_fuzz.c
tests_fuzz_image_fuzz_LDADD = $(VISION_LINK)
tests_fuzz_image_fuzz_LDFLAGS = $(FUZZ_FLAGS)

EXTRA_PROGRAMS += $(FUZZERS)
endif

.PHONY: fuzzers
fuzzers: $(FUZZERS)

EXTRA_DIST += tests/fuzz/seeds
