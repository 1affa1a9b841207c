-- scroll.lua: scroll in a direction, to an end, or until something is seen.
local act = require "act"
local calc = require "calc"
local click = require "skills.click"
local scrolling = require "scrolling"

local scroll = {}

scroll.wordings = {
  "scroll [the] [list|page|window|document] [down|up] (to|until you see|until you find|until you " ..
    "reach|till you see|to find|to reach|until) {target}",
  "scroll [down|up] [in] {area} (to|until you see|until you find|until) {target}",
  "scroll [down|up] [in|through] {area} until {target} (is visible|appears|is shown|comes into view|is seen)",
  "scroll [down|up] until {target} (is visible|appears|is shown|comes into view|is seen)",
  "scroll {target} into view", "bring {target} into view",
  { "scroll [all the way] [down] [in] [{area}] to the (bottom|end) [of {area2}]", ["to"] = "end", weight = 4 },
  { "scroll [all the way] [up] [in] [{area}] to the (top|start|beginning) [of {area2}]", ["to"] = "start", weight = 4 },
  { "scroll all the way down [in] [{area}]", ["to"] = "end", weight = 4 },
  { "scroll all the way up [in] [{area}]", ["to"] = "start", weight = 4 },
  { "scroll down [in] [{area}]", dir = "down" }, { "scroll up [in] [{area}]", dir = "up" },
  { "scroll left [in] [{area}]", dir = "left" }, { "scroll right [in] [{area}]", dir = "right" },
  { "scroll down [by] {n:num} [times|notches|lines|steps|clicks]", dir = "down" },
  { "scroll up [by] {n:num} [times|notches|lines|steps|clicks]", dir = "up" },
  { "scroll [the] {area} down", dir = "down" }, { "scroll [the] {area} up", dir = "up" },
}

local DIRECTIONS = { down = { 0, 1 }, up = { 0, -1 }, left = { -1, 0 }, right = { 1, 0 } }

local function area_of(task, words)
  if words and words ~= "" then
    local p = task:parse(words)
    local holder = p.role ~= "window" and task:find(p, { any_role = true })
    if holder and holder.h > 40 then return holder end
  end
  return scrolling.area(task, task.scope and task:window() or task.view:front())
end

function scroll.run(task, args)
  task:focus_scope()
  local area = area_of(task, args.area or args.area2)
  if args.dir then
    local d, n = DIRECTIONS[args.dir], args.n and calc.number(args.n) or 5
    task:act("Scroll " .. args.dir .. ".", act.scroll(area.cx, area.cy, d[1] * n, d[2] * n))
    task:note("scrolled %s", args.dir)
    return
  end
  if args.to then
    for _ = 1, 20 do
      if not scrolling.turn(task, area, args.to == "end" and 100 or -100, "Scroll to the " .. args.to
        .. ".") then break end
    end
    task:note("scrolled to the %s", args.to)
    return
  end
  local p = task:parse(args.target)
  if not p.quoted and args.target:lower():find("^the%s+%a*%s?form$") and task.next_frame then
    return task:note("the form's fields are brought into view one by one")
  end
  local thing = scrolling.reveal(task, p, { roles = { "item", "cell", "treeitem", "text", "button", "link" } })
  if not thing then click.missing(task, p) end
  task.it = thing
  task:note('"%s" is in view', task.view:caption(thing))
end

return scroll
