-- calculate.lua: work something out with the calculator on the screen, and read what it shows.
local act = require "act"
local application = require "skills.application"
local calc = require "calc"
local ground = require "ground"
local normalise = require "normalise"
local text = require "text"
local windows = require "windows"

local calculate = { weight = 12 } -- what reads as a sum is one

local WITH = "[(in|with|on|using|by means of) [the] [a] {app}]"

calculate.wordings = {
  "(calculate|compute|work out|evaluate|determine|figure out|find) {sum} " .. WITH,
  "(calculate|compute|work out|evaluate) [the] [result|value] [of] {sum} " .. WITH,
  "use [the] {app} (to|for|and) (calculate|compute|work out|evaluate|find|determine|figure out) {sum}",
  "use [the] {app} (to|and) {sum}",
  "(using|with) [the] {app} [,] (calculate|compute|work out|evaluate) {sum}",
  "{sum} (in|with|on|using) [the] {app}",
  { "(what is|how much is) {sum}", asks = "yes" }, { "(what is|how much is) {sum} " ..
    "(in|with|on|using|according to) [the] {app}", asks = "yes" },
  "(enter|type|key in) {sum} (into|in|on) [the] {app} [and press equals]",
  { "(calculate|compute|work out|evaluate) {sum:word} " .. WITH, again = "yes" },
  { "work {sum:word} out " .. WITH, again = "yes" },
  "{sum}",
}

local BEFORE = { "the result", "that result", "the answer", "the outcome", "the sum", "the total", "the product",
  "the difference", "the quotient", "it", "that", "this", "this number", "that number" }

-- The sum in signs; what it says of the result before is that number.
local function expression(args, literals, result)
  local s = text.lower(normalise.value(args.sum, literals))
  local e = calc.expression(s)
  if e then return e end
  for _, words in ipairs(BEFORE) do
    local put, n = s:gsub("%f[%a]" .. words .. "%f[%A]", result or "1")
    if n == 1 and s ~= words then
      e = calc.expression(put)
      if e then return e, true end
    end
  end
end

local function pronoun(args, literals)
  local s = text.lower(normalise.value(args.sum, literals))
  return s == "it" or s == "this" or s == "that"
end

function calculate.accept(args, literals)
  if args.app then
    local row = windows.kind(normalise.value(args.app, literals))
    if not row or row.open ~= "calculator" then return false end
  end
  if pronoun(args, literals) then return args.again ~= nil end
  local e = expression(args, literals)
  return e ~= nil and e:find("[%+%-%*/%^%%a-z]") ~= nil
end

-- What the display shows: the number whose thing sits highest, among fields and texts of the window.
local function displayed(task, window, wanted)
  local w = task.view.by_window[window.id] or window
  local best
  for _, thing in ipairs(task.view:in_window(w)) do
    if thing.role ~= "button" and thing.role ~= "toggle" then
      for _, shown in ipairs { thing.value or thing.name, thing.name } do
        for _, line in ipairs(text.split(tostring(shown or ""), "\n")) do
          local n = calc.read((line:gsub("^.*=%s*", "")))
          if n then
            local exact = wanted and math.abs(n - wanted) <= 1e-6 * math.max(1, math.abs(wanted))
            local rank = (exact and 1e6 or 0) - thing.y + (thing.role == "field" and 200 or 0)
            if not best or rank > best.rank then best = { n = n, rank = rank, exact = exact or false } end
          end
        end
      end
    end
  end
  return best
end

-- Presses the calculator's own buttons, one for each sign.
local SIGN_NAMES = { ["*"] = { "×", "*", "x", "Multiply" }, ["/"] = { "÷", "/", "Divide" },
  ["-"] = { "−", "-", "Subtract" },
  ["+"] = { "+", "Add" }, ["="] = { "=", "Equals", "Result" }, ["."] = { ".", "," } }

local function press_buttons(task, window, e)
  local steps = {}
  for sign in (e .. "="):gmatch(".") do
    local thing
    for _, name in ipairs(SIGN_NAMES[sign] or { sign }) do
      for _, c in ipairs(ground.find(task.view, { text = name, said = name, quoted = true },
        { window = window, floor = 0.98 })) do
        if c.thing.role == "button" or c.thing.role == "toggle" or c.thing.line then thing = thing or c.thing end
      end
    end
    if not thing then return false end
    steps[#steps + 1] = act.click(thing.cx, thing.cy)
  end
  task:key("Clear the display.", "Escape")
  task:act("Press the calculator's buttons.", steps)
  return true
end

local function type_it(task, e)
  task:act("Clear the display and type the sum.", { act.key("Escape"), act.type(e), act.key("Return") })
end

function calculate.run(task, args)
  local e, before = expression(args, task.literals, task.result)
  if pronoun(args, task.literals) then e = task.expression end
  if not e or (before and not task.result) then task:fail("there is no result yet to go on with") end
  task.expression = e
  local wanted = calc.value(e)
  if not wanted then task:fail("%s has no value", e) end
  local row = windows.kind("calculator")
  local window = task.scope and windows.from_scope(task.view, task.scope, task.literals)
  if not (window and windows.is_kind(window, row)) then window = windows.named(task.view, "calculator")[1] end
  if not window then
    if args.asks and not args.app then -- a question that needs no program
      task.result = calc.format(wanted)
      task.replies[#task.replies + 1] = task.result
      return
    end
    window = application.open(task, "calculator", "the calculator")
  end
  task:focus(window)
  local shown
  for try = 1, 3 do
    if try == 3 then
      if not press_buttons(task, window, e) then break end
    else
      type_it(task, e)
    end
    shown = task:await("Read the display.", function()
      local d = displayed(task, window, wanted)
      return d and d.exact and d or nil
    end, 3)
    if shown then break end
  end
  if not shown then
    local other = displayed(task, window, nil)
    task:fail("the calculator shows %s, not %s", other and calc.format(other.n)
      or "nothing that can be read", calc.format(wanted))
  end
  task.result = calc.format(wanted)
  task:note("the calculator shows %s", task.result)
  if args.asks then task.replies[#task.replies + 1] = task.result end
end

return calculate
