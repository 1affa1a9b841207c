EXTRA_DIST += check demo LICENSE README.md tests/style \
	tests/rig/packages tests/rig/install tests/rig/build tests/rig/shell_test tests/rig/install_test \
	tests/rig/fuzz tests/rig/lsan.supp tests/rig/tsan.supp \
	tests/rig/desktop.py
