-- set_value.lua: "set X to V" for sliders, spin buttons, combo boxes, fields, switches.
local act = require "act"
local calc = require "calc"
local check = require "skills.check"
local choose = require "skills.choose"
local click = require "skills.click"
local fields = require "fields"
local ground = require "ground"
local lexicon = require "lexicon"
local normalise = require "normalise"
local text = require "text"

local set_value = {}

set_value.wordings = {
  "(set|change|adjust|modify|update) {target} (to|at) [the] [value] [of] {value}",
  { "(move|drag|slide|turn|bring|put) {target} (to|at) [the] [value|position] [of] {value}", motion = "yes" },
  "(set|change|adjust|make|select|choose) [the] value [of] {value} (for|in|on|with) {target}",
  "(set|change|adjust) [the] value of {target} to {value}",
  "(increase|raise|decrease|lower|reduce|turn up|turn down) {target} to {value}",
  { "(increase|raise|increment) {target} by {value:num}", by = "1" },
  { "(decrease|lower|reduce|decrement) {target} by {value:num}", by = "-1" },
  { "(set|change|move|drag|slide|turn) {target} to (the maximum|maximum|the max|max|its maximum|the " ..
    "highest value|full|the far right|the right end)", value = "max", weight = 3 },
  { "(set|change|move|drag|slide|turn) {target} to (the minimum|minimum|the min|min|its minimum|the " ..
    "lowest value|the far left|the left end)", value = "min", weight = 3 },
  { "(turn|bring|move|put|take|set|drag|slide|pull|push) {target} (down|up|back) to [the] [value] [of] {value}",
    motion = "yes", weight = 2 },
  { "(set|adjust|move|drag|change|turn) {target} so that it (shows|is|reads|says|is at|stands at) {value}",
    weight = 4 },
  { "(move|drag|slide|push|pull|turn|set) {target} all the way (to the right|right|up|to the top|to the " ..
    "end)", value = "max",
    weight = 4 },
  { "(move|drag|slide|push|pull|turn|set) {target} all the way (to the left|left|down|to the bottom|to the start)",
    value = "min", weight = 4 },
  "(make|set) {target} {value:num}",
  { "(set|change|adjust) [the] [value] [of] {target} from {old} to {value}", weight = 6 },
  { "turn {target} all the way up", value = "max", weight = 4 }, { "turn {target} all the way down",
    value = "min", weight = 4 },
  { "turn {target} up to (the maximum|full|max)", value = "max", weight = 4 },
}

local ONLY = { "slider", "spin", "combo", "field", "textarea", "check", "switch", "radio", "toggle" }

-- "22 degrees" → "22"; other values as they are.
local function unit_less(value)
  local n, unit = value:match("^([%+%-]?%d[%d%.,]*)%s*([%a°%%]+)$")
  if n and not value:find("^%d+%s*[AaPp][Mm]$") and unit then return n end
  return value
end

function set_value.accept(args, literals)
  local low = normalise.value(args.target, literals):lower()
  if low:find("^cell%s") or low:find("%f[%a]cell%s+%a+%d+$") or low:find("cursor") or low:find("pointer")
    or low:find("mouse") then
    return false
  end
  if args.motion and not calc.number((unit_less(normalise.value(args.value, literals)))) then return false end
  return args.value ~= nil
end

-- The number that belongs to a slider where its value is not known: written on, above or beside it.
local function number_near(view, thing)
  local best, cost, at
  for _, line in ipairs(view.lines) do
    local n = line.window == thing.window and calc.read(line.name)
    if n then
      local dx = math.max(0, math.abs(line.cx - thing.cx) - thing.w / 2)
      local dy = math.max(0, math.abs(line.cy - thing.cy) - thing.h / 2)
      local c = dx + dy * 1.5
      if c < 60 and (not cost or c < cost) then best, cost, at = n, c, line end
    end
  end
  return best, at
end

local function current(view, thing)
  if not thing.atspi then -- a number that is written is surer than a knob that is measured
    return number_near(view, thing) or tonumber(thing.value)
  end
  return tonumber(thing.value) or (thing.value and calc.read(thing.value)) or number_near(view, thing)
end

local function close_to(a, b)
  return a ~= nil and math.abs(a - b) < 1e-6 + math.abs(b) * 1e-9
end

