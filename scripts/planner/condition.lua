-- condition.lua: "if a dialog appears", "when X is shown", "if the box is checked": whether it holds now.
local answer = require "answer"
local calc = require "calc"
local ground = require "ground"
local match = require "match"
local normalise = require "normalise"
local phrase = require "phrase"
local text = require "text"
local windows = require "windows"

local condition = {}

local WAITS = { when = true, once = true, after = true, as = true }
local STATES = { checked = "checked", ticked = "checked", selected = "selected", enabled = "enabled", on = "checked",
  disabled = "disabled", expanded = "expanded", focused = "focused", greyed = "disabled", grayed = "disabled" }

local APPEARS = { "appears", "appear", "pops up", "is shown", "shows up", "opens", "comes up", "is displayed", "pops",
  "is visible", "is open", "exists", "is there", "is present", "is asked", "has appeared", "has opened", "is ready",
  "has loaded", "is available", "shows", "turns up", "gets in the way", "occurs", "is running", "is already open" }

local OPS = { -- the longest first
  { "is greater than", ">" }, { "is more than", ">" }, { "is higher than", ">" }, { "is larger than", ">" },
  { "is bigger than", ">" }, { "is above", ">" }, { "is over", ">" }, { "exceeds", ">" },
  { "is less than", "<" }, { "is lower than", "<" }, { "is smaller than", "<" }, { "is below", "<" },
    { "is under", "<" },
  { "is at least", ">=" }, { "is at most", "<=" }, { "is not equal to", "~=" }, { "is not", "~=" },
  { "is equal to", "=" }, { "equals", "=" }, { "is set to", "=" }, { "reads", "=" }, { "says", "=" }, { "shows", "=" },
  { "is", "=" },
}

-- "the total is more than 100" → "the total", ">", "100"; only where the value is a name, a number or quoted.
function condition.compared(s)
  local low = s:lower()
  for _, row in ipairs(OPS) do
    local a, b = low:find("%s" .. row[1] .. "%s+")
    if a then
      local value = s:sub(b + 1)
      local fits = value:find("^\1%d+\2$") or value:find("^[%+%-]?%d") or value:find("^%u")
      if fits and not low:find("%f[%a]window%f[%A]") then return s:sub(1, a - 1), row[2], value end
      return nil
    end
  end
end

local function compare(held, op, wanted)
  local a, b = calc.read(held), calc.read(wanted)
  if op == "=" or op == "~=" then
    local same = (a and b and a == b) or match.score(wanted, held) >= 0.9
    return same == (op == "=")
  end
  if not a or not b then return nil end
  if op == ">" then return a > b elseif op == "<" then return a < b elseif op == ">=" then return a >= b end
  return a <= b
end

-- What has to be there, from the words of the condition; negated when it must be missing.
function condition.read(words)
  local low = words:lower()
  local first = low:match("^(%a+)")
  local s = words:gsub("^[%a]+%s+", "", 1)
  if first == "as" then s = words:gsub("^[Aa]s soon as%s+", "", 1) end
  if first == "in" then s = words:gsub("^[Ii]n case%s+", "", 1):gsub("^of%s+", "") end
  local c = { waits = WAITS[first] or false, negated = first == "unless" }
  s = text.strip(s)
  low = s:lower()
  if low:find("^there is no%s") or low:find("^there are no%s") then
    c.negated, s = not c.negated, s:gsub("^%S+%s+%S+%s+no%s+", "", 1)
  end
  s = s:gsub("^[Tt]here is%s+", ""):gsub("^[Tt]here are%s+", ""):gsub("^you see%s+", ""):gsub("^you are%s+", "you are ")
    :gsub("^you get%s+", "")
  low = s:lower()
  if low:find("^you are asked") or low:find("^asked") or low:find("^prompted") or low:find("^it asks")
      or low:find("^you are prompted") or low:find("^the program asks") or low:find("^necessary") or low:find("^needed")
      or low:find("^required") then
    c.what = "dialog"
    return c
  end
  local thing, state = s:match("^(.-)%s+is%s+not%s+(%a+)$")
  if thing and STATES[state:lower()] then
    c.what, c.state, c.negated = thing, STATES[state:lower()], not c.negated
    return c
  end
  thing, state = s:match("^(.-)%s+is%s+(%a+)$")
  if not thing then thing, state = s:match("^(.-)%s+is%s+already%s+(%a+)$") end
  if thing and STATES[state:lower()] then
    c.what, c.state = thing, STATES[state:lower()]
    return c
  end
  thing = s:match("^(.-)%s+does%s+not%s+%a+$") or s:match("^(.-)%s+is%s+not%s+%a+$") or s:match("^no%s+(.-)%s+%a+$")
  if thing then
    c.what, c.negated = thing, not c.negated
    return c
  end
  local subject, op, value = condition.compared(s)
  if subject then
    c.what, c.op, c.value = subject, op, value
    return c
  end
  for _, tail in ipairs(APPEARS) do
    local a = low:find("%s+" .. tail .. "%f[%A]")
    if a then
      c.what = s:sub(1, a - 1)
      return c
    end
  end
  local asks = low:find("%s+asks%f[%A]") or low:find("%s+about%s")
  c.what = asks and s:sub(1, asks - 1) or s
  return c
end

local function holds(task, c)
  local view = task.view
  local p = phrase.parse(c.what, task.literals)
  local role = p.role or ""
  if role:find("dialo") or role:find("pop") or role == "message box" or role == "alert" or role == "prompt" or
      role == "window" or (not p.text and p.role == "message") then
    if p.text and not p.text:lower():find("^confirm") and not p.text:lower():find("^error") and
        not p.text:lower():find("^warning") and not p.text:lower():find("^message") then
      local w = windows.named(view, p.text)[1]
      if w then return w end
      for _, d in ipairs(view:dialogs()) do
        if view:reads(p.text, d) then return d end
      end
      return nil
    end
    for _, d in ipairs(view:dialogs()) do
      if not task.known or not task.known[d.id] or role ~= "window" then return d end
    end
    for _, w in ipairs(view:real_windows()) do
      if task.first_windows and not task.first_windows[w.id] and w.active then return w end
    end
    return nil
  end
  local found = ground.find(view, p, {})
  if found[1] then
    local thing = found[1].thing
    if not c.state then return thing end
    if c.state == "enabled" then return not thing.states.disabled and thing or nil end
    return thing.states[c.state] and thing or nil
  end
  if not c.state and p.text then
    if windows.named(view, p.text)[1] then return windows.named(view, p.text)[1] end
    return view:reads(p.text) or nil
  end
end

-- The same for this look only: no waiting.
function condition.met(task, words)
  local c = condition.read(words)
  local met = holds(task, c)
  if c.negated then return not met end
  return met and true or false
end

-- Whether the condition holds; one that waits is looked at again and again.
function condition.holds(task, words)
  local c = condition.read(words)
  if c.op then
    local held = task:await("Look at " .. c.what .. ".", function() return answer.value(task, c.what) end, 2)
    local met = held and compare(tostring(held), c.op, (normalise.value(c.value, task.literals)))
    if met == nil then task:fail("cannot tell what %s is", c.what) end
    return met ~= c.negated
  end
  local met = task:await("Look whether " .. c.what .. " is there.", function()
    return holds(task, c)
  end, c.waits and 12 or (c.negated and 1 or 3))
  if c.negated then return not met end
  if type(met) == "table" then -- "it" is what the condition was about
    if met.title then task.that_window = met.id elseif met.role then task.it = met end
  end
  if c.waits and not met then task:fail('waited for %s, which never came', c.what) end
  return met and true or false
end

return condition
