EXTRA_DIST += check demo tests/style \
	tests/rig/packages tests/rig/install tests/rig/build tests/rig/shell_test tests/rig/install_test \
	tests/rig/fuzz tests/rig/lsan.supp tests/rig/tsan.supp \
	tests/rig/desktop.py tests/rig/client.py tests/rig/demo.py tests/rig/rig.py \
	tests/rig/test_start.py tests/rig/test_protocol.py tests/rig/test_faults.py tests/rig/test_tasks.py \
	tests/rig/test_demo.py \
	tests/page/package.json tests/page/package-lock.json tests/page/install \
	tests/page/run tests/page/page_test.mjs tests/page/harness.mjs tests/page/daemon.mjs tests/page/model.mjs \
	tests/page/wire.mjs tests/page/wire_tests.mjs

include tests/fuzz/local.mk
include tests/planner/local.mk