-- Presses an arrow until the value fits; learns the step from the first press.
local function step_to(task, thing, wanted)
  local vertical = thing.h > thing.w * 1.5
  local step
  for _ = 1, 8 do
    local now = task:refresh(thing) or thing
    local value = current(task.view, now)
    if value == nil then return false end
    if close_to(value, wanted) then return true end
    local up = wanted > value
    local key = vertical and (up and "Up" or "Down") or (up and "Right" or "Left")
    local times = 1
    if step then times = math.max(1, math.floor(math.abs(wanted - value) / step + 0.5)) end
    if step and math.abs(wanted - value) < step * 0.5 then return false end
    task:act(("Move the slider from %s towards %s."):format(calc.format(value), calc.format(wanted)),
      act.keys(math.min(times, 400), key))
    local after = current(task.view, task:refresh(thing) or thing)
    if after == nil or after == value then return false end
    if (after > value) ~= up and vertical then return false end
    step = math.abs(after - value) / times
  end
  return close_to(current(task.view, task:refresh(thing) or thing), wanted)
end

local function slider_range(task, thing)
  if thing.min and thing.max and thing.max > thing.min then return thing.min, thing.max end
  task:act("Look how far down the slider goes.", { act.click(thing.cx, thing.cy), act.key("Home") })
  local low = current(task.view, task:refresh(thing) or thing)
  task:act("Look how far up the slider goes.", act.key("End"))
  local high = current(task.view, task:refresh(thing) or thing)
  if low and high and high < low then low, high = high, low end
  return low, high
end

-- Where the knob is and what it says: the number that floats over it, else the value's part of the length.
local function knob(task, thing)
  local now = task:refresh(thing) or thing
  local n, at = number_near(task.view, now)
  local value = tonumber(now.value)
  if n and (not now.atspi or value == nil or value == n) then return n, math.max(now.x + 6,
    math.min(now.x + now.w - 6, at.cx)) end
  if value and now.min and now.max and now.max > now.min then
    return value, now.x + 8 + (value - now.min) / (now.max - now.min) * (now.w - 16)
  end
end

-- The knob is dragged towards its place by the rule of three, again and again; where the pointer is too coarse,
-- presses in the groove move it by single steps.
local function drag_to(task, thing, wanted, name)
  local v1, x1 = knob(task, thing)
  if not v1 then return false end
  if v1 == wanted then return true end
  local v0, x0 = v1, x1
  local y = thing.y + thing.h * 2 // 3
  local far = (x1 > thing.cx) and thing.x + 6 or thing.x + thing.w - 6
  task:act("Drag the knob to one end, to see how far it goes.", act.drag(x1, y, far, y, 8))
  v1, x1 = knob(task, thing)
  if not v1 or v1 == v0 then return false end
  local beyond = far > thing.cx and wanted > math.max(v0, v1) or far < thing.cx and wanted < math.min(v0, v1)
  if beyond then task:fail("%s ends at %s", name, calc.format(v1)) end
  local per_value = (x1 - x0) / (v1 - v0)
  for _ = 1, 6 do
    if v1 == wanted then return true end
    local aim = x1 + (wanted - v1) * per_value
    local near = math.abs(wanted - v1) <= 5
    if near then
      local side = (aim > x1) and thing.x + thing.w - 4 or thing.x + 4
      local presses = {}
      for i = 1, math.max(1, math.floor(math.abs(wanted - v1))) do presses[i] = act.click(side, y) end
      task:act("Press beside the knob.", presses)
    else
      task:act("Drag the knob.", act.drag(x1, y, aim, y, 8))
    end
    local v2, x2 = knob(task, thing)
    if not v2 then return false end
    if near and math.abs(wanted - v2) > math.abs(wanted - v1) then return false end
    if math.abs(v2 - v1) > 10 then per_value = (x2 - x1) / (v2 - v1) end
    v1, x1 = v2, x2
  end
  return v1 == wanted
end

