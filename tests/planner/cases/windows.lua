local Desktop = require "sim.desktop"
local apps = require "sim.apps"
local harness = require "harness"
local widgets = require "sim.widgets"

local function three()
  local d = Desktop.new()
  for i, title in ipairs { "Budget", "Holiday plans", "Shopping list" } do
    d:open { title = title, x = 40 + 300 * i, y = 40 + 100 * i, w = 320, h = 200, content = {
      widgets.new("label", "Notes: " .. title:lower(), { 20, 20, 200, 20 }) } }
  end
  return d
end

local function titles(d)
  local out = {}
  for _, w in ipairs(d.windows) do out[#out + 1] = w.title end
  table.sort(out)
  return table.concat(out, ",")
end

test("closes the window that is named and no other", function()
  local d = three()
  local r = harness.run(d, 'Close the window titled "Holiday plans". Leave the other two windows open.')
  same(r.status, "done", r.text)
  same(titles(d), "Budget,Shopping list")
end)

test("a window that is not there is said, and nothing closes", function()
  local d = three()
  local r = harness.run(d, 'Close the window "Taxes"')
  same(r.status, "failed")
  same(titles(d), "Budget,Holiday plans,Shopping list")
  same(r.text:find("Taxes", 1, true) ~= nil, true, r.text)
end)

test("closes all but one", function()
  local d = three()
  same(harness.run(d, 'Close all windows except "Budget"').status, "done")
  same(titles(d), "Budget")
end)

test("switches, maximises, minimises", function()
  local d = three()
  same(harness.run(d, "Switch to the Budget window and maximise it").status, "done")
  same(d.active.title, "Budget")
  same(d.active.maximised, true)
  same(harness.run(d, 'Minimise "Shopping list"').status, "done")
end)

test("unsaved work is asked about", function()
  local d = Desktop.new { folder = "/home/u" }
  apps.editor(d)
  same(harness.run(d, 'Type "x" and close the editor').status, "asked")
end)

test("closing without saving discards", function()
  local d = Desktop.new { folder = "/home/u" }
  apps.editor(d)
  local r = harness.run(d, 'Type "x" and close the text editor without saving')
  same(r.status, "done", r.text)
  same(#d.windows, 0)
end)

test("an instruction that answers the question itself is not asked", function()
  local d = Desktop.new { folder = "/home/u" }
  apps.editor(d)
  local r = harness.run(d, 'Type "x", close the editor, and if a dialog appears, click "Don\'t Save"')
  same(r.status, "done", r.text)
  same(#d.windows, 0)
end)

test("starts programs by kind and reads the calculator", function()
  local d = Desktop.new { apps = { calculator = apps.calculator } }
  local r = harness.run(d, "Calculate 12.5 * 8 in the calculator and tell me the result")
  same(r.status, "done", r.text)
  same(r.text, "100")
end)

test("a calculator that does not take keys has its buttons pressed", function()
  local d = Desktop.new { deaf_calculator = true }
  local w = apps.calculator(d)
  w.keys.Return = nil
  local r = harness.run(d, "Use the calculator to add 347 and 589, and leave the result on its display.")
  same(r.status, "done", r.text)
  same(w.display.text.value, "936")
end)

test("the result of one program goes into another", function()
  local d = Desktop.new { folder = "/home/u" }
  local e = apps.editor(d)
  apps.calculator(d)
  local r = harness.run(d, "Compute 17 times 3 in the calculator and type the result into the text editor")
  same(r.status, "done", r.text)
  same(e.area.text.value, "51")
end)

test("a pop-up in the way is dismissed", function()
  local d = Desktop.new()
  local pressed
  local win = d:open { title = "Main", x = 100, y = 100, w = 400, h = 300, content = {
    widgets.new("button", "Continue", { 20, 20, 100, 30 }, { on = function() pressed = true end }) } }
  apps.message(d, "A new version is available.", { { "Remind me later" } }, win, "Update")
  local r = harness.run(d, 'Click the "Continue" button')
  same(r.status, "done", r.text)
  same(pressed, true)
end)

test("waits for a dialog and answers it", function()
  local d = Desktop.new()
  local win = d:open { title = "Main", x = 100, y = 100, w = 400, h = 300, content = {} }
  local answer
  d.on_wait = function(desktop, n)
    if n == 3 then apps.message(desktop, "Ready?", { { "Yes", function() answer = "yes" end }, { "No",
      function() answer = "no" end } }, win) end
  end
  local r = harness.run(d, "When the dialog appears, click No")
  same(r.status, "done", r.text)
  same(answer, "no")
end)

test("no dialog: the other branch is taken", function()
  local d = Desktop.new()
  local pressed
  d:open { title = "Main", x = 100, y = 100, w = 400, h = 300, content = {
    widgets.new("button", "OK", { 20, 20, 100, 30 }, { on = function() pressed = true end }) } }
  local r = harness.run(d, "If a dialog appears, click No. Otherwise press OK.")
  same(r.status, "done", r.text)
  same(pressed, true)
end)
