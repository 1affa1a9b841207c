-- drag.lua: drag one thing onto, below or above another, or by a distance.
local act = require "act"
local calc = require "calc"
local click = require "skills.click"

local drag = {}

drag.wordings = {
  "(drag|drag and drop|pull) {from} (to|onto|on|into|over|on to|on top of|and drop it on|and drop it " ..
    "onto|and drop it into|and drop it in|and drop it to) {to}",
  "move {from} (onto|into|on top of) {to} by dragging",
  { "(drag|move) {from} [to the] (left|right|up|down) by {n:num} [pixels|px]" },
  { "(drag|move) {from} {n:num} (pixels|px) [to the] (left|right|up|down)" },
  "drag from {from} to {to}",
  { "(drag|move|put) {from} (below|under|after) {to}", side = "after", weight = -2 },
  { "(drag|move|put) {from} (above|before) {to}", side = "before", weight = -2 },
}

local WAYS = { left = { -1, 0 }, right = { 1, 0 }, up = { 0, -1 }, down = { 0, 1 } }

function drag.run(task, args, frame)
  task:focus_scope()
  local from_p = task:parse(args.from)
  local from, why = click.locate(task, from_p, {})
  if not from then click.missing(task, from_p, why) end
  local x, y
  if args.to then
    local to_p = task:parse(args.to)
    local to
    to, why = click.locate(task, to_p, {})
    if not to then click.missing(task, to_p, why) end
    from = task:refresh(from) or from
    x, y = to.cx, to.cy
    if args.side == "after" then y = to.y + to.h - 2 elseif args.side == "before" then y = to.y + 2 end
  else
    local n = calc.number(args.n)
    local way
    for name, d in pairs(WAYS) do
      if frame.text:lower():find("%f[%a]" .. name .. "%f[%A]") then way = d end
    end
    x, y = from.cx + way[1] * n, from.cy + way[2] * n
  end
  local before = task.view:fingerprint()
  task:act(("Drag %s."):format(from_p.said), act.drag(from.cx, from.cy, x, y, 8))
  if task:idle() and task.view:fingerprint() == before then task:fail("dragging %s changed nothing", from_p.said) end
  task:note("dragged %s", from_p.said)
end

return drag
