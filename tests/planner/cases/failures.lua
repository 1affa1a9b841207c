local Desktop = require "sim.desktop"
local apps = require "sim.apps"
local harness = require "harness"
local widgets = require "sim.widgets"

local function desk()
  local d = Desktop.new { folder = "/home/u" }
  d:open { title = "Main", x = 100, y = 100, w = 400, h = 300, content = {
    widgets.new("button", "Go", { 20, 20, 100, 30 }, { on = function() d.gone = true end }),
    widgets.new("button", "Locked", { 20, 60, 100, 30 }, { disabled = true }) } }
  return d
end

test("a button that is not there is named and nothing is touched", function()
  local d = desk()
  local r = harness.run(d, "Click the button labelled Frobnicate")
  same(r.status, "failed")
  same(r.text:find("Frobnicate", 1, true) ~= nil, true, r.text)
  for _, a in ipairs(d.log) do
    if a.action ~= "wait" and a.action ~= "scroll" then error("did " .. a.action) end
  end
end)

test("what cannot be read is not begun", function()
  local d = desk()
  local r = harness.run(d, "Click Go and then frobnicate the widget")
  same(r.status, "failed")
  same(r.text:find("^cannot plan this offline") ~= nil, true, r.text)
  same(#d.log, 0)
end)

test("a greyed button is not pressed", function() same(harness.run(desk(), "Click Locked").status, "failed") end)

test("a program that does not exist is said", function()
  local r = harness.run(desk(), "Open the program Blorb")
  same(r.status, "failed")
  same(r.text:find("Blorb", 1, true) ~= nil, true, r.text)
end)

test("a missing name is asked for and used", function()
  local d = desk()
  apps.editor(d)
  local r = harness.run(d, 'Type "abc" and save', { answer = "given.txt" })
  same(r.status, "done", r.text)
  same(d.files["/home/u/given.txt"], "abc")
end)

test("an error of the hands is said", function()
  local d = desk()
  local act = d.act
  d.act = function(self, a)
    if a.action == "click" then return { verdict = "unknown", error = { code = "denied",
      message = "policy says no" }, windows = {} } end
    return act(self, a)
  end
  local r = harness.run(d, "Click Go")
  same(r.status, "failed")
  same(r.text:find("policy says no", 1, true) ~= nil, true, r.text)
end)

test("two tasks do not mix", function()
  local planner = dofile(harness.root .. "/scripts/planner/init.lua")
  local screen = { w = 100, h = 100, windows = {}, elements = {}, lines = {} }
  same(planner.plan { task = "Frobnicate", task_id = "1", step = 1, screen = screen,
    answers = {} }.actions[1].status, "failed")
  same(planner.plan { task = "Press Enter", task_id = "2", step = 1, screen = screen,
    answers = {} }.actions[1].action, "key")
end)

test("a task that only says what not to do is not called done", function()
  local d = desk()
  same(harness.run(d, "Do not press the Go button.").status, "failed")
  same(d.gone, nil)
end)

test("whatever uses the clipboard on the way puts back what was there", function()
  local fields = require "fields"
  local task = { act = function(self, _, a)
    if a.name == "clipboard_get" then return true, { { tool = { text = self.held } } } end
    if a.name == "clipboard_set" then self.held = a.arguments.text end
    return true, {}
  end, held = "mine" }
  same(fields.keeping_clipboard(task, function() task.held = "theirs" return "read" end), "read")
  same(task.held, "mine")
  same(pcall(fields.keeping_clipboard, task, function() task.held = "theirs" error("no") end), false)
  same(task.held, "mine")
end)