local function set_slider(task, thing, wanted, name)
  thing = task:uncover(thing)
  if not thing.atspi and tonumber(wanted) and number_near(task.view, thing) then -- its range is a guess
    local look = number_near(task.view, thing)
    task:act("See whether the arrow keys move it.", { act.click(thing.cx, thing.cy), act.key("Home"),
      act.key("Right") })
    local now = number_near(task.view, thing)
    task:act("See whether the arrow keys move it.", act.key("Right"))
    if number_near(task.view, thing) == now then
      if drag_to(task, thing, tonumber(wanted), name) then return end
      task:fail("%s stands at %s and cannot be set to %s", name, calc.format(number_near(task.view, thing)
        or look or 0), wanted)
    end
  end
  local low, high = slider_range(task, thing)
  if low and low == high and not thing.atspi then -- it does not take keys: only its knob moves it
    local n = tonumber(wanted) or calc.number(wanted)
    if n and drag_to(task, thing, n, name) then return end
    low, high = nil, nil
  end
  if wanted == "max" then wanted = high elseif wanted == "min" then wanted = low end
  wanted = tonumber(wanted) or calc.number(wanted)
  if not wanted then task:fail("no number to set %s to", name) end
  if low and high and (wanted < low - 1e-9 or wanted > high + 1e-9) then
    task:fail("%s goes from %s to %s only", name, calc.format(low), calc.format(high))
  end
  if close_to(current(task.view, task:refresh(thing) or thing), wanted) and thing.value ~= nil then return end
  if low and high and high > low then
    local part = (wanted - low) / (high - low)
    local vertical = thing.h > thing.w * 1.5
    local x, y = thing.x + 8 + part * (thing.w - 16), thing.cy
    if vertical then x, y = thing.cx, thing.y + thing.h - 8 - part * (thing.h - 16) end
    task:act(("Click the slider where %s would be."):format(calc.format(wanted)), act.click(x, y))
    if close_to(current(task.view, task:refresh(thing) or thing), wanted) then return end
  end
  if step_to(task, thing, wanted) then return end
  local now = task:refresh(thing) or thing
  local value = current(task.view, now)
  if value and low and high then
    local function at(v) return now.x + 8 + (v - low) / (high - low) * (now.w - 16) end
    task:act("Drag the knob.", act.drag(at(value), now.cy, at(wanted), now.cy))
    if close_to(current(task.view, task:refresh(thing) or thing), wanted) or step_to(task, now, wanted) then return end
  end
  if drag_to(task, task:refresh(thing) or thing, wanted, name) then return end
  value = current(task.view, task:refresh(thing) or thing)
  task:fail("%s stands at %s and cannot be set to %s", name, value and calc.format(value) or "an unknown value",
    calc.format(wanted))
end

local function set_spin(task, thing, value, name)
  local n = calc.number(value)
  if value == "max" then n = thing.max elseif value == "min" then n = thing.min end
  if n and thing.min and thing.max and thing.max > thing.min and (n < thing.min or n > thing.max) then
    task:fail("%s goes from %s to %s only", name, calc.format(thing.min), calc.format(thing.max))
  end
  fields.fill(task, thing, n and calc.format(n) or value, name)
end

local ON = { on = true, yes = true, checked = true, enabled = true, ["true"] = true, ticked = true, active = true }
local OFF = { off = true, no = true, unchecked = true, disabled = true, ["false"] = true, unticked = true,
  inactive = true }

-- Something read from pixels that has a number by it may be a slider: it is one when an arrow key moves the number.
function set_value.by_keys(task, thing, value)
  local inside = fields.value(task.view, thing)
  if inside ~= "" then return false end
  set_slider(task, thing, value, task.view:caption(thing))
  return true
end

-- Whatever the thing is, brings it to the value and checks.
function set_value.apply(task, thing, value, name)
  if thing.role == "slider" then
    set_slider(task, thing, value, name)
  elseif thing.role == "spin" then
    set_spin(task, thing, value, name)
  elseif thing.role == "combo" and not thing.atspi and calc.number(value)
    and calc.number(tostring(thing.value or "")) then
    fields.fill(task, thing, value, name) -- a number with arrows beside it, whatever it was taken for
  elseif thing.role == "combo" then
    if not choose.from(task, thing, value, name) then task:fail('"%s" is not among the choices of %s', value, name) end
  elseif not thing.atspi and calc.number(value) and number_near(task.view, thing) and task.view:caption(thing) ~= nil
      and set_value.by_keys(task, thing, value) then
    return
  elseif thing.role == "check" or thing.role == "switch" or thing.role == "toggle" or thing.role == "radio" then
    local low = value:lower()
    check.set(task, thing, (ON[low] and "on") or (OFF[low] and "off") or "on", name)
  else
    fields.fill(task, thing, value, name)
  end
