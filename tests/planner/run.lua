-- run.lua: the planner's tests: wordings, matching, and whole tasks on a simulated desktop.
-- lua5.4 tests/planner/run.lua [PATTERN [-v]]   prints each failure and, last, "N passed, N failed".
local here = arg[0]:match("^(.*)/[^/]*$") or "."
local root = here .. "/../.."
package.path = root .. "/scripts/planner/?.lua;" .. here .. "/?.lua;" .. package.path
require("harness").root = root
require("harness").verbose = arg[2] == "-v" -- prints each step

local passed, failed = 0, 0

function test(sentence, fn)
  if arg[1] and not sentence:find(arg[1]) then return end
  local ok, why = xpcall(fn, debug.traceback)
  if ok then
    passed = passed + 1
  else
    failed = failed + 1
    print("FAILED: " .. sentence .. "\n  " .. tostring(why):gsub("\n", "\n  "))
  end
end

function same(got, wanted, what)
  if got ~= wanted then
    error(("%s is %s, wanted %s"):format(what or "it", tostring(got), tostring(wanted)), 2)
  end
end

for _, name in ipairs { "matching", "numbers", "wordings", "windows", "forms", "editor", "filemanager",
  "lists", "failures", "pixels", "asides" } do
  require("cases." .. name)
end

print(("%d passed, %d failed"):format(passed, failed))
os.exit(failed == 0 and passed > 0)
