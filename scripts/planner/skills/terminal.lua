-- terminal.lua: run a command in a terminal, and read what it printed.
local act = require "act"
local application = require "skills.application"
local normalise = require "normalise"
local text = require "text"
local windows = require "windows"

local terminal = {}

terminal.wordings = {
  "(run|execute|enter|type|issue|use) [the] (command|commands|shell command) {command} [(in|into|on|at) " ..
    "[the] [a] {where}]",
  "(run|execute|type|enter) {command:lit} (in|into|at|on) [the] [a] {where}",
  "(run|execute) {command:lit}",
  { "{what} (with|using|by|by running|by using|by typing) the command {command}", weight = 6 },
  "in [the] [a] terminal [window] [,] (run|execute|type|enter) [the] [command] {command}",
  "(run|execute) {command} in [the] [a] [open] (terminal|shell|console|xterm) [window]",
}

function terminal.accept(args, literals)
  if args.where then
    local row = windows.kind(normalise.value(args.where, literals))
    local low = normalise.value(args.where, literals):lower()
    return (row ~= nil and row.open == "terminal") or low:find("terminal") ~= nil or low:find("prompt") ~= nil
      or low:find("shell") ~= nil
  end
  return true
end

function terminal.run(task, args)
  local command = normalise.value(args.command, task.literals)
  local window = windows.named(task.view, "terminal")[1]
  if not window then window = application.open(task, "terminal", "a terminal") end
  task:focus(window)
  local before = task.view:text_of(window)
  task:act(("Run %s."):format(command), { act.type(command), act.key("Return") })
  if task:idle() then
    local w = task.view.by_window[window.id] or window
    task:act("Click into the terminal and try again.",
      { act.click(w.cx, w.cy), act.type(command), act.key("Return") })
    if task:idle() then task:fail("the terminal does not take the command") end
  end
  task:await("See what it prints.", function(view) return view:text_of(window) ~= before or nil end, 2)
  local probe = text.words(command)[1]
  local shown = task.view:text_of(window)
  local wrong = shown:lower():match("[^\n]*command not found[^\n]*") or shown:lower():match("[^\n]*no such file[^\n]*")
  if wrong and not before:lower():find(wrong, 1, true) then task:fail("the command %s failed: %s", probe, wrong) end
  task:note("ran %s", command)
end

return terminal
