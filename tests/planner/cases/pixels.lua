local Desktop = require "sim.desktop"
local harness = require "harness"
local widgets = require "sim.widgets"

test("captions that were misread are found", function()
  local d = Desktop.new { mode = "pixels", noise = 0.4 }
  d:open { title = "Tool", x = 100, y = 100, w = 500, h = 300, content = {
    widgets.new("button", "Calibrate colours", { 20, 20, 200, 30 }, { on = function() d.pressed = true end }),
    widgets.new("button", "Cancel", { 20, 80, 200, 30 }) } }
  local r = harness.run(d, 'Press the "Calibrate colours" button')
  same(r.status, "done", r.text)
  same(d.pressed, true)
end)

test("what stands beside a label is read", function()
  local d = Desktop.new { mode = "pixels" }
  d:open { title = "Invoice", x = 100, y = 100, w = 500, h = 300, content = {
    widgets.new("label", "Total:", { 20, 20, 60, 20 }), widgets.new("label", "417.50", { 120, 20, 80, 20 }),
    widgets.new("label", "Customer: Olsen", { 20, 60, 200, 20 }) } }
  same(harness.run(d, "What is the total?").text, "417.50")
  same(harness.run(d, "Tell me the customer").text, "Olsen")
end)
