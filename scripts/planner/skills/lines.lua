-- lines.lua: lines of a document: go to, delete, duplicate, move the cursor, select.
local act = require "act"
local calc = require "calc"
local fields = require "fields"
local normalise = require "normalise"
local text = require "text"

local lines = {}

lines.wordings = {
  { "(go|jump|move|navigate|scroll) to line [number] {n:num} [{rest}]", what = "go", weight = 3 },
  { "(put|place|move|set) the (cursor|caret) (on|at|in|to) [the] [start of|beginning of] line [number] " ..
    "{n:num}", what = "go" },
  { "(put|place|move|set) the (cursor|caret) (at|to) the (end|bottom) [of] [{rest}]", what = "end" },
  { "(put|place|move|set) the (cursor|caret) (at|to) the (start|beginning|top) [of] [{rest}]", what = "start" },
  { "(go|jump|move) to the (end|bottom) of the (document|file|text|page) [{rest}]", what = "end" },
  { "(go|jump|move) to the (start|beginning|top) of the (document|file|text|page) [{rest}]", what = "start" },
  { "(delete|remove|erase) [the|its] {which} line [{rest}]", what = "delete", weight = 4 },
  { "(delete|remove|erase) line [number] {n:num} [{rest}]", what = "delete", weight = 4 },
  { "(delete|remove|erase) [the] line (that says|saying|with|containing|that contains|that reads|with " ..
    "the text) {which_text:lit} [{rest}]", what = "delete", weight = 4 },
  { "(replace|change|overwrite) [the] {which} line (with|by|to) [the] [text|line|words] {text}",
    what = "replace", weight = 10 },
  { "(replace|change|overwrite) line [number] {n:num} (with|by|to) [the] [text|line|words] {text}",
    what = "replace", weight = 10 },
  { "(insert|add) a [new] line after [the] {which} line (with the text|saying|with|that " ..
    "says|containing|:) {text}", what = "after", weight = 10 },
  { "(insert|add) [the] line {text:lit} after [the] {which} line", what = "after", weight = 10 },
  { "(insert|add) [the] [line] {text:lit} before [the] {which} line", what = "before", weight = 10 },
  { "(select|highlight) [the] {which} line [{rest}]", what = "select", weight = 4 },
  { "(select|highlight) line [number] {n:num} [{rest}]", what = "select", weight = 4 },
  { "(duplicate|copy) [the] {which} line [{rest}]", what = "duplicate" },
  { "(delete|remove|erase) [the|its] {which} word [{rest}]", what = "word", weight = 4 },
}

local ORDINALS = require("lexicon").ordinals

function lines.accept(args, literals)
  if args.which then
    local low = normalise.value(args.which, literals):lower()
    return ORDINALS[low] ~= nil or low == "second to last" or low == "empty" or low == "current"
  end
  return true
end

local function document(task)
  local window = task:focus_scope()
  local field = fields.current(task, window)
  return field, window
end