end

local GENERIC = { value = true, level = true, number = true, amount = true, setting = true, ["the value"] = true }

-- The thing named; when only its kind is said ("the slider"), the only one of its kind.
local function locate(task, p)
  local opts = { only = ONLY }
  if p.text and p.role == nil then opts.roles = { "slider", "spin", "combo", "field" } end
  if p.role == "knob" then p.roles = { "slider" } end
  local thing, why = task:find(p, opts)
  if thing then return thing end
  if p.text and p.roles then -- "the volume slider": the label may stand elsewhere; the only slider will do
    local found = ground.find(task.view, { said = p.said, roles = p.roles }, { window = task:window() })
    if #found == 1 then return found[1].thing end
  end
  local window = task:window()
  local generic = GENERIC[(p.text or p.bare or ""):lower()]
  if generic then
    for _, roles in ipairs { { "slider" }, { "spin" } } do
      local found = ground.find(task.view, { said = p.said, roles = roles }, { window = window })
      if #found == 1 then return found[1].thing end
    end
  end
  if p.text and not p.quoted then
    thing = task:find(p, { only = ONLY, floor = 0.5 })
    if thing then return thing end
  end
  thing = fields.find(task, { text = p.text, said = p.said, quoted = p.quoted, roles = p.roles,
    role = p.role, bare = p.bare, alt = p.alt })
  if thing then return thing end
  return click.locate(task, p, opts), why
end

-- "both sliders", "all fields": each thing of that kind.
local function set_all(task, args)
  local kind = args.target:match("^[Bb]oth%s+(.+)$") or args.target:match("^[Aa]ll%s+(.+)$")
    or args.target:match("^[Ee]very%s+(.+)$") or args.target:match("^[Ee]ach%s+(.+)$")
  local p = kind and task:parse(kind)
  if not p or not p.roles or p.text then return false end
  local found = ground.find(task.view, { said = p.said, roles = { p.roles[1] } }, { window = task:window() })
  if #found == 0 then task:fail("there are no %s", kind) end
  for _, c in ipairs(found) do
    set_value.apply(task, task:refresh(c.thing) or c.thing, normalise.value(args.value, task.literals), p.said)
  end
  task:note("%s: %s", args.target, normalise.value(args.value, task.literals))
  return true
end

function set_value.run(task, args)
  if set_all(task, args) then return end
  task:focus_scope()
  local p = task:parse(args.target)
  local value = normalise.value(args.value, task.literals)
  value = value:gsub("^exactly%s+", ""):gsub("^the%s+", "")
  if not args.value:find("\1") then -- "to 14 in the spreadsheet", "to 60 seconds"
    local rest = value:match("%s+(in%s+the%s+.+)$")
    if rest then value = value:sub(1, #value - #rest - 1) end
  end
  local thing, why = locate(task, p)
  if not thing or thing.guessed or thing.role == "radio" then
    local option = fields.option(task, p, value, task.scope and task:window() or nil)
    if option then
      check.set(task, option, "on", value)
      task:note("%s is %s", p.said, value)
      return
    end
  end
  if not thing then click.missing(task, p, why) end
  local own = task.view:window_of(thing)
  if own and not own.active then task:focus(own) thing = task:refresh(thing) or thing end
  if args.by then
    local now = current(task.view, thing)
    if not now then task:fail("the value of %s cannot be read", p.said) end
    value = calc.format(now + tonumber(args.by) * (calc.number(value) or 0))
  end
  local bare_number = value:match("^(%-?[%d%.,]+)%s+%a+$")
  if bare_number and calc.number(tostring(thing.value or "")) then value = bare_number end
  if thing.role == "slider" or thing.role == "spin" then
    value = unit_less(text.trim(value))
  elseif args.motion or p.roles == lexicon.roles.slider then
    value = unit_less(value)
  end
  if p.roles == lexicon.roles.slider and thing.role ~= "slider" and not thing.atspi then
    set_slider(task, thing, value, p.said)
  else
    set_value.apply(task, thing, value, p.said)
  end
  task.it = task:refresh(thing) or thing
  task:note("%s is %s", p.said, value)
end

return set_value
