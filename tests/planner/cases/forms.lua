local Desktop = require "sim.desktop"
local harness = require "harness"
local widgets = require "sim.widgets"

local new = widgets.new

local function form(mode)
  local d = Desktop.new { mode = mode }
  local done = {}
  local content = {}
  for i, name in ipairs { "First name", "Last name", "Street", "City", "Phone" } do
    content[#content + 1] = new("label", name, { 20, i * 40, 120, 20 })
    content[#content + 1] = new("field", name, { 150, i * 40 - 4, 260, 28 }, { unnamed = mode == "unnamed" })
  end
  local win
  content[#content + 1] = new("button", "Cancel", { 200, 260, 90, 30 },
    { on = function() done.cancelled = true d:remove(win) end })
  content[#content + 1] = new("button", "OK", { 300, 260, 90, 30 }, { on = function()
    for _, w in ipairs(win.widgets) do
      if w.kind == "field" then done[#done + 1] = w.text.value end
    end
    d:remove(win)
  end })
  win = d:open { title = "Contact", x = 300, y = 200, w = 440, h = 320, content = content }
  return d, done
end

for _, mode in ipairs { "atspi", "unnamed", "pixels" } do
  for _, words in ipairs {
    "Fill in the contact form: first name Maria, last name Olsen, street Harbour Road 12, city Bergen, " ..
      "phone 555 0142. Then press OK.",
    'Enter first name "Maria", last name "Olsen", street "Harbour Road 12", city "Bergen" and phone "555 0142" and click OK',
    "Fill out the form with First name: Maria, Last name: Olsen, Street: Harbour Road 12, City: Bergen, " ..
      "Phone: 555 0142 and press the OK button",
    'Set the first name to "Maria", the last name to "Olsen", the street to "Harbour Road 12", ' ..
      'the city to "Bergen" and the phone to "555 0142". Confirm the dialog.',
    'Type "Maria" into the First name field, "Olsen" into the Last name field, "Harbour Road 12" into Street, ' ..
      '"Bergen" into City and "555 0142" into Phone. Click OK.',
  } do
    test(("fills a form (%s): %s"):format(mode, words:sub(1, 50)), function()
      local d, done = form(mode)
      local r = harness.run(d, words)
      same(r.status, "done", r.text)
      same(table.concat(done, "|"), "Maria|Olsen|Harbour Road 12|Bergen|555 0142")
    end)
  end
end

test("a form without the field is left alone", function()
  local d, done = form()
  local r = harness.run(d, 'Fill in the form: first name "Ann", shoe size "42". Press OK.')
  same(r.status, "failed")
  same(#done, 0)
  for _, w in ipairs(d.windows[1].widgets) do
    if w.text then same(w.text.value, "") end
  end
end)

test("cancels instead of confirming", function()
  local d, done = form()
  same(harness.run(d, "Cancel the form instead of pressing OK").status, "done")
  same(done.cancelled, true)
end)

local function settings(mode)
  local d = Desktop.new { mode = mode }
  local win
  win = d:open { title = "Settings", x = 200, y = 150, w = 500, h = 420, page = "General", content = {
    new("tab", "General", { 10, 10, 90, 28 }), new("tab", "Privacy", { 110, 10, 90, 28 }),
    new("check", "Share data", { 20, 60, 200, 22 }, { page = "Privacy", checked = true }),
    new("check", "Keep history", { 20, 90, 200, 22 }, { page = "Privacy" }),
    new("radio", "Light", { 20, 60, 100, 22 }, { page = "General", checked = true, group = 1 }),
    new("radio", "Dark", { 140, 60, 100, 22 }, { page = "General", group = 1 }),
    new("label", "Language", { 20, 104, 90, 20 }, { page = "General" }),
    new("combo", "Language", { 120, 100, 160, 28 }, { page = "General", options = { "English", "Norwegian",
      "German" }, value = "English" }),
    new("label", "Font size", { 20, 154, 90, 20 }, { page = "General" }),
    new("spin", "Font size", { 120, 150, 100, 28 }, { page = "General", value = "11", min = 6, max = 72 }),
    new("label", "Volume", { 20, 204, 90, 20 }, { page = "General" }),
    new("slider", "Volume", { 120, 200, 216, 26 }, { page = "General", min = 0, max = 100, step = 1, value = 20 }),
    new("button", "Apply", { 300, 370, 80, 30 }, { on = function() d.applied = true end }),
  } }
  local named = {}
  for _, w in ipairs(win.widgets) do if w.kind ~= "label" then named[w.name] = w end end
  return d, named
end

for _, mode in ipairs { "atspi", "pixels" } do
  local function go(words, check)
    test(("settings (%s): %s"):format(mode, words), function()
      local d, w = settings(mode)
      local r = harness.run(d, words)
      same(r.status, "done", r.text)
      check(w, d)
    end)
  end
  go('In the Settings window, choose the Privacy tab, uncheck "Share data" and click Apply', function(w, d)
    same(w["Share data"].checked, false)
    same(d.applied, true)
  end)
  go('Go to the "Privacy" tab and tick "Keep history"', function(w) same(w["Keep history"].checked, true) end)
  go("Select the Dark radio button", function(w) same(w.Dark.checked, true) end)
  go('Choose "German" from the Language drop-down', function(w) same(w.Language.value, "German") end)
  go("Set the language to Norwegian", function(w) same(w.Language.value, "Norwegian") end)
  go("Set the font size to 14", function(w) same(w["Font size"].text.value, "14") end)
  go("Set the Volume slider to 73", function(w) same(w.Volume.value, 73) end)
  go("Set the volume to 5 and the font size to 20", function(w)
    same(w.Volume.value, 5)
    same(w["Font size"].text.value, "20")
  end)
end

test("a box that is as it should be is not touched", function()
  local d, w = settings()
  d.windows[1].page = "Privacy"
  same(harness.run(d, 'Check "Share data"').status, "done")
  same(w["Share data"].checked, true)
end)

test("a slider that goes to other places by the pointer is brought there by keys", function()
  local d, w = settings()
  w.Volume.rough = 3
  local r = harness.run(d, "Set the slider to 42")
  same(r.status, "done", r.text)
  same(w.Volume.value, 42)
end)

test("values that a slider does not have are refused", function()
  local d, w = settings()
  same(harness.run(d, "Set the Volume to 130").status, "failed")
  same(w.Volume.value, 20)
end)

test("choices that a combo box does not have are refused and the list is closed", function()
  local d, w = settings()
  local r = harness.run(d, 'Choose "Klingon" from the Language list')
  same(r.status, "failed")
  same(w.Language.value, "English")
  same(d:popups(), nil)
end)