-- Keys that bring the caret to the start of a line counted from the top, or from the end when negative.
local function go_keys(n, ends_open)
  local steps = {}
  if n > 0 then
    steps[1] = act.key("ctrl", "Home")
    for _, a in ipairs(act.keys(n - 1, "Down")) do steps[#steps + 1] = a end
  else
    steps[1] = act.key("ctrl", "End")
    local up = -n - 1 + (ends_open and 0 or 1)
    for _, a in ipairs(act.keys(up, "Up")) do steps[#steps + 1] = a end
    steps[#steps + 1] = act.key("Home")
  end
  return steps
end

local function value_of(task, field)
  local now = field and (task:refresh(field) or field)
  if now and now.value ~= nil and now.atspi then return tostring(now.value) end
  return fields.document(task, field)
end

-- Lines without the empty one that a final newline makes.
local function lines_of(value)
  local list = text.split(value, "\n")
  if #list > 1 and list[#list] == "" then list[#list] = nil end
  return list
end

local function number_of(task, args, value)
  if args.which_text then
    local wanted = normalise.value(args.which_text, task.literals)
    if not value then task:fail("the lines of the text cannot be read") end
    for i, line in ipairs(lines_of(value)) do
      if line:find(wanted, 1, true) then return i end
    end
    task:fail('no line has "%s" in it', wanted)
  end
  if args.n then return math.floor(calc.number(args.n) or 1) end
  local low = normalise.value(args.which, task.literals):lower()
  if low == "second to last" then return -2 end
  return ORDINALS[low] or 0
end

local function focus_steps(task, field)
  if field and not field.states.focused and field ~= task.view.focus then return { act.click(field.cx, field.cy) } end
  return {}
end

local function add(steps, more)
  for _, a in ipairs(more) do steps[#steps + 1] = a end
  return steps
end

local function delete(task, args)
  local field = document(task)
  local value = value_of(task, field)
  local n = number_of(task, args, value)
  local count = value and #lines_of(value)
  if count and (n > count or -n > count or value == "") then task:fail("the text has only %d lines", count) end
  local ends_open = value ~= nil and value:sub(-1) ~= "\n" -- the last line has no newline after it
  if count and n == count and count > 1 then n = -1 end
  local steps = focus_steps(task, field)
  if n == -1 and ends_open then
    add(steps, { act.key("ctrl", "End"), act.key("shift", "Home"), act.key("BackSpace") })
    if count and count > 1 then steps[#steps + 1] = act.key("BackSpace") end
  elseif n == -1 then
    add(steps, { act.key("ctrl", "End"), act.key("shift", "Up"), act.key("Delete") })
  else
    add(steps, go_keys(n, ends_open))
    add(steps, { act.key("shift", "Down"), act.key("Delete") })
  end
  task:act("Delete the line.", steps)
  local now = value_of(task, field)
  if value and now then
    local wanted = lines_of(value)
    table.remove(wanted, n > 0 and n or #wanted + 1 + n)
    if text.trim(now) ~= text.trim(table.concat(wanted, "\n")) then
      task:act("Look again.", act.wait(300))
      now = value_of(task, field)
    end
    if text.trim(now) ~= text.trim(table.concat(wanted, "\n")) then
      task:act("That took something else; undo it and put the text in whole.", { act.key("ctrl", "z"),
        act.key("ctrl", "z") })
      local whole = table.concat(wanted, "\n") .. (ends_open and "" or "\n")
      now = fields.keeping_clipboard(task, function()
        task:act("Put the changed text on the clipboard.", act.tool("clipboard_set", { text = whole }))
        task:act("Put it in place of the text.", { act.key("ctrl", "a"), act.key("ctrl", "v") })
        return value_of(task, field)
      end)
      if text.trim(now) ~= text.trim(whole) then task:fail("the line could not be deleted") end
    end
  elseif task:idle() then
    task:fail("deleting the line changed nothing")
  end
  task:note("deleted the line")
end

function lines.run(task, args)
  if args.what == "delete" then return delete(task, args) end
  local field = document(task)
  local steps = focus_steps(task, field)
  if args.what == "end" or args.what == "start" then
    steps[#steps + 1] = act.key("ctrl", args.what == "end" and "End" or "Home")
    task:act("Move the cursor.", steps)
    task:note("the cursor is at the %s", args.what)
    return
  end
  local value = value_of(task, field)
  if args.what == "word" then
    local n = number_of(task, args, value)
    add(steps, n == 1 and { act.key("ctrl", "Home"), act.key("ctrl", "Delete") }
      or { act.key("ctrl", "End"), act.key("ctrl", "BackSpace") })
    task:act("Delete the word.", steps)
    task:note("deleted the word")
    return
  end
  local n = number_of(task, args, value)
  if value and n > #lines_of(value) then task:fail("the text has only %d lines", #lines_of(value)) end
  add(steps, go_keys(n, value ~= nil and value:sub(-1) ~= "\n"))
  local typed = args.text and normalise.value(args.text, task.literals)
  if args.what == "replace" then
    add(steps, { act.key("shift", "End"), act.type(typed) })
  elseif args.what == "after" then
    add(steps, { act.key("End"), act.type("\n" .. typed) })
  elseif args.what == "before" then
    add(steps, { act.type(typed .. "\n") })
  end
  if args.what == "select" then steps[#steps + 1] = act.key("shift", "End") end
  if args.what == "duplicate" then
    add(steps, { act.key("shift", "End"), act.key("ctrl", "c"), act.key("End"), act.key("Return"),
      act.key("ctrl", "v") })
  end
  task:act("Go to the line.", steps)
  task:note("line %d: done", n)
end

return lines
