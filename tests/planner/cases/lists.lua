local Desktop = require "sim.desktop"
local harness = require "harness"
local widgets = require "sim.widgets"

local new = widgets.new

local function depots(mode)
  local d = Desktop.new { mode = mode }
  local rows = {}
  for i = 0, 99 do rows[#rows + 1] = ({ "Aachen", "Bergen", "Cadiz", "Derby", "Essen", "Hull",
    "Riga" })[i % 7 + 1] .. " " .. (100 + 7 * i) end
  local list = new("list", "Depot", { 20, 60, 320, 260 }, { rows = rows, top = 0, row_h = 24 })
  local win
  win = d:open { title = "Depots", x = 300, y = 150, w = 360, h = 420, content = {
    new("label", "Choose a depot", { 20, 20, 200, 20 }), list,
    new("button", "Cancel", { 160, 360, 80, 30 }), new("button", "OK", { 250, 360, 80, 30 }, { on = function()
      d.chosen = rows[list.selected or 0]
      d:remove(win)
    end }) } }
  return d, list, rows
end

for _, mode in ipairs { "atspi", "pixels" } do
  for _, at in ipairs { 3, 71, 100 } do
    test(("finds row %d by scrolling (%s)"):format(at, mode), function()
      local d, _, rows = depots(mode)
      local r = harness.run(d,
        ('In the list of depots, scroll to the entry "%s", select it and press OK.'):format(rows[at]))
      same(r.status, "done", r.text)
      same(d.chosen, rows[at])
    end)
  end
  test("finds a row above the ones in view (" .. mode .. ")", function()
    local d, list, rows = depots(mode)
    list.top = 50
    local r = harness.run(d, ('Select "%s" in the list and click OK'):format(rows[5]))
    same(r.status, "done", r.text)
    same(d.chosen, rows[5])
  end)
end

test("a row that is not there is said", function()
  local d = depots()
  local r = harness.run(d, 'Scroll to the entry "Oslo 111", select it and press OK.')
  same(r.status, "failed")
  same(d.chosen, nil)
end)

test("the second and the last item", function()
  local d, list = depots()
  same(harness.run(d, "Select the second item in the list").status, "done")
  same(list.selected, 2)
end)
