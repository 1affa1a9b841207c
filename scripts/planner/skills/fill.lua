-- fill.lua: several fields of a form at once: "first name Maria, last name Olsen", "Name: X; City: Y".
local check = require "skills.check"
local choose = require "skills.choose"
local fields = require "fields"
local ground = require "ground"
local match = require "match"
local normalise = require "normalise"
local phrase = require "phrase"
local scrolling = require "scrolling"
local set_value = require "skills.set_value"
local text = require "text"

local fill = {}

fill.wordings = {
  "(fill in|fill out|fill|complete) {form} (with|as follows|using|:|with:|as follows:|with the " ..
    "following|with the following values:|with these values:|using the following) {pairs}",
  "(fill in|fill out|complete) {form}: {pairs}",
  "(fill in|fill out|fill|enter|complete) {pairs}",
  { "(fill in|fill out) {pairs}", single = "yes", weight = -6 },
  { "(sign up|register|subscribe|enrol|enroll|apply) (with|using|as) {pairs}", weight = 4, any_pairs = "yes" },
  { "{form}: {pairs}", any = "yes", weight = -30 },
  { "(enter|type|fill in|input|set|change|write|put) {pairs}", listed = "yes", weight = 14 },
  { "(log in|sign in|login|log on) [(on|to|at|into) {where}] (with|as|using) {pairs}", submit = "yes" },
  { "(log in|sign in|login|log on) [(on|to|at|into) {where}] as {user} (with|using|and) [the] password " ..
    "{password}", submit = "yes", weight = 8 },
  { "(log in|sign in|login|log on) [(on|to|at|into|through|in|with|via|using) {where}] : {pairs}", submit = "yes",
    weight = 8 },
  "(enter|type|set|put|write) [the] [following] [values|details|data] : {pairs}",
  "(fill in|fill|fill out) {field} with {text:lit}",
  "(fill in|fill) {text:lit} (in|into|for|as) {field}",
  "(enter|use|set) {pairs} in [the] form",
}

-- "first name Maria" and "the name is Maria": a label and its value.
local function pair_of(part, literals)
  part = text.strip(part):gsub("^and%s+", ""):gsub("^then%s+", "")
  local given, called = part:match("^(%S+)%s+as%s+the%s+(.+)$")
  if given then return text.strip(called), given end
  for _, pattern in ipairs { "^(.-)%s*[:=]%s*(.+)$", "^(.-)%s+%-%s+(.+)$", "^[Tt]?h?e?%s*(.-)%s+is%s+(.+)$",
                             "^(.-)%s+as%s+(\1%d+\2)$", "^(.-)%s+to%s+(.+)$", "^(.-)%s+with%s+(\1%d+\2)$",
                               "^[Yy]our%s+(.-)%s+as%s+(.+)$",
                             "^[Tt]he%s+(.-)%s+as%s+(.+)$" } do
    local label, value = part:match(pattern)
    if label and label ~= "" then return text.strip((label:gsub("%s+from%s+.+$", ""))), value end
  end
  local value, label = part:match("^(\1%d+\2)%s+a?s?i?n?t?o?f?o?r?%s*(.+)$")
  if value and (part:find("%sas%s") or part:find("%sin%s") or part:find("%sinto%s") or part:find("%sfor%s")) then
    return text.strip((label:gsub("^the%s+", ""))), value
  end
  label, value = part:match("^(.-)%s*(\1%d+\2)$")
  if label and label ~= "" then return text.strip(label), value end
  return nil, part
end

-- Where label ends and value begins in "last name Olsen": the longest start that names a field on the screen.
local STATES = { yes = true, no = true, on = true, off = true, ticked = true, unticked = true, checked = true,
  unchecked = true }

