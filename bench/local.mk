# Programs that bench/run starts; built by `make bench` only.
BENCHES = bench/capture_bench bench/typing_bench
EXTRA_PROGRAMS = $(BENCHES)
EXTRA_DIST += bench/run

bench_capture_bench_SOURCES = bench/capture_bench.c
bench_capture_bench_LDADD = $(VISION_LINK)

bench_typing_bench_SOURCES = bench/typing_bench.c actions/hands_rig.c actions/hands_rig.h
bench_typing_bench_LDADD = $(ACTIONS_LINK)

.PHONY: bench
bench: $(BENCHES)
