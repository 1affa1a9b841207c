local Desktop = require "sim.desktop"
local apps = require "sim.apps"
local harness = require "harness"

local function desk(mode)
  local d = Desktop.new { mode = mode, folder = "/home/u/Documents", files = { ["/home/u"] = true,
    ["/home/u/Documents"] = true,
    ["/home/u/Documents/budget-2025.txt"] = "rent 900\nfood 300\n",
      ["/home/u/Documents/budget-2026.txt"] = "rent 950\nfood 310\n",
    ["/home/u/Documents/plan.txt"] = "call the bank\n", ["/home/u/Documents/Archive"] = true } }
  apps.files(d, "/home/u/Documents")
  return d
end

local function listing(d)
  local out = {}
  for path, v in pairs(d.files) do out[#out + 1] = path .. "=" .. tostring(v) end
  table.sort(out)
  return table.concat(out, ";")
end

for _, mode in ipairs { "atspi", "pixels" } do
  local function go(words, check)
    test(("files (%s): %s"):format(mode, words), function()
      local d = desk(mode)
      local r = harness.run(d, words)
      same(r.status, "done", r.text)
      check(d)
    end)
  end
  go('In the file manager, create a new folder named "Invoices 2026" inside the folder that is shown.', function(d)
    same(d.files["/home/u/Documents/Invoices 2026"], true)
  end)
  go('Create a folder called "Reports 2026" in the file manager',
    function(d) same(d.files["/home/u/Documents/Reports 2026"], true) end)
  go('Make a new directory "Old" inside the Archive folder',
    function(d) same(d.files["/home/u/Documents/Archive/Old"], true) end)
  go('Rename "plan.txt" to "todo.txt"', function(d)
    same(d.files["/home/u/Documents/todo.txt"], "call the bank\n")
    same(d.files["/home/u/Documents/plan.txt"], nil)
  end)
  go("Delete the file plan.txt", function(d) same(d.files["/home/u/Documents/plan.txt"], nil) end)
  go('Move "plan.txt" into the folder "Archive"', function(d)
    same(d.files["/home/u/Documents/Archive/plan.txt"], "call the bank\n")
    same(d.files["/home/u/Documents/plan.txt"], nil)
  end)
  go('Copy plan.txt to the Archive folder', function(d)
    same(d.files["/home/u/Documents/Archive/plan.txt"], "call the bank\n")
    same(d.files["/home/u/Documents/plan.txt"], "call the bank\n")
  end)
  go('Open the file "budget-2026.txt" that is in the folder shown in the file manager, delete its last line and save it.', function(d)
    same(d.files["/home/u/Documents/budget-2026.txt"], "rent 950\n")
  end)
end

for _, words in ipairs {
  'Open the file "budget-2031.txt" that is in the folder shown in the file manager and delete its last line.',
  "Delete the file missing.txt", 'Rename "nothing.txt" to "x.txt"', 'Create a new folder named "Archive"',
    'Rename "plan.txt" to "budget-2025.txt"',
  'Move "nothing.txt" into the folder "Archive"', 'Open the folder "Nowhere" in the file manager',
} do
  test("impossible, and nothing changes: " .. words, function()
    local d = desk()
    local before = listing(d)
    local r = harness.run(d, words)
    same(r.status, "failed", r.text)
    same(listing(d), before)
    same(#d.windows, 1, "windows left")
  end)
end
