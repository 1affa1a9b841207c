-- check.lua: tick, untick, toggle boxes and switches.
local click = require "skills.click"
local ground = require "ground"
local lexicon = require "lexicon"
local match = require "match"
local normalise = require "normalise"
local phrase = require "phrase"

local check = {}

check.wordings = {
  { "(check|tick|mark|enable|activate) {target}", want = "on" },
  { "(turn|switch) on {target}", want = "on" }, { "(turn|switch|set) {target} [to] on", want = "on" },
  { "(put|place|set) a (check|tick|check mark|checkmark) (in|on|next to|beside) {target}", want = "on" },
  { "(uncheck|untick|unmark|deselect|disable|deactivate|unselect|clear) {target}", want = "off" },
  { "(uncheck|untick|disable|deactivate|clear) [the] {target} (check box|checkbox|option|box|tick box)",
    want = "off", weight = 2 },
  { "(turn|switch) off {target}", want = "off" }, { "(turn|switch|set) {target} [to] off", want = "off" },
  { "(remove|take) the (check|tick|check mark|checkmark) (from|off|in) {target}", want = "off" },
  { "(make sure|ensure) [that] only {target} (is|are) (checked|ticked|enabled|on|active|selected)", want = "only",
    weight = 12 },
  { "(check|tick|select|enable|activate) only {target}", want = "only", weight = 6 },
  { "only (check|tick|select|enable|activate) {target}", want = "only", weight = 6 },
  { "(accept|agree to|agree with) {target}", want = "on", weight = -2 },
  { "(toggle|flip|invert) {target}", want = "other" },
  { "make sure [that] {target} is (checked|ticked|enabled|on|turned on|switched on|active|selected)",
    want = "on", weight = 4 },
  { "make sure [that] {target} is (unchecked|unticked|disabled|off|turned off|switched off|not " ..
    "checked|not selected|not ticked)", want = "off", weight = 4 },
  { "ensure [that] {target} is (checked|ticked|enabled|on|turned on|active|selected)", want = "on", weight = 4 },
  { "ensure [that] {target} is (unchecked|unticked|disabled|off|turned off|not checked|not ticked)",
    want = "off", weight = 4 },
}

local ROLES = { "check", "switch", "toggle", "radio", "menuitem", "item", "cell", "button" }

function check.accept(args, literals)
  local low = normalise.value(args.target, literals):lower()
  if low:find("^on%s") or low:find("^off%s") or low:find("^whether%s") or low:find("^if%s") or low:find("^that%s") then
    return false
  end
  if args.want == "off" and low:find("field$") then return false end
  return low ~= "everything" and low ~= "text"
end

-- A row of a list with a box to tick in a column of its own.
local function box_in_row(view, thing)
  if thing.role ~= "cell" and thing.role ~= "item" and thing.role ~= "treeitem" and not thing.line then return nil end
  local best, cost
  for _, t in ipairs(view.things) do
    local small = t ~= thing and t.window == thing.window and t.name == "" and t.w < 70
      and math.abs(t.cy - thing.cy) < 8
    if small and (t.role == "cell" or lexicon.checkable[t.role]) then
      local gap = math.abs(thing.x - (t.x + t.w))
      if not cost or gap < cost then best, cost = t, gap end
    end
  end
  return best
end

-- A box whose caption stands beside it as plain text.
local function box_beside(view, thing)
  if not (thing.line or thing.role == "text" or thing.role == "other") then return nil end
  local best, cost
  for _, t in ipairs(view.things) do
    if lexicon.checkable[t.role] and t.window == thing.window and math.abs(t.cy - thing.cy) < 14 then
      local gap = math.abs(thing.x - (t.x + t.w))
      if gap < 40 and (not cost or gap < cost) then best, cost = t, gap end
    end
  end
  return best
end

local function is_on(thing)
  return thing.states.checked or (thing.role == "toggle" and thing.states.selected) or false
end

