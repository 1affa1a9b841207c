-- wait.lua: wait for a text, a window, the end of something, or some seconds.
local act = require "act"
local calc = require "calc"
local condition = require "condition"
local normalise = require "normalise"

local wait = {}

wait.wordings = {
  "wait (for|until|till) {what}",
  "wait [for] {n:num} (seconds|second|s|sec|secs)",
  "wait [for] [about] {n:num} (milliseconds|ms)",
  { "wait [for] [a|one] (moment|second|bit|little|while)", n = "1" },
  { "pause [for] {n:num} (seconds|second)" }, { "wait", n = "1" },
}

function wait.run(task, args, frame)
  if args.n then
    local n = calc.number(args.n) or 1
    local ms = frame.text:lower():find("m[is]") and frame.text:lower():find("millisecond") and n or n * 1000
    task:act("Wait as asked.", act.wait(math.floor(math.min(ms, 60000))))
    task:note("waited")
    return
  end
  local words = args.what
  if normalise.value(words, task.literals) == words and not words:find("%s") then words = words .. " appears" end
  condition.holds(task, "when " .. words) -- fails by itself when it never comes
  task:note("%s: seen", normalise.show(args.what, task.literals))
end

return wait
