nobase_dist_pkgdata_DATA += scripts/planner/act.lua scripts/planner/answer.lua scripts/planner/asides.lua \
	scripts/planner/calc.lua scripts/planner/chooser.lua scripts/planner/condition.lua \
	scripts/planner/exec.lua scripts/planner/fields.lua scripts/planner/frames.lua \
	scripts/planner/ground.lua scripts/planner/init.lua scripts/planner/keys.lua \
	scripts/planner/lexicon.lua scripts/planner/listing.lua scripts/planner/match.lua \
	scripts/planner/normalise.lua scripts/planner/phrase.lua scripts/planner/retell.lua scripts/planner/wanted.lua \
	scripts/planner/screen.lua \
	scripts/planner/scrolling.lua scripts/planner/skills/answer.lua \
	scripts/planner/skills/application.lua scripts/planner/skills/calculate.lua \
	scripts/planner/skills/check.lua scripts/planner/skills/choose.lua \
	scripts/planner/skills/clear.lua scripts/planner/skills/click.lua \
	scripts/planner/skills/clipboard.lua scripts/planner/skills/dialog.lua \
	scripts/planner/skills/drag.lua scripts/planner/skills/files.lua \
	scripts/planner/skills/fill.lua scripts/planner/skills/hint.lua scripts/planner/skills/key.lua \
	scripts/planner/skills/lines.lua scripts/planner/skills/menu.lua \
	scripts/planner/skills/open_file.lua scripts/planner/skills/replace.lua \
	scripts/planner/skills/rows.lua scripts/planner/skills/save.lua \
	scripts/planner/skills/scroll.lua scripts/planner/skills/set_value.lua \
	scripts/planner/skills/spreadsheet.lua scripts/planner/skills/terminal.lua \
	scripts/planner/skills/tree.lua scripts/planner/skills/type.lua scripts/planner/skills/wait.lua \
	scripts/planner/skills/web.lua scripts/planner/skills/window.lua scripts/planner/split.lua \
	scripts/planner/task.lua scripts/planner/template.lua scripts/planner/text.lua \
	scripts/planner/windows.lua

nobase_dist_pkgdata_DATA += \
	scripts/policies/allow-all.lua \
	scripts/policies/default.lua \
	scripts/policies/words/risky.lua \
	scripts/policies/words/shell.lua \
	scripts/prelude.lua \
	scripts/tools/app_list.lua \
	scripts/tools/clipboard_get.lua \
	scripts/tools/clipboard_set.lua \
	scripts/tools/screen_find.lua \
	scripts/tools/screen_text.lua \
	scripts/tools/wait_for.lua \
	scripts/tools/window_close.lua \
	scripts/tools/window_focus.lua \
	scripts/tools/window_list.lua \
	scripts/tools/window_maximise.lua \
	scripts/tools/window_minimise.lua \
	scripts/tools/window_restore.lua \
	scripts/tools/window_title.lua

nobase_dist_pkgdata_DATA += scripts/planner/dates.lua scripts/planner/skills/calendar.lua \
	scripts/planner/skills/document.lua
