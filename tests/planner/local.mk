EXTRA_DIST += tests/planner/run tests/planner/run.lua tests/planner/harness.lua \
	tests/planner/sim/apps.lua tests/planner/sim/desktop.lua tests/planner/sim/editing.lua \
	tests/planner/sim/reader.lua tests/planner/sim/widgets.lua \
	tests/planner/cases/asides.lua tests/planner/cases/editor.lua tests/planner/cases/failures.lua \
	tests/planner/cases/filemanager.lua tests/planner/cases/forms.lua \
	tests/planner/cases/lists.lua tests/planner/cases/matching.lua tests/planner/cases/numbers.lua \
	tests/planner/cases/pixels.lua tests/planner/cases/windows.lua tests/planner/cases/wordings.lua