local function pair_on_screen(task, part)
  local words = text.words(part)
  if #words > 1 and STATES[words[#words]:lower()] then -- "newsletter yes": a box whose caption has that word
    local label = table.concat(words, " ", 1, #words - 1)
    local found = ground.find(task.view, { text = label, said = label }, { only = { "check", "switch", "toggle" } })[1]
    if found then return label, words[#words] end
  end
  local best
  for n = 1, math.min(#words - 1, 5) do
    local label = table.concat(words, " ", 1, n):gsub("^[Tt]he%s+", "")
    local found = ground.find(task.view, { text = label, said = label }, { only = fields.ROLES, floor = 0.75 })
    local score = found[1] and found[1].text or 0
    if score == 0 then
      local lines = ground.find(task.view, { text = label, said = label }, { floor = 0.85 })
      score = lines[1] and lines[1].text - 0.05 or 0
    end
    if score > 0 and (not best or score > best.score + 0.02 or (n > best.n and score >= best.score - 0.02)) then
      best = { n = n, score = score, label = label, value = table.concat(words, " ", n + 1) }
    end
  end
  if best then
    local value = best.value:gsub("^by%s+", "")
    -- "e-mail address x@y" in "E-mail"
    for _, noun in ipairs { "address", "number", "name", "date", "code", "value" } do
      local rest = value:match("^" .. noun .. "%s+(%S.*)$")
      if rest and not best.label:lower():find(noun, 1, true) then value = rest end
    end
    return best.label, value
  end
  for n = 1, math.min(#words - 1, 3) do -- "Student membership": the value first
    local label = table.concat(words, " ", #words - n + 1)
    local found = ground.find(task.view, { text = label, said = label }, { only = fields.ROLES, floor = 0.9 })
    if found[1] then return label, table.concat(words, " ", 1, #words - n) end
  end
end

-- All pairs of a list; parts that are no pair go on with the value before ("Olsen, Anna").
local function pairs_of(task, words)
  local out = {}
  words = words:gsub("%s+with%s+the%s+(%l)", ", the %1"):gsub("%s+with%s+(password)%f[%A]", ", %1")
  local s = words:gsub("%s*;%s*", ", "):gsub("%s*\n%s*", ", ")
  local function add(part)
    local label, value = pair_of(part, task.literals)
    if not label and not part:find("^\1%d+\2$") then label, value = pair_on_screen(task, part) end
    if label then
      out[#out + 1] = { label = phrase.drop_article(label), value = (normalise.value(value, task.literals)) }
      return true
    end
  end
  for _, part in ipairs(text.split(s, ",")) do
    part = text.strip(part)
    local a, b = part:match("^(.-)%s+and%s+(.+)$")
    if part == "" then
      -- nothing between two commas
    elseif a and a ~= "" and (pair_of(b, task.literals) or pair_on_screen(task, b)) then
      if not add(a) and #out > 0 then out[#out].value = out[#out].value .. ", " .. normalise.restore(a,
        task.literals) end
      add(b)
    elseif not add((part:gsub("^and%s+", ""))) and #out > 0 then
      out[#out].value = out[#out].value .. ", " .. normalise.restore(part, task.literals)
    end
  end
  return out
end

fill.pairs_of = pairs_of

function fill.accept(args, literals)
  if args.field then return true end
  if args.submit then return true end
  local s = args.pairs
  if args.listed then
    local low = s:lower()
    if s:find("%f[%a]with%s+\1") or low:find("^the%s[%a%s]*form%f[%A]") or low:find("^form%f[%A]") then return false end
    local _, to = s:gsub("%f[%a]to%s+\1", "")
    local _, labelled = s:gsub("%a%s*:?%s*\1", "")
    local _, commas = s:gsub("%f[%a]to%s+[%w%.]+", "")
    local _, into = s:gsub("\2%s+i?n?t?o?a?s?f?o?r?%s+", "")
    if into >= 2 and (s:find("\2%s+in") or s:find("\2%s+as%s") or s:find("\2%s+for%s")) then return true end
    local _, as = s:gsub("%f[%a]as%s+the%s+%a", "")
    if as >= 2 then return true end
    return to >= 2 or (labelled >= 2 and s:find("^[%a]") ~= nil) or (commas >= 2 and s:find(" and ") ~= nil)
  end
  if args.any_pairs then return #text.words(s) >= 3 end
  if args.any then
    local _, commas = args.pairs:gsub(",", "")
    return commas >= 1 and args.form:find("^%a+%s+%l") ~= nil and not args.form:find("[\1,]")
  end
  if args.form then return not args.form:find("\1") end
  if args.single then return not s:find("%f[%a]form$") and not s:find("\2.*\1") and #text.words(s) >= 2 end
  return s:find(",") ~= nil or s:find(":") ~= nil or (s:find("%sand%s") ~= nil and s:find("\1.*\1") ~= nil)
end

-- A label is taken as it is written where something is so called; "message" is a role otherwise.
local function named(task, label)
  local plain = { text = label, said = label }
  if not label:find("\1") and (ground.find(task.view, plain, { floor = 0.9 })[1]) then return plain end
  return task:parse(label)
end

-- Puts a value into whatever bears the label: a field, a list of choices, a box to tick, a slider.
local function set_one(task, label, value)
  local state = STATES[value:lower()] and ground.find(task.view, { text = label, said = label },
    { only = { "check", "switch", "toggle" } })[1]
  if state then
    local low = value:lower()
    check.set(task, state.thing, (low == "no" or low == "off" or low:find("^un")) and "off" or "on", label)
    return true
  end
  local p = named(task, label)
  local thing = ground.find(task.view, p, { window = task.scope and task:window() or nil, floor = 0.75,
    only = { "field", "textarea", "spin", "combo", "slider", "check", "switch", "radio" } })[1]
  thing = thing and thing.thing or fields.find(task, p)
  -- found by a label only
  local other = thing and thing.name ~= "" and p.text and match.score(p.text, thing.name) < 0.75
  if not thing or thing.guessed or thing.role == "radio" or other then
    local option = fields.option(task, p, value, task.scope and task:window() or nil)
    if option then
      check.set(task, option, "on", value)
      return true
    end
  end
  if not thing or not task.view:is_shown(thing) then
    thing = scrolling.reveal(task, p, { only = fields.ROLES }) or thing
  end
  if not thing then return false end
  if thing.role == "field" or thing.role == "textarea" then
    fields.fill(task, thing, value, label)
  elseif thing.role == "combo" and not choose.from(task, thing, value, label) then
    fields.fill(task, thing, value, label)
  elseif thing.role ~= "combo" then
    set_value.apply(task, thing, value, label)
  end
  return true
end

-- Fields that the form lacks are found out before anything is filled in.
local function check_all(task, list)
  for _, pair in ipairs(list) do
    local p = named(task, pair.label)
    local found = fields.find(task, p) or ground.find(task.view, p, {})[1]
    if not found then
      if not scrolling.reveal(task, p, {}) then task:fail('the form has no field "%s"', pair.label) end
    end
  end
end

function fill.run(task, args)
  if args.field then
    local value = normalise.value(args.text, task.literals)
    if not set_one(task, args.field, value) then task:fail("there is no field %s", normalise.show(args.field,
      task.literals)) end
    task:note('"%s" is in %s', value, normalise.restore(args.field, task.literals))
    return
  end
  task:focus_scope()
  local list
  if args.user then
    local name = ground.find(task.view, { text = "user name", said = "user name" }, { only = fields.ROLES,
      floor = 0.5 })[1]
      and "user name" or "email"
    list = { { label = name, value = (normalise.value(args.user, task.literals)) },
             { label = "password", value = (normalise.value(args.password, task.literals)) } }
  else
    list = pairs_of(task, args.pairs)
  end
  if #list == 0 then task:fail("cannot tell the fields from the values in: %s", normalise.show(args.pairs,
    task.literals)) end
  check_all(task, list)
  for _, pair in ipairs(list) do
    if not set_one(task, pair.label, pair.value) then task:fail('the form has no field "%s"', pair.label) end
    task:note('%s is "%s"', pair.label, pair.value)
  end
  local follows = task.next_frame and task.next_frame.name
  if args.submit and follows ~= "dialog" and follows ~= "click" then
    local button = task:button({ "Log in", "Login", "Sign in", "Log In", "Sign In", "Submit", "OK" })
    if not button then -- its caption may be misread: the only button there is, else Enter
      local window, n = task:window(), 0
      for _, thing in ipairs(task.view.things) do
        if thing.role == "button" and window and thing.window == window.id then button, n = thing, n + 1 end
      end
      if n ~= 1 then button = nil end
    end
    if button then task:click(button, "Log in.") else task:key("Log in.", "Return") end
  end
end

return fill
