# Programs that bench/run starts; built by `make bench` only.
BENCHES = bench/capture_bench
EXTRA_PROGRAMS = $(BENCHES)
EXTRA_DIST += bench/run

bench_capture_bench_SOURCES = bench/capture_bench.c
bench_capture_bench_LDADD = $(VISION_LINK)

.PHONY: bench
bench: $(BENCHES)
