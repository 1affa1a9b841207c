# libFuzzer targets, built only when configured with --enable-sanitize=fuzzer: `make fuzzers`.
FUZZERS =
FUZZ_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer

if FUZZ
FUZZERS += tests/fuzz/js_fuzz
tests_fuzz_js_fuzz_SOURCES = tests/fuzz/js_fuzz.c
tests_fuzz_js_fuzz_LDADD = $(BASE_LINK)
tests_fuzz_js_fuzz_LDFLAGS = $(FUZZ_LDFLAGS)

EXTRA_PROGRAMS = $(FUZZERS)
endif

.PHONY: fuzzers
fuzzers: $(FUZZERS)