-- Brings one box to a state; checks that it is there.
function check.set(task, thing, want, name)
  local popup = task.view:window_of(thing)
  popup = popup and popup.type == "menu"
  thing = box_beside(task.view, thing) or box_in_row(task.view, thing) or thing
  if thing.states.disabled then task:fail('"%s" is greyed out and cannot be changed', name) end
  local goal = want == "on"
  if want == "other" then goal = not is_on(thing) end
  if is_on(thing) == goal and want ~= "other" and (goal or lexicon.checkable[thing.role]) then
    task:note('"%s" is %s already', name, goal and "checked" or "unchecked")
    return
  end
  for try = 1, 3 do
    local before = task.view:fingerprint()
    if try == 3 then
      task:key(("Toggle %s by the keyboard."):format(name), "space")
    elseif try == 2 then
      task:uncover(thing)
      task:act(('Press the box of "%s" itself.'):format(name),
        require("act").click(thing.x + math.min(thing.h, thing.w) // 2, thing.cy))
    else
      task:click(thing, ('%s "%s".'):format(goal and "Check" or "Uncheck", name))
    end
    if popup and not task:idle() then -- a menu entry with a mark: the menu has closed
      task:note('chose "%s"', name)
      return
    end
    local now = task:refresh(thing) or thing
    if now.role == "cell" and not task:idle() then
      task:note('clicked the box of "%s"', name)
      return
    end
    if is_on(now) == goal then
      task:note('"%s" is %s', name, goal and "checked" or "unchecked")
      return
    end
    if not now.atspi and (task.view:fingerprint() ~= before or not task:idle()) then
      task:note('clicked the box "%s"', name)
      return
    end
    thing = now
  end
  task:fail('"%s" could not be %s', name, goal and "checked" or "unchecked")
end

local function all_of(task, args)
  local low = args.target:lower()
  if not (low:find("^all%f[%A]") or low:find("^every%f[%A]") or low:find("^both%f[%A]")) then return false end
  if not (low:find("check") or low:find("box") or low:find("option") or low:find("switch") or low:find("item")
      or low == "all" or low == "everything") then return false end
  local window = task:window()
  local done = 0
  local except = args.target:match("%f[%a]except%s+[for]*%s*(.+)$") or args.target:match("%f[%a]but%s+(.+)$")
  local kept = {}
  for _, words in ipairs(except and phrase.list(except, task.literals) or {}) do
    local found = ground.find(task.view, task:parse(words), { only = ROLES })[1]
    if not found then task:fail("cannot find %s", normalise.show(words, task.literals)) end
    kept[found.thing] = true
  end
  for _, thing in ipairs(task.view.things) do
    if not kept[thing] and (thing.role == "check" or thing.role == "switch") and (not window
      or thing.window == window.id) then
      check.set(task, task:refresh(thing) or thing, args.want, task.view:caption(thing))
      done = done + 1
    end
  end
  if done == 0 then task:fail("there are no check boxes") end
  return true
end

-- Everything in the window that is ticked and not among the parts is unticked.
local function uncheck_others(task, parts)
  local window = task:window()
  local list = {}
  for _, thing in ipairs(task.view.things) do
    if not kept[thing] and (thing.role == "check" or thing.role == "switch") and (not window
      or thing.window == window.id)
        and is_on(thing) then
      local wanted = false
      for _, words in ipairs(parts) do
        local p = task:parse(words)
        wanted = wanted or (p.text and match.score(p.text, task.view:caption(thing)) >= 0.8)
      end
      if not wanted then list[#list + 1] = thing end
    end
  end
  for _, thing in ipairs(list) do check.set(task, task:refresh(thing) or thing, "off", task.view:caption(thing)) end
end

function check.run(task, args)
  task:focus_scope()
  if all_of(task, args) then return end
  local parts = phrase.list(args.target, task.literals)
  local whole = task:parse(args.target)
  if #parts > 1 and ground.find(task.view, whole, { floor = 0.9 })[1] then parts = { args.target } end
  if #parts > 1 and not args.target:find("\1") and not args.target:find(",") and not ground.find(task.view,
      task:parse(parts[2]), {})[1] then parts = { args.target } end
  if args.want == "only" then uncheck_others(task, parts) end
  for _, words in ipairs(parts) do
    local p = task:parse(words)
    if p.role == nil and p.text then p.text = p.text:gsub("%s+boxes$", ""):gsub("%s+options$", "") end
    local thing, why = click.locate(task, p, { roles = ROLES })
    if not thing then click.missing(task, p, why) end
    check.set(task, thing, args.want == "only" and "on" or args.want, task.view:caption(thing))
    task.it = thing
  end
end

return check
